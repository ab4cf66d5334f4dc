"""The links and anchors that generators really give, on sites written for this.

``jekyll.yaml`` · ``hugo.yaml`` · ``hexo.yaml``   the sites: name → path → text
``jekyll.json`` · ``hugo.json`` · ``hexo.json``   the answers: name → path → link, anchors
``builds``       runs a generator over a copy of a site and asks it
``regenerate``   ``python -m tests.golden.urls.regenerate``: records the answers again
``compare``      ``python -m tests.golden.urls.compare SITE…``: the same for any site

Jekyll 4.3.1 and Hugo 0.111.3 of Debian 12 (``apt-get install jekyll ruby-kramdown-parser-gfm
hugo``) and Hexo 8.1.2 (``npm install hexo hexo-renderer-marked`` in a folder that ``HEXO`` names)
have given them. ``tests/index/sites/test_golden.py`` reads only these.
"""
