"""A store opened, filled with the demo facts where that is asked for, and served."""

import sys

from timeline import demo
from timeline.cli import output
from timeline.http.server import serve
from timeline.intake import read_json
from timeline.service import Service, open_service
from timeline.settings import Settings

EVENT = (
    '{"type":"exercise.reported_ongoing","subject":"exercise/brunet-takamori-2024","valid":"2024-09-12","data":{},'
    '"source":{"publisher":"You","published":"2024-09-12"}}'
)


async def serve_store(settings: Settings, *, demo_if_empty: bool) -> None:
    """Serve until told to stop, then close the store. Raises StoreUnavailable, StoreOwned or Refused before it answers."""
    service = await open_service(settings.store, behind_events_max=settings.behind_events_max, folding_processes=settings.folding_processes)
    try:
        if demo_if_empty and (await service.head()).position == 0:
            await _load_demo(service)
        await serve(service, settings, _announce)
    finally:
        await service.close()


async def _load_demo(service: Service) -> None:
    batches = demo.batches()
    with output.progress("loading the demo facts") as bar:
        for number, batch in enumerate(batches, 1):
            await service.append(read_json(batch))
            bar(number, len(batches))


def _announce(url: str) -> None:
    """Where it answers, and three things to try."""
    output.say(f"Timeline answers at {url} (end with Ctrl-C)", "bold")
    for line in curls(url):
        output.say(line)
    sys.stdout.flush()


def curls(url: str) -> tuple[str, str, str]:
    """An append, a question about a day, the live stream."""
    return (
        f"curl {url}/v1/events -H 'content-type: application/json' -d '{EVENT}'",
        f"curl '{url}/v1/views/active-exercises?on=2024-09-12'",
        f"curl -N '{url}/v1/events/live?after=0'",
    )
