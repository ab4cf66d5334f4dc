"""What the own settings of a site change of the row of its generator in ``generators.toml``.

``settings``  settings in JavaScript and Python, read without running them

``docusaurus`` · ``vitepress`` · ``mkdocs`` · ``docsify`` · ``sphinx`` · ``books``   manuals
    (HonKit makes books)
``astro`` · ``next`` · ``gatsby`` · ``eleventy`` · ``pelican`` · ``zola``
``quartz``   notes that name one another

The next generator is one row, and one file here if its sites have more settings than an address.
"""
