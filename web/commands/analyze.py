"""``sakuin analyze``: what every stage of the analyzer makes of a text, and what is found by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from index.analysis.analyzer import Analyzer, open_analyzer
from index.analysis.char_filters import to_folded, to_tokenize, to_wording
from index.analysis.morphemes import Morpheme
from index.analysis.ruby import without_marked
from index.analysis.sentences import split_sentences
from index.analysis.synonyms import Synonyms
from index.analysis.tokens import AnalyzedText, Edit
from index.errors import NoIndexError, UnusableIndexError
from index.store import naming_damage
from search.live import LiveSearcher
from search.query.scored import gram_names
from web.commands.language import padded, said, told, translated
from web.commands.options import counted, index_options, json_option, print_json
from web.engines import analyzer_choice, live_searcher, open_store
from web.settings import Settings


@click.command("analyze")
@click.argument("text", nargs=-1, required=True)
@index_options
@json_option
def command(settings: Settings, /, text: tuple[str, ...], as_json: bool) -> None:
    """Show what every stage of the analyzer makes of TEXT, so that one sees why it is found.

    \b
    Example:
      sakuin analyze '㈱東京特許許可局のサーバで走った'
    """
    analyzer = open_analyzer(analyzer_choice(settings))
    sentences = split_sentences(" ".join(text))
    live = live_searcher(settings, warm=False)
    count = _post_counter(settings, live)
    stages = [_stages(analyzer, live.synonyms, count, sentence) for sentence in sentences]
    if as_json:
        print_json({"fingerprint": analyzer.fingerprint, "sentences": stages})
        return
    for stage in stages:
        _print(stage)
    click.echo(analyzer.fingerprint, err=True)


def _post_counter(settings: Settings, live: LiveSearcher) -> Callable[[str], int | None]:
    """How many posts have a term; None as long as there is no index to look into."""
    try:
        searcher = live.current()
    except NoIndexError:
        return lambda _: None
    except UnusableIndexError as error:
        click.echo(told(f"posts are not counted: {error}"), err=True)
        return lambda _: None

    def count(term: str) -> int:
        with naming_damage(open_store(settings)):
            return searcher.documents_with((term,))[term]

    return count


def _stages(
    analyzer: Analyzer, synonyms: Synonyms, count: Callable[[str], int | None], sentence: str
) -> dict[str, Any]:
    wording, edits, _ = without_marked(*to_wording(sentence))
    read_as = to_tokenize(wording)
    analyzed = analyzer.analyze_sentence(sentence)
    grams = gram_names(analyzed.folded)
    return {
        "sentence": sentence,
        "normalized": read_as,
        "changes": _changes(sentence, read_as, edits),
        "morphemes": [_morpheme(morpheme, analyzed) for morpheme in analyzer.morphemes(wording)],
        "folded": to_folded(wording),
        "tokens": [
            {**token, "posts": count(token["term"])} for token in _tokens(sentence, analyzed)
        ],
        "synonyms": {
            analyzed.folded[match.start : match.end]: list(match.alternatives)
            for match in synonyms.find(analyzed.folded)
        },
        "characters": [gram for gram in grams if len(gram) == 1],
        "pairs": [gram for gram in grams if len(gram) > 1],
    }


def _changes(sentence: str, wording: str, edits: Sequence[Edit]) -> list[dict[str, str]]:
    """What normalising made longer or shorter, so that offsets shift: ㈱ → (株)."""
    return [
        {
            "original": sentence[edit.original_start : edit.original_end],
            "normalized": wording[edit.start : edit.end],
        }
        for edit in edits
    ]


def _morpheme(morpheme: Morpheme, analyzed: AnalyzedText) -> dict[str, Any]:
    return morpheme.piece._asdict() | {
        # Posts and queries alike are searched for what is kept; the rest are in every post.
        "term": next(
            (
                token.term
                for token in analyzed.tokens
                if token.start <= morpheme.start and morpheme.end <= token.end
            ),
            None,
        ),
    }


def _tokens(sentence: str, analyzed: AnalyzedText) -> list[dict[str, Any]]:
    offsets = analyzed.offsets
    return [
        token._asdict() | {"original": sentence[start:end], "start": start, "end": end}
        for token in analyzed.tokens
        for start, end in [(offsets.start(token.start), offsets.end(token.end))]
    ]


def _print(stage: dict[str, Any]) -> None:
    click.echo(click.style(stage["sentence"].strip(), bold=True))
    changes = "".join(f"  {c['original']} → {c['normalized']!r}" for c in stage["changes"])
    click.echo(f"  {_label('normalized')}  {stage['normalized']}{changes}")
    click.echo(f"  {translated('morphemes')}")
    for morpheme in stage["morphemes"]:
        known = "" if morpheme["known"] else f"  {translated('(in no dictionary)')}"
        kept = f"→ {morpheme['term']}" if morpheme["term"] else translated("dropped")
        click.echo(
            f"    {morpheme['surface']}  {morpheme['part_of_speech']}  "
            f"{morpheme['base_form']}  {morpheme['reading']}{known}  {kept}"
        )
    click.echo(f"  {_label('folded')}  {stage['folded']}")
    click.echo(f"  {translated('terms')}")
    for token in stage["tokens"]:
        part = "" if token["whole"] else f"  {translated('(a part)')}"
        count = token["posts"]
        posts = "" if count is None else f"  {counted(count, 'in 1 post', 'in {count:,} posts')}"
        reading = f"  {token['reading']}" if token["reading"] else ""
        place = said("from {original!r} at {start}–{end}", **token)
        click.echo(f"    {token['term']}{reading}  {place}{part}{posts}")
    for text, others in stage["synonyms"].items():
        click.echo(f"  {_label('synonyms')}  {text}: {', '.join(others)}")
    click.echo(f"  {_label('characters')}  {' '.join(stage['characters'])}")
    click.echo(f"  {_label('pairs')}  {' '.join(stage['pairs'])}")


def _label(english: str) -> str:
    return padded(translated(english), 10)
