"""What a hit shows: passages, marks and sections.

``presentation`` documents → hits: open this first
``answer``       hits and counts → the answer
``passages``     which passages to show, from the ``occurrences`` of the words
``spelling``     what was meant, as the posts spell it
``marks``        ranges of a post as HTML, with the words of the query marked
"""
