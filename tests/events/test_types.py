"""Every type of the vocabulary: what it reads, what it refuses, what it fills in."""

from typing import Any

import jsonschema_rs
import orjson
import pytest
from pydantic import BaseModel, ValidationError

from events.fact import Fact, Report
from events.model import Closed
from events.registry import facts, reader, reports, schema
from events.text import FORMS, SUBJECT_KINDS
from tests.events.examples import EXAMPLES, data, full, kind_of, minimal
from timeline.errors import Unreadable
from timeline.intake import read_json

every_type = pytest.mark.parametrize("wire", sorted(facts()))
ALWAYS_PLANNED = {"exercise.announced", "exercise.rescheduled", "exercise.extended", "deployment.announced"}
THROUGHOUT = ALWAYS_PLANNED | {"exercise.held", "exercise.participant_joined"}


def read(event: dict[str, Any]) -> Report[Fact]:
    return reader().validate_json(orjson.dumps(event), strict=True)


def refused(event: dict[str, Any]) -> dict[str | None, str]:
    """The faults of an event, by pointer."""
    with pytest.raises(Unreadable) as caught:
        read_json(orjson.dumps(event))
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def test_every_type_has_an_example() -> None:
    assert set(EXAMPLES) == set(facts())


@every_type
def test_it_is_read_from_the_least_and_from_all_that_it_takes(wire: str) -> None:
    for event in (minimal(wire), full(wire)):
        report = read(event)
        assert type(report.data) is facts()[wire]
        assert report.type == wire


@every_type
def test_its_full_example_leaves_no_field_out(wire: str) -> None:
    fields = {field.alias or name for name, field in facts()[wire].model_fields.items()}
    assert set(data(wire, full=True)) == fields


def required(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items() if field.is_required()}


@every_type
def test_its_least_example_holds_just_the_required_fields(wire: str) -> None:
    one_of = {"claim.regraded": {"credibility"}}
    assert set(data(wire, full=False)) == required(facts()[wire]) | one_of.get(wire, set())


@every_type
def test_it_names_a_missing_field(wire: str) -> None:
    for place, least in (("", minimal(wire)), ("/data", required(facts()[wire])), ("/source", minimal(wire)["source"])):
        for name in least:
            event = minimal(wire)
            holder = event[place[1:]] if place else event
            del holder[name]
            found = refused(event)
            assert found[f"{place}/{name}"].startswith("this field is required"), found


@every_type
def test_it_names_an_unknown_field(wire: str) -> None:
    event = minimal(wire)
    event["data"]["wheather"] = "calm"
    event["source"]["wheather"] = "calm"
    event["wheather"] = "calm"
    found = refused(event)
    assert set(found) == {"/data/wheather", "/source/wheather", "/wheather"}
    assert all("unknown field 'wheather'" in message for message in found.values())


@every_type
def test_it_stands_only_on_its_kinds_of_subject(wire: str) -> None:
    for kind in SUBJECT_KINDS:
        event = minimal(wire) | {"subject": f"{kind}/one"}
        if kind in facts()[wire].kinds:
            assert read(event).subject == f"{kind}/one"
        else:
            assert "stands on" in refused(event)["/subject"]


@every_type
def test_it_says_what_it_is(wire: str) -> None:
    assert (facts()[wire].__doc__ or "").strip().endswith(".")
    assert schema(wire)["description"]


@every_type
@pytest.mark.parametrize(
    ("valid", "mode"),
    [("2024-09-08", "at"), ("2024-09-08?", "at"), ("2024-09-08T06:30:00Z", "at"), ("[2024-09-08]", "at"), ("2024-09-08/2024-09-08", "at"),
     ("2024-09", "within"), ("2024-24", "within"), ("2024-09-0X", "within"), ("[2024-09-08..2024-09-10]", "within"),
     ("2024-09-08/2024-09-10", None), ("2024-09-08/..", None), ("/2024-09-21", None)],
)  # fmt: skip
def test_the_mode_follows_from_the_form_of_the_date_and_the_type(wire: str, valid: str, mode: str | None) -> None:
    interval = "throughout" if wire in THROUGHOUT else "within"
    assert read(minimal(wire) | {"valid": valid}).mode == (mode or interval)


@every_type
def test_a_mode_that_was_sent_holds(wire: str) -> None:
    for mode in ("within", "throughout"):
        assert read(minimal(wire) | {"valid_mode": mode}).mode == mode
    assert "single day" in refused(minimal(wire) | {"valid": "2024-09", "valid_mode": "at"})["/valid_mode"]


@every_type
def test_a_plan_is_always_planned_and_nothing_else_is_by_itself(wire: str) -> None:
    planned = wire in ALWAYS_PLANNED
    assert read(minimal(wire)).claimed_as == ("planned" if planned else "actual")
    for modality in ("actual", "planned", "assessed", "alleged", "denied"):
        event = minimal(wire) | {"modality": modality}
        if planned and modality != "planned":
            assert "always planned" in refused(event)["/modality"]
        else:
            assert read(event).claimed_as == modality


@every_type
def test_it_cannot_be_changed(wire: str) -> None:
    report = read(full(wire))
    for model in (report, report.data, report.source, report.places[0]):
        for name in type(model).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(model, name, None)


def test_every_model_of_the_vocabulary_is_closed_frozen_and_strict() -> None:
    def below(cls: type[BaseModel]) -> set[type[BaseModel]]:
        return {cls}.union(*(below(sub) for sub in cls.__subclasses__()))

    for model in below(Closed):
        config = model.model_config
        assert (config.get("extra"), config.get("frozen"), config.get("strict")) == ("forbid", True, True), model


@every_type
def test_an_explicit_null_is_the_same_as_absence(wire: str) -> None:
    event = minimal(wire)
    (absent,) = read_json(orjson.dumps(event))
    event |= {name: None for name in reports()[wire].model_fields if name not in event}
    event["source"] |= dict.fromkeys(("url", "chain", "attributed_to", "unnamed", "reliability"))
    event["data"] |= {name: None for name in data(wire, full=True) if name not in event["data"]}
    (nulls,) = read_json(orjson.dumps(event))
    assert nulls.digest == absent.digest
    assert read(orjson.loads(nulls.payload)).data == absent.report.data


WRONG: list[Any] = [None, True, 7, 1.5, "", "\n", [], {}, [[]], [{}], [None], [7], {"a": 1}]


@every_type
def test_every_field_refuses_wrong_kinds_with_a_pointer_to_it(wire: str) -> None:
    for name, value in data(wire, full=True).items():
        for wrong in WRONG:
            event = minimal(wire) | {"data": data(wire, full=True) | {name: wrong}}
            try:
                report = read(event)
            except ValidationError:
                assert all(pointer is not None and pointer.startswith(f"/data/{name}") for pointer in refused(event)), (name, wrong)
            else:
                kept = report.data.model_dump(mode="json", by_alias=True)[name]
                assert kept == wrong or wrong is None or isinstance(wrong, list | dict), (name, wrong, value)


@every_type
def test_its_schema_is_valid_and_accepts_what_the_reader_accepts(wire: str) -> None:
    found = schema(wire)
    assert jsonschema_rs.meta.is_valid(found)
    validator = jsonschema_rs.Draft202012Validator(found)
    for event in (minimal(wire), full(wire)):
        validator.validate(event)
    assert not validator.is_valid(minimal(wire) | {"wheather": "calm"})
    for other in set(facts()) - {wire}:
        assert not validator.is_valid(minimal(wire) | {"type": other})
    for name in minimal(wire):
        assert not validator.is_valid({key: value for key, value in minimal(wire).items() if key != name})


def patterns(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*(patterns(one) for one in part))
    if not isinstance(part, dict):
        return set()
    own = {part["pattern"]} if isinstance(part.get("pattern"), str) else set()
    return own.union(*(patterns(one) for one in part.values()))


def test_every_pattern_is_explained_in_words() -> None:
    assert patterns([schema(wire) for wire in facts()]) == set(FORMS)


@pytest.mark.parametrize(
    ("version", "said"), [(2, "only version 1"), (0, "at least 1"), (1.5, "whole number"), ("1", "whole number; write 1")]
)
def test_a_version_of_a_type_that_is_not_known_is_refused(version: Any, said: str) -> None:
    assert said in refused(minimal("exercise.held") | {"schema_version": version})["/schema_version"]


@pytest.mark.parametrize("published", ["2024-09-08/..", "2024/", "../.."])
def test_a_report_was_published_by_some_day(published: str) -> None:
    event = minimal("exercise.held")
    event["source"]["published"] = published
    assert set(refused(event)) == {"/source/published"}


def test_the_kind_of_an_example_fits_its_type() -> None:
    assert all(kind_of(wire) in facts()[wire].kinds for wire in facts())
