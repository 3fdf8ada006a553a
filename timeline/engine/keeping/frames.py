"""Messages between this process and one that it started: a length, then a pickle. Never for what strangers sent."""

import pickle
import struct
from asyncio import StreamReader
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">Q")


def write(message: object) -> bytes:
    said = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(said)) + said


async def receive(stream: StreamReader) -> Any:
    """The next message. Raises asyncio.IncompleteReadError when the other process has ended."""
    (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
    return pickle.loads(await stream.readexactly(length))  # noqa: S301  from a process of our own


def tell(stream: BinaryIO, message: object) -> None:
    said = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(said)))
    stream.write(said)  # some are large, and would be copied to be put behind their length
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """The next message, waiting for it. Raises EOFError when the other process has ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(*_LENGTH.unpack(head)))  # noqa: S301  from a process of our own
