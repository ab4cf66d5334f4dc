"""Generations in an OpenSearch cluster, for sites that outgrow one machine.

``client``    requests to the nodes, and whole answers or none: open this first
"""
