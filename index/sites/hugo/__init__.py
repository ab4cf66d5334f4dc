"""Hugo: ``rules`` says which files are posts, and reads them; open it first.

``configuration`` its settings, over all the files in which they may stand; ``sections`` sections,
bundles and cascades; ``links`` the address of a page.
"""
