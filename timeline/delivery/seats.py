"""How many may follow at once, of one client and in all: each holds a connection, and connections are what a process has few of."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from timeline.errors import ClientStreamsFull, StreamsFull

RETRY_AFTER_SECONDS = 10
"""Streams are long, so a seat is seldom free within a second."""


class Seats:
    """So many in all, so many for one client. A client is whatever the caller tells them apart by: an address, a key."""

    def __init__(self, seats_max: int, per_client_max: int) -> None:
        self._seats_max = seats_max
        self._per_client_max = per_client_max
        self._taken: Counter[str] = Counter()
        self.occupied = 0
        """How many are taken."""

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Hold a seat. Raises ClientStreamsFull where the client has its share, StreamsFull where nobody gets one."""
        if self._taken[client] >= self._per_client_max:
            raise ClientStreamsFull(
                f"this client has {self._per_client_max} live streams open; "
                "close one, or have TIMELINE_SUBSCRIBERS_PER_CLIENT_MAX raised where the service runs",
                retry_after=RETRY_AFTER_SECONDS,
            )
        if self.occupied >= self._seats_max:
            raise StreamsFull(
                f"{self._seats_max} live streams are open; connect later, or have TIMELINE_SUBSCRIBERS_MAX raised where the service runs",
                retry_after=RETRY_AFTER_SECONDS,
            )
        self._taken[client] += 1
        self.occupied += 1
        try:
            yield
        finally:
            self.occupied -= 1
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]
