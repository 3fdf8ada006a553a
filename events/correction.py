"""A correction applied: a JSON merge patch over an event as it was sent."""

from collections.abc import Mapping
from typing import Any, cast

import orjson

from events.fact import Fact, Report
from events.registry import reader


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with the patch applied (RFC 7396): null removes, objects merge, everything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged: dict[str, Any] = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def corrected(sent: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The event as sent with the changes made. A mode that was not sent stays unsent, so it is chosen anew."""
    return cast(dict[str, Any], merge_patch(sent, changes))


def read(sent: Mapping[str, Any]) -> Report[Fact]:
    """The report that the fields make. Raises pydantic.ValidationError when they make none."""
    return reader().validate_json(orjson.dumps(sent), strict=True)
