"""What each problem means and what to do about it, for people who follow the `type` of a problem document."""

from collections.abc import Iterator

from timeline.errors import TimelineError

METHOD_NOT_ALLOWED = "method-not-allowed"
WORDS = {
    "bad-request": (
        "The address, a header or a query parameter cannot be read. `errors` names each one. Unknown parameters are refused "
        "rather than ignored, so that a typing error never changes an answer silently."
    ),
    "bad-setting": "The service was started with a setting that cannot be used. `timeline settings` lists all of them with their origin.",
    "not-json": (
        "The body is not JSON that every program reads alike. Beside broken syntax, these are refused: keys that stand twice, NaN "
        "and infinities, lone surrogates, the character NUL, integers beyond 64 bits, and deep nesting."
    ),
    "unreadable": (
        "The body is JSON, but what it says cannot be accepted: a field is missing, unknown or of the wrong form, or a date does "
        "not exist. `errors` points at each place in the body as it was sent. Nothing was appended."
    ),
    "unknown-target": (
        "A claim speaks of an event that is neither in the log nor in the same append. Append the event first or together with the claim."
    ),
    "not-acceptable": "The address cannot answer in a media type that the Accept header allows. The detail lists those that it has.",
    "misdirected": "The Host header names a host that this service does not answer for. TIMELINE_HOSTS names further hosts.",
    "too-large": (
        "The body or an event has more bytes than the service accepts. Send the events in several appends; the limits are settings."
    ),
    "unsupported-media-type": (
        "Events are read as application/json, application/x-ndjson, application/cloudevents+json or application/cloudevents- "
        "batch+json, in UTF-8."
    ),
    "not-found": "There is nothing at this address, or it was not known yet at the time asked about.",
    "no-rows": (
        "Only rows that are kept can be built anew. Some views are joined from others when they are read, and the store in memory keeps "
        "no rows at all. The detail names the views to rebuild instead, where there are any."
    ),
    "rebuilding": (
        "One build of rows runs at a time, and one is running: because it was asked for, or because the code of a view is newer than "
        "its rows. GET /v1/views shows how far it is; one that was asked for can be cancelled."
    ),
    "conflict": "The request contradicts what the log holds or what is being done.",
    "id-reused": (
        "An event with this id and other content is in the log. Ids are for repeating an append safely: the same event may come "
        "again, another one needs another id."
    ),
    "version-conflict": (
        "Somebody else appended to the subject. `actual` is its version now: read what came, decide again, and send that as "
        "expected_version."
    ),
    "busy": (
        "The service has more to write than it accepts at once, or is about to stop. Send the same request again after the seconds "
        "in Retry-After."
    ),
    "streams-full": (
        "Each live stream holds a connection, and the service has as many as TIMELINE_SUBSCRIBERS_MAX allows. Connect again after the "
        "seconds in Retry-After; what comes meanwhile is in the log, and Last-Event-ID or `after` continues where you stopped."
    ),
    "client-streams-full": (
        "One client may have as many live streams open as TIMELINE_SUBSCRIBERS_PER_CLIENT_MAX says; a client is an address. Close some, "
        "or follow once and hand on to several: a stream may ask for many types at a time."
    ),
    "view-behind": "The views do not reflect the newest appends yet. Ask again after the seconds in Retry-After, or say stale=ok.",
    "store-unavailable": "The store cannot be reached. Nothing is lost that was answered; send the request again later.",
    "store-owned": "Another process owns the store. Speak to that one.",
    "refused": "The service does not do this, whoever asks: requests from pages of other sites are among it.",
    "internal": "A fault of the service. Its log tells the story under the `instance` of the problem document.",
    "address-too-long": "The path and the query have more bytes than the service reads. Ask with fewer values, or for several pages.",
    "headers-too-large": "The headers have more bytes together than the service reads. Cookies are often why, and none are needed here.",
    "unknown-method": "The method is none that HTTP is known to have, so that no address can allow it. GET, HEAD and POST are used here.",
    METHOD_NOT_ALLOWED: "The address exists but does not know the method. The Allow header lists those that it knows.",
}


def titles() -> dict[str, str]:
    """The title of every problem by its slug."""
    return {METHOD_NOT_ALLOWED: "The address does not know this method."} | {
        cls.slug: (cls.__doc__ or "").strip().splitlines()[0] for cls in kinds(TimelineError) if "slug" in vars(cls)
    }


def kinds(base: type[TimelineError]) -> Iterator[type[TimelineError]]:
    """The error and all that are more special."""
    yield base
    for cls in base.__subclasses__():
        yield from kinds(cls)
