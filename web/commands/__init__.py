"""The subcommands of ``sakuin``, a module each, named after it; ``command`` is its entry point.
``archive`` has export and import.

``cli``       the command itself: open this first
``language``  help and messages in Japanese
``options``   options and helpers that several of them share
``progress``  the progress of long work, on a terminal or elsewhere
"""
