"""Hexo: ``source/_posts``, a permalink template, hierarchical categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from index.plain_text import Flavour
from index.sites import keys
from index.sites.configuration import load_configuration
from index.sites.rules import CommonRules, SiteInfo, Source
from index.sites.walk import markdown_files

_PLACEHOLDER = re.compile(r":([a-z_]+)")


@dataclass(frozen=True)
class HexoRules(CommonRules):
    """One Hexo site."""

    root: Path
    info: SiteInfo
    source: str
    base_path: str
    permalink: str
    name: str = "hexo"
    flavour: Flavour = "github"

    def files(self) -> Iterator[str]:
        return markdown_files(self.root, (f"{self.source}/_posts", f"{self.source}/_drafts"))

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        own = keys.text(source.metadata.get("permalink"))
        if own:
            return f"{self.base_path}/{own}"
        inside = re.sub(r"^.*?_(?:posts|drafts)/", "", source.path).rsplit(".", 1)[0]
        name = re.sub(r"^\d{4}-\d{1,2}-\d{1,2}-", "", source.stem)
        values = {
            "title": inside,
            "name": name,
            "post_title": keys.text(source.metadata.get("title")),
            "category": "/".join(categories) or "uncategorized",
            "id": keys.text(source.metadata.get("id")),
        }
        if date:
            values |= {
                "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}",
                "hour": f"{date:%H}", "minute": f"{date:%M}", "second": f"{date:%S}",
                "i_month": str(date.month), "i_day": str(date.day),
            }  # fmt: skip
        url = _PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), self.permalink)
        return f"{self.base_path}/{url}"


def detect(root: Path) -> HexoRules | None:
    """Rules for a folder with ``_config.yml`` and ``source/_posts``."""
    path = root / "_config.yml"
    if not path.is_file():
        return None
    config = load_configuration(path)
    source = str(config.get("source_dir") or "source").strip("/")
    if not (root / source / "_posts").is_dir():
        return None
    url = urlsplit(str(config.get("url") or ""))
    return HexoRules(
        root=root,
        info=SiteInfo(
            timezone=str(config.get("timezone") or "Asia/Tokyo"),
            base_url=f"{url.scheme}://{url.netloc}" if url.netloc else "",
            title=keys.text(config.get("title")),
            language=keys.text(config.get("language")),
            future=config.get("future") is not False,  # Hexo publishes them unless told not to
        ),
        source=source,
        base_path=str(config.get("root") or url.path).rstrip("/"),
        permalink=str(config.get("permalink") or ":year/:month/:day/:title/"),
    )
