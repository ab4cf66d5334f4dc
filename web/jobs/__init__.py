"""Runs of the indexer: started over HTTP, by the command line or by a change of a file.

``indexing`` a run with the settings of this service, and its report: open this first
``queue``    runs started over HTTP, one at a time; ``process`` is the process of one
``watching`` runs again whenever a file changes; ``watcher`` keeps the process alive that does
"""
