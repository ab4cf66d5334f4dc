"""A data folder on one disk: generations that replace each other, and are never half there.

``store``    what is served, and how the next generation takes its place: open this first
``draft``    the next generation while it is made
``manifest`` what a generation holds
``segments`` a batch of documents, what every engine keeps of it, and its checksums; ``merging``
             says which to rewrite as one
``deriving`` compares segments with their records, and makes what is derived from them anew
``lock``     one run at a time
"""
