"""The settings, and the only place that reads or writes the environment."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.faults import WrongUse

ENV_PREFIX = "NEWSFOLD_"


class SettingsError(WrongUse):
    """A setting has a value that cannot be used; the message names it."""


class Settings(BaseSettings):
    """Everything that can be set from outside. Each is read from NEWSFOLD_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, env_ignore_empty=True)

    directory: Path = Field(
        default=Path("newsfold-data"),
        description="Folder for what Newsfold keeps: the SQLite database, the flow engine's state.",
    )
    database_url: str = Field(
        default_factory=lambda given: f"sqlite:///{given['directory']}/newsfold.db",
        description="The database: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    sources: Path = Field(
        default=Path("sources.toml"), description="The catalogue of outlets to crawl."
    )
    user_agent: str = Field(
        default="Newsfold/0.1",
        min_length=1,
        description="What the crawler calls itself in its requests and looks for in robots.txt.",
    )
    contact: str = Field(
        default="",
        description="An address or page that outlets can turn to; sent along with the user agent.",
    )
    hosts: Annotated[dict[str, str], NoDecode] = Field(
        default_factory=dict,
        description="JSON object: an IP address for each host name that no name service knows.",
    )
    window_days: int = Field(
        default=7, ge=1, description="Articles further apart than this are not compared."
    )
    max_pages: int | None = Field(
        default=None,
        ge=1,
        description="The most articles that a crawl requests of one outlet; unset: all.",
    )
    crawl_minutes: int = Field(
        default=15, ge=1, description="How often `serve` crawls what is due by then."
    )
    poll_min_minutes: int = Field(
        default=5, ge=1, description="No feed, sitemap or section is due again sooner."
    )
    poll_max_minutes: int = Field(
        default=1440,
        ge=1,
        description="Every feed, sitemap or section is due again by then, unless it is dead.",
    )
    opt_outs: str = Field(
        default="record",
        pattern="^(record|obey)$",
        description="Pages reserved from text and data mining: record the signal, or obey it and "
        "keep no text.",
    )
    archive: Path = Field(
        default_factory=lambda given: given["directory"] / "archive",
        description="Folder in which raw pages are kept, as WARC files.",
    )
    archive_pages: str = Field(
        default="articles",
        pattern="^(articles|all|none)$",
        description="Which raw pages are kept: articles, all (feeds, sitemaps and sections too) or "
        "none.",
    )
    archive_days: int | None = Field(
        default=None,
        ge=1,
        description="Raw pages older than this are deleted by `serve`, and by `archive prune`; "
        "unset: all are kept.",
    )
    extractors: int | None = Field(
        default=None,
        ge=1,
        description="Processes that read articles out of pages; unset: one for each core.",
    )
    group_minutes: int = Field(default=5, ge=1, description="How often `serve` groups.")
    crawl_timeout_minutes: int = Field(
        default=60, ge=1, description="A crawl that takes longer is ended; what it had is kept."
    )
    prefect_api_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices(f"{ENV_PREFIX}PREFECT_API_URL", "PREFECT_API_URL"),
        description="A running Prefect server; crawl, group and recrawl then run as its flows.",
    )
    prefect_port: int = Field(
        default=4217,
        ge=0,
        le=65535,
        description="Loopback port of the Prefect server that `serve` starts; 0: any free one.",
    )
    desk_port: int = Field(
        default=8765, ge=0, le=65535, description="Port of `desk`; 0: any free one."
    )
    desk_token: str | None = Field(
        default=None,
        min_length=8,
        pattern="^[A-Za-z0-9._~-]+$",
        description="What readers of `desk` must know; letters, digits and . _ ~ - are allowed.",
    )
    log_level: str = Field(
        default="info",
        pattern="^(debug|info|warning|error)$",
        description="Least level that is logged: debug, info, warning or error.",
    )

    @field_validator("hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        # Here and not by pydantic-settings, whose own message would not name the variable.
        return json.loads(value) if isinstance(value, str) else value

    @property
    def engine_home(self) -> Path:
        """Where Prefect keeps its own database, results and profiles."""
        return self.directory.absolute() / "prefect"

    def make_engine_home(self) -> Path:
        """Make the folder for Prefect, which itself makes no folders above it."""
        try:
            self.engine_home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{self.engine_home} cannot be made: {error.strerror}") from error
        return self.engine_home

    def environment(self) -> dict[str, str]:
        """These settings as variables, for child processes that read them anew."""
        given = self.model_dump(mode="json", exclude_none=True)
        given["directory"] = str(self.directory.absolute())
        given["sources"] = str(self.sources.absolute())
        given["archive"] = str(self.archive.absolute())
        given["hosts"] = json.dumps(self.hosts)
        return {f"{ENV_PREFIX}{name.upper()}": str(value) for name, value in given.items()}


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - any field of Settings
    """Read the settings; what is `given` (and not None) goes before the environment."""
    try:
        # Aliased fields are set by alias; the first alias is the NEWSFOLD_ one.
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def engine_environment(settings: Settings, api_url: str) -> dict[str, str]:
    """What a process must have in its environment before it imports Prefect.

    State stays in the project's folder, nothing is sent off the machine, and no process starts a
    hidden server of its own. These are variables and no flags, since the web page of Prefect's
    server learns the address of its API only from variables.
    """
    return {
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": api_url,
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_HOME": str(settings.engine_home),
        "PREFECT_LOGGING_EXTRA_LOGGERS": "newsfold",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
    }


def child_environment(*parts: dict[str, str]) -> dict[str, str]:
    """This process's environment with `parts` laid over it."""
    merged = dict(os.environ)
    for part in parts:
        merged.update(part)
    return merged


def export_environment(*parts: dict[str, str]) -> None:
    """Lay `parts` over this process's environment, for libraries and children that read it."""
    for part in parts:
        os.environ.update(part)


def _explain(error: ValidationError) -> str:
    lines = []
    for fault in error.errors():
        if fault["type"] == "default_factory_not_called":
            continue  # a default that another setting would have given: the fault is that one's
        name = str(fault["loc"][-1]).upper() if fault["loc"] else "SETTINGS"
        name = name if name.startswith(ENV_PREFIX) else f"{ENV_PREFIX}{name}"
        value = "***" if name.endswith("_TOKEN") else repr(fault["input"])
        lines.append(f"{name}={value}: {fault['msg'].lower()}")
    return "\n".join(lines)
