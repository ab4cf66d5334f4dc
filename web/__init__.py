"""Adapters for people and programs: the command line, the HTTP API, the pages, the widget.

``cli``         the ``sakuin`` command, where everything is put together: open this first
``settings``    sakuin.toml, the environment and flags → Settings; nothing else reads them
``app``         ``create_app``: the Flask application
``presenters``  Results → JSON; API, pages and command line all use it
"""
