"""One program at a time for a file that is read, changed and written whole.

The lock is on a file beside it, because writing puts another file in its place. The
system lets go of it when a program ends, however it ends.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WAIT_SECONDS = 10
_PAUSE_SECONDS = 0.02


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other programs of ours from the file until the block ends.

    Raises:
        OSError: when another one keeps it for too long, or its folder cannot be
            written; it names ``path`` as it was given.
    """
    file = path.resolve()
    lock = file.with_name(f".{file.name}.lock")
    try:
        handle = _taken(lock)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        yield
    finally:
        _let_go(lock, handle)


def _taken(lock: Path) -> int:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        if _is_locked(handle) and _is_still(lock, handle):
            return handle
        os.close(handle)
        if time.monotonic() > until:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        time.sleep(_PAUSE_SECONDS)


def _is_still(lock: Path, handle: int) -> bool:
    """Say whether the lock is the one of that name: who let go of it removed it."""
    try:
        return os.path.samestat(lock.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _let_go(lock: Path, handle: int) -> None:
    if sys.platform == "win32":  # which removes no file that is open
        os.close(handle)
        with suppress(OSError):
            lock.unlink()
    else:
        lock.unlink(missing_ok=True)
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _is_locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _is_locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
