"""When a message is tried again: the example of Standard Webhooks, with jitter."""

DELAYS_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: ten attempts in three days and three and a half hours."""
JITTER = 0.1
"""The part of a delay by which it is made longer or shorter at random, so that receivers that failed together are not tried together."""


def delay_seconds(failures: int, random: float) -> float | None:
    """How long to wait after so many failures, given a random number from 0 to 1; None when there have been enough."""
    if failures > len(DELAYS_SECONDS):
        return None
    return DELAYS_SECONDS[failures - 1] * (1 + JITTER * (2 * random - 1))
