"""A service that says what a test has written down, one answer a connection, and keeps what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BEGUN = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


@dataclass
class Asked:
    """The request lines and headers of every connection, and the URL to be asked."""

    url: str = ""
    lines: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def chunk(text: str) -> bytes:
    data = text.encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


def problem(status: int, slug: str, **headers: str) -> bytes:
    body = f'{{"type": "/problems/{slug}", "title": "t", "status": {status}, "detail": "{slug}"}}'
    lines = [f"HTTP/1.1 {status} No", "content-type: application/problem+json", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@asynccontextmanager
async def scripted(answers: Sequence[bytes]) -> AsyncIterator[Asked]:
    """Each answer is given to one connection, which then ends; the last one's stays open. Further ones are refused."""
    asked, left = Asked(), list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *others = head.split("\r\n")
        asked.lines.append(first.split(" ")[1])
        asked.headers.append({line.partition(": ")[0].lower(): line.partition(": ")[2] for line in others if line})
        if left:
            writer.write(left.pop(0))
            await writer.drain()
            if not left:
                await reader.read()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        asked.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield asked
        server.close()
