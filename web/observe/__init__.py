"""What the owner sees of a running service.

``health`` is it up, is an index loaded; ``metrics`` for Prometheus; ``request_log`` lines of JSON;
``analytics`` what people search for; ``reports`` the report of a run as JSON.
"""
