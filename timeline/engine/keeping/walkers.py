"""What keeps rows of some sets: with its folding in this process or in others."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from timeline.engine.keeping.builder import Builder
from timeline.engine.keeping.by_subject import BySubject, LocalMaking, RemoteMaking
from timeline.engine.keeping.local import LocalStrider
from timeline.engine.keeping.processes import Others, Start
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.remote import RemoteStrider
from timeline.engine.keeping.stride import Walk
from timeline.engine.keeping.traffic import BUILDING_SECONDS, Traffic
from timeline.log.protocol import Log
from timeline.rows.kept import Built
from timeline.rows.protocol import RowStore


class Walkers(NamedTuple):
    """Makes what builds sets subject by subject, and what keeps them up with the log from a position on."""

    build: Callable[[Mapping[str, ViewSet], Built, Traffic], Walk]
    follow: Callable[[Mapping[str, ViewSet], int, Traffic], Walk]


def folding_here(log: Log, rows: RowStore) -> Walkers:
    """All is folded in this process."""

    def follow(sets: Mapping[str, ViewSet], position: int, traffic: Traffic) -> Walk:
        return LocalStrider(log, rows, sets, position, traffic.give_way)

    def build(sets: Mapping[str, ViewSet], built: Built, traffic: Traffic) -> Walk:
        making = LocalMaking(rows, Builder(log, rows, sets.values(), partial(traffic.give_way, BUILDING_SECONDS)))
        return BySubject(log, rows, sets, built, making, lambda position: follow(sets, position, traffic))

    return Walkers(build, follow)


def folding_elsewhere(log: Log, rows: RowStore, start: Start, processes: int) -> Walkers:
    """All is folded in so many processes of their own."""

    def follow(sets: Mapping[str, ViewSet], position: int, traffic: Traffic) -> Walk:
        return RemoteStrider(log, rows, sets, position, Others(start, processes, traffic))

    def build(sets: Mapping[str, ViewSet], built: Built, traffic: Traffic) -> Walk:
        making = RemoteMaking(Others(start, processes, traffic))
        return BySubject(log, rows, sets, built, making, lambda position: follow(sets, position, traffic))

    return Walkers(build, follow)
