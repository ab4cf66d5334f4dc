"""``sakuin index``: reads sites and publishes what changed."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from index.errors import BusyError, SiteError
from index.problems import CODES, Problem
from index.runs.outcomes import Changes, Report
from web.commands.language import complain, note, padded, said, told, translated
from web.commands.options import (
    counted,
    flags,
    harmless,
    index_options,
    json_option,
    print_json,
    setting_option,
)
from web.commands.progress import ProgressBar
from web.engines import open_store
from web.jobs.indexing import index_sites, present_report
from web.setting_types import NAME
from web.settings import Settings, at_home

SHOWN_SKIPPED = 10
SHOWN_WARNINGS = 3
"""Of each code: a site of drafts must not bury what matters. ``--json`` has all."""
_ORDINARY = {"date_from_filename"}
"""Codes that are counted, and neither listed nor warned of: whole sites are written so, as
Jekyll has it."""
SHOWN_CHANGES = 50
"""Of each kind in a dry run."""
MAX_LINE = 500
"""Characters of a path or a reason."""


@click.command("index")
@click.argument("sites", nargs=-1, metavar="[NAME=]SITE…")
@click.option("--full", is_flag=True, help="Read and analyse everything again.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@setting_option("--drafts", is_flag=True, default=None, help="Index drafts too.")
@setting_option("--future", is_flag=True, default=None, help="Index posts of the future too.")
@click.option("--prune", is_flag=True, help="Take away the sites that are not named.")
@click.option("--strict", is_flag=True, help="A skipped file is a failure; nothing is published.")
@click.option("--allow-empty", is_flag=True, help="Publish a site though no post is found in it.")
@setting_option("--jobs", metavar="N", help="Processes that tokenise; by default one a core.")
@setting_option("--memory", metavar="SIZE", help="Memory that the run may take, such as 300MB.")
@setting_option(
    "--generator", metavar="NAME", help="What builds the site; by default its files tell."
)
@click.option("--watch", is_flag=True, help="Go on, and index again whenever a file changes.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End with standard input.")
@index_options
@json_option
def command(
    settings: Settings,
    /,
    sites: tuple[str, ...],
    dry_run: bool,
    watch: bool,
    with_parent: bool,
    as_json: bool,
    **how: bool,
) -> None:
    """Read each SITE (its root, or a folder of posts) and publish what changed.

    Several sites in one index need names, and a run leaves those alone that it does not name.
    Without any, the index gets the sites of sakuin.toml, and no others.

    \b
    Examples:
      sakuin index ~/blog
      sakuin index blog=~/blog notes=~/notes
      sakuin index ~/blog --dry-run --json
    """
    chosen = parse_sites(sites, settings.folders) or settings.folders
    if not chosen:
        raise click.UsageError("name a SITE to index, or add [sites] to sakuin.toml")
    if watch and (dry_run or as_json):
        raise click.UsageError("--watch goes on for ever: leave out --dry-run and --json")

    if not sites and not how["prune"]:
        how["prune"] = _may_prune(settings, ask=not dry_run)
    if watch:
        _watch(settings, chosen, with_parent, **how)
        return
    report = run_index(settings, chosen, dry_run=dry_run, **how)
    if as_json:
        print_json(present_report(report, with_changes=dry_run))
    else:
        print_report(report, dry_run)
        _note_next_step(report, flags()["data"])


def _may_prune(settings: Settings, *, ask: bool) -> bool:
    """Whether sites go that sakuin.toml no longer lists; whoever sits at a terminal is asked."""
    gone = sorted({*open_store(settings).site_names()} - {*settings.sites})
    if gone and ask and sys.stdin.isatty():
        listed = ", ".join(name or translated("(without a name)") for name in gone)
        question = said("Take {sites} out of the index?", sites=listed)
        click.confirm(question, abort=True, err=True)
    return True


def _watch(settings: Settings, sites: dict[str, Path], with_parent: bool, **how: bool) -> None:
    """Indexes, and again after each change, for ever; a mistake in a site waits to be mended."""
    from web.jobs.watching import end_with_input, watch_sites

    def run(asked: bool = True) -> None:
        report = run_index(settings, sites, **how)
        if asked or report.published:
            print_report(report, False)
        how["full"] = False

    if with_parent:
        end_with_input()
    try:
        run()
    except SiteError as error:
        if not all(path.is_dir() for path in sites.values()):
            raise
        complain(error)
    except BusyError as error:
        complain(error)  # the watch begins with another run, until one has not been kept waiting
    watch_sites(sites.values(), settings.data, run, complain)


def parse_sites(arguments: Iterable[str], listed: Mapping[str, Path]) -> dict[str, Path]:
    """Sites by name, from ``NAME=SITE``, ``SITE``, or the ``NAME`` of one that is listed in the
    settings; raises ``click.UsageError``."""
    sites: dict[str, Path] = {}
    for argument in arguments:
        name, separator, path = argument.partition("=")
        # A folder whose name has an equals sign is still a folder.
        if not separator or "/" in name or Path(argument).exists():
            name = argument if argument in listed else ""
            path = str(listed.get(argument, argument))
        if not path:
            raise click.UsageError("SITE is empty: name a folder")
        if not NAME.holds(name):
            raise click.UsageError(f"the name {name!r} of a site {NAME.wanted}")
        if name in sites:
            raise click.UsageError(
                f"two sites are named {name!r}: give each its own name, as in NAME=SITE"
            )
        sites[name] = at_home(path)
    return sites


def run_index(settings: Settings, sites: dict[str, Path], **how: bool) -> Report:
    """One run, with its progress on standard error; ``how`` goes to :func:`index_sites`."""
    with ProgressBar("Reading") as progress:
        return index_sites(settings, sites, on_progress=progress.show, **how)


def print_report(report: Report, dry_run: bool) -> None:
    """The outcome on standard output, what to look at on standard error.

    A run that publishes nothing has no news: what was wrong before is only counted.
    """
    if dry_run:
        _print_changes(report.changes)
    if report.published or dry_run:
        _print_problems(report.skipped, SHOWN_SKIPPED)
        _print_problems(report.warnings, SHOWN_WARNINGS)
        _print_summary(report)
        for guess in report.guesses:
            note("guessed: {guess}", guess=one_line(told(guess)))
    _print_causes(report, dry_run)
    warnings = sum(problem.code not in _ORDINARY for problem in report.warnings)
    counts = {
        "posts": counted(report.posts),
        "added": report.added,
        "updated": report.updated,
        "deleted": report.deleted,
        "unchanged": report.unchanged,
        "skipped": len(report.skipped),
        "warnings": counted(warnings, "1 warning", "{count:,} warnings"),
    }
    summary = said(
        "{posts} ({added} added, {updated} updated, {deleted} deleted, {unchanged} unchanged, "
        "{skipped} skipped, {warnings})",
        **counts,
    )
    outcome = _outcome(report, dry_run)
    done = said("{outcome} in {seconds:.1f} s", outcome=outcome, seconds=report.seconds)
    click.echo(f"{summary}: {done}")


def _print_causes(report: Report, dry_run: bool) -> None:
    """What changed beside the files: the sites, the fields, how words are cut."""
    for name in report.pruned:
        gone = (
            "the site {site} is not named: would be taken away"
            if dry_run
            else "the site {site} is not named: taken away"
        )
        note(gone, site=name or translated("(without a name)"))
    if report.changed_fields and (report.published or dry_run):
        names = ", ".join(report.changed_fields)
        note("fields changed ({names}): posts whose values change are indexed again", names=names)
    if report.empty_fields:
        names = ", ".join(report.empty_fields)
        note(
            "no post has a value of {names}: `from` must name keys of the front matter", names=names
        )
    if report.analyzer_changed:
        note("the analyzer or a dictionary has changed: every post is read again")


def _outcome(report: Report, dry_run: bool) -> str:
    if dry_run:
        changed = report.added or report.updated or report.deleted or report.pruned
        return translated("would publish" if changed else "no change")
    if report.published:
        return said("published {generation}", generation=report.generation)
    return translated("nothing to publish")


def _print_problems(problems: Sequence[Problem], most: int) -> None:
    """The first ``most`` of each code, and how many more there are."""
    by_code: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_code[problem.code].append(problem)
    for code, found in by_code.items():
        if code in _ORDINARY:
            continue
        for problem in found[:most]:
            line = f":{problem.line}" if problem.line else ""
            site = f"{problem.site}/" if problem.site else ""
            path = one_line(f"{site}{problem.path}")
            click.echo(f"{path}{line}: {code}: {one_line(told(problem.reason))}", err=True)
        if len(found) > most:
            click.echo(f"… {code}: {_more(len(found) - most)}", err=True)


def _print_summary(report: Report) -> None:
    """Each code with its count and its meaning, what was skipped first."""
    for problems, outcome in ((report.skipped, "skipped"), (report.warnings, "indexed")):
        for code, count in Counter(problem.code for problem in problems).most_common():
            head = padded(translated("noted" if code in _ORDINARY else outcome), 7)
            click.echo(f"{head} {count:6,} {code:22} {translated(CODES[code])}", err=True)


def _print_changes(changes: Changes) -> None:
    """What a run would do, one post a line."""
    for sign, ids in (("+", changes.added), ("~", changes.updated), ("-", changes.deleted)):
        for one in ids[:SHOWN_CHANGES]:
            click.echo(f"{sign} {one_line(one)}")
        if len(ids) > SHOWN_CHANGES:
            click.echo(f"{sign} … {_more(len(ids) - SHOWN_CHANGES)}")


def _more(count: int) -> str:
    return said("{count:,} more (--json lists them)", count=count)


def one_line(text: str) -> str:
    return harmless(text)[:MAX_LINE]


def _note_next_step(report: Report, data: Path | None) -> None:
    """A line for those who have just begun."""
    if report.posts == 0:
        note(
            "No post can be found yet; --drafts and --future take in drafts and posts of the "
            "future."
        )
    elif report.published and report.added == report.posts:
        where = f" --data {data}" if data else ""
        advice = "Next: `sakuin search{where} WORDS`, or `sakuin serve{where}` for a search page."
        note(advice, where=where)
