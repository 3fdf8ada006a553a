"""What is worked out once of something that never changes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Memo = dict[Any, Any]
"""What was worked out, by the function that did or by what it was asked."""


class Remembers(Protocol):
    """A fact or a case: it never changes, so neither does what follows from it."""

    @property
    def memo(self) -> Memo: ...


R = TypeVar("R", bound=Remembers)


def once(work: Callable[[R], T]) -> Callable[[R], T]:
    """Work out once what several views, or one view time and again, ask of the same fact or case."""

    @wraps(work)
    def known(of: R) -> T:
        memo = of.memo
        if work not in memo:
            memo[work] = work(of)
        found: T = memo[work]
        return found

    return known
