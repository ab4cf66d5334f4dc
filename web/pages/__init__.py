"""The pages that people see. They are complete without JavaScript.

``routes``    the blueprint: the search page, posts of sites without address, the playground
``view``      Results → what the search page's template shows: open this first
``address``   the search page's address as a value; every link is one
``chart``     posts over time
``exact``     the undo of a relaxed search
``frame``     what all pages share: language, headers, template, error pages
``feeds`` · ``discovery``   any search as a feed; what browsers ask for
``widget``    the search box, and all scripts and styles as browsers get them
``admin``     for the owner: what people search for, and synonyms for what finds nothing

``static/page/main.js`` makes the search page faster: it fetches the same page for each change
and puts the new parts in place of the old ones.
"""
