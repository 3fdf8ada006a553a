"""Requests that are refused before any address is looked up: what can be wrong with them, beside a plain BadRequest."""

from timeline.errors import BadRequest


class AddressTooLong(BadRequest):
    """The address of the request is too long."""

    slug = "address-too-long"


class HeadersTooLarge(BadRequest):
    """The headers of the request are too large."""

    slug = "headers-too-large"


class UnknownMethod(BadRequest):
    """No address knows this method."""

    slug = "unknown-method"
