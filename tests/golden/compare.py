"""``python -m tests.golden.compare SITE BUILT``: Sakuin beside the pages that a generator has made.

SITE is the source of a site, BUILT the folder that its generator has written, however it was run.
For each post the page at its link is sought, and compared: the title, the day, the language, the
anchors of headings, and the words of what the page is about. Prints figures and examples; the exit
status is 1 if a link leads nowhere.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from index.document import Document
from index.markdown.inline import MAX_URL
from index.post import Post
from index.runs.reading import make_document
from index.sites.settings import NOTHING_SAID, SiteSettings
from index.sites.site import Site, open_site
from tests.golden.page import Page, read_page

WORD = re.compile(r"[A-Za-z0-9]+|[\u3400-\u9fff々]|[ぁ-ゟ]+|[゠-ヿー]+|[가-힣]+|[^\W\d_A-Za-z]+")
"""Latin words and numbers, single kanji, runs of kana."""
LONG_URL = re.compile(rf"https?://[!-~]{{{MAX_URL - 8},}}")
"""These are left out of texts on purpose; a sentence may go on right behind one."""
SHOWN = 8
"""Examples of one kind that are printed."""


@dataclass(slots=True)
class Figures:
    """What was compared, and what differs."""

    pages: int = 0
    headings: int = 0
    days: int = 0
    words: int = 0
    differing: dict[str, list[str]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    """Words of the pages that ours lack."""
    added: Counter[str] = field(default_factory=Counter)
    """Words of ours that the pages lack."""
    by_page: list[tuple[int, int, str]] = field(default_factory=list)
    """Words lost, words added, path."""

    def note(self, kind: str, line: str) -> None:
        self.differing.setdefault(kind, []).append(line)


def words(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(WORD.findall(LONG_URL.sub("", text)))


def find_page(built: Path, url: str, base: str) -> Path | None:
    """The file that a server would send for a link."""
    path = unquote(url).split("#")[0]
    inside = path.removeprefix(base) if base and path.startswith(f"{base}/") else path
    for candidate in dict.fromkeys((inside, path)):
        name = candidate.strip("/")
        ends = ("index.html",) if candidate.endswith("/") else ("", ".html", "/index.html")
        for end in ends:
            file = built / name / end if end == "index.html" else built / f"{name}{end}"
            if file.is_file():
                return file
    return None


def posts_of(site: Site) -> Iterator[tuple[Post, Document]]:
    """All that Sakuin would index."""
    for path in site.files():
        if site.obstacle(path) is None:
            post = site.read(path, site.whole(path, (site.root / path).read_bytes()))
            if isinstance(post, Post):
                yield post, make_document(site, post)[0]


def compare(post: Post, document: Document, page: Page, figures: Figures) -> None:
    """Takes down how a post and its page differ."""
    path = post.path
    figures.pages += 1
    title = _plain(post.title)
    if not any(title in _plain(shown) for shown in page.titles):
        figures.note("titles", f"{path}: {post.title!r}, not {page.titles[:2]!r}")
    if post.date and page.days:
        figures.days += 1
        if f"{post.date:%Y-%m-%d}" not in page.days:
            figures.note("days", f"{path}: {post.date:%Y-%m-%d}, not {sorted(page.days)}")
    if page.language and page.language.split("-")[0] != post.lang.lower().split("-")[0]:
        figures.note("languages", f"{path}: {post.lang!r}, not {page.language!r}")
    _compare_anchors(document, page, figures)
    code = " ".join(section.code for section in document.sections)
    text = " ".join(f"{section.heading} {section.text}" for section in document.sections)
    ours, theirs = words(f"{text} {code} {post.title}"), words(page.text)
    lost, added = theirs - ours, words(f"{text} {code}") - words(page.whole_text)
    figures.words += theirs.total()
    figures.lost += lost
    figures.added += added
    figures.by_page.append((lost.total(), added.total(), path))


def _compare_anchors(document: Document, page: Page, figures: Figures) -> None:
    ours = [section.anchor for section in document.sections if section.level and section.anchor]
    figures.headings += len(ours)
    nowhere = [anchor for anchor in ours if anchor not in page.ids]
    if nowhere:
        figures.note("anchors that lead nowhere", f"{document.path}: {nowhere[:3]}")
    unknown = [anchor for anchor in page.headings if anchor and anchor not in ours]
    if unknown:
        figures.note("headings that ours lack", f"{document.path}: {unknown[:3]}")


def _plain(text: str) -> str:
    return re.sub(r"[\s\u200b*_`]+", "", text).casefold()


def report(site: Site, figures: Figures, pages_left: list[str]) -> None:
    """Prints what was found."""
    total = max(figures.words, 1)
    lost, added = figures.lost.total(), figures.added.total()
    print(f"{site.root.name} ({site.rules.name}): {figures.pages} pages, "
          f"{figures.headings} headings, {figures.days} days, {figures.words} words")  # fmt: skip
    print(f"  words lost {lost} ({100 * lost / total:.2f}%), added {added} "
          f"({100 * added / total:.2f}%)")  # fmt: skip
    print("  lost most:", " ".join(f"{word}×{n}" for word, n in figures.lost.most_common(12)))
    print("  added most:", " ".join(f"{word}×{n}" for word, n in figures.added.most_common(12)))
    most_lost = sorted(((row[0], row[2]) for row in figures.by_page), reverse=True)[:SHOWN]
    most_added = sorted(((row[1], row[2]) for row in figures.by_page), reverse=True)[:SHOWN]
    for name, worst in (("lost", most_lost), ("added", most_added)):
        print(f"  {name} by page:", ", ".join(f"{path} {count}" for count, path in worst))
    for kind, lines in figures.differing.items():
        print(f"  {len(lines)} {kind}")
        for line in lines[:SHOWN]:
            print(f"    {line[:300]}")
    print(f"  {len(pages_left)} pages of the generator's that no post has: {pages_left[:SHOWN]}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.golden.compare", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("built", type=Path)
    parser.add_argument("--main", default="", help="what holds the text: main, .class or #id")
    parser.add_argument("--language", default="", help="[sites.NAME] lang")
    parser.add_argument("--sample", type=int, default=0, help="so many posts by chance")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    settings = SiteSettings(lang=arguments.language) if arguments.language else NOTHING_SAID
    site = open_site(arguments.site, settings=settings)
    pairs = list(posts_of(site))
    figures, seen = Figures(), set[Path]()
    if arguments.sample:
        random.Random(arguments.seed).shuffle(pairs)
    for post, document in pairs:
        file = find_page(arguments.built, post.url, site.rules.base_path)
        if file is None:
            figures.note("links that lead nowhere", f"{post.path}: {post.url}")
            continue
        seen.add(file)
        if not arguments.sample or figures.pages < arguments.sample:
            compare(post, document, read_page(file, arguments.main), figures)
    built = (file for file in arguments.built.rglob("*.html") if file not in seen)
    report(site, figures, [file.relative_to(arguments.built).as_posix() for file in built])
    return int("links that lead nowhere" in figures.differing)


if __name__ == "__main__":
    sys.exit(main())
