"""Texts of documents laid end to end: what hits are shown from, whatever engine found them.

``pages``   documents, parts, tokens and edits, looked up by document or by place: open this first
``packed``  records as they were packed, read again as far as they are shown
``records`` the same over records, such as those of the ten hits of a page
``literal`` a text and its places, and words that stand one right behind the other
``utf16``   texts as UTF-16 code units, so that a position is an array index
"""
