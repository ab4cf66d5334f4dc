"""From a question to results: query text or parameters in, :class:`search.results.Results` out.

``query``       the engine-neutral Query: open this first, then ``results``
``parser``      what a person types → Query; never fails
``params``      untrusted parameters → Query, or every error at once
``searcher``    the contract of an engine's reading side, and ``open_searcher``
``results``     Hit, Facet, Suggestion, Results: what every adapter shows
"""
