"""When files were added to a repository: dates for posts that have none themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

from index.errors import SiteError

MAX_SECONDS = 60
_COMMAND = (
    "git", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.pager=cat",
    "log", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-color", "--reverse",
    "--diff-filter=AR", "--find-renames", "--name-status", "-z", "--relative", "--format=%x01%aI",
    "--", ".",
)  # fmt: skip
"""The oldest commit first; nothing that the repository's settings name is run."""


def added_dates(root: Path) -> dict[str, str]:
    """Path → the date of the commit that added it, under whatever name; raises ``SiteError``."""
    try:
        done = subprocess.run(
            _COMMAND, cwd=root, capture_output=True, timeout=MAX_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        detail = getattr(error, "stderr", b"") or str(error).encode()
        reason = detail.decode("utf-8", "replace").strip().split("\n")[0]
        raise SiteError(
            f"git cannot tell the dates of {root} ({reason}): see whether it is a repository, or "
            'take dates = "git" out of its settings'
        ) from error
    return _parsed(done.stdout.decode("utf-8", "surrogateescape"))


def _parsed(output: str) -> dict[str, str]:
    """``\\1DATE\\0`` and then, for each file, ``A\\0PATH\\0`` or ``R100\\0OLD\\0NEW\\0``."""
    found: dict[str, str] = {}
    for commit in output.split("\x01")[1:]:
        date, *fields = commit.split("\0")
        parts = iter(field.lstrip("\n") for field in fields)
        for status in parts:
            if status.startswith("R"):
                old, new = next(parts, ""), next(parts, "")
                found[new] = found.get(old, date.strip())
            elif status:
                found.setdefault(next(parts, ""), date.strip())
    return found
