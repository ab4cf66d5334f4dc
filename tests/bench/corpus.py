"""Posts to measure on: a real site, a sample of it, and sites of posts of one length."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.problems import Problem
from index.runs.reading import make_document
from index.sites.site import open_site
from index.tokens.analyze import parts

SEED = 20251030


@dataclass(frozen=True, slots=True)
class BenchPost:
    """What every engine is given of a post."""

    id: str
    title: str
    text: str
    """Title, headings, text and code, as Sakuin reads them."""
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    month: str


def read_posts(root: Path) -> list[BenchPost]:
    """All posts that Sakuin would index."""
    site = open_site(root)
    posts = []
    for path in site.files():
        post = site.read(path, site.whole(path, (site.root / path).read_bytes()))
        if isinstance(post, Problem):
            continue
        document, _ = make_document(site, post)
        text = "\n".join(text for _, _, text in parts(document))
        month = f"{document.date:%Y-%m}" if document.date else ""
        posts.append(
            BenchPost(document.id, document.title, text, document.tags, document.categories, month)
        )
    return posts


def sample_site(root: Path, count: int, folder: Path) -> Path:
    """A copy of the site with ``count`` of its posts, drawn at random but always the same."""
    files = sorted(open_site(root).files())
    left_out = set(files) - set(random.Random(SEED).sample(files, min(count, len(files))))

    def ignored(where: str, names: list[str]) -> list[str]:
        here = Path(where).relative_to(root)
        return [name for name in names if name == ".git" or str(here / name) in left_out]

    shutil.copytree(root, folder, ignore=ignored, symlinks=True)
    return folder


def even_site(posts: list[BenchPost], count: int, length: int, folder: Path) -> Path:
    """A site of ``count`` posts of ``length`` characters: sentences of ``posts``, shuffled."""
    content = folder / "posts"
    content.mkdir(parents=True)
    sentences = _sentences(posts)
    draw = random.Random(SEED)
    day, apart = datetime(2020, 1, 1, tzinfo=UTC), timedelta(minutes=30)
    if day + count * apart > datetime.now(UTC):
        raise ValueError(f"of {count:,} posts the last would be of the future, and left out")
    for number in range(count):
        text = ""
        while len(text) < length:
            text += next(sentences)
        model = draw.choice(posts)
        labels = "".join(
            f"{name}:\n" + "".join(f"  - {_quoted(value)}\n" for value in values)
            for name, values in (("tags", model.tags), ("categories", model.categories))
            if values
        )
        date = day + number * apart
        head = f"---\ntitle: {_quoted(model.title)}\ndate: {date:%Y-%m-%d %H:%M:%S}\n{labels}---\n"
        (content / f"{number:06}.md").write_text(f"{head}\n{text[:length]}\n", "utf-8")
    return folder


def _sentences(posts: list[BenchPost]) -> Iterator[str]:
    """Sentences without markup, without end."""
    every = [
        re.sub(r"[#*_`<>\[\]|~]", "", sentence)
        for post in posts
        for sentence in re.findall(r"[^。\n]{8,200}[。\n]", post.text)
    ]
    draw = random.Random(SEED)
    while True:
        draw.shuffle(every)
        yield from every


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
