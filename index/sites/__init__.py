"""What each site generator means: which files are posts, what is published, dates and links.

``site``      :func:`open_site` and :class:`Site`: open this first
``rules``     what a generator has to answer, and what a post has in common in all of them
``keys``      front matter keys under all their names, and values in all their forms
``walk``      files below a folder
``jekyll`` · ``hugo`` · ``hexo`` · ``zenn`` · ``qiita`` · ``docusaurus``   one module a generator;
the parts of the larger ones start with its name
``plain`` · ``programs``   folders without a generator, and those that a program makes pages of
``configuration`` · ``globs``   files of settings, and patterns in them
"""

from index.sites.site import Site, duplicate_urls, open_site

__all__ = ["Site", "duplicate_urls", "open_site"]
