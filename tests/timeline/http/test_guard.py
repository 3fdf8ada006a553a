import httpx2
import pytest

from tests.timeline.http.conftest import BASE
from tests.timeline.http.sent import append, event, head
from timeline.http.app import make_app
from timeline.http.guard import LOOPBACK_HOSTS, hosts_of
from timeline.service import Service
from timeline.settings import load

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
async def test_loopback_hosts_are_served_on_any_port(client: httpx2.AsyncClient, host: str) -> None:
    assert (await client.get("/livez", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.2", "8.8.8.8:8000", "evil.example:8000"])
async def test_other_hosts_are_misdirected(client: httpx2.AsyncClient, host: str) -> None:
    answer = await client.get("/livez", headers={"host": host})
    assert (answer.status_code, answer.json()["type"]) == (421, "/problems/misdirected")


@pytest.mark.parametrize("host", ["", "a b", "localhost:port", "user@localhost", "localhost/x"])
async def test_a_host_that_cannot_be_read_is_a_bad_request(client: httpx2.AsyncClient, host: str) -> None:
    assert (await client.get("/livez", headers={"host": host})).status_code == 400


async def test_configured_hosts_are_served(service: Service) -> None:
    app = make_app(service, load(hosts="timeline.example, other.example:8443"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=BASE) as client:
        found = [
            (await client.get("/livez", headers={"host": host})).status_code
            for host in ("timeline.example:1", "other.example:8443", "other.example")
        ]
    assert found == [200, 200, 421]


@pytest.mark.parametrize(
    ("host", "own"), [("192.0.2.7", {"192.0.2.7"}), ("2001:DB8::1", {"[2001:db8::1]"}), ("0.0.0.0", set()), ("::", set())]
)
def test_the_address_listened_on_is_served_unless_it_is_every_address(host: str, own: set[str]) -> None:
    assert hosts_of(load(host=host, open=True)) == LOOPBACK_HOSTS | own


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:3000", "https://localhost:8000.evil.example", "localhost:8000", "", "file://"],
)
async def test_foreign_origins_are_refused_and_change_nothing(client: httpx2.AsyncClient, origin: str) -> None:
    answer = await append(client, event(), origin=origin)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/refused")
    assert (await client.get("/v1/events", headers={"origin": origin})).status_code == 403
    assert await head(client) == 0


async def test_the_own_origin_is_served_and_the_port_of_the_scheme_understood(client: httpx2.AsyncClient) -> None:
    assert (await append(client, event(), origin=BASE)).status_code == 201
    assert (await client.get("/livez", headers={"origin": "http://localhost", "host": "localhost:80"})).status_code == 200


async def test_no_answer_opens_the_service_to_other_sites(client: httpx2.AsyncClient) -> None:
    answer = await client.options("/v1/events", headers={"origin": BASE, "access-control-request-method": "POST"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("url", ["/v1/events", "/v1/views/exercises", "/nothing", "/v1/events?x", "/openapi.json", "/", "/problems/busy"])
async def test_every_answer_says_the_position_and_that_types_are_not_to_be_guessed(client: httpx2.AsyncClient, url: str) -> None:
    await append(client, [event(), event()])
    answer = await client.get(url)
    assert (answer.headers["timeline-position"], answer.headers["x-content-type-options"]) == ("2", "nosniff")


async def test_a_refused_host_learns_the_position_too(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/", headers={"host": "evil.example"})).headers["timeline-position"] == "0"


@pytest.mark.parametrize("url", ["/v1/events", "/v1/views", "/v1/types", "/livez", "/", "/v1/events/live"])
async def test_head_is_get_without_the_body(client: httpx2.AsyncClient, url: str) -> None:
    answer = await client.head(url)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(("method", "url", "allow"), [("DELETE", "/v1/events", "GET, HEAD, POST"), ("PUT", "/v1/views", "GET, HEAD")])
async def test_an_unknown_method_is_told_the_known_ones(client: httpx2.AsyncClient, method: str, url: str, allow: str) -> None:
    answer = await client.request(method, url)
    assert (answer.status_code, answer.headers["allow"], answer.json()["type"]) == (405, allow, "/problems/method-not-allowed")
