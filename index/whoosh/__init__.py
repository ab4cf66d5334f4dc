"""The Whoosh index of a segment: the record of what it holds.

``part``     what a store is handed: open this first
``schema``   the schema that Whoosh is given
``writer``   writes it, ``reader`` opens it; nothing else does
``postings`` posting lists, gathered and sorted as arrays
"""
