"""The engine over the arrays of :mod:`index.columns`, in the order in which a query passes.

``searcher``   what :mod:`search.local.searcher` asks of an engine, handed on to what follows
``view``       one generation: its segments laid end to end; ``visible``: what one asker may see
``masks``      what stands in documents, as masks; ``substrings`` finds any text
``joint``      words, characters and pairs, in one saturating sum
"""
