"""Keys of rows, and which subjects one may be of: a subject, the id of an event, or a subject before or after a ``#``."""

from collections.abc import Set

from timeline.log.protocol import Log


async def subjects_named(key: str, kinds: Set[str], log: Log) -> set[str]:
    """Every subject of these kinds that the key can name."""
    named = {key.partition("#")[0], key.rpartition("#")[2], *(event.subject for event in await log.get([key]))}
    return {subject for subject in named if subject.partition("/")[0] in kinds}
