"""From a question to results: query text or parameters in, :class:`search.results.Results` out.

``query``      what people type and programs send → Query; its plan
``searcher``   the contract of an engine's reading side
``generation`` what all searchers share: a generation, and the askers who come again
``results``    Hit, Facet, Suggestion, Results: what every adapter shows
``showing``    what a hit shows: passages, marks, sections
``suggesting`` completions while typing
``vocabulary`` all words of some records, for engines that keep no list of them
``local``      what the engines within this process have in common
``columns``    the engine over the columns of :mod:`index.columns`
``whoosh``     the plain engine over Whoosh's own index
``opensearch``  the engine over a cluster
``live``       the searcher of the generation that is served now, which follows the index
``variants``   spellings of the posts, to propose as synonyms
``ranking``    every constant of the ranking, with its measurement
``evaluation`` how good a ranking is, over judged queries
"""
