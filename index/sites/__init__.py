"""What each site generator means: which files are posts, what is published, dates and links.

``site``      ``open_site`` and ``Site``: open this first
``settings``  what the owner says of a site; ``permalinks`` links that are written down there
``rules``     what a generator has to answer, and what a post has in common in all of them
``keys``      front matter keys under all their names, and values in all their forms; what keys
    mean that are in no field is in its ``.toml``
``images``    the picture that a post names
``includes``  files that posts take in
``walk``      files below a folder, and patterns for paths
``expressions``  regular expressions of a site's own
``git``       dates of files that have none, from their repository
``withheld``  what an author holds back, or keeps out of searches
``generators``   all generators, in the order in which they are tried: a row each in its ``.toml``
``jekyll`` · ``hugo`` · ``hexo`` · ``zenn`` · ``qiita``   one module or room a generator
``plain``     folders without a generator
``programs``  what settings change of a row, for generators that are little more
``configuration``   files of settings
"""
