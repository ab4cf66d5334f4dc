"""Who may ask what, from where, and how often.

``control``   checks every request, and gives it a searcher of what its key may see: open this first
``keys``      names, scopes, origins and filters
``cors``      pages of other origins; ``proxies`` what is believed of those in front
``counters``  those of rate limits, which all processes share, or several services
``crowding``  what large requests cost
"""
