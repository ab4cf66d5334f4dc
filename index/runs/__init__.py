"""One run of the indexer, step by step.

``pipeline``    its front door: the two ways to an index. Open this first
``budget``      how much of what a run holds at once, for the memory that it may take
``situation``   what there is before any post is read: sites, files, the last generation
``changes``     which files have to be read
``ledger``      what became of each file, kept with its generation
``reading``     one file → a document, or the reason why not
``outcomes``    what has become of every file in this run, and the report
``run``         reading, analysing, writing and publishing, when something may have changed
"""
