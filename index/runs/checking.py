"""Whether what runs have left in a store is sound: the documents, and the ledger beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.errors import DamagedIndexError
from index.runs.ledger import read_ledger
from index.store import Check, Generation, Store


def check(store: Store) -> Check:
    """Reads all of the generation that is served; raises ``UnusableIndexError`` without one."""
    generation = store.current()
    found = store.verify(generation)
    if found.problems:
        return found
    return replace(found, problems=tuple(_ledger_problems(store, generation)))


def _ledger_problems(store: Store, generation: Generation) -> Iterator[str]:
    """The ledger must name every document once."""
    try:
        ledger = read_ledger(store, generation)
    except DamagedIndexError as error:
        yield str(error)
        return
    named = sorted(record.id for record in ledger.records.values() if record.id)
    held = sorted(record.document.id for record in store.records(generation))
    if named != held:
        yield f"the ledger names {len(named)} documents, the index holds {len(held)}"
