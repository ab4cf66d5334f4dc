"""Generations in an OpenSearch cluster, for sites that outgrow one machine.

``store``     the contract fulfilled: open this first
``draft``     the next generation while it is made; ``sending`` is its bulk requests, and what is
              in ``waiting`` is sent once all posts are known
``manifest``  what a generation holds, published with one compare-and-set
``lock``      one run at a time, from whatever machine
``mapping``   the indices with every field; ``posts`` makes documents of records
``client``    requests to the nodes, and whole answers or none
"""
