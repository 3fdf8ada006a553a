"""Tracks of Chinese and Russian ships and aircraft around Japan, from releases of its Joint Staff (PLA Path Database).

A release draws tracks that are new and repeats earlier ones ("old"). Reports of one ship on one day meet on one subject. Where a
later release draws an "old" track as new, the old report is corrected to what the later one says; an "old" track that only
repeats an earlier release is one more report. The release says where, not in which zone: ships are read as being in the
exclusive economic zone, aircraft in the air defence identification zone, and the report as `assessed` for that reason.
Read whole, since a later row corrects an earlier one.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from timeline.importers.geometry import places
from timeline.importers.item import Doubt, Event, Found, Importer, Item, Passed
from timeline.importers.naming import Ids, id_part
from timeline.importers.releases import aircraft, described_days, first_day, hulls, hulls_of, labels, release_day
from timeline.importers.rows import Row, rows

NEEDS = (
    "order",
    "country",
    "version",
    "id_num",
    "id_content",
    "data",
    "geojson",
    "unique_labels",
    "file_name",
    "urls",
    "first_page_content",
)
ACTORS = {"china": ("CN",), "russia": ("RU",), "both": ("CN", "RU")}
ZONES = {"ship": "eez", "flight": "adiz"}
KINDS = {"ship": "ship", "flight": "aircraft"}
SOURCE = {
    "publisher": "PLA Path Database",
    "title": "PLA Path Database: releases of the Joint Staff",
    "chain": ["Joint Staff, Ministry of Defense, Japan"],
    "lang": "ja",
}


class _Track(NamedTuple):
    row: Row
    event: Event
    released: str


def read(file: BinaryIO) -> Iterator[Item]:
    tracks: dict[str, list[_Track]] = defaultdict(list)
    shown, ids = set(), Ids()
    for row in rows(file, needs=NEEDS):
        if isinstance(row, Doubt):
            yield row
            continue
        drawn = (row.cells["file_name"], row.cells["id_num"], row.cells["id_content"])
        if drawn in shown:
            yield Passed(row.line, f"a further shape of {row.cells['id_num']}")
            continue
        shown.add(drawn)
        for item in _reports(row, ids):
            yield item.event if isinstance(item, _Corrigible) else item
            if isinstance(item, _Corrigible):
                tracks[item.track.event["subject"]].append(item.track)
    for met in tracks.values():
        yield from _corrections(met)


class _Corrigible(NamedTuple):
    event: Found
    track: _Track


def _reports(row: Row, ids: Ids) -> Iterator[Item | _Corrigible]:
    cells = row.cells
    released = release_day(cells["file_name"])
    if released is None:
        yield Doubt(row.line, "file_name", f"{cells['file_name']!r} holds no day of release", refused=True)
        return
    if cells["data"] not in ZONES or cells["country"] not in ACTORS:
        yield Doubt(
            row.line, "data", f"{cells['country']!r} {cells['data']!r} is neither a ship nor a flight of China or Russia", refused=True
        )
        return
    valid = described_days(cells["id_content"], released)
    if valid is None:
        valid = first_day(cells["first_page_content"], released)
        why = f"names no day; {valid} is the first day in the text of the release" if valid else "names no day; some day up to the release"
        yield Doubt(row.line, "id_content", why)
        valid = valid or f"/{released}"
    located: list[Event] = []
    try:
        located = places(json.loads(cells["geojson"].replace("'", '"')))
    except ValueError as error:
        yield Doubt(row.line, "geojson", f"{error}; without a place")
    for actor in ACTORS[cells["country"]]:
        event = _event(row, actor, valid, released, ids) | ({"places": located} if located else {})
        yield _Corrigible(Found(row.line, event, {"/valid": "id_content"}), _Track(row, event, released))


def _event(row: Row, actor: str, valid: str, released: str, ids: Ids) -> Event:
    cells = row.cells
    key = id_part(f"{cells['file_name'].partition('.')[0]}:{cells['id_num'].strip('$')}:{actor}")
    ships = hulls(cells["id_content"])
    named = f"{valid[:10]}-{ships[0]}" if ships and valid[0] != "/" else key.replace(":", "-").lower()
    source: Event = SOURCE | {"published": released}
    if cells["urls"].startswith("https://"):
        source["url"] = cells["urls"]
    data = {"actor": actor, "zone": ZONES[cells["data"]], "of": "JP"}
    platforms = _platforms(cells) if cells["country"] != "both" else []
    return {
        "id": f"pla-jp:{ids.unique(key)}", "type": "incursion.reported", "subject": f"incursion/jp-{actor.lower()}-{named}",
        "valid": valid, "valid_mode": "within" if "/" in valid else "at", "modality": "assessed",
        "data": data | ({"platforms": platforms} if platforms else {}), "source": source, "note": cells["id_content"],
    }  # fmt: skip


def _platforms(cells: dict[str, str]) -> list[Event]:
    """The classes of the row; the number of aircraft where there is one class, hull numbers where they stand behind theirs."""
    kind, classes, content = KINDS[cells["data"]], labels(cells["unique_labels"]), cells["id_content"]
    found: list[Event] = []
    for one in classes:
        ships = [] if kind == "aircraft" else hulls_of(one, content) or (hulls(content) if len(classes) == 1 else [])
        found += [{"kind": kind, "class": one, "hull": hull} for hull in ships] or [{"kind": kind, "class": one}]
    count = aircraft(content) if kind == "aircraft" and len(found) == 1 else None
    return [{**found[0], "count": count}] if count else found


def _corrections(met: list[_Track]) -> Iterator[Item]:
    """What the first later release that draws an old track as new changes in it."""
    for old in met:
        newer = [track for track in met if track.row.cells["version"] == "new" and track.released > old.released]
        if old.row.cells["version"] != "old" or not newer:
            continue
        new = min(newer, key=lambda track: (track.released, track.row.line))
        if changes := _changes(old.event, new.event):
            yield Found(
                new.row.line,
                {
                    "id": f"{old.event['id']}:corrected", "type": "claim.corrected", "subject": old.event["subject"],
                    "valid": new.released, "source": new.event["source"],
                    "data": {"target": old.event["id"], "changes": changes, "reason": f"drawn again in the release of {new.released}"},
                },
            )  # fmt: skip


def _changes(old: Event, new: Event) -> Event:
    """The merge patch from one report to the other."""
    changes: dict[str, Any] = {
        name: new[name] for name in ("valid", "valid_mode", "places") if name in new and new.get(name) != old.get(name)
    }
    if new["data"].get("platforms") != old["data"].get("platforms"):
        changes["data"] = {"platforms": new["data"].get("platforms")}
    return changes


IMPORTER = Importer("pla-japan", "PLA tracks around Japan (CSV of the PLA Path Database)", read)
