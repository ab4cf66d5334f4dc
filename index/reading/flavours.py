"""Whose Markdown a post is written in."""

from __future__ import annotations

from typing import Literal

Flavour = Literal[
    "kramdown", "hugo", "hexo", "zenn", "commonmark", "github", "pandoc", "mdx", "html"
]
"""Jekyll's, Hugo's, Hexo's, Zenn's, plain, GitHub's, Hakyll's, MDX, or no Markdown at all."""
