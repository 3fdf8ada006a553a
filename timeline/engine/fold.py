"""From events to what views are folded from: the reference that every faster path is held against.

Pure and plain: the answer depends on the set of known events alone, never on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from events.claim import Claim
from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.identity import Identity, identity
from timeline.engine.known import Known
from timeline.engine.standing import Standing, standings
from timeline.projections.case import Case, DisputedClaim, Skipped
from timeline.projections.fact_in_force import FactInForce, own_order


def cases(events: Iterable[Known]) -> dict[str, Case]:
    """The case of every subject that these events speak of, by name, in order of name; merged subjects have none of their own."""
    stands = standings(events)
    same = identity(each for each in stands.values() if isinstance(each.report.data, SubjectMerged | SubjectSplit))
    grouped: defaultdict[str, list[Standing]] = defaultdict(list)
    for each in stands.values():
        grouped[same.end(each.event.recorded.subject)].append(each)
    return {subject: _case(subject, grouped[subject], same) for subject in sorted(grouped)}


def case_of(subject: str, events: Iterable[Known], same: Identity) -> Case:
    """The case of one subject from the events of its members, where it is known from elsewhere who they are."""
    return _case(subject, list(standings(events).values()), same)


def with_threads(case: Case, threads: Iterable[Known]) -> Case:
    """The case after further events: of each fact that is new or newly spoken of, the whole thread. Merges and splits take a new case."""
    stands = standings(threads)
    told = _told(case.subject, list(stands.values()))
    skipped = [one for one in case.skipped if one.id not in stands]
    disputed = [one for one in case.disputed if one.dispute.id not in stands]
    return case.changed(stands.keys(), told.facts, (*skipped, *told.skipped), (*disputed, *told.disputed))


class _Told(NamedTuple):
    """What some events say of a subject."""

    facts: list[FactInForce]
    skipped: list[Skipped]
    disputed: list[DisputedClaim]


def _case(subject: str, stands: list[Standing], same: Identity) -> Case:
    told = _told(subject, stands)
    return Case(subject, tuple(sorted(told.facts, key=own_order)), (*told.skipped, *same.skipped.get(subject, ())), tuple(told.disputed))


def _told(subject: str, stands: list[Standing]) -> _Told:
    holds = [each for each in stands if not each.retracted_by]
    return _Told(
        [_in_force(subject, each) for each in holds if not isinstance(each.report.data, Claim | SubjectMerged | SubjectSplit)],
        [one for each in stands for one in each.skipped],
        [one for each in holds for one in _disputed(each)],
    )


def _disputed(stands: Standing) -> Iterator[DisputedClaim]:
    """What is denied of an event that is no fact of the subject: of facts it is told with them."""
    if isinstance(stands.report.data, Claim | SubjectMerged | SubjectSplit):
        time = stands.report.time
        yield from (DisputedClaim(stands.event.id, stands.report.type, time.earliest, time.latest, one) for one in stands.disputes)


def _in_force(subject: str, stands: Standing) -> FactInForce:
    return FactInForce(
        id=stands.event.id,
        subject=subject,
        digest=stands.event.recorded.digest,
        published=stands.event.recorded.published,
        report=stands.report,
        corrections=tuple(stands.corrected_by),
        corroborations=tuple(stands.corroborations),
        disputes=tuple(stands.disputes),
        reliability=stands.reliability,
        credibility=stands.credibility,
    )
