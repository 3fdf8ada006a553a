"""What an event can be found by."""

import orjson

from tests.events.examples import full, minimal
from timeline.intake import read_json
from timeline.log.terms import Terms, sought, terms


def of(event: dict[str, object]) -> Terms:
    (proposed,) = read_json(orjson.dumps(event))
    return terms(proposed.payload)


def test_everybody_in_a_field_for_actors_is_named_and_a_subject_that_is_one() -> None:
    assert of(full("exercise.held") | {"subject": "exercise/one"}).actors == {"FR", "JP"}
    assert "org/nato" in of(full("agreement.ratified")).actors
    assert "actor/self-defence-force" in of(minimal("statement.made") | {"subject": "actor/self-defence-force"}).actors


def test_every_text_of_the_event_can_be_searched() -> None:
    found = of(full("exercise.held"))
    for q in ('"Brunet-Takamori 2024"', "jules brunet", '"french army"', '"from the evening news"'):
        assert sought(None, q).found_in(found), q
    assert not sought(None, '"army french"').found_in(found)
