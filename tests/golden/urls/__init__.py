"""The links and anchors that Jekyll and Hugo really give, on sites written for this.

``jekyll.yaml`` · ``hugo.yaml``   the sites: name → path → text
``jekyll.json`` · ``hugo.json``   what the generators made of them: name → path → link, anchors
``builds``       runs a generator over a copy of a site and asks it
``regenerate``   ``python -m tests.golden.urls.regenerate``: records the answers again
``compare``      ``python -m tests.golden.urls.compare SITE…``: the same for any site

Jekyll 4.3 and Hugo 0.111 of Debian 12 (``apt-get install jekyll ruby-kramdown-parser-gfm hugo``)
have given the answers. ``tests/index/sites/test_golden.py`` reads only these.
"""
