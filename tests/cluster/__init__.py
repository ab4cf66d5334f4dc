"""Real OpenSearch nodes for the tests, and what may stand between them and Sakuin.

``nodes``     a cluster of processes on this machine: started, killed, started again, always ended
``jars``      what it runs, from Maven Central; kept in ``~/.cache/sakuin-tests``
``fixtures``  what tests ask for; all share one cluster
``proxy``     TLS and a password in front of a node, and a network that can be cut

``python -m tests.cluster.jars`` fetches what is missing, ``python -m tests.cluster.nodes`` starts
three nodes and waits for Ctrl-C.
"""
