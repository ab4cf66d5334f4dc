"""What a hit shows: passages, marks and sections.

``presentation`` documents → hits: open this first
``answer``       hits and counts → the answer, and what was meant, as the posts spell it
``passages``     which passages to show, from the ``occurrences`` of the words
``marks``        ranges of a post as HTML, with the words of the query marked
"""
