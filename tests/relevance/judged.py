"""The judged set: posts that a person can read, queries with the posts that they should find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

import web
from index.analysis.choice import AnalyzerChoice
from index.runs.pipeline import Options, SiteSource, reindex
from search.results import Hit
from web.engines import local_store

HERE = Path(__file__).parent
DEMO = Path(web.__file__).parent / "demo"


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query, what it should find, and what it must not."""

    text: str
    want: Mapping[str, int]
    """Post → how good a find it is, from 1."""
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """All queries, and the means below which the ranking has become worse."""

    queries: tuple[JudgedQuery, ...]
    floors: Mapping[str, float]


def read_judged_set() -> JudgedSet:
    """The content of queries.yaml."""
    content = yaml.safe_load((HERE / "queries.yaml").read_text("utf-8"))
    return JudgedSet(tuple(map(_judged_query, content["queries"])), content["floors"])


def index_judged_posts(folder: Path) -> Path:
    """Indexes posts.yaml and the demo site as two sites, and gives the data folder."""
    short = folder / "short"
    short.mkdir()
    for name, fields in _short_posts().items():
        (short / f"{name}.md").write_text(_markdown(fields), "utf-8")
    data = folder / "data"
    sources = [SiteSource(short, "short"), SiteSource(DEMO, "demo")]
    reindex(sources, local_store(data), AnalyzerChoice(), Options(strict=True, jobs=1))
    return data


def judged_names() -> set[str]:
    """The names of all posts that queries.yaml may speak of."""
    return {*_short_posts(), *(_demo_name(path.name) for path in DEMO.glob("_posts/*.md"))}


def name_of(hit: Hit) -> str:
    """What queries.yaml calls a post: ``tokyo-tax``, ``demo/python-csv``."""
    file_name = PurePosixPath(hit.path).name
    return _demo_name(file_name) if hit.site == "demo" else file_name.removesuffix(".md")


def _demo_name(file_name: str) -> str:
    return "demo/" + file_name.removesuffix(".md")[len("2024-01-01-") :]


def _short_posts() -> dict[str, dict[str, Any]]:
    posts: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "posts.yaml").read_text("utf-8"))
    return posts


def _markdown(fields: Mapping[str, Any]) -> str:
    """The post as its author would have written it."""
    front = {key: value for key, value in fields.items() if key not in ("text", "code")}
    code = f"\n```\n{fields['code']}```\n" if "code" in fields else ""
    return f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n\n{fields['text']}\n{code}"


def _judged_query(entry: Mapping[str, Any]) -> JudgedQuery:
    want = entry["want"]
    grades = want if isinstance(want, dict) else dict.fromkeys(want, 1)
    return JudgedQuery(entry["q"], grades, tuple(entry.get("never", ())))
