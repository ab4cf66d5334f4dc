"""The protocol of InstantSearch's ``searchClient``.

``routes``  the endpoint: open this first
``params``  what it sends → Query; ``filters`` its filters
``presenter`` Results → what it expects
"""
