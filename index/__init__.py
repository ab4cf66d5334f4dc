"""What is stored, and how it gets there: Markdown files in, a published index out.

The road through this package, in order:

``sites``     which files of a site are posts, and what its generator makes of them
``reading``   one file → front matter, dates and text; ``markdown`` → what a reader sees
``post``      one source file, understood (:class:`index.post.Post`)
``document``  a post as it is indexed (:class:`index.document.Document`): open this first
``record``    the document with its analysis: what every engine keeps; ``packing`` makes it small
``analysis``  text → terms with exact offsets; shared with ``search``
``tokens``    each distinct sentence tokenised once, on all cores
``fields``    the table of all fields, the owner's own below Sakuin's
``progress``  how far a run has come
``spool``     numbers that are gathered for a segment, on disk meanwhile
``weights``   what is scored, and how much it weighs
``pages``     records laid end to end: what hits are shown from
``store``     what an engine's writing side must do: generations and drafts; the format's version
``local``     the store on one disk: published by one rename
``whoosh``    the part of the local store that keeps the records; ``columns`` are derived from it
``opensearch``  the same in a cluster
``archive``   a generation as one file, from any store to any other
``runs``      a whole run, step by step: sites in, a report out

``errors`` is the tree of exceptions, ``problems`` the codes of skipped posts and warnings,
``durable`` files that survive a crash and know their checksum, ``digests`` what the rules of this
version are.

Imports run one way: ``web`` → ``search`` → ``index``. Nothing in here reads settings,
the environment or the clock of the caller: it all comes as arguments.
"""
