"""Links, anchors, and what is published at all: as the generators really do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.sites.settings import SiteSettings
from index.sites.site import open_site
from tests.golden.urls.compare import differences, kept_out, read_site
from tests.golden.urls.sites import GENERATORS, recorded, sites, write_site

SITES = [(generator, name) for generator in GENERATORS for name in sites(generator)]


@pytest.mark.parametrize(("generator", "name"), SITES)
def test_a_site_is_read_as_its_generator_builds_it(
    generator: str, name: str, tmp_path: Path
) -> None:
    write_site(sites(generator)[name], tmp_path)
    site = open_site(tmp_path, settings=SiteSettings(generator=generator))
    hidden = kept_out(site)
    theirs = {path: page for path, page in recorded(generator)[name].items() if path not in hidden}
    found = differences(theirs, read_site(site))
    assert not any(found.values()), found


def test_every_site_has_an_answer() -> None:
    for generator in GENERATORS:
        assert recorded(generator).keys() == sites(generator).keys()
        assert any(recorded(generator).values())
