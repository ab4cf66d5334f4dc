"""Writing so that a crash at any instant leaves the old content or the new, never half of it.

What is *sealed* knows besides whether it has been changed since it was written.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shlex
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from index.errors import SakuinError, StorageError

LOCK_FILE = "lock"
"""In the data folder: held by the run that writes there."""
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LITTLE_ROOM = 1_000_000
"""Free bytes below which an error without a number (from SQLite or numpy) is for want of room."""


def sync(path: Path) -> None:
    """Makes a file durable, or the names in a folder: a rename may be lost with the power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Makes every file and folder below ``folder`` durable, and ``folder`` itself."""
    from concurrent.futures import ThreadPoolExecutor

    # Together: one after the other, 70 small files wait four times as long for the disk.
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(sync, [*folder.rglob("*"), folder]))


def write_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replaces a file in one step and makes it durable."""
    with replacing(path, mode) as file:
        file.write(content)


@contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of another in one step, and durably; where that fails,
    the other is as it was, and nothing lies beside it."""
    target = Path(os.path.realpath(path))  # a link stays one
    beside = target.with_name(target.name + ".new")
    try:
        with open(beside, "wb", opener=_opener(mode)) as file:
            yield file
            file.flush()
            _give(file, target.parent)
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync(target.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until no other process holds the file ``path``, and holds it; given back by the system
    when the process ends, however it ends."""
    with open(path, "wb", opener=_opener(0o666)) as file:
        _give(file, path.parent)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _opener(mode: int) -> Callable[[str, int], int]:
    """Opens no link: root must neither write nor give away what somebody has it lead to."""
    return lambda name, flags: os.open(name, flags | os.O_NOFOLLOW, mode)


def _give(file: IO[Any], folder: Path) -> None:
    """Has what root writes belong to the owner of ``folder``, or a service could not use it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        with suppress(OSError):  # not every file system knows owners, or lets root give
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)


def give_all(folder: Path) -> None:
    """As :func:`_give`, of all that lies below ``folder``.

    Its owner may put links there: none is followed, and no file is given that lies elsewhere too.
    """
    owner = folder.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    for _, folders, files, here in os.fwalk(folder.resolve()):
        for name in (*folders, *files):
            with suppress(OSError):  # a link, or gone
                opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
                try:
                    found = os.fstat(opened)
                    if found.st_uid == 0 and (found.st_nlink == 1 or stat.S_ISDIR(found.st_mode)):
                        os.fchown(opened, owner.st_uid, owner.st_gid)
                finally:
                    os.close(opened)


def forbidden(path: Path | str, folder: Path) -> str:
    """What to tell a user who may not read or write ``path``, which is below ``folder``."""
    told = f"{path} may not be used by this user: "
    with suppress(OSError):
        # Who owns a data folder may take back what is in it; nothing else is given away.
        if folder.stat().st_uid == os.geteuid() and os.access(folder / LOCK_FILE, os.F_OK):
            place = shlex.quote(str(folder))
            command = f"sudo chown -R {os.geteuid()} {place}; sudo chmod -R u+rwX {place}"
            return f"{told}first run `{command}`"
    return f"{told}run this as the user to whom {folder} belongs"


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Tells what to do where this user may not read a file below the data folder."""
    try:
        yield
    except PermissionError as error:
        raise SakuinError(forbidden(error.filename or folder, folder)) from None


def damaged(path: Path, why: object) -> str:
    """What to tell of a file of the data folder that cannot be made anew from the site."""
    return f"{path} is damaged ({why}): put back a copy, or move it away to begin anew"


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turns an error of the file system below ``folder`` into a :class:`StorageError`."""
    try:
        yield
    except OSError as error:
        raise storage_error(folder, error) from error


def storage_error(folder: Path, error: OSError) -> StorageError:
    """What to tell the user when writing below ``folder`` failed."""
    if error.errno in (errno.EACCES, errno.EPERM) and os.access(folder, os.F_OK):
        return StorageError(forbidden(error.filename or folder, folder))
    why = error.strerror or error  # NumPy says only how much it has written
    if error.errno in _NO_ROOM or (error.errno is None and _free(folder) < _LITTLE_ROOM):
        return StorageError(
            f"no room left in {folder} ({why}); the index is as it was before: "
            "free some space there, or choose another place, and run again"
        )
    return StorageError(
        f"cannot write to {folder} ({why}); the index is as it was before: "
        "check the folder's permissions and disk, and run again"
    )


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """A folder for files of the moment; raises StorageError where there is no room for them.

    The process that made it removes it: forked ones leave through the same code.
    """
    from tempfile import gettempdir, mkdtemp

    owner, name = os.getpid(), ""
    try:
        name = mkdtemp(prefix=f"sakuin-{purpose}-")
        yield Path(name)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise storage_error(Path(gettempdir()), error) from error
    finally:
        if name and os.getpid() == owner:
            shutil.rmtree(name, ignore_errors=True)


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _LITTLE_ROOM


def sealed(content: dict[str, Any]) -> bytes:
    """JSON behind a first line with its checksum, so that damage is noticed when it is read."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(body, digest_size=16).hexdigest().encode("ascii") + b"\n" + body


def unsealed(content: bytes) -> dict[str, Any]:
    """The JSON of :func:`sealed`; raises ValueError when it has been changed or cut short."""
    checksum, _, body = content.partition(b"\n")
    if hashlib.blake2b(body, digest_size=16).hexdigest().encode("ascii") != checksum:
        raise ValueError("the checksum does not match")
    loaded: dict[str, Any] = json.loads(body)
    return loaded
