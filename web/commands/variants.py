"""``sakuin variants``: spellings in the posts that may be one word, as a synonym file."""

from __future__ import annotations

import click

from search.variants import MIN_DOCUMENTS, as_synonym_file, find_variants
from web.commands.language import note
from web.commands.options import index_options, json_option, print_json
from web.engines import open_searcher
from web.settings import Settings


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
def command(settings: Settings, /, minimum: int, as_json: bool) -> None:
    """Propose spelling variants found in the posts, as a synonym file to review.

    \b
    Example:
      sakuin variants > synonyms.txt
    """
    with open_searcher(settings) as searcher:
        groups = find_variants(searcher.vocabulary(), minimum)
    if as_json:
        print_json([dict(group) for group in groups])
    else:
        click.echo(as_synonym_file(groups), nl=False)
    if groups:
        note("{count:,} groups: delete those that are not one word", count=len(groups))
    else:
        note("no two spellings of one word are in {count:,} posts each or more", count=minimum)
