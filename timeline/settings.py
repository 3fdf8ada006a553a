"""What can be set, and where each value came from. Read at the edge of the program and passed on by hand."""

import os
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from timeline.errors import BadSetting, Fault
from timeline.intake import Limits

PREFIX = "TIMELINE_"
DOTENV = ".env"
Origin = Literal["default", "environment", ".env", "flag"]
LogLevel = Literal["debug", "info", "warning", "error"]


def _cores() -> int:
    """As many as there are, up to four: beyond, the one process that stores is what takes the time."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 4)


class Settings(BaseSettings):
    """Flags come before the environment (``TIMELINE_PORT``), that before ``.env``. Make it with `load`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=DOTENV, env_ignore_empty=True, extra="ignore", frozen=True)

    store: str = Field("sqlite:///timeline.db", description="where the log is kept: sqlite:///FILE or memory:")
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8000, ge=0, le=65_535, description="the port to listen on; 0 takes a free one")
    open: bool = Field(False, description="serve everybody who can reach the address, without keys")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field((), description="further Host names to answer to, separated by commas")
    event_bytes_max: int = Field(65_536, ge=1, description="bytes of one event")
    json_bytes_max: int = Field(1_048_576, ge=1, description="bytes of a JSON body")
    ndjson_bytes_max: int = Field(16_777_216, ge=1, description="bytes of an NDJSON body")
    depth_max: int = Field(64, ge=8, description="levels of nesting in JSON")
    array_events_max: int = Field(1_000, ge=1, description="events in a JSON array")
    ndjson_events_max: int = Field(10_000, ge=1, description="events in an NDJSON body")
    behind_events_max: int = Field(10_000, ge=1, description="events that may be in the log and not yet in the views before appends wait")
    folding_processes: int = Field(
        default_factory=_cores,
        ge=0,
        le=16,
        description="processes of their own that fold views, so that more cores are used; 0 folds in this one",
    )
    webhook_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="networks that webhooks may call though they are private or without TLS: 127.0.0.0/8,10.1.2.0/24"
    )
    subscribers_max: int = Field(10_000, ge=1, description="live streams that are open at once, of all clients together")
    subscribers_per_client_max: int = Field(5_000, ge=1, description="live streams that one client (an address) may have open at once")
    log_level: LogLevel = Field("info", description="how much the service says on stderr")

    @field_validator("hosts", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return tuple(part.strip().lower() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("webhook_networks", mode="before")
    @classmethod
    def _split_into_networks(cls, value: object) -> object:
        return tuple(str(ip_network(part.strip())) for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def limits(self) -> Limits:
        return Limits(self.event_bytes_max, self.array_events_max, self.ndjson_events_max, self.depth_max)


class Setting(NamedTuple):
    """One setting as `timeline settings` shows it: a password in a URL is left out."""

    name: str
    variable: str
    value: str
    origin: Origin
    description: str


def load(**flags: Any) -> Settings:
    """The settings of this process; a flag that is None was not given. Raises BadSetting naming the variable."""
    try:
        return Settings(**_given(flags))
    except ValidationError as error:
        raise BadSetting("; ".join(fault.detail for fault in _faults(error)), faults=_faults(error)) from None


def origins(settings: Settings, **flags: Any) -> Iterator[Setting]:
    """Every setting with where its value came from, in the order in which they are declared; the flags are those of `load`."""
    sources: tuple[tuple[Origin, dict[str, Any]], ...] = (
        ("flag", _given(flags)),
        ("environment", EnvSettingsSource(Settings)()),
        (".env", DotEnvSettingsSource(Settings)()),
    )
    for name, field in Settings.model_fields.items():
        origin: Origin = next((origin for origin, values in sources if name in values), "default")
        yield Setting(name, PREFIX + name.upper(), _shown(getattr(settings, name)), origin, field.description or "")


def _given(flags: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flags.items() if value is not None}


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return _without_password(value) if isinstance(value, str) else str(value)


def _without_password(text: str) -> str:
    parts = urlsplit(text)
    if parts.password is None:
        return text
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:***@{host}"))


def _faults(error: ValidationError) -> tuple[Fault, ...]:
    found = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        variable = PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else PREFIX
        found.append(Fault(f"{variable}: {problem['msg']}", parameter=variable))
    return tuple(found)
