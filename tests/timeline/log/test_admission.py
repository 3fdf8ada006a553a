"""Which appends are refused, and what they are told."""

import base64
import hashlib
from typing import Any

import orjson
import pytest

from tests.timeline.log.reports import claim, report
from timeline import clock
from timeline.errors import IdReused, TimelineError, UnknownTarget, Unreadable, VersionConflict
from timeline.log.admission import Known, admit
from timeline.log.protocol import Head
from timeline.record import Proposed


def log_of(*events: Proposed) -> Known:
    known = Known()
    known.learn(admit(events, known, 1_000).events)
    return known


def refused(known: Known, *batch: Proposed) -> tuple[type[TimelineError], str | None]:
    """The error and where its first fault points."""
    with pytest.raises(TimelineError) as caught:
        admit(batch, known, 2_000)
    return type(caught.value), caught.value.faults[0].pointer


def test_equal_content_under_a_known_id_is_a_duplicate_whatever_version_is_expected() -> None:
    admission = admit([report("a", expected_version=9, modality="actual")], log_of(report("a")), 2_000)
    assert admission.events == []
    assert admission.appended.receipts[0].duplicate


def test_a_duplicate_claim_is_one_though_it_was_refused_today() -> None:
    known = log_of(report("a"), claim("c", "a"))
    assert admit([claim("c", "a")], known, 2_000).appended.receipts[0].duplicate


def test_other_content_under_a_known_id_is_refused() -> None:
    assert refused(log_of(report("a")), report("b"), report("a", note="changed")) == (IdReused, "/1/id")


def test_an_id_stands_once_and_an_append_is_not_empty() -> None:
    with pytest.raises(Unreadable):
        admit([report("a"), report("a")], Known(), 1)
    with pytest.raises(Unreadable):
        admit([], Known(), 1)


def test_the_expected_version_counts_within_the_append() -> None:
    batch = [
        report("b", expected_version=1),
        report("c", expected_version=2),
        report("d", "exercise.started", "exercise/new", expected_version=0),
    ]
    assert [r.version for r in admit(batch, log_of(report("a")), 2_000).appended.receipts] == [2, 3, 1]


def test_a_version_conflict_names_the_actual_version() -> None:
    with pytest.raises(VersionConflict) as caught:
        admit([report("b"), report("c", expected_version=1)], log_of(report("a")), 2_000)
    assert caught.value.extra == {"subject": "exercise/alpha", "expected": 1, "actual": 2}
    assert caught.value.faults[0].pointer == "/1/expected_version"


def test_a_duplicate_does_not_count_for_the_expected_version() -> None:
    known = log_of(report("a"))
    assert admit([report("a"), report("b", expected_version=1)], known, 2_000).appended.receipts[1].version == 2


@pytest.mark.parametrize("batch", [[claim("c", "a"), report("a")], [report("a"), claim("c", "a")], [claim("c", "d"), claim("d", "c")]])
def test_a_target_may_stand_anywhere_in_the_append(batch: list[Proposed]) -> None:
    assert len(admit(batch, Known(), 1).events) == 2


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (claim("c", "nowhere"), (UnknownTarget, "/0/data/target")),
        (claim("c", "c"), (UnknownTarget, "/0/data/target")),
        (claim("c", "a", "claim.retracted", "exercise/beta"), (Unreadable, "/0/subject")),
        (claim("c", "a", "claim.corrected", changes={"valid": "2024-13"}), (Unreadable, "/0/data/changes/valid")),
        (claim("c", "a", "claim.corrected", changes={"data": {"nmae": "x"}}), (Unreadable, "/0/data/changes/data/nmae")),
        (claim("c", "a", "claim.corrected", changes={"data": None}), (Unreadable, "/0/data/changes/data")),
        (claim("c", "m", "claim.corrected", changes={"data": {"into": "topic/x"}}), (Unreadable, "/0/data/changes/data/into")),
        (
            claim("c", "k", "claim.corrected", changes={"data": {"changes": {"data": {"into": "topic/x"}}}}),
            (Unreadable, "/0/data/changes/data/changes/data/into"),
        ),
        (report("c", "subject.merged", data={"into": "exercise/alpha"}), (Unreadable, "/0/data/into")),
        (report("c", "subject.merged", data={"into": "topic/alpha"}), (Unreadable, "/0/data/into")),
        (report("c", "subject.split", data={"from": "topic/alpha"}), (Unreadable, "/0/data/from")),
    ],
    ids=lambda value: value.payload.decode() if isinstance(value, Proposed) else "",
)
def test_a_claim_that_does_not_fit_is_refused_where_it_is_wrong(event: Proposed, expected: Any) -> None:
    corrected = claim("k", "m", "claim.corrected", changes={"data": {"into": "exercise/gamma"}})
    known = log_of(report("a"), report("m", "subject.merged", data={"into": "exercise/beta"}), corrected)
    assert refused(known, event) == expected


def test_a_correction_of_one_that_speaks_of_nothing_is_refused_with_it() -> None:
    changes = {"data": {"changes": {"valid": "2024-09"}}}
    batch = claim("c1", "c2", "claim.corrected", changes=changes), claim("c2", "nowhere", "claim.corrected", changes=changes)
    assert refused(log_of(report("a")), *batch) == (UnknownTarget, "/1/data/target")


def test_corrections_of_each_other_are_read_once() -> None:
    changes = {"data": {"changes": {"valid": "2024-09"}}}
    circle = [claim("c1", "c2", "claim.corrected", changes=changes), claim("c2", "c1", "claim.corrected", changes=changes)]
    known = log_of(report("a"), *circle)
    assert admit([claim("c3", "c1", "claim.corrected", changes=changes)], known, 2_000).events


def test_a_correction_is_read_over_the_event_as_sent_not_as_corrected() -> None:
    earlier = claim("c1", "a", "claim.corrected", changes={"valid": "2024-09"})
    known = log_of(report("a"), earlier)
    assert admit([claim("c2", "a", "claim.corrected", changes={"valid_mode": "at"})], known, 2_000).events


def test_a_refused_append_leaves_what_is_known_alone() -> None:
    known = log_of(report("a"))
    refused(known, report("b"), claim("c", "nowhere"))
    assert (known.head, known.versions) == (Head(1, 1_000), {"exercise/alpha": 1})


def test_the_leaf_commits_to_the_payload_through_a_salt() -> None:
    name = "0aZ.:~-_"  # every sign that an id may have
    admission = admit([report(name)], Known(), 1_000)
    (event,), (salted,) = admission.events, admission.salted
    assert salted[16:] == event.payload
    digest = hashlib.sha256(salted).digest()
    leaf = {"id": name, "payload_digest": base64.b64encode(digest).decode(), "position": 1, "recorded_at": clock.write(1_000)}
    assert event.leaf_hash == hashlib.sha256(b"\0" + orjson.dumps(leaf, option=orjson.OPT_SORT_KEYS)).digest()


def test_no_two_payloads_share_a_salt() -> None:
    one, other = admit([report("a"), report("b")], Known(), 1).salted
    assert one[:16] != other[:16]
