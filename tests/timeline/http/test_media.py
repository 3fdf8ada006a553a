import httpx2
import pytest

from tests.timeline.http.sent import append, event
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


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JSON_ADDRESSES = [
    "/v1/events", "/v1/events/a", "/v1/subjects", "/v1/subjects/exercise/brunet-takamori-2024", "/v1/types", "/v1/types/exercise.held",
    "/v1/views", "/v1/views/exercises", "/v1/views/exercises/rows/exercise/brunet-takamori-2024?on=2024-09-08",
    "/v1/views/exercises/history/exercise/brunet-takamori-2024", "/v1/views/exercises/diff", "/v1/views/exercises/counts", "/openapi.json",
]  # fmt: skip
PAGES = ["/", "/docs", "/problems/bad-request"]


@pytest.mark.anyio
@pytest.mark.parametrize(("url", "type_"), [(url, "application/json") for url in JSON_ADDRESSES] + [(url, "text/html") for url in PAGES])
async def test_every_address_says_in_which_form_it_answers_or_refuses(client: httpx2.AsyncClient, url: str, type_: str) -> None:
    assert (await append(client, event(id="a", subject="exercise/brunet-takamori-2024", valid="2024-09-08"))).status_code == 201
    for accepted in ("*/*", type_, BROWSER if type_ == "text/html" else "application/json, text/plain, */*"):
        answer = await client.get(url, headers={"accept": accepted})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, type_)
    refused = await client.get(url, headers={"accept": "image/png"})
    assert (refused.status_code, refused.headers["content-type"]) == (406, "application/problem+json")
    assert refused.json()["type"] == "/problems/not-acceptable"


@pytest.mark.anyio
async def test_a_browser_that_asks_for_any_form_last_gets_json_from_an_address_of_json(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/views", headers={"accept": BROWSER})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["/livez", "/readyz"])
async def test_a_probe_is_answered_whatever_it_accepts(client: httpx2.AsyncClient, url: str) -> None:
    assert (await client.get(url, headers={"accept": "image/png"})).status_code == 200


@pytest.mark.anyio
async def test_an_append_is_answered_whatever_it_accepts(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/v1/events", json=event(), headers={"accept": "image/png"})).status_code == 201
