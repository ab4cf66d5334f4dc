"""``python -m tests.golden.urls.regenerate``: asks the generators again and records the answers.

``--only NAME`` takes one site and prints what Sakuin makes of it beside, and records nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from index.sites.settings import SiteSettings
from index.sites.site import open_site
from tests.golden.urls.builds import Built, build
from tests.golden.urls.compare import differences, read_site
from tests.golden.urls.sites import GENERATORS, record, sites, write_site


def ask(generator: str, files: dict[str, str]) -> dict[str, Built]:
    """What a generator makes of a site; prints where Sakuin differs."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_site(files, root)
        built = build(generator, root)
        ours = read_site(open_site(root, settings=SiteSettings(generator=generator)))
    for kind, found in differences(built, ours).items():
        for line in found:
            print(f"  {kind}: {line}")
    return built


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden.urls.regenerate", description=__doc__
    )
    parser.add_argument("generator", nargs="*", choices=[*GENERATORS, []], help="by default all")
    parser.add_argument("--only", help="the name of a site")
    asked = parser.parse_args()
    for generator in asked.generator or GENERATORS:
        answers = {}
        for name, files in sites(generator).items():
            if asked.only in (None, name):
                print(f"{generator}: {name}")
                answers[name] = ask(generator, files)
        if asked.only is None:
            record(generator, answers)


if __name__ == "__main__":
    main()
