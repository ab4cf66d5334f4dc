"""The plain engine over Whoosh's own index: the reference, to be read in an afternoon.

It scores words alone, and looks texts up in the records where postings do not say enough. Its
answers are those of the columns but for the order within a tier, and it takes its time. What it
has in common with the others is in :mod:`search.local`.

``searcher`` the engine, and BM25F over the postings of words: open this first
``posts``    one generation: Whoosh's readers, and what is looked up in them
"""
