"""What the owner says of a site, where its own files do not say it, or are wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """One ``[sites.NAME]`` of the settings; what is empty, the files of the site tell.

    Imports nothing, so that whoever reads settings can make one.
    """

    generator: str = ""
    """What builds the site: one of :data:`index.sites.generators.GENERATORS`."""
    url: str = ""
    """Its public address, with the path below which it lies: ``https://example.com/blog``.
    A path alone, ``/guide``, is one of the service that answers."""
    title: str = ""
    lang: str = ""
    """A BCP 47 tag, of posts that name no language."""
    timezone: str = ""
    """A name of the IANA database, of dates that name no zone: ``Asia/Tokyo``."""
    permalink: str = ""
    """The link of every post that gives none itself: ``/blog/:year/:slug/``, see
    :mod:`index.sites.permalinks`."""
    folders: tuple[str, ...] = ()
    """Where posts lie, relative to the root: what lies elsewhere is left out, and links that are
    guessed do not name these folders."""
    pages: bool = True
    """Whether pages that are no posts are indexed, too."""
    dates: str = ""
    """``git``: a post without a date has that of the commit that added it."""


NOTHING_SAID = SiteSettings()
