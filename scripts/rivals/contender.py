"""What is asked of everyone who is measured."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from scripts.rivals.facts import Fact

SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
"""What SQLite answers to `PRAGMA synchronous`. From FULL on, what was committed is on disk past a power cut."""


class Contender(Protocol):
    """A store in one file, open."""

    def formed(self, batch: Sequence[Fact]) -> Any:
        """The facts of one append as the library wants them; this is not measured."""

    async def append(self, formed: Any) -> None:
        """Append in one transaction; durable when it returns."""

    async def replay(self, until: int, /) -> Sequence[bytes] | None:
        """The first events up to a position in order, as stored; None where the library gives them decoded only."""

    async def decoded(self, until: int, /) -> Sequence[Mapping[str, Any]]:
        """The same, each read into what was reported."""

    async def synchronous(self) -> int:
        """What the connection that writes goes by."""

    async def close(self) -> None: ...


Opener = Callable[[Path], Awaitable[Contender]]
"""Makes a store in an empty folder."""
