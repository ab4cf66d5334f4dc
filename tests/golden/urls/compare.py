"""``python -m tests.golden.urls.compare SITE…``: builds sites and compares all links and anchors.

Each site of Jekyll or Hugo is copied, built by the generator (which must be installed), and read
by Sakuin. Prints how many posts, links and anchors agree, and all that do not; the exit status is
1 if any differ.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.post import Post
from index.problems import Problem
from index.reading.plain_text import to_sections
from index.sites.site import Site, open_site
from tests.golden.urls.builds import Built, build
from tests.golden.urls.sites import outcomes

SHOWN = 20
"""Differences of one kind that are printed."""
WIDTH = 400
"""Characters of each; a heading can be a whole paragraph."""


def read_site(site: Site) -> dict[str, Built]:
    """Path → link and anchors, of all posts that Sakuin would index."""
    found = outcomes(site).values()
    return {post.path: _built(post) for post in found if isinstance(post, Post)}


def kept_out(site: Site) -> set[str]:
    """Paths of what the generator publishes, and its author keeps out of searches."""
    found = (item for item in outcomes(site).values() if isinstance(item, Problem))
    return {problem.path for problem in found if problem.code == "excluded"}


def _built(post: Post) -> Built:
    sections = to_sections(post.body, post.flavour, post.anchors, post.before_number).sections
    return Built(post.url, tuple((s.level, s.anchor) for s in sections if s.level))


def differences(theirs: dict[str, Built], ours: dict[str, Built]) -> dict[str, list[str]]:
    """What differs, by kind."""
    both = sorted(theirs.keys() & ours.keys())
    anchors = [
        f"{path}: {wanted!r}, not {found!r}"
        for path in both
        for wanted, found in _unlike(theirs[path].anchors, ours[path].anchors)
    ]
    return {
        "only the generator publishes": sorted(theirs.keys() - ours.keys()),
        "only Sakuin indexes": sorted(ours.keys() - theirs.keys()),
        "links that differ": [
            f"{path}: {theirs[path].url}, not {ours[path].url}"
            for path in both
            if theirs[path].url != ours[path].url
        ],
        "anchors that differ": anchors,
    }


def _unlike(theirs: tuple[object, ...], ours: tuple[object, ...]) -> list[tuple[object, object]]:
    """The first place at which two pages differ; what follows differs for the same reason."""
    length = max(len(theirs), len(ours))
    pairs = zip(
        [*theirs, *[None] * (length - len(theirs))],
        [*ours, *[None] * (length - len(ours))],
        strict=True,
    )
    return [pair for pair in pairs if pair[0] != pair[1]][:1]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden.urls.compare", description=__doc__
    )
    parser.add_argument("site", type=Path, nargs="+", help="the root of a site")
    failed = False
    for root in parser.parse_args().site:
        site = open_site(root)
        if site.rules.name not in ("jekyll", "hugo"):
            print(f"{root.name}: a site of {site.rules.name}, which is not built here")
            continue
        built, ours, hidden = build(site.rules.name, root), read_site(site), kept_out(site)
        theirs = {path: page for path, page in built.items() if path not in hidden}
        anchors = sum(len(page.anchors) for page in theirs.values())
        print(f"{root.name}: {len(theirs)} pages of {site.rules.name}, {anchors} headings; "
              f"{len(ours)} posts of Sakuin")  # fmt: skip
        for kind, found in differences(theirs, ours).items():
            print(f"  {len(found)} {kind}")
            for line in found[:SHOWN]:
                print(f"    {line if len(line) < WIDTH else line[:WIDTH] + '…'}")
            failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
