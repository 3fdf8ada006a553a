"""One example of every type, written out: the least `data` that it takes, and all that it can say."""

from typing import Any

Data = dict[str, Any]

FIGURE = {"value": 50, "unit": "person", "cmp": "nearly", "scope": "ashore", "low": None, "high": None}
NAMED = {
    "name": "Brunet-Takamori 2024",
    "aliases": ["BT24"],
    "series": "Brunet-Takamori",
    "edition": 2,
    "participants": ["FR", "JP"],
    "host": ["JP"],
    "focus": ["amphibious"],
    "named_after": "Jules Brunet",
}
COURSE = {**NAMED, "outcome": "as planned"}
PART = {"actor": "FR", "units": ["unit/2e-rei"], "role": "ground force", "personnel": FIGURE}
OPENING = {"name": "Reciprocal access", "kind": "reciprocal_access", "parties": ["FR", "JP"]}
STEP = {**OPENING, "aliases": ["RAA"], "reason": "visits in both directions"}
TALKS = {**STEP, "expected": "2025", "phrase": "early next year"}
MOVEMENT = {"actor": "US", "units": ["unit/15th-meu"], "personnel": FIGURE, "to": "Palawan"}
PLATFORM = {"kind": "destroyer", "class": "Type 052D", "name": "Zunyi", "hull": "134", "count": 1}
WHY = {"reason": "typhoon"}

EXAMPLES: dict[str, tuple[Data, Data]] = {
    "agreement.amended": ({}, STEP),
    "agreement.concluded_in_principle": ({}, STEP),
    "agreement.entered_into_force": ({}, STEP),
    "agreement.negotiation_opened": (OPENING, {**OPENING, "aliases": ["RAA"]}),
    "agreement.negotiation_progressed": ({}, TALKS),
    "agreement.negotiation_stalled": ({}, TALKS),
    "agreement.proposed": (OPENING, {**OPENING, "aliases": ["RAA"]}),
    "agreement.ratified": ({"party": "JP"}, {"party": "org/nato"}),
    "agreement.renewed": ({}, STEP),
    "agreement.resumed": ({}, STEP),
    "agreement.signed": ({}, STEP),
    "agreement.suspended": ({}, STEP),
    "agreement.terminated": ({}, STEP),
    "assessment.published": ({"summary": "likely"}, {"summary": "likely", "by": "IISS", "about": ["FR", "topic/strait"]}),
    "claim.corrected": (
        {"target": "e1", "changes": {"valid": "2024-09-09"}},
        {
            "target": "e1",
            "changes": {"valid": "2024-09", "valid_mode": "within", "modality": None, "places": None, "data": {"name": None}},
            "reason": "typo",
        },
    ),
    "claim.corroborated": ({"target": "e1"}, {"target": "e1"}),
    "claim.disputed": (
        {"target": "e1", "by": "CN"},
        {"target": "e1", "by": "CN", "field": "/data/platforms/0", "says": "it was a trawler", "reason": "own records"},
    ),
    "claim.regraded": ({"target": "e1", "credibility": 3}, {"target": "e1", "reliability": "C", "credibility": 3}),
    "claim.retracted": ({"target": "e1"}, {"target": "e1", "reason": "another year"}),
    "deployment.announced": ({"actor": "US"}, MOVEMENT),
    "deployment.arrived": ({"actor": "US"}, MOVEMENT),
    "deployment.presence_reported": (
        {"actor": "US", "figure": {"value": 300}},
        {"actor": "US", "figure": FIGURE, "permanent": False, "units": ["15th MEU"], "to": "Palawan"},
    ),
    "deployment.reinforced": ({"actor": "US"}, MOVEMENT),
    "deployment.rotated": ({"actor": "US"}, MOVEMENT),
    "deployment.withdrawn": ({"actor": "US"}, MOVEMENT),
    "exercise.announced": ({"name": "Keen Edge"}, NAMED),
    "exercise.cancelled": ({}, WHY),
    "exercise.concluded": ({}, COURSE),
    "exercise.extended": ({}, WHY),
    "exercise.figure_reported": (
        {"measure": "ships", "figure": {"value": 3}},
        {"measure": "personnel", "figure": {"cmp": "between", "low": 1.5, "high": 2, "unit": "k"}, "actor": "FR"},
    ),
    "exercise.held": ({}, COURSE),
    "exercise.participant_joined": ({"actor": "FR"}, PART),
    "exercise.participant_withdrew": ({"actor": "FR"}, PART),
    "exercise.postponed": ({}, WHY),
    "exercise.reported_ongoing": ({}, COURSE),
    "exercise.rescheduled": ({}, WHY),
    "exercise.started": ({}, COURSE),
    "incursion.ended": ({}, {}),
    "incursion.protest_lodged": ({"by": "JP", "to": "CN"}, {"by": "org/asean", "to": "CN"}),
    "incursion.reported": (
        {"actor": "CN", "zone": "adiz", "of": "JP"},
        {
            "actor": "CN",
            "zone": "territorial_sea",
            "of": "JP",
            "platforms": [PLATFORM, {}],
            "duration": {"value": 2.5, "unit": "hour", "cmp": "approx"},
        },
    ),
    "incursion.responded": ({"actor": "JP", "response": "scramble"}, {"actor": "JP", "response": "shadow"}),
    "indicator.reported": (
        {"indicator": "defence spending", "figure": {"value": 2}},
        {"indicator": "defence spending", "figure": {"value": 160, "unit": "%"}, "base": "2022", "of": "GDP"},
    ),
    "statement.made": (
        {"speaker": "the minister", "act": "hope", "summary": "soon"},
        {
            "speaker": "person/jane-doe",
            "act": "call_for",
            "summary": "talks",
            "condition": "if asked",
            "on_behalf_of": "FR",
            "about": ["agreement/raa"],
        },
    ),
    "subject.merged": ({"into": "{kind}/other"}, {"into": "{kind}/other", "reason": "two names"}),
    "subject.split": ({"from": "{kind}/other"}, {"from": "{kind}/other", "reason": "two years"}),
    "superlative.claimed": (
        {"claim": "first", "scope": "on Japanese soil"},
        {"claim": "nth", "scope": "in a row", "nth": 3, "actor": "FR", "against": ["e1", "e2"]},
    ),
}

SOURCE = {"publisher": "Kyodo", "published": "2024-09-20"}
FULL_SOURCE = {
    "publisher": "Kyodo",
    "published": "2024-09-20T08:00:00+09:00",
    "url": "https://example.org/a?b=c#d",
    "title": "Joint drill ends",
    "lang": "en-GB",
    "stated": "2024-09-19~",
    "attributed_to": ["a colonel"],
    "chain": ["RFI", "French Army"],
    "unnamed": True,
    "reliability": "B",
    "credibility": 2,
    "quote": "the first ever",
}
PLACES = [
    {"name": "Hijudai", "country": "JP", "lat": 33.2, "lon": 131, "precision": "area"},
    {"country": "FR", "precision": "country"},
    {"lat": -90, "lon": 180.0, "precision": "exact"},
]


def data(wire: str, full: bool) -> Data:
    """The example's `data`, told about the subject that `event` gives it."""
    found = EXAMPLES[wire][full]
    return {key: value.format(kind=kind_of(wire)) if key in {"into", "from"} else value for key, value in found.items()}


def kind_of(wire: str) -> str:
    """The kind of subject that the examples of this type stand on."""
    kind = wire.partition(".")[0]
    return kind if kind in {"exercise", "agreement", "incursion", "deployment"} else "topic"


def minimal(wire: str) -> dict[str, Any]:
    """An event with nothing but what is required."""
    return {"type": wire, "subject": f"{kind_of(wire)}/one", "valid": "2024-09-08", "data": data(wire, full=False), "source": dict(SOURCE)}


def full(wire: str) -> dict[str, Any]:
    """An event with every field that its type takes."""
    return {
        **minimal(wire),
        "data": data(wire, full=True),
        "source": dict(FULL_SOURCE),
        "id": "e:0~1",
        "valid": "2024-09-08/2024-09-21",
        "valid_mode": "within",
        "modality": None,
        "places": PLACES,
        "note": "from the evening news",
        "schema_version": 1,
        "expected_version": 0,
    }
