"""The score within a tier: signals, each with what it adds and how it explains that.

``scorer``    all signals of a request, in their order: open this first; a new signal is one file
              here and one entry there
``joint``     words, characters and pairs, in one saturating sum
``nearness``  words of the query that stand near each other
``fragments`` pieces of the query longer than a word; ``best``: the documents looked into
"""
