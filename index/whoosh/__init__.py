"""The Whoosh index of a segment: the record of what it holds.

``schema``   the schema that Whoosh is given
``store``    writes and opens it: open this first
``postings`` posting lists, gathered and sorted as arrays
"""
