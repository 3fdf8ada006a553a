import pytest

from timeline.delivery.seats import Seats
from timeline.errors import ClientStreamsFull, StreamsFull


def test_a_seat_is_free_again_however_its_reader_left() -> None:
    seats = Seats(1, 1)
    with pytest.raises(ZeroDivisionError), seats.taken("127.0.0.1"):
        raise ZeroDivisionError
    with seats.taken("127.0.0.1"):
        assert seats.occupied == 1
    assert seats.occupied == 0


def test_one_client_cannot_take_all_seats() -> None:
    seats = Seats(3, 2)
    with seats.taken("10.0.0.1"), seats.taken("10.0.0.1"):
        with pytest.raises(ClientStreamsFull, match="TIMELINE_SUBSCRIBERS_PER_CLIENT_MAX"), seats.taken("10.0.0.1"):
            pass
        with seats.taken("10.0.0.2"):
            with pytest.raises(StreamsFull, match="TIMELINE_SUBSCRIBERS_MAX") as caught, seats.taken("10.0.0.3"):
                pass
            assert not isinstance(caught.value, ClientStreamsFull)
            assert caught.value.extra == {"retry_after": 10}
