"""The engine for tests, and the plainest one to read: Python over a dict of records.

It shows what the contracts ask of an engine and nothing else: no files, no speed. What it has in
common with the others is in :mod:`search.local`.

``searcher`` the engine: open this first
``store``    generations as dicts of records
``posts``    records as the others ask for them: terms, texts, frequencies
``visible``  what one asker may see, as signals ask for it
``scoring``  the parts of the score of each post
"""
