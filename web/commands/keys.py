"""``sakuin keys``: creates, lists and revokes the keys of the API."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from search.query.parser import parse_filters
from web.access.keys import SCOPES, KeyStore
from web.commands.options import data_option, json_option, print_json, settings_of
from web.engines import index_fields
from web.setting_types import check_origin, check_rate
from web.settings import Settings


@click.group("keys")
def command() -> None:
    """Create, list and revoke keys of the API; only digests of them are stored.

    \b
    Examples:
      sakuin keys create blog --origin https://blog.example --rate-limit 120/minute
      sakuin keys create partner --filter 'tag:公開 lang:ja'
      sakuin keys create deploy --scope admin
    """


def _checked(check: Any) -> Any:
    """An option's callback out of a check of the settings; what is empty is not given."""

    def callback(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
        try:
            for one in value if isinstance(value, tuple) else (value,):
                if one:
                    _check_text(one)
                    check(one)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None
        return value

    return callback


def _check_text(text: str) -> None:
    if not text.isprintable():
        raise ValueError("must be text that can be printed")


@command.command("create")
@click.argument("name", callback=_checked(_check_text))
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=("search",))
@click.option(
    "--origin",
    "origins",
    multiple=True,
    callback=_checked(check_origin),
    help="Only for pages of this origin; may be repeated.",
)
@click.option("--rate-limit", default="", callback=_checked(check_rate), help="Such as 60/minute.")
@click.option(
    "--filter",
    default="",
    help="Such as 'tag:公開 -lang:en'; the key cannot leave it.",
)
@data_option
@click.pass_context
def create(ctx: click.Context, /, name: str, data: Path | None, **options: Any) -> None:
    """Create a key named NAME, and print its token: it cannot be shown again."""
    if not name.strip():
        raise click.BadParameter("must not be empty", param_hint="NAME")
    settings = settings_of(ctx, data=data)
    if options["filter"]:
        _check_filter(options["filter"], settings)
    store = KeyStore(settings.data)
    click.echo(store.create(name, **options))
    click.echo("Keep this token: only its digest is stored.", err=True)


def _check_filter(text: str, settings: Settings) -> None:
    """Raises ``click.BadParameter`` for what is no filter over the fields of the index."""
    try:
        _check_text(text)
        parse_filters(text, settings.today(), index_fields(settings))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--filter") from None


@command.command("list")
@data_option
@json_option
@click.pass_context
def list_(ctx: click.Context, /, data: Path | None, as_json: bool) -> None:
    """List all keys, without their tokens."""
    keys = KeyStore(settings_of(ctx, data=data).data).all()
    shown = [{k: v for k, v in asdict(key).items() if k != "digest"} for key in keys]
    if as_json:
        print_json(shown)
        return
    for key in keys:
        state = "revoked" if key.revoked else ", ".join(key.scopes)
        limits = " ".join(part for part in (key.rate_limit, key.filter, *key.origins) if part)
        click.echo(f"{key.id}  {key.name}  {state}  {key.created}  {limits}".rstrip())


@command.command("revoke")
@click.argument("identity", metavar="ID")
@data_option
@click.pass_context
def revoke(ctx: click.Context, /, identity: str, data: Path | None) -> None:
    """Revoke the key ID: it is refused from now on."""
    key = KeyStore(settings_of(ctx, data=data).data).revoke(identity)
    click.echo(f"revoked {key.id} ({key.name})")
