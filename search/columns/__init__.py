"""The engine over the arrays of :mod:`index.columns`, in the order in which a query passes.

``searcher``   the contract fulfilled: reads like a table of contents of what follows
``opening``    opens it over a generation of a data folder
``view``       one generation: its segments laid end to end; ``visible``: what one asker may see
``matching``   which documents have what is wanted, and how strictly; ``literal`` finds any
               substring, ``chains`` words that make up one, ``lexicon`` words that sound or look
               alike
``filters``    facet values and dates as masks, and facet counts
``tiers``      no looser hit above a stricter one, and the way down when nothing matches
``ordering``   the order of hits, and pages of it
``scoring``    the score within a tier, to which ``proximity`` adds, and ``fragments``, pieces of a
               query longer than a word
``similar`` · ``spelling``   neighbours, did you mean; ``contents``: figures, titles, words
"""
