"""Completions while typing, for every engine that can list its titles and labels.

``suggester`` what has been typed so far → completions: open this first
``entries``   what is proposed, and under which keys it is found
``keys``      the keys, sorted
"""
