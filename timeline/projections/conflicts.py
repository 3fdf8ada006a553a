"""Facts that cannot all be true, disputes, denials, impossible order, claims without effect."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import TypedDict

from events.edtf import Day
from timeline.projections.agreement_course import order_clashes, steps_of
from timeline.projections.bound import high, low, unbounded
from timeline.projections.case import Case, growing
from timeline.projections.corroboration import days_meet
from timeline.projections.day_index import DayIndex
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import course_of
from timeline.projections.fact_in_force import Dispute, FactInForce
from timeline.projections.figures import Measured, measured
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter, Projection, Regrown
from timeline.projections.span import Clash
from timeline.projections.span_reports import ROLES, span_of
from timeline.question import Row, Window

SINGLE_VALUED = {"exercise": ("edition",), "agreement": ("kind",), "incursion": ("actor", "of", "zone"), "deployment": ("actor",)}
"""Fields of which a subject has one value, so that reports of two cannot both be true."""


class ConflictState(TypedDict, total=False):
    """What cannot be: `reasons` in words, the facts with what each says, the disputes and the claims without effect."""

    subject: str
    field: str
    reasons: list[str]
    facts: list[dict[str, Any]]
    disputes: list[dict[str, Any]]
    skipped: list[dict[str, Any]]


@dataclass
class Found:
    """What was found of one field of a subject."""

    reasons: list[str] = field(default_factory=list)
    facts: list[FactInForce] = field(default_factory=list)
    disputes: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    days: list[tuple[Day, Day]] = field(default_factory=list)
    """First and last day of what is not among the facts."""

    def add(self, reason: str, facts: Iterable[FactInForce]) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.facts = list(dict.fromkeys([*self.facts, *facts]))


def fold(case: Case) -> Iterator[Period]:
    found: dict[str, Found] = {}
    for clash in (*_course_clashes(case), *_figure_clashes(case), *_value_clashes(case), *_denials(case)):
        found.setdefault(clash.field, Found()).add(clash.reason, clash.facts)
    for fact in [fact for fact in case.facts if fact.disputes]:
        for dispute in fact.disputes:
            entry = found.setdefault(_field(dispute.field) or fact.type, Found())
            entry.add("disputed", [fact])
            entry.disputes.append(_dispute(fact.id, dispute))
    for claim in case.disputed:
        entry = found.setdefault(_field(claim.dispute.field) or claim.type, Found())
        entry.add("disputed", ())
        entry.disputes.append(_dispute(claim.id, claim.dispute))
        entry.days.append((low(claim.first), high(claim.last)))
    for skipped in case.skipped:
        entry = found.setdefault("claims", Found())
        entry.add(skipped.reason, [fact for fact in case.facts if fact.id == skipped.target])
        entry.skipped.append({"event": skipped.id, "target": skipped.target, "reason": skipped.reason})
    for name, entry in sorted(found.items()):
        yield from _periods(case, name, entry)


class _Figures:
    """The figures of one scale by day, and those that some other of them contradicts: they share a day and no number."""

    def __init__(self) -> None:
        self._index: DayIndex[Measured] = DayIndex((), lambda m: (m.first, m.last))
        self.clashing: dict[FactInForce, None] = {}

    def add(self, figure: Measured) -> None:
        if against := self._against(figure):
            self.clashing |= dict.fromkeys((*against, figure.fact))
        self._index.add(figure)

    def remove(self, figure: Measured) -> None:
        self._index.remove(figure)
        if figure.fact in self.clashing:
            del self.clashing[figure.fact]
            for other in self._index.meeting(figure.first, figure.last):
                if other.fact in self.clashing and not self._against(other):
                    del self.clashing[other.fact]

    def _against(self, figure: Measured) -> list[FactInForce]:
        """Those that contradict a figure."""
        return [other.fact for other in self._index.meeting(figure.first, figure.last) if not other.reals.meets(figure.reals)]


class _Told:
    """What of a case can clash with further facts: its figures by scale, how much is denied."""

    def __init__(self, facts: Iterable[FactInForce]) -> None:
        self.scales: dict[tuple[object, ...], _Figures] = {}
        self.denied = 0
        for fact in facts:
            self.add(fact)

    def add(self, fact: FactInForce) -> None:
        self.denied += fact.modality == "denied"
        figure = measured(fact)
        if figure is not None:
            if figure.scale not in self.scales:
                self.scales[figure.scale] = _Figures()
            self.scales[figure.scale].add(figure)

    def remove(self, fact: FactInForce) -> None:
        self.denied -= fact.modality == "denied"
        figure = measured(fact)
        if figure is not None:
            self.scales[figure.scale].remove(figure)

    def clashes(self, fact: FactInForce) -> bool:
        """Whether some figure contradicts that of the fact."""
        figure = measured(fact)
        return figure is not None and fact in self.scales[figure.scale].clashing


@growing(_Told.add, _Told.remove)
def _told_of(case: Case) -> _Told:
    return _Told(case.facts)


def regrown(case: Case) -> tuple[Regrown, ...] | None:
    """Nothing changes with further facts of an actor or a topic that nobody speaks of, and that nothing contradicts or denies."""
    assert case.change is not None
    told = _told_of(case)
    quiet = not case.change.gone and not case.change.claims and not told.denied and case.kind in {"actor", "topic"}
    return () if quiet and not any(fact.disputes or told.clashes(fact) for fact in case.change.further) else None


def _periods(case: Case, name: str, entry: Found) -> Iterator[Period]:
    told = [(low(fact.time.earliest), high(fact.time.latest)) for fact in entry.facts] + entry.days
    first, last = min((first for first, _ in told), default=0), max((last for _, last in told), default=0)
    days = Window(unbounded(first), unbounded(last))
    named = set(entry.facts)
    ordered = [fact for fact in case.facts if fact in named]
    state = {
        "subject": case.subject,
        "field": name,
        "reasons": entry.reasons,
        "facts": [_told(fact) for fact in ordered],
        "disputes": entry.disputes,
        "skipped": entry.skipped,
    }
    state = {part: value for part, value in state.items() if value != []}
    parts = dict.fromkeys(("subject", "field", "reasons", "facts", "possible", "sure"), ordered)
    reading = Reading(ordered)
    for part, claims in (("disputes", entry.disputes), ("skipped", entry.skipped)):
        reading.cites(part, (claim["event"] for claim in claims))
    row = Row(f"{case.subject}#{name}", "sure", None, days, days, state, reading.evidence(parts))
    yield from periods([StatusSpan(None, days, days)], (), lambda _status, _sure, _day: row)


def _dispute(target: str, dispute: Dispute) -> dict[str, Any]:
    return {"event": dispute.id, "target": target, "by": dispute.by, "field": dispute.field, "says": dispute.says}


def _told(fact: FactInForce) -> dict[str, Any]:
    return {
        "event": fact.id,
        "type": fact.type,
        "valid": fact.report.valid,
        "modality": fact.modality,
        "data": fact.data.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "publisher": fact.report.source.publisher,
    }


def _field(pointer: str | None) -> str | None:
    """The name that a JSON Pointer ends in."""
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~") if pointer else None


def _course_clashes(case: Case) -> tuple[Clash, ...]:
    if case.kind in {"exercise", "deployment"}:
        return course_of(case).clashes
    if case.kind in ROLES:
        span = span_of(case)
        return span.clashes if span else ()
    if case.kind == "agreement":
        steps, clashes = steps_of(case)
        return (*clashes, *order_clashes(steps))
    return ()


def _figure_clashes(case: Case) -> Iterator[Clash]:
    for (name, *_), figures in _told_of(case).scales.items():
        if figures.clashing:
            yield Clash(str(name), "no number satisfies all figures", tuple(figures.clashing))


def _value_clashes(case: Case) -> Iterator[Clash]:
    for name in SINGLE_VALUED.get(case.kind, ()):
        told = [fact for fact in case.facts if fact.modality != "denied" and fact.says.get(name) is not None and _names_subject(fact)]
        if len({fact.says[name] for fact in told}) > 1:
            yield Clash(name, "reports name different values", tuple(told))


def _names_subject(fact: FactInForce) -> bool:
    """Whether the fact describes the subject itself, not someone who answers to it."""
    return fact.type not in {
        "incursion.responded",
        "exercise.participant_joined",
        "exercise.participant_withdrew",
        "exercise.figure_reported",
    }


def _denials(case: Case) -> Iterator[Clash]:
    if not _told_of(case).denied:
        return
    for denial in [fact for fact in case.facts if fact.modality == "denied"]:
        met = [f for f in case.facts if f.type == denial.type and f.modality != "denied" and days_meet(f, denial)]
        yield Clash(denial.type, "denied", (*met, denial))


VIEW = Projection(
    name="conflicts",
    row="a field of a subject of which the reports cannot all be true, or that somebody disputes",
    state=ConflictState,
    kinds=frozenset({"exercise", "agreement", "incursion", "deployment", "actor", "topic"}),
    fold=fold,
    regrown=regrown,
    filters={
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "field": Filter("the field", lambda row: [row.state.get("field")]),
    },
    every_day=True,
)
