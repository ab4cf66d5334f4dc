"""Adapters for people and programs: the command line, the HTTP API, the pages, the search box.

``cli``         the ``sakuin`` command, where everything is put together: open this first
``commands``    its subcommands, one module each
``settings``    sakuin.toml, the environment and flags → Settings; nothing else reads them.
                ``setting_types``: what values they may have
``engine``      the analyzer and the searcher that the settings ask for
``presenters``  Results → JSON; API, pages and command line all use it. ``reports`` for runs

The service:

``app``         ``create_app``: the Flask application, put together from these blueprints:
                ``api``, ``instantsearch``, ``reindexing``, ``admin``, ``docs``, ``feeds``,
                ``discovery``, ``widget``, ``health``, ``metrics`` and ``pages``
``context``     what the blueprints share. ``http``, ``links``, ``errors`` and ``texts``: parameters
                in, JSON, addresses, errors and words out
``api_params``  the parameters beside those of a search; ``operations``, ``schemas`` and
                ``openapi`` describe the API to programs
``access``      who may ask what: ``keys``, ``cors``, ``rate_storage``; ``visibility`` and
                ``suggesting`` keep to what a key may see; ``proxies`` says what headers count
``analytics``   what people search for, where the owner wants it counted; ``request_log``
``assets``      the scripts and styles of ``static/``, as browsers get them
``serve``       gunicorn around it: ``worker`` and ``outbox`` are patient with slow clients
``mcp_server``  the same for assistants

Runs of the indexer: ``indexing`` starts one, ``watching`` whenever a file changes, ``jobs`` and
``job_process`` over HTTP; ``documents`` reads judged sets; ``temporary`` makes folders for a while.
"""
