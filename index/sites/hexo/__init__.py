"""Hexo: ``rules`` says which files are posts, and reads them; ``links`` makes their addresses."""
