"""What the rules of this version are, as a short text: kept with what they have made.

A version number to be raised by hand is forgotten; the modules themselves are not. Of Python, the
remarks do not count: a comment changes nothing that is stored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_DOCSTRING = rb'^[ \t]*"""(?:[^"\\]|\\.|"(?!""))*"""[ ]*\n'
_REMARK = re.compile(_DOCSTRING + rb"|^[ \t]*#[^\n]*\n|^[ \t]*\n", re.MULTILINE | re.DOTALL)
"""Cheap, since it is asked at every start: parsing the modules would take a fifth of a second."""


def digest_of_files(paths: Iterable[Path]) -> str:
    """Changes with the code of Python files, and with every byte of others."""
    digest = hashlib.blake2b(digest_size=8)
    for path in paths:
        content = path.read_bytes()
        if path.suffix == ".py":
            content = _REMARK.sub(b"", content)
        digest.update(hashlib.blake2b(content).digest())
    return digest.hexdigest()
