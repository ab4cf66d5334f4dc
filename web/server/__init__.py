"""gunicorn around the application: processes, threads, and clients that take their time.

``gunicorn`` starts and stops it, and follows the index: open this first; ``worker`` and ``outbox``
keep slow clients from taking threads.
"""
