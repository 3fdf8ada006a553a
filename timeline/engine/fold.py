"""From events to what views are folded from: the reference that every faster path is held against.

Pure and plain: the answer depends on the set of known events alone, never on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from events.claim import Claim
from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.identity import Identity, identity
from timeline.engine.known import Known
from timeline.engine.standing import Standing, standings
from timeline.projections.case import Case, DisputedClaim, FactInForce, Skipped, own_order


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


def with_facts(case: Case, events: Iterable[Known]) -> Case:
    """The case after further facts, none of them a claim or spoken of by one: what is known of the others stays as it is."""
    return case.grown(_in_force(case.subject, stands) for stands in standings(events).values())


def _case(subject: str, stands: list[Standing], same: Identity) -> Case:
    counted = [each for each in stands if not each.retracted_by and not isinstance(each.report.data, Claim | SubjectMerged | SubjectSplit)]
    facts = sorted((_in_force(subject, each) for each in counted), key=own_order)
    skipped = [one for each in stands for one in each.skipped] + same.skipped.get(subject, [])
    disputed = [one for each in stands if not each.retracted_by for one in _disputed(each)]
    return Case(subject, tuple(facts), tuple(sorted(skipped, key=_skip_order)), tuple(sorted(disputed, key=lambda one: one.dispute.id)))


def _disputed(stands: Standing) -> Iterator[DisputedClaim]:
    """What is denied of an event that is no fact of the subject: of facts it is told with them."""
    if isinstance(stands.report.data, Claim | SubjectMerged | SubjectSplit):
        time = stands.report.time
        yield from (DisputedClaim(stands.event.id, stands.report.type, time.earliest, time.latest, one) for one in stands.disputes)


def _skip_order(skipped: Skipped) -> tuple[str, str, str]:
    return skipped.target, skipped.id, skipped.reason


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
