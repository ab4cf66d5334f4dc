"""What is stored, and how it gets there: Markdown files in, a published index out.

The road through this package, in order:

``sites``         which files of a site are posts, and what its generator makes of them
``front_matter``  the bytes of a file → a mapping and a body, or a named reason
``post``          one source file, understood (:class:`index.post.Post`)
``plain_text``    Markdown → sections: heading, anchor, text, code
``document``      a post as it is indexed (:class:`index.document.Document`): open this first
``analysis``      text → terms with exact offsets; shared with ``search``
``store``         what an engine's writing side must do; ``whoosh_store`` and ``columns`` do it
``generations``   build beside, publish by one rename, keep the last good one
``tokens``        each distinct sentence tokenised once, on all cores, and kept for the next run
``runs``          what a run does step by step: changes, reading, writing, merging
``pipeline``      a whole run: sites in, a report out
``verify``        reads a whole generation again, and says what is wrong with it

Imports run one way: ``web`` → ``search`` → ``index``. Nothing in here reads settings,
the environment or the clock of the caller: it all comes as arguments.
"""
