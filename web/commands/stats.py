"""``sakuin stats``: what the index holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from index.store import FORMAT_VERSION, Store
from web.commands.language import padded, translated
from web.commands.options import index_options, json_option, print_json
from web.engines import open_searcher, open_store
from web.settings import Settings


@click.command("stats")
@index_options
@json_option
def command(settings: Settings, /, as_json: bool) -> None:
    """Show what the index holds: posts, terms, size, settings, generations.

    \b
    Example:
      sakuin stats --json
    """
    with open_searcher(settings) as searcher:
        statistics = asdict(searcher.statistics())
        # The figures of the engine stand beside those of all.
        statistics |= statistics.pop("details") | _storage(open_store(settings))
    created = statistics["created"]
    if as_json:
        print_json(statistics | {"created": created.isoformat(timespec="seconds")})
    else:
        created = created.astimezone(settings.zone)
        _print(statistics | {"created": f"{created:%Y-%m-%d %H:%M:%S %Z}"}, "")


def _storage(store: Store) -> dict[str, Any]:
    """What the index takes on the disk, and which analyzer wrote it."""
    generation = store.current()
    size = store.size(generation)
    return {
        "index_bytes": size.served,
        "folder_bytes": size.kept,
        "format_version": FORMAT_VERSION,
        "analyzer": generation.analyzer.fingerprint,
        "analyzer_settings": {
            name: value for name, value in generation.analyzer.settings.items() if name != "words"
        },
        "generations": list(size.generations),
    }


def _print(values: dict[str, Any], indent: str) -> None:
    for name, value in values.items():
        label = f"{indent}{translated(name.replace('_', ' '))}"
        if isinstance(value, dict):
            click.echo(label)
            _print(value, indent + "  ")
        else:
            click.echo(f"{padded(label, 24)} {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) or translated("(without a name)") for one in value)
    return f"{value:,}" if isinstance(value, int) else str(value or "–")
