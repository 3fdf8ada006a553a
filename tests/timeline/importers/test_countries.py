import pytest

from timeline.importers.countries import _ROWS, by_alpha_3, by_any, by_cow_letters, by_cow_number, by_name


def test_the_letters_of_cow_are_not_those_of_iso() -> None:
    assert (by_cow_letters("AUS"), by_cow_letters("AUL")) == ("AT", "AU")
    assert by_alpha_3("AUS") == "AU"
    assert (by_cow_letters("SWZ"), by_alpha_3("SWZ")) == ("CH", "SZ")
    assert (by_cow_letters("SLO"), by_cow_letters("SLV")) == ("SK", "SI")


@pytest.mark.parametrize(("number", "code"), [("255", "DE"), ("260", "DE"), ("265", "DD"), ("315", "CS"), ("316", "CZ"), ("2", "US")])
def test_states_that_are_gone_keep_their_code(number: str, code: str) -> None:
    assert by_cow_number(number) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cote d\u2019ivoire", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Sao Tome & Principe", "ST"),
        ("German Democratic Republic", "DD"),
        ("Atlantis", None),
    ],
)
def test_names_are_found_without_case_accents_and_punctuation(name: str, code: str | None) -> None:
    assert by_name(name) == code


def test_a_user_may_write_a_name_or_either_code() -> None:
    assert [by_any(text) for text in ("Japan", "jp", "JPN", "nowhere")] == ["JP", "JP", "JP", None]


def test_no_code_stands_for_two_countries() -> None:
    for column in range(3):
        codes = [code for row in _ROWS for code in row[column].split(",") if code != "-"]
        assert len(set(codes)) == len(codes)
