"""The least that tells many: Starlette's StreamingResponse, one event for all, nothing stored. What following is measured against."""

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


class Broadcaster:
    """Whatever is posted goes to all who are connected."""

    def __init__(self) -> None:
        self._message = b""
        self._news = asyncio.Event()

    async def publish(self, request: Request) -> Response:
        self._message = await request.body()
        self._news.set()
        self._news = asyncio.Event()
        return JSONResponse({"published": len(self._message)}, 201)

    async def follow(self, request: Request) -> Response:  # noqa: ARG002  an endpoint takes its request
        return StreamingResponse(self._messages(), media_type="text/event-stream")

    async def _messages(self) -> AsyncIterator[bytes]:
        while True:
            await self._news.wait()
            yield self._message


def bare_app() -> Starlette:
    broadcaster = Broadcaster()
    return Starlette(
        routes=[Route("/publish", broadcaster.publish, methods=["POST"]), Route("/follow", broadcaster.follow)],
    )
