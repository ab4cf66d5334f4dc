"""Whose Markdown a post is written in."""

from __future__ import annotations

from typing import Literal

Flavour = Literal[
    "kramdown", "hugo", "hexo", "zenn", "commonmark", "github", "pandoc", "mdx", "html", "eleventy",
    "vitepress", "python", "honkit", "mdbook", "zola", "obsidian", "hatena",
]  # fmt: skip
"""Each is a row of :data:`index.markdown.notations.NOTATIONS`; ``html`` is no Markdown at all."""
