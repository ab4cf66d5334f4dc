"""What describes the API, as ``openapi.json`` and as a page.

``api.yml``   the API as data, one row a route, and the shapes of its answers: open this first
``document``  that and the models that validate → OpenAPI, served as JSON, and as a page without a
script
"""
