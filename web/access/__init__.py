"""Who may ask what, from where, and how often.

``control``   checks every request: open this first
``keys``      names, scopes, origins and filters; ``visibility`` what a key may see
``cors``      pages of other origins; ``proxies`` what is believed of those in front
``rate_storage`` counters that all processes share; ``crowding`` what large requests cost
"""
