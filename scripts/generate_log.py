"""A synthetic log as NDJSON, shaped like what the importers bring: ``generate_log.py --events 100000 --seed 1 --out log.ndjson``.

Equal seeds give equal bytes. Subjects have nine events in the mean and a long tail (Pareto), many are open at once, so that facts
come late and out of order. It streams: memory grows with the subjects that are open, not with the events.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

import orjson

Event = dict[str, Any]
Said = tuple[str, str, Event]
"""Type, valid and data of a fact."""

FIRST = date(1950, 1, 1)
DAYS = [(FIRST + timedelta(days=i)).isoformat() for i in range((date(2025, 12, 31) - FIRST).days + 1)]
OPEN = 1_000
"""Subjects that are being reported on at once."""
SMALLEST, TAIL = 4, 0.6
"""A subject has SMALLEST / u ** TAIL events for u even in (0, 1], at most those of its kind: nine in the mean, six in the median."""
QUARTER = 91
"""Days."""
MOVING = 20
"""Among so many first reports of a deployment are those that it arrived or left."""
REMEMBERED = 20
"""Facts of a subject that later claims may speak of."""
CORRECTED, RETRACTED, DISPUTED, REGRADED, CORROBORATED, MERGED = 0.02, 0.005, 0.01, 0.01, 0.005, 0.001

COUNTRIES = ("US", "GB", "FR", "JP", "KR", "CN", "RU", "IN", "AU", "DE", "IT", "TR", "EG", "PH", "TH", "ID", "BR", "CA", "NO", "PL")
PUBLISHERS = ("Kyodo", "Yonhap", "Tass", "AFP", "Reuters", "Ministry of Defence", "Joint Staff", "Stripes", "Gazette", "Local daily")
NAMES = ("Amber", "Brisk", "Copper", "Distant", "Eager", "Frozen", "Golden", "Hidden", "Iron", "Joint", "Keen", "Lasting")
NOUNS = ("Anchor", "Bridge", "Cedar", "Dagger", "Eagle", "Falcon", "Gate", "Harbour", "Island", "Javelin", "Kestrel", "Lance")
ZONES = ("adiz", "median_line", "contiguous_zone", "airspace", "territorial_sea", "eez")
COMPARATORS = ("eq", "eq", "eq", "approx", "over", "nearly")
STEPS = ("negotiation_opened", "negotiation_progressed", "concluded_in_principle", "signed", "entered_into_force")


@dataclass(slots=True)
class Story:
    """A subject while it is reported on: `day` is the index in DAYS of its start, `left` its events to come."""

    subject: str
    name: str
    day: int
    length: int
    actors: list[str]
    left: int
    pace: int
    """Days from one of its figures to the next, where they come regularly."""
    tell: "Callable[[Random, Story], Said]"
    said: int = 0
    recent: list[str] = field(default_factory=list)

    def within(self, u: float) -> int:
        """A day of its span."""
        return self.day + int(u * (self.length + 1))


def pick(options: Any, u: float) -> Any:
    return options[int(u * len(options))]


def spell(day: int, u: float) -> str:
    """The day as sources know it: three in four exactly."""
    text = DAYS[min(day, len(DAYS) - 1)]
    if u < 0.75:
        return text
    if u < 0.85:
        return f"{text[:7]}-XX"
    if u < 0.91:
        return text[:7]
    if u < 0.95:
        return text[:4]
    return f"{text}~" if u < 0.99 else f"{text[:3]}X"


def span(story: Story, rng: Random) -> str:
    """Both ends, each as precise as `spell` makes it, where that can be read forwards."""
    first, last = story.day, min(story.day + story.length, len(DAYS) - 1)
    u = rng.random()
    if u < 0.8:
        return f"{DAYS[first]}/{DAYS[last]}"
    return f"{DAYS[first][:7]}-XX/{DAYS[last]}" if u < 0.95 else f"{DAYS[first]}/.."


def figure(rng: Random, unit: str, size: float) -> Event:
    return {"value": int(size / (0.02 + rng.random())), "unit": unit, "cmp": pick(COMPARATORS, rng.random())}


def exercise(rng: Random, story: Story) -> Said:
    u, actor = rng.random(), pick(story.actors, rng.random())
    if u < 0.15:
        return "exercise.announced", span(story, rng), {"name": story.name, "participants": story.actors}
    if u < 0.35:
        return "exercise.held", span(story, rng), {"name": story.name, "participants": story.actors}
    if u < 0.5:
        return "exercise.started", spell(story.day, rng.random()), {"name": story.name}
    if u < 0.6:
        return "exercise.concluded", spell(story.day + story.length, rng.random()), {}
    if u < 0.7:
        return "exercise.reported_ongoing", spell(story.within(rng.random()), 0.0), {"focus": ["maritime"]}
    if u < 0.85:
        return "exercise.participant_joined", span(story, rng), {"actor": actor, "units": [f"unit/{actor.lower()}-{int(u * 1000)}"]}
    valid = spell(story.within(rng.random()), 0.0)
    return "exercise.figure_reported", valid, {"measure": "personnel", "figure": figure(rng, "person", 500), "actor": actor}


def agreement(rng: Random, story: Story) -> Said:
    step = min(story.said // 2, len(STEPS) - 1) if rng.random() < 0.8 else int(rng.random() * len(STEPS))
    valid = spell(story.day + story.length * step // 4, rng.random())
    named = {"name": story.name, "kind": "defence_cooperation", "parties": story.actors[:2]}
    return f"agreement.{STEPS[step]}", valid, named if step in {0, 3} else {}


def incursion(rng: Random, story: Story) -> Said:
    valid = spell(story.within(rng.random()), min(rng.random(), 0.8))
    if rng.random() < 0.2:
        return "incursion.responded", valid, {"actor": story.actors[1], "response": "scramble"}
    platforms = [{"kind": "aircraft", "class": pick(("J-16", "Y-8", "H-6"), rng.random()), "count": 1 + int(rng.random() * 12)}]
    zone = ZONES[story.day % len(ZONES)]
    return "incursion.reported", valid, {"actor": story.actors[0], "zone": zone, "of": story.actors[1], "platforms": platforms}


def deployment(rng: Random, story: Story) -> Said:
    u, actor, to = rng.random(), story.actors[0], story.actors[1]
    moves = story.said < MOVING  # however often it is counted
    if moves and u < 0.06:
        return "deployment.arrived", spell(story.day, rng.random()), {"actor": actor, "to": to}
    if moves and u < 0.1:
        return "deployment.withdrawn", spell(story.day + story.length, rng.random()), {"actor": actor}
    day = DAYS[min(story.day + story.pace * story.said, len(DAYS) - 1)]
    return "deployment.presence_reported", day, {"actor": actor, "figure": figure(rng, "person", 200), "to": to}


def topic(rng: Random, story: Story) -> Said:
    valid = spell(story.within(rng.random()), rng.random())
    if rng.random() < 0.5:
        return "indicator.reported", valid, {"indicator": "defence spending", "figure": figure(rng, "USD", 1e6)}
    return "superlative.claimed", valid, {"claim": "first", "scope": story.name, "actor": story.actors[0]}


KINDS = (
    ("exercise", exercise, 0.35, 20, 100), ("agreement", agreement, 0.5, 1_200, 60), ("incursion", incursion, 0.7, 3, 60),
    ("deployment", deployment, 0.95, 4_000, 400), ("topic", topic, 1.0, 700, 2_000),
)  # fmt: skip
"""Kind, its teller, the share of subjects up to and with it, its longest span in days, and the most events of one.

Of the real data sets deployments have up to 166 reports (counted every quarter), other subjects 17 at most.
"""


def opened(rng: Random, number: int) -> Story:
    """A new subject, which is the `number`-th."""
    u = rng.random()
    kind, tell, _, longest, most = next(one for one in KINDS if u < one[2])
    length = int(longest * rng.random() ** 2)
    name = f"{pick(NAMES, rng.random())} {pick(NOUNS, rng.random())} {number}"
    first = int(rng.random() * len(COUNTRIES))
    actors = [COUNTRIES[(first + i) % len(COUNTRIES)] for i in range(2 + int(3 * rng.random() ** 3))]
    left = min(most, int(SMALLEST / (1 - rng.random()) ** TAIL))
    day = int((len(DAYS) - length) * rng.random())
    pace = min(QUARTER, (len(DAYS) - day) // left)
    return Story(f"{kind}/{name.lower().replace(' ', '-')}", name, day, length, actors, left, pace, tell)


def source(rng: Random, day: int) -> Event:
    """Published within days of what it tells, one in twenty years later."""
    late = 12 / (0.05 + rng.random()) if rng.random() < 0.95 else 365 + 7_000 * rng.random()
    said: Event = {"publisher": pick(PUBLISHERS, rng.random()), "published": DAYS[min(day + int(late), len(DAYS) - 1)]}
    u = rng.random()
    if u < 0.3:
        said["chain"] = [pick(PUBLISHERS, u / 0.3)]
    if u > 0.6:
        said["reliability"], said["credibility"] = pick("ABCD", (u - 0.6) / 0.4), 1 + int((u - 0.6) * 10)
    return said


def claim(rng: Random, story: Story, others: list[Story], u: float) -> Said | None:
    """What one says of an earlier fact or of the subject; None where `u` makes it a fact of its own."""
    if not story.recent:
        return None
    target, said_on = pick(story.recent, rng.random()), DAYS[min(story.within(1.0), len(DAYS) - 1)]
    edge = CORRECTED
    if u < edge:
        return "claim.corrected", said_on, {"target": target, "changes": {"valid": DAYS[min(story.within(rng.random()), len(DAYS) - 1)]}}
    if u < (edge := edge + RETRACTED):
        return "claim.retracted", said_on, {"target": target, "reason": "withdrawn by its publisher"}
    if u < (edge := edge + DISPUTED):
        return "claim.disputed", said_on, {"target": target, "by": pick(story.actors, rng.random()), "field": "/valid"}
    if u < (edge := edge + REGRADED):
        return "claim.regraded", said_on, {"target": target, "credibility": 1 + int(5 * rng.random())}
    if u < (edge := edge + CORROBORATED):
        return "claim.corroborated", said_on, {"target": target}
    if u < edge + MERGED * 5:  # only one open subject in five or so is of the same kind
        other = pick(others, rng.random())
        if other is not story and other.tell is story.tell:
            return "subject.merged", said_on, {"into": other.subject}
    return None


def events(count: int, seed: int) -> Iterator[Event]:
    """The first `count` events of the log that the seed makes."""
    rng = Random(seed)
    stories = [opened(rng, number) for number in range(OPEN)]
    made = OPEN
    for number in range(1, count + 1):
        at = int(rng.random() ** 2 * OPEN)  # some are reported on far more often than others
        story = stories[at]
        said = claim(rng, story, stories, rng.random())
        wire, valid, data = said or story.tell(rng, story)
        event_id = f"s{seed}-{number}"
        yield {
            "id": event_id, "type": wire, "subject": story.subject, "valid": valid, "data": data,
            "source": source(rng, story.day + story.length),
        }  # fmt: skip
        story.said += 1
        if said is None:
            story.recent = [*story.recent[1 - REMEMBERED :], event_id]
        story.left -= 1
        if story.left == 0:
            stories[at] = opened(rng, made)
            made += 1


def write(out: BinaryIO, count: int, seed: int) -> None:
    encode = orjson.dumps
    out.writelines(encode(event, option=orjson.OPT_APPEND_NEWLINE) for event in events(count, seed))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")
    given = parser.parse_args()
    began = time.perf_counter()
    with given.out.open("wb") if given.out else nullcontext(sys.stdout.buffer) as out:
        write(out, given.events, given.seed)
    took = time.perf_counter() - began
    print(f"{given.events:,} events in {took:.1f} s, {given.events / took:,.0f} a second", file=sys.stderr)


if __name__ == "__main__":
    main()
