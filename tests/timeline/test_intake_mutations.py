"""Bodies that are nearly right: nothing but a refusal is ever raised, and its pointers lead into the body."""

import copy
from collections.abc import Callable
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from events.registry import facts
from tests.events.examples import full
from timeline.errors import TimelineError, Unreadable
from timeline.intake import read_json, read_ndjson
from timeline.record import Proposed

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "FR", "2024", "at", "x/y", "~", "int"])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "data", "float", "value", "a/b", "~", "0", ""]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(place for key, child in inside for place in places(child, (*above, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A full event with one to three places replaced, removed or added to."""
    event: Any = copy.deepcopy(full(draw(st.sampled_from(sorted(facts())))))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(event)))
        if not place:
            continue
        holder = event
        for step in place[:-1]:
            holder = holder[step]
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "remove":
                del holder[place[-1]]
            case "add" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["from", "exercise.held", "a/b~c", "int", "0", "valid_mode", "position"]))] = draw(junk)
            case _:
                holder[place[-1]] = draw(junk)
    return event


def resolves(pointer: str, body: Any) -> bool:
    """Whether the pointer leads to a value, or to a member that an existing object lacks."""
    here = body
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for number, step in enumerate(steps):
        if isinstance(here, dict):
            if step not in here:
                return number == len(steps) - 1
            here = here[step]
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return False
    return True


Read = Callable[[bytes], list[Proposed]]


def attempt(read: Read, body: bytes) -> list[Proposed] | TimelineError:
    """Nothing but a refusal of ours is ever raised."""
    try:
        return read(body)
    except TimelineError as error:
        return error


def check(read: Read, body: bytes, whole: Any) -> None:
    found = attempt(read, body)
    if isinstance(found, TimelineError):
        assert isinstance(found, Unreadable)
        assert found.faults
        assert all(fault.pointer is not None and resolves(fault.pointer, whole) and fault.detail for fault in found.faults), found.faults
    else:
        assert [read_json(event.payload)[0].digest for event in found] == [event.digest for event in found]


@given(mutated() | junk)
def test_a_mutated_event_is_read_or_refused_with_pointers_that_lead_somewhere(event: Any) -> None:
    check(read_json, orjson.dumps(event), event)


@given(st.lists(mutated() | junk, min_size=1, max_size=3))
def test_mutated_batches_are_read_or_refused_with_pointers_that_lead_somewhere(events: list[Any]) -> None:
    check(read_json, orjson.dumps(events), events)
    check(read_ndjson, b"\n".join(map(orjson.dumps, events)), events)


@given(
    st.binary()
    | st.builds(
        lambda head, cut, tail: head[:cut] + tail, st.just(orjson.dumps(full("exercise.held"))), st.integers(0, 900), st.binary(max_size=8)
    )
)
def test_no_bytes_raise_anything_but_a_refusal(body: bytes) -> None:
    for read in (read_json, read_ndjson):
        found = attempt(read, body)
        assert isinstance(found, list) or found.detail
