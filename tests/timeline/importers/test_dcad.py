import pytest

from tests.history import rows
from tests.timeline.importers.samples import DCAD, dcad, doubts, events, table


def steps(**cells: str) -> dict[str, str]:
    return {event["type"]: event["valid"] for event in events("dcad", table(DCAD, dcad(**cells)))}


def test_the_parties_are_read_by_the_codes_of_cow() -> None:
    (event,) = events("dcad", table(DCAD, dcad()))
    assert event["subject"] == "agreement/x-0001"
    assert event["data"] == {"kind": "defence_cooperation", "parties": ["AT", "AU"]}
    assert event["source"]["chain"] == ["Gazette"]


@pytest.mark.parametrize(
    ("cells", "valid"), [({}, "1990-XX-XX"), ({"signMonth": "6"}, "1990-06-XX"), ({"signMonth": "6", "signDay": "7"}, "1990-06-07")]
)
def test_a_signature_is_as_exact_as_the_row(cells: dict[str, str], valid: str) -> None:
    assert steps(**cells) == {"agreement.signed": valid}


def test_in_force_before_signature_is_kept_and_shows_in_conflicts() -> None:
    found = events("dcad", table(DCAD, dcad(EIFYear="1989", EIFMonth="2", EIFDay="3")))
    assert [event["type"] for event in found] == ["agreement.signed", "agreement.entered_into_force"]
    assert rows("conflicts", found) != {}


def test_a_number_of_years_gives_an_approximate_end() -> None:
    assert steps(terminated="1", durationActual="10")["agreement.terminated"] == "2000~"
    assert steps(terminated="1", durationActual="10", EIFYear="1992")["agreement.terminated"] == "2002~"


@pytest.mark.parametrize("code", ["0", "-88", "-99"])
def test_a_code_for_unknown_ends_nothing(code: str) -> None:
    assert "agreement.terminated" not in steps(terminated=code, durationActual="10")


def test_letters_that_contradict_the_number_are_reported() -> None:
    assert doubts("dcad", table(DCAD, dcad(cowName2="EGY"), dcad(DCAid="X-2", ccode1="9999", cowName1="???"))) == [
        (2, "ccode2", False),
        (3, "ccode1", False),
    ]
