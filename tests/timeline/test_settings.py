from pathlib import Path

import pytest

from timeline.errors import BadSetting
from timeline.intake import Limits
from timeline.settings import Settings, load, origins


@pytest.fixture(autouse=True)
def an_empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TIMELINE_{name.upper()}", raising=False)
    return tmp_path


def test_each_value_is_shown_with_where_it_came_from(an_empty_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (an_empty_place / ".env").write_text("TIMELINE_PORT=1\nTIMELINE_HOST=h\nTIMELINE_HOSTS=a.example, B.example\n")
    monkeypatch.setenv("TIMELINE_PORT", "2")
    monkeypatch.setenv("TIMELINE_OPEN", "true")
    flags = {"open": False, "store": None}
    found = {one.name: (one.variable, one.value, one.origin) for one in origins(load(**flags), **flags)}
    assert found["port"] == ("TIMELINE_PORT", "2", "environment")
    assert found["host"] == ("TIMELINE_HOST", "h", ".env")
    assert found["hosts"] == ("TIMELINE_HOSTS", "a.example,b.example", ".env")
    assert found["open"] == ("TIMELINE_OPEN", "false", "flag")
    assert found["store"] == ("TIMELINE_STORE", "sqlite:///timeline.db", "default")
    assert set(found) == set(Settings.model_fields)


def test_passwords_are_not_shown() -> None:
    store = "postgresql://me:secret@db.example:5432/timeline"
    (shown,) = [one.value for one in origins(load(store=store), store=store) if one.name == "store"]
    assert shown == "postgresql://me:***@db.example:5432/timeline"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("TIMELINE_PORT", "eighty"), ("TIMELINE_PORT", "65536"), ("TIMELINE_LOG_LEVEL", "loud"), ("TIMELINE_WEBHOOK_NETWORKS", "10.0.0.1/8")],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSetting, match=variable):
        load()


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_PORT", "")
    assert load().port == 8000


def test_the_limits_are_those_of_the_contract() -> None:
    assert load().limits == Limits() == Limits(65_536, 1_000, 10_000, 64)
    assert (load().json_bytes_max, load().ndjson_bytes_max) == (2**20, 2**24)


def test_every_setting_says_what_it_is() -> None:
    assert all(one.description for one in origins(load()))


def test_networks_for_webhooks_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_WEBHOOK_NETWORKS", "127.0.0.0/8, fd00::/8,10.1.2.3")
    assert load().webhook_networks == ("127.0.0.0/8", "fd00::/8", "10.1.2.3/32")
