"""Absolute addresses of this service and of the posts that it finds, and where hits lead.

A link with a text fragment opens the page at the sentence that was found, not at the heading above
it. Browsers look for the text between word boundaries, so a fragment begins and ends beside
punctuation: Japanese has no others that can be told without a dictionary. One that finds nothing
does no harm: the link then leads to the section's anchor.
https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from flask import request, url_for

from index.document import Document
from index.reading.facet_values import fold_facet
from index.store import SiteRecord
from search.query.query import Query
from search.results import Hit, Results, SectionHit, Suggestion
from web.context import context, once
from web.settings import Settings

Placed = Hit | Document | Suggestion
"""A post, or what stands for one: a completion that is a title."""


def section_link(link: str, url: str, fragment: str = "") -> str:
    """Where a section is, whose ``url`` has an anchor, of a post that has this ``link``.

    The pages of docsify lie behind a ``#`` themselves, and their sections have no anchors.
    """
    if "#" in link:
        return f"{link}{fragment}"
    end = f"{url.partition('#')[2]}{fragment}"
    return f"{link}#{end}" if end else link


@dataclass(frozen=True)
class Addresses:
    """Where the posts of an index are on the web."""

    settings: Settings
    sites: tuple[SiteRecord, ...]
    service: str
    """The address of this service; empty where nobody says, as on the command line."""

    @cached_property
    def site(self) -> Callable[[str], str]:
        """Where a site of a name is: found out once, as a page asks for each of its links."""
        return cache(self._place)

    def _place(self, name: str) -> str:
        """Where a site is, or empty where nobody says.

        What the settings say of that site goes before what its own files do. ``site_url`` is that
        of the only one, else of those that say nothing themselves.
        """
        settings = self.settings
        said = settings.sites.get(name)
        if self._is_ours(name):
            return self.service
        own = next((record.base_url for record in self.sites if record.name == name), "")
        one = settings.site_url if len(self.sites) <= 1 else ""
        return (said.url if said else "") or one or own or settings.site_url

    def post(self, post: Placed) -> str:
        """The address of a post on its site, else of our page of it: ``https://blog.example/a/``.

        Of ours as well where a post claims that its address is a script.
        """
        return self.on_its_site(post) or f"{self.service}/posts/{quote(post.id)}"

    def link(self, post: Placed) -> str:
        """Like :meth:`post`, but the path alone where its pages know best where they are.

        That is so on the only site, if nobody says its address, and on the command line if nobody
        says that of the service.
        """
        known = self.on_its_site(post)
        return known or (self.post(post) if self.service and len(self.sites) > 1 else post.url)

    def on_its_site(self, post: Placed) -> str:
        """The address of a post on its site, or empty where nobody says."""
        if self._is_ours(post.site):
            return self.service + post.url if self.service else ""
        return _on_site(self.site(post.site), post.url)

    def image(self, hit: Hit) -> str:
        """The address of a hit's picture, from a host that our pages may ask; else empty."""
        site = self.site(hit.site)
        url = urljoin(f"{site}/", hit.image) if hit.image and site else hit.image
        return url if url and _origin(url) in self.image_origins else ""

    @cached_property
    def image_origins(self) -> frozenset[str]:
        """Where pictures of posts may come from: the sites themselves, and what the owner lists."""
        if not self.settings.thumbnails:
            return frozenset()
        own = (self.service, self.settings.site_url, *(self.site(one.name) for one in self.sites))
        listed = [f"https://{host}" for host in self.settings.image_hosts]
        return frozenset(filter(None, map(_origin, (*own, *listed))))

    def _is_ours(self, site: str) -> bool:
        """Whether this service itself has the pages of a site: its address is a path."""
        said = self.settings.sites.get(site)
        return bool(said and said.url.startswith("/"))


def addresses() -> Addresses:
    """Those of the request that is answered."""
    here = context()
    return once("addresses", lambda: Addresses(here.settings, here.sites, service_url("")))


def service_url(path: str = "/") -> str:
    """An address of this service; by the setting ``base_url``, else as the client calls it."""
    return (context().settings.base_url or request.url_root.rstrip("/")) + path


def post_link(hit: Hit, where: Addresses) -> str:
    """Where a hit leads on a page: to its post, else to our page of it."""
    return where.on_its_site(hit) or url_for("pages.post", identity=hit.id)


@lru_cache(maxsize=4_000)
def _on_site(site: str, url: str) -> str:
    """An address of the web, or empty: a post may claim ``javascript:`` as its address."""
    try:
        found = urljoin(f"{site}/", url)
        return found if urlsplit(found).scheme in ("http", "https") else ""
    except ValueError:  # such as //[
        return ""


def _origin(url: str) -> str:
    """Scheme and host as a policy names them; empty for what has none."""
    try:
        scheme, host, *_ = urlsplit(url.lower())
        host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    is_known = scheme in ("http", "https") and _HOST.fullmatch(host)
    return f"{scheme}://{host}" if is_known else ""


_HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]+)?")


LONG = 48
"""Characters from which a passage is named by its first and its last clause."""
ALIKE = 30
"""Passages that have so many characters in a row in common say the same."""
_NOT_TEXT = re.compile("<[^>]*>|^…|…$")
_SENTENCE_ENDS = re.compile(r"[。！？!?]+[」』）)]*\s*")
_CLAUSES = re.compile(r"[、，,：:；;]\s*|\s+")
_ELLIPSIS = "…"
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.~]+")


def with_landings(results: Results, query: Query, settings: Settings) -> Results:
    """The results with fragments to land on, and without sections that only lead elsewhere, or
    that say what one before them does."""
    hidden = _folded(settings.hidden_sections)
    marks = query.highlight_pre, query.highlight_post
    on = settings.text_fragments

    def landing(snippet: str) -> str:
        return text_fragment(snippet, marks) if on else ""

    def hit(one: Hit) -> Hit:
        best = one.marked_snippets[0] if one.marked_snippets else ""
        sections = tuple(_said_once(one.sections, hidden, landing))
        return replace(one, sections=sections, fragment=landing(best))

    return replace(results, hits=tuple(hit(one) for one in results.hits))


def _said_once(
    sections: Iterable[SectionHit], hidden: Container[str], landing: Callable[[str], str]
) -> Iterator[SectionHit]:
    """The sections but for hidden ones; a passage that several have stands under the first."""
    seen: list[tuple[str, str]] = []
    for title, url, snippet in ((one.title, one.url, one.marked_snippet) for one in sections):
        if fold_facet(title) in hidden:
            continue
        again = [other for other, said in seen if repeats(snippet, said)]
        seen.append((title, snippet))
        if title not in again:
            shown = "" if again else snippet
            yield SectionHit(title, url, shown, landing(shown))


def repeats(snippet: str, other: str) -> bool:
    """Whether two snippets are of one passage, though they may be cut at different places."""
    one, two = (_NOT_TEXT.sub("", text) for text in (snippet, other))
    return bool(one and two) and (one[:ALIKE] in two or two[:ALIKE] in one)


@lru_cache(maxsize=8)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_facet, names))


def text_fragment(marked: str, marks: tuple[str, str] = ("<mark>", "</mark>")) -> str:
    """``:~:text=…`` for the sentence around the first mark of a snippet; empty when it is cut off.

    >>> text_fragment("…です。明日の<mark>東京</mark>は晴れる。")
    ':~:text=%E6%98%8E%E6%97%A5%E3%81%AE%E6%9D%B1%E4%BA%AC%E3%81%AF%E6%99%B4%E3%82%8C%E3%82%8B'
    """
    pre, post = marks
    before, found, _ = marked.partition(pre) if pre else ("", "", "")
    if not found:
        return ""
    text = _plain(marked, pre, post)
    at = len(_plain(before, pre, post))
    sentence = _sentence(text, at)
    return f":~:text={_named(sentence)}" if sentence else ""


def _plain(marked: str, pre: str, post: str) -> str:
    return unescape(marked.replace(pre, "").replace(post, "") if post else marked.replace(pre, ""))


def _sentence(text: str, at: int) -> str:
    """The sentence, or the rest of it that the snippet shows, around a place of a snippet."""
    ends = list(_SENTENCE_ENDS.finditer(text))
    start = max((end.end() for end in ends if end.end() <= at), default=0)
    stop = min((end.start() for end in ends if end.start() > at), default=len(text))
    sentence = text[start:stop]
    if sentence.startswith(_ELLIPSIS):  # cut off: from the first clause on that is whole
        clause = _CLAUSES.search(sentence)
        if clause is None or start + clause.end() > at:
            return ""
        sentence = sentence[clause.end() :]
    if sentence.endswith(_ELLIPSIS):
        clauses = [one.start() for one in _CLAUSES.finditer(sentence)]
        if not clauses:
            return ""
        sentence = sentence[: clauses[-1]]
    return sentence.strip("「」『』（）() ")


def _named(sentence: str) -> str:
    """A sentence as ``text=`` names it: ``start,end`` when it is long."""
    breaks = [one.span() for one in _CLAUSES.finditer(sentence)]
    if len(sentence) < LONG or len(breaks) < 2:
        return _escaped(sentence)
    return f"{_escaped(sentence[: breaks[0][0]])},{_escaped(sentence[breaks[-1][1] :])}"


def _escaped(text: str) -> str:
    """Percent-encoded, also the comma and the hyphen, which mean something in a fragment."""
    return _NOT_PLAIN.sub(lambda run: f"%{run[0].encode().hex('%').upper()}", text)
