"""The sites that generators were asked about, and what they answered."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from index.post import Post
from index.problems import Problem
from index.sites.site import Site
from tests.golden.urls.builds import Built

HERE = Path(__file__).parent
GENERATORS = ("jekyll", "hugo", "hexo")


def sites(generator: str) -> dict[str, dict[str, str]]:
    """Name of a site → path → text of the file."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        (HERE / f"{generator}.yaml").read_text("utf-8")
    )
    return loaded


def write_site(files: dict[str, str], root: Path) -> None:
    """Puts the files of a site below a folder."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def outcomes(site: Site) -> dict[str, Post | Problem]:
    """Path → what becomes of each file of a site that may be opened."""
    opened = (path for path in site.files() if site.obstacle(path) is None)
    return {path: site.read(path, (site.root / path).read_bytes()) for path in opened}


def recorded(generator: str) -> dict[str, dict[str, Built]]:
    """Name of a site → path → what the generator has made of the file."""
    answers = json.loads((HERE / f"{generator}.json").read_text("utf-8"))
    return {
        name: {
            path: Built(url, tuple((level, anchor) for level, anchor in anchors))
            for path, (url, anchors) in pages.items()
        }
        for name, pages in answers.items()
    }


def record(generator: str, answers: dict[str, dict[str, Built]]) -> None:
    """Writes what a generator has answered, one page a line."""
    blocks = []
    for name, pages in answers.items():
        lines = ",\n".join(
            f"    {_json(path)}: {_json([page.url, page.anchors])}"
            for path, page in sorted(pages.items())
        )
        blocks.append(f"  {_json(name)}: {{\n{lines}\n  }}")
    (HERE / f"{generator}.json").write_text("{\n" + ",\n".join(blocks) + "\n}\n", "utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
