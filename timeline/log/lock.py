"""One process owns a store: a lock that dies with its owner, however that dies.

The lock is `flock` on a file of its own, never on the database: closing any descriptor of the database would drop the POSIX
locks that SQLite holds on it. The file stays when the lock goes; removing it would let two owners lock two files.
"""

import fcntl
import os
from pathlib import Path

from timeline.errors import StoreOwned, StoreUnavailable

_PID_BYTES_MAX = 20


class StoreLock:
    """A held lock. Make it with `StoreLock.take`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, database: Path) -> "StoreLock":
        """Own the store at this path. Raises StoreOwned at once when another does, StoreUnavailable when the file cannot be made."""
        path = database.with_name(database.name + "-lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreUnavailable(f"cannot make the lock file {path}: {error.strerror}; choose a directory that can be written") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = _owner(descriptor)
            os.close(descriptor)
            raise StoreOwned(f"{owner} owns {database}; stop it, or speak to it with --url", store=str(database)) from None
        except OSError as error:
            os.close(descriptor)
            raise StoreUnavailable(f"cannot lock {path}: {error.strerror}; keep the store on a local file system") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _owner(descriptor: int) -> str:
    pid = os.pread(descriptor, _PID_BYTES_MAX, 0)
    return f"process {pid.decode()}" if pid.isdigit() else "another process"
