"""docsify: Markdown that one page of HTML shows as it is, behind its ``#/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sites.plain import PlainRules
from index.sites.programs.settings import setting


@dataclass(frozen=True, kw_only=True)
class DocsifyRules(PlainRules):
    """One site of docsify."""

    page: str = "/#"
    """What stands before paths in links: nothing where the server knows them itself."""

    def joined(self, folders: list[str], name: str) -> str:
        return "/".join((f"{self.base_path}{self.page}", *folders, name))


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    folder = marker.parent.relative_to(root).as_posix().removeprefix(".")
    return {
        "folders": (folder,),
        "page": "" if setting(text, "routerMode") == "history" else "/#",
    }
