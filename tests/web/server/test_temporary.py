"""A temporary folder goes with the process that made it, and with no other."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from web.server.temporary import temporary_folder


def test_the_folder_is_gone_afterwards_also_after_an_error() -> None:
    with pytest.raises(ValueError, match="oops"), temporary_folder("test") as folder:
        (folder / "file").touch()
        raise ValueError("oops")
    assert not folder.exists()


def test_a_forked_worker_that_leaves_does_not_take_it_away() -> None:
    stack = ExitStack()
    folder = stack.enter_context(temporary_folder("test"))
    worker = os.fork()
    if worker == 0:
        try:
            stack.close()
        finally:
            os._exit(0)
    os.waitpid(worker, 0)
    assert folder.is_dir()
    stack.close()
    assert not folder.exists()
