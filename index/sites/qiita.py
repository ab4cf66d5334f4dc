"""Qiita CLI: ``public``, ids that Qiita gives, ``private`` articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.sites import keys
from index.sites.rules import Rules, Source


@dataclass(frozen=True, kw_only=True)
class QiitaRules(Rules):
    """A repository that is published by Qiita CLI."""

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if not source.path.startswith("public/"):
            return "not_a_post", "Qiita CLI publishes only what lies in public"
        if keys.truth(source.metadata.get("ignorepublish")):
            return "unpublished", "it says ignorePublish: true"
        return None

    def url(self, source: Source, date: datetime | None) -> str:
        return f"{self.base_path}/items/{keys.text(source.metadata.get('id')) or source.stem}"
