"""What engines within this process have in common: they number the posts and work with masks.

``searcher``  the contract fulfilled, but for what an engine says of its posts: open this first
``visible``   the posts that one asker may see, and what is made of them alone
``matching``  which posts are hits, and how strictly: the ladder of tiers over masks
``values``    values of fields and dates as an engine keeps them; ``facets``: as masks and counts
``signals``   what the best hits gain beside their joint score
``records``   an engine over records and postings of words: that of Whoosh, and that of tests
"""
