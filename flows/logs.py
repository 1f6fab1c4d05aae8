"""Logging, set up in one place: lines for people on a terminal, JSON lines elsewhere."""

import logging
import sys
from typing import TextIO

import structlog

LOGGER_NAME = "newsfold"


def configure_logs(level: str, *, for_people: bool | None = None) -> None:
    """Send our events to standard error; `for_people` None: when that is a terminal.

    Events pass through the standard library's logger `newsfold`, so that Prefect, where it runs
    a flow, can keep them with the run.
    """
    if for_people is None:
        for_people = sys.stderr.isatty()
    logger = logging.getLogger(LOGGER_NAME)
    # Prefect's own handler, which sends events to its server, stays.
    logger.handlers = [h for h in logger.handlers if not isinstance(h, _ToStandardError)]
    logger.addHandler(_ToStandardError())
    logger.propagate = False
    logger.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if for_people else "iso", utc=True),
            structlog.processors.format_exc_info,
            _renderer(for_people),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def get_log() -> structlog.stdlib.BoundLogger:
    """The logger of the flows package."""
    log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(LOGGER_NAME)
    return log


class _ToStandardError(logging.StreamHandler[TextIO]):
    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(logging.Formatter("%(message)s"))


def _renderer(for_people: bool) -> structlog.typing.Processor:
    if for_people:
        return structlog.dev.ConsoleRenderer(pad_event_to=0, pad_level=False)
    return structlog.processors.JSONRenderer(ensure_ascii=False)
