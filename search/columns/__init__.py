"""The engine over the arrays of :mod:`index.columns`, in the order in which a query passes.

``searcher``   the contract fulfilled: reads like a table of contents of what follows
``opening``    a generation → its searcher
``view``       one generation: its segments laid end to end; ``visible``: what one asker may see
``matching``   which documents are hits, and how strictly: the ladder of tiers
``masks``      conditions → masks of documents; ``substrings`` finds any text
``filters``    values of fields and dates as masks, and facet counts
``signals``    the score within a tier
``ordering``   the order of hits
``similar``    neighbours; ``contents``: figures, titles, words
"""
