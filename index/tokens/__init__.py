"""From documents to records, on all cores.

``analyze``  a document → its sentences → the record; documents in, records out, in their order
``pool``     the processes that tokenise, and how many there may be
"""
