"""What describes the API, as ``openapi.json`` and as a page.

``operations`` the table of the API, one row a route: open this first. ``schemas`` has the shapes
of its answers
``document``   the table → OpenAPI; ``routes`` serves it, and shows it without a script
"""
