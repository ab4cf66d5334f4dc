"""Jekyll: ``rules`` says which files are posts, and reads them; open it first.

``files`` where posts and collections lie; ``defaults`` front matter by scope; ``links`` permalinks.
"""
