"""Results → what the search page's template shows; nothing in the template decides anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from index.fields import FieldTable
from search.query.params import days_of, sort_names
from search.query.query import Days, Query, Sort
from search.results import FacetValue, Hit, Results, Suggestion
from web.links import Addresses, addresses, post_link, repeats, section_link
from web.pages.address import Address
from web.pages.chart import chart
from web.pages.exact import exact_text
from web.texts import Texts

_SHOWN_VALUES = 10
_SHOWN_COMPLETIONS = 5
_PAGES_AROUND = 2
_HEADING = 60
"""Characters of what was typed that the heading repeats; the text box has all of it."""
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
"""Most posts do not say their language, and in a voice for English, Japanese is noise."""
_SHOWN_TAGS = 6
Shown = dict[str, Any]
"""Values of a template, by name."""
_HYPHEN = re.compile("(?<=[A-Za-z0-9]-)(?=[0-9])")


class Link(NamedTuple):
    """A link of the page; ``current`` where it leads to what is shown."""

    text: str
    href: str
    current: bool = False
    label: str = ""


def help_view(
    tags: tuple[FacetValue, ...], hits: tuple[Hit, ...], fields: FieldTable, texts: Texts
) -> Shown:
    """Ways on from an empty page: the most used tags, and posts; as links of a page on which
    nothing is chosen."""
    start = Address((), fields)
    popular = [
        Link(tag.value, str(start.with_("tag", tag.value)), label=texts.number(tag.count))
        for tag in tags
    ]
    return {"popular": popular, "latest": _hits(hits, start, texts)}


def search_view(
    query: Query,
    results: Results,
    completions: Iterable[Suggestion],
    address: Address,
    today: date,
    texts: Texts,
) -> Shown:
    """Everything below the text box, of the page of ``results``; ``address`` is what was asked."""
    days = days_of(address.get("from"), address.get("to"), today)
    return {
        "text": query.text,
        "is_home": not address.pairs,
        "heading": _heading(results, address, texts),
        # Leads from the filters of a phone back to the results.
        "show": texts.count("show", results.total),
        "total": results.total,
        "range": _range(results, texts),
        "seconds": f"{results.took_ms / 1000:.3f}",
        "hits": _hits(results.hits, address, texts),
        "facets": list(_facets(results, address, texts)),
        "chart": chart(results.facets.get("date", ()), days, address, texts),
        # What the range of days is called, and the values of its inputs.
        "dates": texts.label(address.fields.date),
        "first": days.first or "",
        "last": days.last or "",
        "chips": _chips(query, address, days, texts),
        "unfiltered": str(address.without(*address.filters)),
        "completions": list(_completions(completions, results, address)),
        "sorts": _sorts(query, address, texts),
        "sort": address.get("sort"),
        # The facet whose values are all listed.
        "all": address.get("all"),
        **_turning(results, address, texts),
        **_meant(query, results, address, texts),
        # Where the first page is, when this one lies behind the last.
        "beyond": str(address.on_page(1)) if results.total and not results.hits else "",
    }


def _meant(query: Query, results: Results, address: Address, texts: Texts) -> Shown:
    """What was given up, with the way back, or what may have been meant."""
    meant, relaxed = results.did_you_mean, results.interpreted.relaxed
    instead = relaxed == "typos" and results.total
    return {
        "relaxed": _notice(results, texts),
        "exact": str(address.with_("q", exact_text(query))) if relaxed else "",
        "did_you_mean": meant and not instead and Link(meant, str(address.with_("q", meant))),
    }


def _notice(results: Results, texts: Texts) -> str:
    """What was given up, or what was searched for instead of a mistyped word."""
    relaxed = results.interpreted.relaxed
    if not relaxed or not results.total:
        return ""
    if relaxed == "typos" and results.did_you_mean:
        return texts("relaxed.meant", text=results.did_you_mean)
    return texts(f"relaxed.{relaxed}")


def _heading(results: Results, address: Address, texts: Texts) -> str:
    if not address.pairs:
        return texts("page.latest")
    text = address.get("q")
    if len(text) > _HEADING:
        text = f"{text[:_HEADING]}…"
    if not results.total:
        return texts("page.none.title", query=text) if text else texts("page.none.filtered")
    if text:
        return texts.count("page.count.for", results.total, query=text)
    return texts.count("page.count", results.total)


def _range(results: Results, texts: Texts) -> str:
    if not results.hits or results.total_pages < 2:
        return ""
    first = (results.page - 1) * results.per_page + 1
    last = first + len(results.hits) - 1
    return texts("page.range", first=texts.number(first), last=texts.number(last))


def _hits(hits: Iterable[Hit], address: Address, texts: Texts) -> list[Shown]:
    where, category, tag = addresses(), address.adding("category"), address.adding("tag")
    return [_hit(hit, where, category, tag, texts) for hit in hits]


def _hit(
    hit: Hit,
    where: Addresses,
    category: Callable[[str], str],
    tag: Callable[[str], str],
    texts: Texts,
) -> Shown:
    snippet, link = _own_snippet(hit), post_link(hit, where)
    day = hit.date.date() if hit.date else None
    return {
        "id": hit.id,
        "lang": hit.lang or ("ja" if _JAPANESE.search(hit.title) else ""),
        "title": _shown(hit.marked_title),
        "href": section_link(link, "", hit.fragment if snippet else ""),
        "date": day,
        "day": texts.day(day) if day else "",
        "categories": [Link(value, category(value)) for value in hit.categories],
        "tags": [Link(value, tag(value)) for value in hit.tags[:_SHOWN_TAGS]],
        "snippet": _shown(snippet),
        "image": where.image(hit),
        "sections": [
            {
                "title": _shown(escape(section.title)),
                "href": section_link(link, section.url, section.fragment),
                "snippet": _shown(section.marked_snippet),
            }
            for section in hit.sections
        ],
    }


def _shown(marked: str) -> Markup:
    """Marked HTML in which a name such as GPT-4o stays on its line."""
    return Markup(_HYPHEN.sub("\u2060", marked))


def _own_snippet(hit: Hit) -> str:
    """The best passage, unless a section shows it already."""
    best = hit.marked_snippets[0] if hit.marked_snippets else ""
    repeated = any(repeats(best, section.marked_snippet) for section in hit.sections)
    return "" if repeated else best


def _facets(results: Results, address: Address, texts: Texts) -> Iterator[Shown]:
    """The lists of values; the date has a chart instead."""
    for row in address.fields.filters:
        name, values = row.name, results.facets.get(row.name, ())
        if len(values) < row.worth or name == "date":
            continue
        first, rest = values[:_SHOWN_VALUES], values[_SHOWN_VALUES:]
        # What is chosen is always shown.
        shown = (*first, *(value for value in rest if value.selected))
        label, hidden = texts.label(row), len(values) - len(shown)
        if address.get("all") == name:
            shown, hidden = values, 0
        more = Link(texts.count("page.more", hidden), str(address.with_("all", name)))
        yield {
            "name": name,
            "label": label,
            "shown": shown,
            # Looks for others among all values.
            "find": texts("page.find", label=label) if rest else "",
            "more": more if hidden else None,
            "texts": {one.value: texts.value(row, one.value) for one in shown},
        }


def _completions(found: Iterable[Suggestion], results: Results, address: Address) -> Iterator[Link]:
    """What the text may become; titles only where they do not stand among the hits."""
    others = (one for one in found if one.text != address.get("q"))
    shown = [one for one in others if one.kind != "title" or not results.total]
    for one in shown[:_SHOWN_COMPLETIONS]:
        yield Link(one.text, str(address.with_("q", one.text)))


def _chips(query: Query, address: Address, days: Days, texts: Texts) -> tuple[Link, ...]:
    """A link that takes it back for each filter that was typed, and each value that was chosen; the
    range of days is one."""
    rows = {row.name: row for row in address.fields.filters}
    chosen = [
        (
            texts("named", label=texts.label(rows[name]), value=texts.value(rows[name], value)),
            str(address.without_value(name, value)),
        )
        for name, value in address.pairs
        if name in rows
    ]
    if days.first or days.last:
        chosen.append((texts.days(days), str(address.without("from", "to"))))
    typed = [(one.text, str(address.with_("q", one.rest))) for one in query.typed_filters]
    return tuple(
        Link(text, href, label=texts("page.remove", label=text)) for text, href in typed + chosen
    )


def _sorts(query: Query, address: Address, texts: Texts) -> tuple[Link, ...]:
    """The orders, each once: newest and oldest are those of the date."""
    orders = dict.fromkeys(sort_names(address.fields).values())
    return tuple(
        Link(
            _sort_text(sort, address, texts),
            str(
                address.without("sort")
                if sort == Sort.RELEVANCE
                else address.with_("sort", str(sort))
            ),
            current=sort == query.sort,
        )
        for sort in orders
    )


def _sort_text(sort: Sort, address: Address, texts: Texts) -> str:
    row = address.fields.get(sort.field)
    if row is None or sort.field == "date":
        return texts(f"page.sort.{sort}")
    direction = "descending" if sort.descending else "ascending"
    return texts(f"page.sort.{direction}", label=texts.label(row))


def _turning(results: Results, address: Address, texts: Texts) -> Shown:
    """Where the other pages are."""
    page, last = results.page, results.total_pages
    return {
        "pages": list(_pages(results, address, texts)),
        "previous": str(address.on_page(page - 1)) if 1 < page <= last else "",
        "next": str(address.on_page(page + 1)) if page < last else "",
    }


def _pages(results: Results, address: Address, texts: Texts) -> Iterator[Link | None]:
    """The first page, those around this one and the last; with gaps: 1 … 4 5 6 … 9."""
    last = results.total_pages
    if last < 2:
        return
    around = range(results.page - _PAGES_AROUND, results.page + _PAGES_AROUND + 1)
    shown = sorted({1, last, *(page for page in around if 1 <= page <= last)})
    before = 0
    for page in shown:
        if page - before > 1:
            yield None
        before = page
        text, label = texts.number(page), texts("page.page", page=page)
        yield Link(text, str(address.on_page(page)), page == results.page, label)
