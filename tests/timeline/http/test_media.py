import pytest

from timeline.errors import NotAcceptable
from timeline.http.media import answer_type

OFFERED = ("application/json", "text/csv")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ([], "application/json"),
        (["*/*"], "application/json"),
        (["text/csv"], "text/csv"),
        (["text/*, application/*;q=0.5"], "text/csv"),
        (["text/csv;q=0.5, */*"], "application/json"),
        (["text/csv", "application/json;q=0.9"], "text/csv"),
        (["text/csv;q=nonsense, application/json;q=0.1"], "application/json"),
        (["APPLICATION/JSON; q=0.3"], "application/json"),
    ],
)
def test_the_type_that_is_liked_best_is_chosen(accept: list[str], expected: str) -> None:
    assert answer_type(accept, OFFERED) == expected


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0, text/csv;q=0", "application"])
def test_what_is_not_offered_is_refused(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        answer_type([accept], OFFERED)
