"""What the owner sees of a running service.

``health`` is it up, is an index loaded; ``request_log`` lines of JSON;
``metrics`` for Prometheus, what all workers count together;
``analytics`` what people search for.
"""
