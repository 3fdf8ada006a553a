"""A body to append, looked at before it is sent: its form by content, its size, and which line an event came from."""

from dataclasses import dataclass

from timeline import strict_json
from timeline.errors import Fault, NotJson, Unreadable
from timeline.intake import Limits

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Incoming:
    """`lines` holds for NDJSON the line number of each event, from 1."""

    body: bytes
    ndjson: bool
    count: int
    lines: tuple[int, ...] = ()


def inspect(body: bytes, limits: Limits) -> Incoming:
    """Find the form of a body. Raises NotJson for an empty one, Unreadable for more events than an append holds."""
    body = body.removeprefix(_BYTE_ORDER_MARK)
    if not body.strip():
        raise NotJson("there is nothing to append; give one event, an array of events, or one event a line")
    if _is_ndjson(body):
        lines = tuple(number for number, line in enumerate(body.split(b"\n"), 1) if line.strip())
        if len(lines) > limits.ndjson_events_max:
            raise Unreadable(
                f"an append holds at most {limits.ndjson_events_max:,} lines, this one {len(lines):,}; divide it, for instance with "
                f"'split -l {limits.ndjson_events_max} FILE', and append the parts: each is atomic by itself"
            )
        return Incoming(body, True, len(lines), lines)
    return Incoming(body, False, _counted(body, limits))


def placed(fault: Fault, incoming: Incoming) -> Fault:
    """The fault of an NDJSON body with the line in place of the number of the event."""
    _, number, *path = (fault.pointer or "").split("/", 2) if fault.pointer else ("", "")
    if not (incoming.ndjson and number.isdecimal() and int(number) < len(incoming.lines)):
        return fault
    pointer = f" /{path[0]}" if path else ""
    return Fault(fault.detail, pointer=f"line {incoming.lines[int(number)]}{pointer}")


def _is_ndjson(body: bytes) -> bool:
    """Several objects, each beginning a line: no single JSON value reads so."""
    if not body.lstrip().startswith(b"{") or b"\n{" not in body.strip():
        return False
    try:
        strict_json.loads(body)
    except NotJson:
        return True
    return False


def _counted(body: bytes, limits: Limits) -> int:
    """How many events a JSON body holds."""
    sent = strict_json.loads(body, depth_max=limits.depth_max)
    count = len(sent) if isinstance(sent, list) else 1
    if count > limits.array_events_max:
        raise Unreadable(
            f"an append holds at most {limits.array_events_max:,} events of an array, this one {count:,}; "
            f"write one event a line (NDJSON, up to {limits.ndjson_events_max:,} lines), for instance with 'jq -c .[] FILE'"
        )
    return count
