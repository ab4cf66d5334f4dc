"""The HTTP API, and what describes it.

``routes``     the endpoints: open this first. ``reindexing`` starts runs
``params``     their parameters; ``presenters`` makes the JSON of results, ``suggesting`` that of
               completions
``http``       parameters in, cached JSON out; ``answers`` keeps what has been answered
``operations`` the table of the API, from which ``openapi`` is made, with ``schemas``; ``docs``
               shows it
``mcp_server`` the same for assistants
"""
