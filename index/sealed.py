"""JSON that knows whether it has been changed since it was written."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def sealed(content: dict[str, Any]) -> bytes:
    """JSON behind a first line with its checksum, so that damage is noticed when it is read."""
    body = json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(body, digest_size=16).hexdigest().encode("ascii") + b"\n" + body


def unsealed(content: bytes) -> dict[str, Any]:
    """The JSON of :func:`sealed`; raises ValueError when it has been changed or cut short."""
    checksum, _, body = content.partition(b"\n")
    if hashlib.blake2b(body, digest_size=16).hexdigest().encode("ascii") != checksum:
        raise ValueError("the checksum does not match")
    loaded: dict[str, Any] = json.loads(body)
    return loaded
