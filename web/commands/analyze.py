"""``sakuin analyze``: what every stage of the analyzer makes of a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from index.analysis.analyzer import Analyzer
from index.analysis.char_filters import to_folded, to_wording
from index.analysis.dashes import tell_dashes_apart
from web.commands.options import data_option, json_option, print_json, settings_of
from web.engine import analyzer_choice


@click.command("analyze")
@click.argument("text", nargs=-1, required=True)
@data_option
@json_option
@click.pass_context
def command(ctx: click.Context, /, text: tuple[str, ...], data: Path | None, as_json: bool) -> None:
    """Show what every stage of the analyzer makes of TEXT, so that one sees why it is found.

    \b
    Example:
      sakuin analyze '㈱東京特許許可局のサーバで走った'
    """
    analyzer = analyzer_choice(settings_of(ctx, data=data)).open()
    stages = [
        _stages(analyzer, sentence) for sentence in analyzer.prepare(" ".join(text)).sentences
    ]
    if as_json:
        print_json({"fingerprint": analyzer.fingerprint, "sentences": stages})
        return
    for stage in stages:
        _print(stage)
    click.echo(analyzer.fingerprint, err=True)


def _stages(analyzer: Analyzer, sentence: str) -> dict[str, Any]:
    wording, _ = to_wording(sentence)
    wording = tell_dashes_apart(wording)
    analyzed = analyzer.analyze_sentence(sentence)
    return {
        "sentence": sentence,
        "normalized": wording,
        "morphemes": [
            {
                "surface": morpheme.surface,
                "part_of_speech": morpheme.part_of_speech,
                "base_form": morpheme.base_form,
                "reading": morpheme.reading,
                "known": morpheme.known,
            }
            for morpheme in analyzer.morphemes(wording)
        ],
        "folded": to_folded(wording),
        "tokens": [
            {
                "term": token.term,
                "original": sentence[
                    analyzed.offsets.start(token.start) : analyzed.offsets.end(token.end)
                ],
                "start": analyzed.offsets.start(token.start),
                "end": analyzed.offsets.end(token.end),
                "reading": token.reading,
                "whole": token.whole,
            }
            for token in analyzed.tokens
        ],
    }


def _print(stage: dict[str, Any]) -> None:
    click.echo(click.style(stage["sentence"].strip(), bold=True))
    click.echo(f"  normalized  {stage['normalized']}")
    click.echo("  morphemes")
    for morpheme in stage["morphemes"]:
        known = "" if morpheme["known"] else "  (in no dictionary)"
        click.echo(
            f"    {morpheme['surface']}  {morpheme['part_of_speech']}  "
            f"{morpheme['base_form']}  {morpheme['reading']}{known}"
        )
    click.echo(f"  folded      {stage['folded']}")
    click.echo("  terms")
    for token in stage["tokens"]:
        part = "" if token["whole"] else "  (a part of the one before)"
        reading = f"  {token['reading']}" if token["reading"] else ""
        click.echo(
            f"    {token['term']}{reading}  from {token['original']!r} "
            f"at {token['start']}–{token['end']}{part}"
        )
