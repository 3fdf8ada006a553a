"""A log by its URL."""

from pathlib import Path

from timeline.clock import Clock, system_clock
from timeline.errors import StoreUnavailable
from timeline.log.memory import MemoryLog
from timeline.log.protocol import Log
from timeline.log.sqlite.log import open_sqlite

_SQLITE = "sqlite:///"
_FORMS = "write sqlite:///relative.db, sqlite:////absolute.db or memory:"


async def open_log(store: str, *, read_only: bool = False, clock: Clock = system_clock) -> Log:
    """Open or, unless `read_only`, make the log. Paths are taken as written, without percent-decoding.

    Raises StoreOwned when another process owns it and `read_only` is false, StoreUnavailable when it cannot be opened.
    """
    if store == "memory:":
        return MemoryLog(clock)
    if store.startswith(("postgresql:", "postgres:")):
        raise StoreUnavailable(f"PostgreSQL is not supported yet; {_FORMS}")
    path = store.removeprefix(_SQLITE)
    if path == store or path in {"", "/", ":memory:"} or "\0" in path:
        raise StoreUnavailable(f"{store!r} names no store; {_FORMS}")
    return await open_sqlite(Path(path), read_only=read_only, clock=clock)
