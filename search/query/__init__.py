"""What people type and programs send → a Query, and what a searcher does for it.

``query``    the engine-neutral Query: open this first
``parser``   the query language; never fails. ``dates`` reads 先月 and 令和7年; ``typed`` tells
             filters from words
``params``   untrusted parameters → Query, or every error at once
``planner``  Query → Plan (``plan``), with the analyzer that wrote the index
``deadline`` how long whoever asks will wait
"""
