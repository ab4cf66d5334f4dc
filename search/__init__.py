"""From a question to results: query text or parameters in, :class:`search.results.Results` out.

What every engine shares:

``query``       the engine-neutral Query: open this first, then ``results``
``parser``      what a person types → Query; never fails. ``dates`` reads 先月 and 令和7年
``params``      untrusted parameters → Query, or every error at once
``searcher``    the contract of an engine's reading side
``results``     Hit, Facet, Suggestion, Results: what every adapter shows
``evaluation``  how good a ranking is, over judged queries

The engine over the columns of :mod:`index.columns`, in the order in which a query passes:

``live``             the searcher of the generation that is served now, which follows the index
``column_searcher``  the contract fulfilled: reads like a table of contents of what follows
``view``             one generation: its segments laid end to end
``planner``          Query → Plan (``plan``), with the analyzer that wrote the index
``matching``         which documents have what is wanted, and how strictly; ``literal`` finds any
                     substring, ``chains`` words that make up one, ``lexicon`` words that sound
                     or look alike
``filters``          facet values and dates as masks, and facet counts
``tiers``            no looser hit above a stricter one, and the way down when nothing matches
``scoring``          the score within a tier, to which ``proximity`` adds, and ``fragments``, pieces
                     of a query longer than a word; constants: ``ranking``
``passages``         which passages to show, from the ``occurrences`` of the words
``presentation``     documents → hits; ``marks`` makes the HTML
``suggest`` · ``similar`` · ``spelling`` · ``variants``   completions, neighbours, did you mean,
                     and spellings to propose as synonyms
"""
