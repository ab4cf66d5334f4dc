"""What is stored, and how it gets there: Markdown files in, a published index out.

The road through this package, in order:

``sites``         which files of a site are posts, and what its generator makes of them
``front_matter``  a text → a mapping and a body, or a named reason. Before it, ``decoding`` reads
                  the bytes; ``yaml_values``, ``dates`` and ``facet_values`` read the values
``post``          one source file, understood (:class:`index.post.Post`)
``plain_text``    Markdown → sections: heading, anchor, text, code. ``markdown`` does the work,
                  by the rules of one of the ``flavours``
``document``      a post as it is indexed (:class:`index.document.Document`): open this first
``analysis``      text → terms with exact offsets; shared with ``search``. ``analyzer_choice``
                  says which analyzer
``tokens``        each distinct sentence tokenised once, on all cores, and kept for the next run
``schema``        every field of the index with its reason, and the version of the format
``store``         what an engine's writing side must do; ``whoosh_store`` (with ``whoosh_schema``
                  and ``whoosh_postings``) and ``columns`` do it
``segments``      every engine writes its part of a segment; ``segment_files`` has the checksums
``generations``   build beside, publish by one rename, keep the last good one. ``manifest`` is
                  what it holds; ``durable`` and ``lock`` keep it whole
``runs``          what a run does step by step: changes, reading, writing, merging
``pipeline``      a whole run: sites in, a ``report`` out, with ``progress`` on the way
``verify``        reads a whole generation again, and says what is wrong with it
``archive``       a generation as one file, and back

``errors`` is the tree of exceptions, ``problems`` the codes of skipped posts and warnings;
``cores`` and ``digests`` are small helpers.

Imports run one way: ``web`` → ``search`` → ``index``. Nothing in here reads settings,
the environment or the clock of the caller: it all comes as arguments.
"""
