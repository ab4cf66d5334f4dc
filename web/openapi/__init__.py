"""What describes the API, as ``openapi.json`` and as a page.

``operations`` the table of the API, one row a route: open this first. ``shapes.yml`` has
the shapes of its answers
``document``   the table → OpenAPI, served as JSON, and as a page without a script
"""
