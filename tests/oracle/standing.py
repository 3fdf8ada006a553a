"""Which reports are in force, and as what: retractions and corrections of retractions and corrections, by plain recursion."""

from collections.abc import Iterable
from typing import Any

from events.correction import read
from tests.oracle.said import Json, Said


def patched(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        kept.pop(name, None) if value is None else kept.update({name: patched(kept.get(name), value)})
    return kept


class Standing:
    """What follows from the events of a log that are known, given as they were sent."""

    def __init__(self, sent: Iterable[tuple[Json, bytes]]) -> None:
        self.sent: dict[str, Said] = {}
        for event, digest in sent:
            source = event["source"]
            self.sent[event["id"]] = Said(event, digest, source.get("reliability"), source.get("credibility"))

    def claims(self, kind: str, target: str) -> list[Said]:
        """Claims of this kind about the target that are in force, in the order in which they take effect."""
        about = (said for said in self.sent.values() if said.type == f"claim.{kind}" and said.data["target"] == target)
        standing = [(self.as_corrected(said), said) for said in about if not self.retracted(said.id)]
        actual = [(now, said) for now, said in standing if now.modality == "actual"]
        return [now for now, said in sorted(actual, key=lambda pair: (pair[1].published, pair[1].digest))]

    def retracted(self, event: str) -> bool:
        return bool(self.claims("retracted", event))

    def as_corrected(self, said: Said) -> Said:
        now = said.event
        for claim in self.claims("corrected", said.id):
            now = _if_readable(patched(now, claim.data["changes"]), now)
        reliability, credibility = said.reliability, said.credibility
        for grade in self.claims("regraded", said.id):
            reliability = grade.data.get("reliability", reliability)
            credibility = grade.data.get("credibility", credibility)
        return Said(now, said.digest, reliability, credibility)

    @property
    def told(self) -> dict[str, Said]:
        """What is said of the world, as sent."""
        return {name: said for name, said in self.sent.items() if not said.type.startswith(("claim.", "subject."))}

    def facts(self) -> list[Said]:
        """What is said of the world, as it stands now."""
        return [self.as_corrected(said) for said in self.told.values() if not self.retracted(said.id)]

    def disputed(self, said: Said) -> bool:
        return bool(self.claims("disputed", said.id))


def _if_readable(event: Json, otherwise: Json) -> Json:
    try:
        read(event)
    except ValueError:
        return otherwise
    return event
