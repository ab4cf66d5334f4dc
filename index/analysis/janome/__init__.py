"""Janome's dictionary, read by a lattice of our own that gives Janome's tokens.

``lattice``    a sentence → its morphemes: open this first
``dictionary`` the entries, found by ``fst``; ``words`` those of the owner too
``unknown``    words that no dictionary has
``costs``      what a word costs, and two side by side; ``path`` the cheapest way through
"""
