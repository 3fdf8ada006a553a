"""What the tests of the HTTP face send."""

from typing import Any

import httpx2
import orjson

Json = dict[str, Any]

BRUNET = "exercise/brunet-takamori-2024"


def event(**more: Any) -> Json:
    """The start of an exercise; `more` replaces members, None leaves one out."""
    made: Json = {
        "type": "exercise.started",
        "subject": BRUNET,
        "valid": "2024-09-08",
        "data": {"name": "Brunet-Takamori 2024", "participants": ["FR", "JP"]},
        "source": {"publisher": "French Army", "published": "2024-09-08"},
    }
    return {name: value for name, value in (made | more).items() if value is not None}


def concluded(**more: Any) -> Json:
    return event(**{"type": "exercise.concluded", "valid": "2024-09-21", "data": {}} | more)


async def append(client: httpx2.AsyncClient, body: object, media_type: str = "application/json", **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return await client.post("/v1/events", content=content, headers={"content-type": media_type} | headers)


async def head(client: httpx2.AsyncClient) -> int:
    return int((await client.get("/livez")).headers["timeline-position"])
