"""What has become of every file in this run, beside what had in the last; and the report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SiteError
from index.progress import Stopwatch
from index.runs.ledger import FileRecord
from index.runs.situation import Situation
from index.sites.plain import about_repository
from index.sites.site import duplicate_urls
from index.sites.walk import HTML, markdown_files

if TYPE_CHECKING:
    from index.document import Document
    from index.problems import Problem
    from index.runs.reading import FileReading


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the posts that are new, changed or gone: paths, after the name of a named site."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    deleted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run; ``posts`` is what can be found afterwards, of all sites."""

    generation: str
    published: bool
    posts: int
    characters: int
    """Code points of text in all posts that can be found."""
    seconds: float
    added: int
    updated: int
    deleted: int
    unchanged: int
    skipped: tuple[Problem, ...]
    """Posts that were left out, those of unchanged files as well; paths are relative to SITE.
    Like the warnings, of the run's own sites only."""
    warnings: tuple[Problem, ...]
    stages: dict[str, float]
    """Seconds by stage; those of all processes are added up, so that the sum may exceed the time
    that the run took."""
    changes: Changes
    pruned: tuple[str, ...]
    """Names of sites that were in the index and are not wanted there any more."""
    changed_fields: tuple[str, ...]
    """Fields that have come, gone or changed; posts that have them are among the updated."""
    empty_fields: tuple[str, ...]
    """Fields that have come or changed and of which no post has a value."""
    analyzer_changed: bool
    """Whether a dictionary or a setting of the analyzer has, so that every post was read again."""
    guesses: tuple[str, ...] = ()
    """What no site says, with the setting of ``[sites.NAME]`` that does."""


Key = tuple[str, str]
"""Site and path."""


class Outcomes:
    """Gathers records as files are read, and passes on the documents that must be indexed."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._last = situation.ledger.records
        self._whole = situation.whole
        unchanged = situation.changes.unchanged
        self.records: dict[Key, FileRecord] = {key_of(record): record for record in unchanged}
        self.passed_over = 0
        """Files that were read and need not be indexed."""
        self._empty_fields = dict.fromkeys(situation.fields_read_anew)
        self._added: list[str] = []
        self._updated: list[str] = []
        self._unchanged = sum(bool(record.id) for record in unchanged)

    def to_index(self, readings: Iterable[FileReading], watch: Stopwatch) -> Iterator[Document]:
        """Takes in what was read; gives the documents that are new, changed or to be rewritten."""
        for reading in readings:
            watch.add("read", reading.seconds)
            record = reading.record
            last = self._last.get(key_of(record))
            same = last is not None and last.id == record.id and last.document == record.document
            if last and same and record.id:
                self._unchanged += 1
                record = record._replace(characters=last.characters)
            elif record.id:
                (self._updated if last and last.id else self._added).append(record.id)
            self.records[key_of(record)] = record
            for name in reading.document.fields if reading.document else ():
                self._empty_fields.pop(name, None)
            if reading.document and record.id and (self._whole or not same):
                yield reading.document
            else:
                self.passed_over += 1

    def deleted(self) -> list[str]:
        """Documents of the last run that are gone: deleted, renamed, or now left out."""
        held = {key for key, record in self.records.items() if record.id}
        return [known.id for key, known in self._last.items() if known.id and key not in held]

    def posts_before(self, site: str) -> int:
        """How many posts of a site were found in the last run."""
        return sum(bool(record.id) for record in self._last.values() if record.site == site)

    def measure(self, characters: Mapping[str, int]) -> None:
        """Notes the characters of documents that have been written, by id."""
        for key, record in self.records.items():
            if record.id in characters:
                self.records[key] = record._replace(characters=characters[record.id])

    def skipped(self) -> tuple[Problem, ...]:
        """Files of the run's sites that are not indexed, and why, by path."""
        return tuple(
            replace(record.skipped, site=record.site)
            for record in self._concerned()
            if record.skipped
        )

    def _concerned(self) -> list[FileRecord]:
        """The files of the run's own sites, by path: of others nothing is said."""
        named = self._situation.named
        found = (record for record in self.records.values() if record.site in named)
        return sorted(found, key=key_of)

    def report(self, watch: Stopwatch, generation: str, *, published: bool) -> Report:
        """The figures of the run."""
        records = self.records.values()
        changes = Changes(*map(tuple, map(sorted, (self._added, self._updated, self.deleted()))))
        return Report(
            generation=generation,
            published=published,
            posts=sum(bool(record.id) for record in records),
            added=len(self._added),
            updated=len(self._updated),
            deleted=len(changes.deleted),
            unchanged=self._unchanged,
            skipped=self.skipped(),
            warnings=(
                *(
                    replace(warning, site=record.site)
                    for record in self._concerned()
                    for warning in record.warnings
                ),
                *self._duplicate_urls(),
            ),
            characters=sum(record.characters for record in records),
            seconds=watch.elapsed(),
            stages=watch.stages,
            changes=changes,
            pruned=self._situation.pruned,
            changed_fields=self._situation.changed_fields,
            empty_fields=tuple(self._empty_fields),
            analyzer_changed=self._situation.analyzer_changed,
        )

    def _duplicate_urls(self) -> Iterator[Problem]:
        """Warnings for posts of one site that share a link."""
        by_site: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for record in self._concerned():
            if record.id:
                by_site[record.site].append((record.path, record.url))
        for site, posts in by_site.items():
            yield from (replace(problem, site=site) for problem in duplicate_urls(posts))


def key_of(record: FileRecord) -> Key:
    """The key of a record in a ledger."""
    return record.site, record.path


NO_PAGE = "not_a_post"
"""The code of files that no site shows, which are no posts that were lost."""


def refuse_skipped(outcomes: Outcomes) -> None:
    """Raises :class:`SiteError` if any post is left out, for whatever reason."""
    skipped = [problem for problem in outcomes.skipped() if problem.code != NO_PAGE]
    if skipped:
        first = skipped[0]
        where = f"{first.path}:{first.line}" if first.line else first.path
        where = f"{first.site}/{where}" if first.site else where
        raise SiteError(
            f"skipped files: {len(skipped):,}, the first is {where} ({first.code}: "
            f"{first.reason}); nothing was published: mend them, or run without --strict"
        )


def refuse_empty(outcomes: Outcomes, roots: Mapping[str, Path]) -> None:
    """Raises :class:`SiteError` if a site of the run, with its folder in ``roots``, has no post.

    That is a wrong folder, a wrong generator, or a disk that is not mounted. A site that had no
    post before may begin with drafts alone.
    """
    found = {record.site for record in outcomes.records.values() if record.id}
    for site in sorted(roots.keys() - found):
        skipped = [one for one in outcomes.skipped() if one.site == site]
        pages = [one for one in skipped if one.code in (NO_PAGE, "unknown_markup")]
        could_be = Counter(one.reason for one in pages if not about_repository(one.path))
        had = outcomes.posts_before(site)
        if could_be:
            where = "; ".join(f"{reason} ({count:,})" for reason, count in could_be.most_common(3))
            raise SiteError(
                f"no post was found in {roots[site]}, files that could be one: "
                f"{could_be.total():,} ({where}); nothing was published: name the folder of the "
                "site, tell its generator or its folders, or run with --allow-empty"
            )
        if had:
            raise SiteError(
                f"no post is left in {roots[site]} ({had:,} before); nothing was published: see "
                "whether the folder is the right one and mounted, or run with --allow-empty"
            )
        if len(pages) == len(skipped):
            if made := sum(1 for _ in markdown_files(roots[site], ("",), endings=HTML)):
                raise SiteError(
                    f"no post was found in {roots[site]}, but files of HTML: {made:,}; nothing "
                    "was published: name the folder of what they are made from, or run with "
                    "--allow-empty"
                )
            raise SiteError(
                f"no post was found in {roots[site]}; nothing was published: name the folder of "
                "the site or of its Markdown files, or run with --allow-empty"
            )
