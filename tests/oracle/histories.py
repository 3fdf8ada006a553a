"""Small random histories, as a submitter would send them."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.oracle.agreements import STATUS
from tests.oracle.said import Json, text

SPAN_TYPES = ("exercise.reported_ongoing", "exercise.started", "exercise.concluded", "exercise.held", "exercise.announced")
INNER = st.integers(3, 14)
SINGLE = INNER.map(text)
CLOSED = st.tuples(INNER, INNER).map(lambda pair: f"{text(min(pair))}/{text(max(pair))}")
HALF = st.builds(lambda day, form: form.format(text(day)), INNER, st.sampled_from(["{}/..", "{}/", "../{}", "/{}"]))
COARSE = st.sampled_from(["2024-09-0X", "2024-09-1X", "2024-09-0X/2024-09-1X", "[2024-09-04,2024-09-09]"])
DATES = st.one_of(SINGLE, SINGLE, CLOSED, CLOSED, HALF, COARSE)
CUT = st.booleans()
QUALIFIED = SINGLE.map(lambda day: day + "?")
OPENING = {"name": "n", "kind": "k", "parties": ["FR"]}


def event(wire: str, subject: str, valid: str, data: Json, *, published: int, publisher: str) -> Json:
    return {
        "type": wire, "subject": subject, "valid": valid, "data": data, "source": {"publisher": publisher, "published": text(published)},
    }  # fmt: skip


@st.composite
def sourced(draw: st.DrawFn, wire: str, subject: str, valid: st.SearchStrategy[str], data: Json) -> Json:
    published, publisher = draw(st.integers(1, 12)), draw(st.sampled_from("PQR"))
    return event(wire, subject, draw(valid), data, published=published, publisher=publisher)


@st.composite
def span_reports(draw: st.DrawFn, dates: st.SearchStrategy[str] = DATES) -> Json:
    wire = draw(st.sampled_from(SPAN_TYPES))
    made: Json = draw(sourced(wire, "exercise/x", dates, {"name": "n"}))
    closed = made["valid"][0] not in "./" and made["valid"][-1] not in "./"
    mode = draw(st.sampled_from([None, None, "within", "throughout"])) if closed else None
    return made | ({"valid_mode": mode} if mode else {})


@st.composite
def agreement_steps(draw: st.DrawFn) -> list[Json]:
    """Up to four different steps: reports of one step are another matter."""
    names = draw(st.lists(st.sampled_from(sorted(STATUS)), min_size=1, max_size=4, unique=True))
    data = {name: OPENING if name in {"proposed", "negotiation_opened"} else {} for name in names}
    return named([draw(sourced(f"agreement.{name}", "agreement/x", DATES, data[name])) for name in names])


FIGURES = st.one_of(
    st.builds(
        lambda value, cmp: {"value": value, "cmp": cmp, "unit": "person"},
        st.sampled_from([45, 48, 50, 55, 60]),
        st.sampled_from(["eq", "approx", "nearly", "over", "gt", "ge", "lt", "le"]),
    ),
    st.just({"low": 46, "high": 52, "cmp": "between", "unit": "person"}),
)


@st.composite
def presences(draw: st.DrawFn) -> Json:
    made: Json = draw(
        sourced("deployment.presence_reported", "deployment/x", st.one_of(SINGLE, CLOSED), {"actor": "FR", "figure": draw(FIGURES)})
    )
    grades = {"reliability": draw(st.sampled_from([None, "A", "C", "F"])), "credibility": draw(st.sampled_from([None, 1, 5, 6]))}
    chain = draw(st.sampled_from([[], ["Q"], ["Z", "P"]]))
    return made | {
        "source": made["source"] | {name: grade for name, grade in grades.items() if grade} | ({"chain": chain} if chain else {})
    }


@st.composite
def disputed_histories(draw: st.DrawFn) -> list[Json]:
    """Reports of an exercise, and claims about them and about earlier claims."""
    made = named(draw(st.lists(span_reports(st.one_of(SINGLE, CLOSED)), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(1, 5))):
        target = draw(st.sampled_from(made))
        made.append(draw(_claim(target)) | {"id": f"e{len(made)}"})
    return made


@st.composite
def _claim(draw: st.DrawFn, target: Json) -> Json:
    kind = draw(st.sampled_from(["retracted", "retracted", "corrected", "corrected", "disputed", "corroborated", "regraded"]))
    valid = draw(SINGLE)
    changes: Json = {"valid": valid}
    if target["type"] == "claim.corrected":
        changes = {"data": {"changes": changes}}
    elif target.get("valid_mode") != "within" or draw(st.booleans()):
        changes |= {"valid_mode": None}
    data: dict[str, Json] = {
        "retracted": {}, "corrected": {"changes": changes}, "disputed": {"by": "FR"}, "corroborated": {},
        "regraded": {"credibility": draw(st.integers(1, 6))},
    }  # fmt: skip
    made: Json = draw(sourced(f"claim.{kind}", target["subject"], SINGLE, {"target": target["id"]} | data[kind]))
    return made


@st.composite
def in_batches(draw: st.DrawFn, events: Sequence[Json]) -> list[list[Json]]:
    """The events in another order, cut into appends."""
    batches: list[list[Json]] = [[]]
    shuffled: list[Json] = draw(st.permutations(list(events)))
    for one in shuffled:
        cut: bool = draw(CUT)
        if batches[-1] and cut:
            batches.append([])
        batches[-1].append(one)
    return batches


def named(events: Sequence[Json]) -> list[Json]:
    return [one | {"id": f"e{number}"} for number, one in enumerate(events)]
