"""``sakuin variants``: spellings in the posts that may be one word, as a synonym file."""

from __future__ import annotations

from pathlib import Path

import click

from search.variants import MIN_DOCUMENTS, as_synonym_file, find_variants
from web.commands.language import said
from web.commands.options import index_options, json_option, print_json, settings_of
from web.engines import open_searcher


@click.command("variants")
@click.option(
    "--minimum",
    type=click.IntRange(1),
    default=MIN_DOCUMENTS,
    metavar="N",
    help="Posts that the rarer spelling must be in, by default 2.",
)
@index_options
@json_option
@click.pass_context
def command(ctx: click.Context, /, minimum: int, data: Path | None, as_json: bool) -> None:
    """Propose spelling variants found in the posts, as a synonym file to review.

    \b
    Example:
      sakuin variants > synonyms.txt
    """
    with open_searcher(settings_of(ctx, data=data)) as searcher:
        groups = find_variants(searcher.vocabulary(), minimum)
    if as_json:
        print_json([dict(group) for group in groups])
    else:
        click.echo(as_synonym_file(groups), nl=False)
    advice = "{count:,} groups: delete those that are not one word"
    none = "no two spellings of one word are in {count:,} posts each or more"
    if groups:
        click.echo(said(advice, count=len(groups)), err=True)
    else:
        click.echo(said(none, count=minimum), err=True)
