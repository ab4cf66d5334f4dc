"""The plain engine over Whoosh's own index: the reference, to be read in an afternoon.

It scores words alone, and looks texts up in the records where postings do not say enough. Its
answers are those of the columns but for the order within a tier, and it takes its time.

``searcher``  the contract fulfilled: open this first
``opening``   searchers of one generation after the other
``contents``  one generation: Whoosh's readers, and what is looked up in them
``matching``  conditions → sets of posts
``scoring``   BM25F over the postings of words
"""
