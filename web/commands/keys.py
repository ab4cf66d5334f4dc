"""``sakuin keys``: creates, lists and revokes the keys of the API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from search.query.parser import parse_filters
from web.access.keys import SCOPES, Key, KeyStore
from web.commands.language import note, said, translated
from web.commands.options import data_option, json_option, print_json
from web.engines import index_fields, open_store
from web.setting_types import NAME, ORIGIN, RATE, Rule
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


_PRINTABLE = Rule(str.isprintable, "must be text that can be printed")


def _is_to_come(text: str) -> bool:
    """Only the form that compares as text."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return False
    return day.isoformat() == text and day >= date.today()


_DAY = Rule(_is_to_come, "must be a day to come, such as 2027-03-31")


def _checked(rule: Rule) -> Any:
    """An option's callback out of a rule of the settings; what is empty is not given."""

    def callback(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
        for one in filter(None, value if isinstance(value, tuple) else (value,)):
            for kept in (_PRINTABLE, rule):
                if not kept.holds(one):
                    raise click.BadParameter(kept.wanted)
        return value

    return callback


@command.command("create")
@click.argument("name", callback=_checked(_PRINTABLE))
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=("search",),
    help="What it is for, by default search; may be repeated.",
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    callback=_checked(ORIGIN),
    help="Only for pages of this origin; may be repeated.",
)
@click.option("--rate-limit", default="", callback=_checked(RATE), help="Such as 60/minute.")
@click.option(
    "--filter",
    default="",
    callback=_checked(_PRINTABLE),
    help="Such as 'tag:公開 -lang:en'; the key cannot leave it.",
)
@click.option(
    "--site",
    "sites",
    multiple=True,
    callback=_checked(NAME),
    help="Only for the site of this name, its runs too; may be repeated.",
)
@click.option(
    "--expires",
    default="",
    metavar="DATE",
    callback=_checked(_DAY),
    help="The last day on which it is good, such as 2027-03-31.",
)
@data_option
def create(settings: Settings, /, name: str, **options: Any) -> None:
    """Create a key named NAME, and print its token: it cannot be shown again."""
    if not name.strip():
        raise click.BadParameter("must not be empty", param_hint="'NAME'")
    if options["filter"]:
        _check_filter(options["filter"], settings)
    _check_known(options["sites"], settings)
    click.echo(KeyStore(settings.data).create(name, **options))
    note("Keep this token: only its digest is stored.")
    if (options["filter"] or options["sites"]) and not settings.require_key:
        note("Whoever leaves the key out sees everything: set require_key to keep others out.")


def _check_known(sites: tuple[str, ...], settings: Settings) -> None:
    """Raises ``click.BadParameter`` for a site that there is neither in the index nor to come."""
    names = {*settings.sites, *open_store(settings).site_names()}
    for site in sites:
        if names and site not in names:  # before the first run there may be none to know
            known = ", ".join(sorted(filter(None, names))) or "none that has a name"
            message = f"there is no site {site!r}; sites are {known}"
            raise click.BadParameter(message, param_hint="'--site'")


def _check_filter(text: str, settings: Settings) -> None:
    """Raises ``click.BadParameter`` for what is no filter over the fields of the index."""
    try:
        parse_filters(text, settings.today(), index_fields(settings))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--filter'") from None


@command.command("list")
@data_option
@json_option
def list_(settings: Settings, /, as_json: bool) -> None:
    """List all keys, without their tokens."""
    store = KeyStore(settings.data)
    keys = store.all()
    last = {key.id: store.last_use(key.id) for key in keys}
    if as_json:
        known = ({k: v for k, v in asdict(key).items() if k != "digest"} for key in keys)
        print_json([one | {"last_use": last[one["id"]]} for one in known])
        return
    if not keys:
        note("no keys yet: `sakuin keys create NAME` makes one")
    zone, never = settings.zone, translated("never used")
    for key in keys:
        created, used = datetime.fromisoformat(key.created), last[key.id]
        state = _state(key)
        sites = (f"site:{name}" for name in key.sites)
        limits = (key.rate_limit, key.filter, *sites, *key.origins)
        row = (
            *(key.id, key.name, state, said("made {day:%Y-%m-%d}", day=created.astimezone(zone))),
            said("used {day:%Y-%m-%d}", day=used.astimezone(zone)) if used else never,
            " ".join(part for part in limits if part),
        )
        click.echo("  ".join(row).rstrip())


def _state(key: Key) -> str:
    if key.revoked:
        return translated("revoked")
    scopes = ", ".join(key.scopes)
    if not key.expires:
        return scopes
    if not key.is_good():
        return said("expired {day}", day=key.expires)
    return said("{scopes} until {day}", scopes=scopes, day=key.expires)


@command.command("revoke")
@click.argument("identity", metavar="ID")
@data_option
def revoke(settings: Settings, /, identity: str) -> None:
    """Revoke the key ID: it is refused from now on."""
    key = KeyStore(settings.data).revoke(identity)
    click.echo(said("revoked {id} ({name})", id=key.id, name=key.name))
