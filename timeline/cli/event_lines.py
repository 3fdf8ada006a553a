"""Recorded events for people: four clocks, each under its own name."""

from collections.abc import Sequence

from timeline.cli import output
from timeline.cli.documents import Document
from timeline.cli.output import Column
from timeline.cli.wording import UNSAID

WIDE = 96
"""Below so many columns of a terminal, intervals are written on two lines."""


def table(events: Sequence[Document]) -> None:
    wide = not output.at_terminal() or output.width() >= WIDE
    output.table(_columns(wide), [_cells(event, wide) for event in events])


def _columns(wide: bool) -> list[Column]:
    return [
        Column("Pos", "cyan", number=True, width_max=9),
        Column("What"),
        Column("Valid", width_max=24 if wide else 11),
        Column("Published", width_max=24 if wide else 14),
        Column("Recorded", "dim", width_max=10, joint=" "),
    ]


def _cells(event: Document, wide: bool) -> list[list[str]]:
    source = event["source"]
    return [
        [str(event["position"])],
        [event["type"], event["subject"]],
        [*_date(event["valid"], wide), _manner(event)],
        [*_date(source["published"], wide), source["publisher"]],
        [*recorded(event).split(" ")],
    ]


def _date(text: str, wide: bool) -> list[str]:
    return [text] if wide else text.replace("/", "/\n").split("\n")


def _manner(event: Document) -> str:
    """The mode, and the modality where it is not the usual one."""
    return event["valid_mode"] if event["modality"] == UNSAID else f"{event['valid_mode']}, {event['modality']}"


def recorded(event: Document) -> str:
    """``2024-09-20 12:00:01Z``, to the second."""
    return f"{event['recorded_at'][:19]}Z".replace("T", " ")


def one_line(event: Document) -> str:
    """An event of a replay."""
    source = event["source"]
    return (
        f"{event['position']:>6}  {event['type']}  {event['subject']}  valid {event['valid']} ({_manner(event)}), "
        f"published {source['published']} by {source['publisher']}"
    )
