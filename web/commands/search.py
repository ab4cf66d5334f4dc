"""``sakuin search``: the search of the HTTP API, on a terminal."""

from __future__ import annotations

import html
import re
from typing import Any

import click

from index.fields import BUILT_IN, FieldTable
from search.query.params import QueryError, query_from_values
from search.query.query import Query
from search.results import Hit, Results
from web.api.presenters import present_results
from web.commands.language import language, note, said, translated
from web.commands.options import (
    Command,
    counted,
    harmless,
    index_options,
    json_option,
    print_json,
)
from web.engines import index_fields, open_searcher, open_store
from web.links import Addresses, with_landings
from web.sentences import WANTED
from web.settings import Settings

_MARK = re.compile("<mark>(.*?)</mark>", re.DOTALL)


def field_options(command: Command) -> Command:
    """An option for each built-in field, named as the parameter of the API."""
    for row in reversed(BUILT_IN.filters):
        if row.type == "keyword":
            about = WANTED.format(name=row.name)
            command = click.option(f"--{row.name}", multiple=True, help=about)(command)
    return command


@click.command("search")
@click.argument("query", nargs=-1)
@field_options
@click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    help="A wanted value of any field, your own too: series=索引入門, level=2..3; may be repeated.",
)
@click.option("--from", metavar="DATE", help="The first day: a date, month or year, or 先月.")
@click.option("--to", metavar="DATE", help="The last day, included: a date, month or year.")
@click.option(
    "--sort",
    metavar="ORDER",
    help="relevance, newest, oldest, or a field that sorts: level, -level.",
)
@click.option("--page", metavar="N", help="The page, from 1.")
@click.option("--per-page", metavar="N", help="Hits a page, at most 100.")
@click.option("--explain", is_flag=True, default=None, help="Show the parts of each score.")
@index_options
@json_option
def command(settings: Settings, /, as_json: bool, **given: Any) -> None:
    """Search the index for QUERY; without one, show the newest posts.

    \b
    Examples:
      sakuin search '検索エンジン'
      sakuin search '"形態素解析" -Python' --tag 技術 --from 2025-01
      sakuin search 'title:索引 date:先月' --json
      sakuin search --where series=索引入門 --sort=-level
      sakuin search -- '-Python'
    """
    query = _query(given, settings, index_fields(settings))
    with open_searcher(settings) as searcher:
        results = with_landings(searcher.search(query), query, settings)
    addresses = Addresses(settings, open_store(settings).current().sites, settings.base_url)
    if as_json:
        print_json(present_results(results, addresses))
    else:
        _print(results, addresses)


def _query(given: dict[str, Any], settings: Settings, fields: FieldTable) -> Query:
    """The parameters of the API, from the options of the command line."""
    values = {name: value for name, value in given.items() if value not in (None, ())}
    values["q"] = " ".join(values.pop("query", ()))
    where = values.pop("where", ())
    listed = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    for name, value in map(_wanted, where):
        if fields.get(name) not in fields.filters:
            if name in settings.fields:
                raise click.UsageError(f"--where: {name!r} is not indexed yet: run `sakuin index`")
            known = ", ".join(row.name for row in fields.filters)
            raise click.UsageError(f"--where: there is no field {name!r}; fields are {known}")
        listed.setdefault(name, []).append(value)
    try:
        return query_from_values(listed, settings.today(), fields)
    except QueryError as error:
        wrong = (f"{_option(detail.parameter)}: {detail.message}" for detail in error.details)
        raise click.UsageError("; ".join(wrong)) from None


def _wanted(given: str) -> tuple[str, str]:
    """``series=索引入門`` → the name and the value."""
    name, separator, value = given.partition("=")
    if not (separator and value.strip()):
        raise click.UsageError(f"--where: {given!r} is not NAME=VALUE, such as series=索引入門")
    return name.strip(), value


def _option(parameter: str) -> str:
    """The parameter of the API as the command line has it: ``per_page`` is ``--per-page``."""
    if parameter == "q":
        return "QUERY"
    own = parameter not in {option.name for option in command.params}
    return f"--where {parameter}" if own else f"--{parameter.replace('_', '-')}"


def _print(results: Results, addresses: Addresses) -> None:
    for number, hit in enumerate(results.hits, (results.page - 1) * results.per_page + 1):
        _print_hit(number, hit, addresses.link(hit))
    pages = {"page": results.page, "pages": results.total_pages}
    shown = [said("page {page} of {pages}", **pages)] if results.total_pages > 1 else []
    figures = [counted(results.total), *shown, f"{results.took_ms:.1f} ms"]
    click.echo(translated(", ").join(figures), err=True)
    if results.interpreted.relaxed:
        from web.texts import Texts  # slow to import, and seldom needed

        click.echo(Texts(language())(f"relaxed.{results.interpreted.relaxed}"), err=True)
    if results.did_you_mean:
        note("Did you mean: {words}", words=harmless(results.did_you_mean))


def _print_hit(number: int, hit: Hit, link: str) -> None:
    day = f"{hit.date.isoformat()[:10]}  " if hit.date else ""
    click.echo(f"{number:3}. {_styled(hit.marked_title)}")
    tags = harmless(" ".join(f"#{tag}" for tag in hit.tags))
    click.echo(f"     {day}{click.style(harmless(link), fg='blue')}  {tags}")
    for snippet in hit.marked_snippets:
        click.echo(f"     {_styled(' '.join(snippet.split()))}")
    if hit.explanation:
        click.echo(f"     {_explained(hit.score, hit.explanation)}")


def _explained(score: float, explanation: dict[str, Any]) -> str:
    """``0.988 (phrase) = 京都 0.196 (word) + 京都 旅 0.080 (near) + …``; the parts add up."""
    parts = (
        f"{harmless(part['unit'])} {part['score']:.3f} {_named(part['kind'])}"
        for part in explanation["parts"]
    )
    return f"{score:.3f} {_named(explanation['tier'])} = {' + '.join(parts) or 0}"


def _named(kind: str) -> str:
    return translated(f"({kind})")


def _styled(marked: str) -> str:
    """Marks as colours, which click leaves out when standard output is no terminal."""
    coloured = _MARK.sub(
        lambda match: click.style(match[1], fg="yellow", bold=True), harmless(marked)
    )
    return html.unescape(coloured)
