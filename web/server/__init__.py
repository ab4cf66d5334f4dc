"""gunicorn around the application: processes, threads, and clients that take their time.

``gunicorn`` starts and stops it: open this first; ``worker`` and ``outbox`` keep slow clients from
taking threads; ``following`` looks for new generations.
"""
