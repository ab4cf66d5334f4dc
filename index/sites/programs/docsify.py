"""docsify: Markdown that one page of HTML shows as it is, behind its ``#/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sites.plain import PlainRules
from index.sites.programs.settings import setting, source_of
from index.sites.programs.table import Program
from index.sites.rules import address


@dataclass(frozen=True, kw_only=True)
class DocsifyRules(PlainRules):
    """One site of docsify."""

    page: str = "/#"
    """What stands before paths in links: nothing where the server knows them itself."""

    def joined(self, folders: list[str], name: str) -> str:
        return "/".join((f"{self.base_path}{self.page}", *folders, name))


def _settings(root: Path, marker: Path) -> Mapping[str, Any]:
    text = source_of(marker)
    folder = marker.parent.relative_to(root).as_posix().removeprefix(".")
    return {
        **address("", title=setting(text, "name")),
        "folders": (folder,),
        "routes": ((folder, ""),) if folder else (),
        "page": "" if setting(text, "routerMode") == "history" else "/#",
    }


DOCSIFY = Program(
    name="docsify",
    markers=("index.html", "docs/index.html"),
    fields={
        "own_keys": (), "indexes": ("readme",), "ending": ".html", "hidden": "_", "posts": (),
        "anchors": "none", "images": "nowhere",
    },
    settings=_settings,
    is_site=lambda root, marker: "$docsify" in source_of(marker),
    rules=DocsifyRules,
)  # fmt: skip
