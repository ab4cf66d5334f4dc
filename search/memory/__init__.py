"""The engine for tests, and the plainest one to read: Python over a dict of records.

It shows what the contract asks of an engine and nothing else: no arrays, no files, no speed.

``searcher`` the contract fulfilled: open this first; ``opening`` makes one of a generation
``posts``    records as the others ask for them, and the words of those that an asker may see
``matching`` which posts are hits, and how strictly
``scoring``  the parts of the score of each post
"""
