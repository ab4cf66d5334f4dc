"""What a hit shows, as one JSON object a document: everything but the texts of the sections.

Those are in the text columns already; :func:`index.record.restore` puts both together again.

The first entries of a segment stand as they are, some kilobytes of them. The others are compressed
as what differs from those: a fifth of them is left, and each is read by itself. With zlib, since a
search reads ten: Zstandard takes four times as long to begin with one.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cached_property
from typing import Any

from index.document import Document, dump, fields_from_json
from index.packing import MAX_BLOCK

HEAD = 1 << 15
"""Bytes at the start of ``stored.bin`` to which entries are compared: as far as zlib looks back."""


class Packer:
    """Makes the entries of ``stored.bin``, one after the other."""

    def __init__(self) -> None:
        self._head = b""

    def pack(self, document: Document) -> bytes:
        """The entry of the next document."""
        entry = dump(document)
        if len(self._head) < HEAD:
            self._head += entry
            return entry
        packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS, zdict=self._head[:HEAD])
        return packer.compress(entry) + packer.flush()


class Unpacker:
    """Reads entries again; ``read`` gives some bytes of ``stored.bin``."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read

    def load(self, start: int, end: int) -> dict[str, Any]:
        """The fields of the entry there; raises ValueError for what is none."""
        entry = self._read(start, end)
        if start >= HEAD:
            try:
                entry = zlib.decompressobj(-zlib.MAX_WBITS, self._head).decompress(entry, MAX_BLOCK)
            except zlib.error as error:
                raise ValueError(str(error)) from error
        return fields_from_json(entry)

    @cached_property
    def _head(self) -> bytes:
        return self._read(0, HEAD)
