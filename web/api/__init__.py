"""The HTTP API, and what every route needs of it; :mod:`web.openapi` describes it.

``routes``     the endpoints: open this first. ``reindexing`` starts runs
``params``     their parameters; ``presenters`` makes the JSON of results
``http``       parameters in, cached JSON out; ``answers`` keeps what has been answered
``mcp_server`` the same for assistants
"""
