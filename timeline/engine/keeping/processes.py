"""The processes that fold for this one. They end when their input does, so they never outlive it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from timeline.engine.keeping import frames
from timeline.engine.keeping.messages import Begin
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.share import Share
from timeline.engine.keeping.traffic import Traffic
from timeline.errors import StoreUnavailable

T = TypeVar("T")
UNHEARD_BYTES = 1 << 16
Process = asyncio.subprocess.Process
Start = Callable[[], Awaitable[Process]]
"""Starts another process, with pipes for its input and its output."""


class _Other:
    """Another process; what it says is read as it comes, so that it can go on."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._said: asyncio.Queue[Any] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                self._said.put_nowait(await frames.receive(self.process.stdout))
        except Exception as error:  # noqa: BLE001  whatever it is, it is raised where somebody waits to hear
            self._said.put_nowait(error)
        while await self.process.stdout.read(UNHEARD_BYTES):
            pass  # a process counts as ended only when all that it said is read

    def say(self, message: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(frames.write(message))

    async def hear(self, kind: type[T]) -> T:
        """What it says next, which has to be of that kind."""
        said = await self._said.get()
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, kind)
        return said

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self._listening


class Others(NamedTuple):
    """How another process is started, how many there are, and who they give way to."""

    start: Start
    shares: int
    traffic: Traffic


class Processes:
    """Others, each with its share of the subjects; they are started when something is wanted of them for the first time."""

    def __init__(self, others: Others) -> None:
        self._start, self._shares, self.traffic = others
        self._others: list[_Other] = []

    def __len__(self) -> int:
        return self._shares

    async def begin(self, sets: Mapping[str, ViewSet], position: int) -> None:
        """Have them all run, each with its share of the sets, which reflect the log up to a position."""
        while len(self._others) < self._shares:
            other = _Other(await self._start())
            self._others.append(other)
            numbers = {name: view_set.set_id for name, view_set in sets.items()}
            other.say(Begin(numbers, position, Share(len(self._others) - 1, self._shares)))

    def say(self, message: object) -> None:
        for other in self._others:
            other.say(message)

    async def hear(self, kind: type[T]) -> list[T]:
        """What each says next, which has to be of that kind. Raises StoreUnavailable when one ended; new ones have to take over then."""
        with _ended_others():
            return await asyncio.gather(*[other.hear(kind) for other in self._others])

    async def close(self) -> None:
        """End them; they have nothing of their own to save."""
        for other in self._others:
            await other.end()
        self._others = []


@contextmanager
def _ended_others() -> Iterator[None]:
    try:
        yield
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise StoreUnavailable("a process that folds has ended") from error
