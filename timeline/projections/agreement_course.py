"""The stages of an agreement: which status it has on which days, three-valued."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.agreement import (
    AgreementConcludedInPrinciple,
    AgreementEnteredIntoForce,
    AgreementNegotiationOpened,
    AgreementNegotiationProgressed,
    AgreementNegotiationStalled,
    AgreementProposed,
    AgreementRenewed,
    AgreementResumed,
    AgreementSigned,
    AgreementSuspended,
    AgreementTerminated,
)
from events.edtf import Day
from events.fact import Fact
from timeline.projections.bound import Said, Weight, high, low, resolve
from timeline.projections.case import Case
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.memo import once
from timeline.projections.period import StatusSpan, meet, segments
from timeline.projections.span import Clash
from timeline.question import Window


@dataclass(frozen=True, slots=True)
class StepKind:
    """What a type of step makes of an agreement. `rank` orders steps of one stage whose days meet; `once`: it happens only once."""

    stage: int
    rank: int
    status: str
    once: bool = False


STEPS: dict[type[Fact], StepKind] = {
    AgreementProposed: StepKind(0, 0, "proposed", once=True),
    AgreementNegotiationOpened: StepKind(1, 0, "negotiating", once=True),
    AgreementNegotiationStalled: StepKind(1, 1, "stalled"),
    AgreementNegotiationProgressed: StepKind(1, 2, "negotiating"),
    AgreementConcludedInPrinciple: StepKind(2, 0, "agreed_in_principle", once=True),
    AgreementSigned: StepKind(3, 0, "signed", once=True),
    AgreementEnteredIntoForce: StepKind(4, 0, "in_force", once=True),
    AgreementSuspended: StepKind(4, 1, "suspended"),
    AgreementResumed: StepKind(4, 2, "in_force"),
    AgreementRenewed: StepKind(4, 2, "in_force"),
    AgreementTerminated: StepKind(4, 3, "terminated", once=True),
}
STAGES = ("proposal", "talks", "agreement in principle", "signature", "force")
PENDING = ("proposed", "negotiating", "stalled", "agreed_in_principle", "signed")
STATUSES = (*PENDING, "in_force", "suspended", "terminated")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was or may have been made, on some day from first to last; `firm` when it surely was."""

    kind: StepKind
    type: type[Fact]
    first: Day
    last: Day
    firm: bool
    facts: tuple[FactInForce, ...]

    def surely_by(self, day: Day) -> bool:
        return self.firm and self.last <= day

    def after(self, other: "Step") -> bool:
        """Whether this is the later of two steps of one stage; where their days meet, the rank decides."""
        if self.first > other.last or other.first > self.last:
            return self.first > other.last
        return self.kind.rank > other.kind.rank


@once
def steps_of(case: Case) -> tuple[list[Step], list[Clash]]:
    """The steps in the subject's own order; reports of a step that happens once are resolved into one."""
    made: list[Step] = []
    clashes: list[Clash] = []
    for type_, kind in STEPS.items():
        told = [_said(fact) for fact in case.of(type_)]
        firm = [one for one in told if one.weight is Weight.FIRM]
        if not kind.once:
            made += [Step(kind, type_, one.first, one.last, one.weight is Weight.FIRM, (one.fact,)) for one in told]
        elif told:
            given = resolve([one for one in told if one.weight > Weight.SOFT]) or resolve(told)
            assert given is not None
            conflict = resolve([one for one in told if one.fact.modality != "planned"])
            if conflict is not None and conflict.conflict:
                clashes.append(Clash(kind.status, f"reports of this step share no day: {type_.wire}", conflict.conflict))
            made.append(_once(kind, type_, given.first, given.last, firm, told))
    return made, clashes


def _said(fact: FactInForce) -> Said:
    if fact.modality != "actual":
        weight = Weight.SOFT
    else:
        weight = Weight.QUALIFIED if fact.time.qualified else Weight.FIRM
    return Said(low(fact.time.earliest), high(fact.time.latest), weight, fact)


def _once(kind: StepKind, type_: type[Fact], first: Day, last: Day, firm: Sequence[Said], told: Sequence[Said]) -> Step:
    """One step from several reports: possible from the first day that they leave, sure when the firm ones say so."""
    surely = resolve(firm)
    soft = [one.first for one in told if one.weight is Weight.SOFT]
    return Step(
        kind,
        type_,
        min([first, *soft]),
        max(last, surely.last) if surely else last,
        surely is not None,
        tuple(one.fact for one in told),
    )


def statuses_on(steps: Sequence[Step], day: Day) -> tuple[set[str], bool]:
    """The statuses that are possible that day, and whether it surely has one of them.

    The furthest stage made by then counts, and within it the last step.
    """
    surely = [step for step in steps if step.surely_by(day)]
    furthest = max((step.kind.stage for step in surely), default=-1)
    reachable = [step for step in steps if step.first <= day and step.kind.stage >= furthest]
    last = [step for step in reachable if not any(done.kind.stage == step.kind.stage and done.after(step) for done in surely)]
    return {step.kind.status for step in last or _highest(reachable)}, bool(surely)


def _highest(steps: Sequence[Step]) -> list[Step]:
    """The steps that count where each comes after another: days order two of them, ranks the next two, and so in a circle."""
    rank = max((step.kind.rank for step in steps), default=0)
    return [step for step in steps if step.kind.rank == rank]


@once
def spans_of(case: Case) -> tuple[list[StatusSpan], list[Window]]:
    """Every run of days of every status in the order of history, and the stretches of days that are surely pending."""
    steps, _ = steps_of(case)
    stretches = list(segments({d for step in steps for d in (step.first, step.last) if 0 < d < 4_000_000}))
    found = [statuses_on(steps, stretch.first if stretch.first is not None else 1) for stretch in stretches]
    spans: list[StatusSpan] = []
    for status in STATUSES:
        possible = _runs(stretches, [status in statuses for statuses, _ in found])
        sure = _runs(stretches, [surely and statuses == {status} for statuses, surely in found])
        spans += [StatusSpan(status, run, one) for run in possible for one in _within(sure, run)]
    pending = _runs(stretches, [surely and statuses <= set(PENDING) for statuses, surely in found])
    return spans, pending


def _runs(stretches: Sequence[Window], holds: Sequence[bool]) -> list[Window]:
    """Neighbouring stretches that hold, joined."""
    runs: list[Window] = []
    open_run = False
    for stretch, here in zip(stretches, holds, strict=True):
        if here and open_run:
            runs[-1] = Window(runs[-1].first, stretch.last)
        elif here:
            runs.append(stretch)
        open_run = here
    return runs


def _within(sure: Sequence[Window], run: Window) -> list[Window | None]:
    """The sure stretches inside a run of possible days, None alone where there is none."""
    return [one for one in sure if meet(one, run) == one] or [None]


def order_clashes(steps: Sequence[Step]) -> list[Clash]:
    """Stages that were surely reached in reversed order, and force that ended before it began."""
    told = [step for step in steps if any(fact.modality != "planned" for fact in step.facts)]
    firsts: dict[int, Step] = {}
    for step in sorted(told, key=lambda s: (s.first, s.last)):
        firsts.setdefault(step.kind.stage, step)
    found = [
        Clash("order", f"{STAGES[late.kind.stage]} is reported before {STAGES[early.kind.stage]}", (*early.facts, *late.facts))
        for early in firsts.values()
        for late in firsts.values()
        if early.kind.stage < late.kind.stage and late.last < early.first
    ]
    entered = next((s for s in told if s.type is AgreementEnteredIntoForce), None)
    if entered is not None:
        early = [s for s in told if s.kind.stage == entered.kind.stage and s.last < entered.first]
        found += [
            Clash("order", f"{step.type.wire} is reported before the entry into force", (*entered.facts, *step.facts)) for step in early
        ]
    return found
