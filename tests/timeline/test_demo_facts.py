"""The demo facts are read, complete, honest about their one source, and in our own words."""

import os
import re
from pathlib import Path

import pytest

from events.claim import Claim
from timeline.demo import batches
from timeline.intake import read_json
from timeline.record import Proposed

ROOT = Path(__file__).parents[2]
ARTICLE = Path(os.environ.get("TIMELINE_TEST_ARTICLE", ROOT.parent / "shared" / "seed" / "article.txt"))
PAGE = ROOT / "docs" / "demo.md"
RUN_WORDS = 8

BT24, BT23 = "exercise/brunet-takamori-2024", "exercise/brunet-takamori-2023"
OCEAN, NORTHERN = "exercise/ocean-2024", "exercise/northern-interaction-2024"
RAA, PRESENCE = "agreement/france-japan-raa", "deployment/france-indo-pacific"
LIAONING = "incursion/liaoning-contiguous-zone-2024-09"
VESSEL = "incursion/chinese-naval-vessel-territorial-waters-2024-09"
AIRCRAFT = "incursion/chinese-aircraft-airspace-2024-08"

ONGOING, EARLY_SEPTEMBER = ("2024-09-18/2024-09-20", "within"), ("2024-09-01/2024-09-18", "within")
IN_SEPTEMBER, ALL_SEPTEMBER = ("2024-09", "within"), ("2024-09", "throughout")
THIS_WEEK, IN_AUGUST, IN_2021 = ("2024-09-16/2024-09-20", "within"), ("2024-08", "within"), ("2021", "within")

CLAIMS = [
    (1, "demo-01-brunet-takamori-ongoing", "exercise.reported_ongoing", BT24, ONGOING),
    (2, "demo-01-brunet-takamori-ongoing", "exercise.reported_ongoing", BT24, ONGOING),
    (3, "demo-03-france-joins", "exercise.participant_joined", BT24, ONGOING),
    (3, "demo-03-japan-joins", "exercise.participant_joined", BT24, ONGOING),
    (4, "demo-04-foreign-legion-first", "superlative.claimed", BT24, IN_SEPTEMBER),
    (5, "demo-01-brunet-takamori-ongoing", "exercise.reported_ongoing", BT24, ONGOING),
    (6, "demo-06-brunet-takamori-end-planned", "exercise.announced", BT24, ("/2024-09-21", "throughout")),
    (7, "demo-07-first-edition-held", "exercise.held", BT23, ("2023-09/2023-10", "throughout")),
    (8, "demo-08-countering-china", "assessment.published", "actor/france", IN_SEPTEMBER),
    (8, "demo-08-signal-to-beijing-and-moscow", "assessment.published", BT24, IN_SEPTEMBER),
    (9, "demo-09-first-step-of-a-strategy", "statement.made", BT24, ("/2024-09-20", "within")),
    (10, "demo-10-china-defence-budget", "indicator.reported", "actor/china", IN_2021),
    (11, "demo-11-china-spending-rank", "indicator.reported", "actor/china", IN_2021),
    (11, "demo-11-warning-about-china", "statement.made", "actor/china", IN_2021),
    (12, "demo-12-raa-talks-speed-up", "agreement.negotiation_progressed", RAA, EARLY_SEPTEMBER),
    (13, "demo-13-ambassador-hopes-for-closer-ties", "statement.made", RAA, EARLY_SEPTEMBER),
    (14, "demo-14-ambassador-on-deployments", "statement.made", RAA, EARLY_SEPTEMBER),
    (15, "demo-15-islands-matter-to-japan", "assessment.published", RAA, IN_SEPTEMBER),
    (16, "demo-16-france-territories", "indicator.reported", "actor/france", ALL_SEPTEMBER),
    (16, "demo-16-france-citizens", "indicator.reported", "actor/france", ALL_SEPTEMBER),
    (16, "demo-16-france-eez-share", "indicator.reported", "actor/france", ALL_SEPTEMBER),
    (17, "demo-17-french-presence", "deployment.presence_reported", PRESENCE, ALL_SEPTEMBER),
    (17, "demo-17-only-european-presence", "superlative.claimed", PRESENCE, ALL_SEPTEMBER),
    (18, "demo-18-china-japan-tensions", "assessment.published", "topic/china-japan-relations", IN_SEPTEMBER),
    (19, "demo-19-liaoning-in-contiguous-zone", "incursion.reported", LIAONING, THIS_WEEK),
    (19, "demo-19-liaoning-first", "superlative.claimed", LIAONING, THIS_WEEK),
    (20, "demo-20-naval-vessel-in-territorial-sea", "incursion.reported", VESSEL, ("2024-09-01/2024-09-20", "within")),
    (21, "demo-21-aircraft-in-airspace", "incursion.reported", AIRCRAFT, IN_AUGUST),
    (21, "demo-21-fighters-sent", "incursion.responded", AIRCRAFT, IN_AUGUST),
    (21, "demo-21-aircraft-first", "superlative.claimed", AIRCRAFT, IN_AUGUST),
    (22, "demo-22-ocean-ongoing", "exercise.reported_ongoing", OCEAN, IN_SEPTEMBER),
    (22, "demo-22-ocean-warships", "exercise.figure_reported", OCEAN, IN_SEPTEMBER),
    (22, "demo-22-ocean-personnel", "exercise.figure_reported", OCEAN, IN_SEPTEMBER),
    (23, "demo-23-northern-interaction-announced", "exercise.announced", NORTHERN, ALL_SEPTEMBER),
    (23, "demo-23-russia-joins", "exercise.participant_joined", NORTHERN, ALL_SEPTEMBER),
]


@pytest.fixture(scope="module")
def demo() -> list[list[Proposed]]:
    return [read_json(body) for body in batches()]


@pytest.fixture(scope="module")
def article_facts(demo: list[list[Proposed]]) -> dict[str, Proposed]:
    return {event.id: event for event in demo[0]}


@pytest.mark.parametrize(("number", "event_id", "wire", "subject", "when"), CLAIMS)
def test_each_claim_of_the_article_is_an_event(
    article_facts: dict[str, Proposed], number: int, event_id: str, wire: str, subject: str, when: tuple[str, str]
) -> None:
    event = article_facts[event_id]
    assert (event.type, event.subject, (event.report.valid, event.report.mode)) == (wire, subject, when), f"claim {number}"


def test_all_23_claims_are_there_and_nothing_else(article_facts: dict[str, Proposed]) -> None:
    assert {number for number, *_ in CLAIMS} == set(range(1, 24))
    assert {event_id for _, event_id, *_ in CLAIMS} == set(article_facts)


def test_only_announcements_are_planned(article_facts: dict[str, Proposed]) -> None:
    planned = {event.type for event in article_facts.values() if event.report.claimed_as == "planned"}
    assert planned == {"exercise.announced"}
    assert {event.report.claimed_as for event in article_facts.values()} == {"actual", "planned"}


def test_the_article_is_one_chain(article_facts: dict[str, Proposed]) -> None:
    assert {event.report.source.origin for event in article_facts.values()} == {"RFI"}


def test_the_later_reports_rest_on_other_chains(demo: list[list[Proposed]]) -> None:
    origins = {event.report.source.origin for event in demo[1]}
    assert "RFI" not in origins
    assert {"French Army", "Vietnam News Agency", "Japanese Ministry of Defence", "Jiji Press"} <= origins


def test_every_claim_about_a_claim_stands_on_the_subject_of_its_target(demo: list[list[Proposed]]) -> None:
    subjects = {event.id: event.subject for batch in demo for event in batch}
    claims = [event for batch in demo for event in batch if isinstance(event.report.data, Claim)]
    assert claims
    for claim in claims:
        assert claim.target is not None
        assert subjects[claim.target] == claim.subject


def test_ids_are_unique_over_all_batches(demo: list[list[Proposed]]) -> None:
    ids = [event.id for batch in demo for event in batch]
    assert len(set(ids)) == len(ids)
    assert all(event_id.startswith("demo-") for event_id in ids)


def test_the_page_about_the_demo_names_the_position_after_the_article(demo: list[list[Proposed]]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"--at-position (\d+)", page)) == {str(len(demo[0]))}


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[start : start + RUN_WORDS]) for start in range(len(words) - RUN_WORDS + 1)}


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article is not part of the project")
def test_no_eight_words_in_a_row_are_those_of_the_article() -> None:
    copied = _runs(ARTICLE.read_text(encoding="utf-8"))
    assert copied
    ours = [body.decode() for body in batches()] + [PAGE.read_text(encoding="utf-8")]
    for text in ours:
        assert not _runs(text) & copied
