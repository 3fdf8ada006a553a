"""How often Python looks for garbage in cycles: seldom, since this service makes many objects that live and few cycles."""

import gc

COLLECTION_THRESHOLD = 200_000


def collect_seldom() -> None:
    """Leave what is there now out of every collection, and collect only when so many more objects have come than gone."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTION_THRESHOLD, 20, 20)
