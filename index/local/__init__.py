"""A data folder on one disk: generations that replace each other, and are never half there.

``store``    what is served, and how the next generation takes its place: open this first
``draft``    the next generation while it is made
``manifest`` what a generation holds
``segments`` a batch of documents, and what every engine keeps of it; ``segment_files`` has the
             checksums, ``merging`` says which to rewrite as one
``deriving`` makes what is derived from the records anew
``lock``     one run at a time
``verify``   reads a whole generation again, and says what is wrong with it
"""
