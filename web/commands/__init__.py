"""The subcommands of ``sakuin``, a module each, named after it; ``command`` is its entry point.

``options``   options and helpers that several of them share: open this first
``progress``  the progress of long work, on a terminal or elsewhere
"""
