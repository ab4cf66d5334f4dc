"""Generators whose rules are a row: what marks their sites, where pages lie, and how links go.

``table``     what a row has, and how rules are made of it: open this first
``settings``  settings in JavaScript, Python and YAML with tags, read without running them

``docusaurus`` · ``vitepress`` · ``mkdocs`` · ``docsify`` · ``sphinx`` · ``books``   manuals
    (HonKit makes books)
``astro`` · ``next`` · ``gatsby`` · ``eleventy`` · ``pelican`` · ``zola`` · ``hakyll``
``hatena`` · ``quartz``   entries of Hatena Blog, and notes that name one another

The next generator is one file here, and one line in :mod:`index.sites.generators`.
"""
