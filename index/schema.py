"""The version of the stored format; what the fields of an index are is in :mod:`index.fields`.

This module imports nothing, since a run that finds nothing changed reads only the version.
"""

FORMAT_VERSION = 4
"""Raised whenever what is written changes, so that an old index says "reindex" at once."""
