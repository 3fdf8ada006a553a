"""What can go wrong, said once: the docstring is the title, the argument the detail. Nothing here knows of HTTP."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: `pointer` a JSON Pointer into the body, or `parameter` the name of a query parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class TimelineError(Exception):
    """Something went wrong."""

    slug: ClassVar[str] = "internal"

    def __init__(self, detail: str, *, faults: tuple[Fault, ...] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults
        self.extra = extra

    @property
    def title(self) -> str:
        return (type(self).__doc__ or "").strip().splitlines()[0]


class BadRequest(TimelineError):
    """The request cannot be read."""

    slug = "bad-request"


class NotJson(BadRequest):
    """The body is not strict JSON."""

    slug = "not-json"


class Unreadable(TimelineError):
    """The content cannot be accepted."""

    slug = "unreadable"


class UnknownTarget(Unreadable):
    """A claim names an event that is neither in the log nor in the same append."""

    slug = "unknown-target"


class BadSetting(BadRequest):
    """A setting has a value that cannot be used."""

    slug = "bad-setting"


class NotAcceptable(TimelineError):
    """The answer cannot be had in a form that the request accepts."""

    slug = "not-acceptable"


class Misdirected(TimelineError):
    """The request was meant for another host."""

    slug = "misdirected"


class TooLarge(TimelineError):
    """The request is larger than the service accepts."""

    slug = "too-large"


class UnsupportedMedia(TimelineError):
    """The media type is not one that this address reads."""

    slug = "unsupported-media-type"


class NotFound(TimelineError):
    """There is no such thing."""

    slug = "not-found"


class NoRows(NotFound):
    """The view has no rows of its own."""

    slug = "no-rows"


class Conflict(TimelineError):
    """The log holds something else."""

    slug = "conflict"


class IdReused(Conflict):
    """An event with this id and other content is in the log."""

    slug = "id-reused"


class VersionConflict(Conflict):
    """The subject is at another version than expected."""

    slug = "version-conflict"


class Rebuilding(Conflict):
    """Rows of views are being built already."""

    slug = "rebuilding"


class Busy(TimelineError):
    """The service has more to do than it accepts; try again later."""

    slug = "busy"


class StreamsFull(Busy):
    """As many live streams are open as the service allows; try again later."""

    slug = "streams-full"


class ClientStreamsFull(StreamsFull):
    """This client has as many live streams open as one may have."""

    slug = "client-streams-full"


class ViewBehind(Busy):
    """The views do not reflect the newest appends yet; try again later, or say stale=ok."""

    slug = "view-behind"


class StoreUnavailable(TimelineError):
    """The store cannot be opened or reached."""

    slug = "store-unavailable"


class StoreOwned(StoreUnavailable):
    """Another process owns this store."""

    slug = "store-owned"


class Refused(TimelineError):
    """The service refuses to do this."""

    slug = "refused"
