"""The engine over an OpenSearch cluster, in the order in which a query passes.

``searcher``    the contract fulfilled: reads like a table of contents of what follows
``visible``     the posts that one asker may see; their words and labels
``matching``    the ladder of tiers, one request a step; ``queries`` translates conditions
``scoring``     the joint score, near words and fragments as scoring queries
``facets``      what is asked of facets, and shown of the answer
``similar``     neighbours
``completions`` titles and labels, for the shared suggester
"""
