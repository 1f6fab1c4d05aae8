"""What each flow does first where the engine runs it."""

import logging
from dataclasses import asdict
from datetime import UTC, datetime

import structlog
from prefect.exceptions import TerminationSignal
from prefect.runtime import deployment, flow_run

from flows.config import load_settings
from flows.engine_server import die_with_parent
from flows.holding import Clock
from flows.jobs import JobContext
from flows.logs import configure_logs, get_log
from flows.progress import Progress

# A line in the run's log each so many seconds at most: each costs a request to the server.
LOG_SECONDS = 5.0


def prepare_run() -> JobContext:
    """Set up logging and the ties to the parent process; return the job's context."""
    settings = load_settings()
    configure_logs(settings.log_level)
    logging.getLogger("asyncio").addFilter(_is_no_termination)
    run_id = flow_run.get_id()
    if deployment.get_id() is not None:
        # A run of `serve` or of a worker: nobody would watch over it once that is killed.
        die_with_parent()
    structlog.contextvars.bind_contextvars(flow_run=run_id)
    return JobContext(
        settings=settings, clock=now, flow_run_id=run_id, on_progress=ProgressLog(now).tell
    )


def now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


class ProgressLog:
    """Logs progress, a line every few seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told_at: datetime | None = None

    def tell(self, progress: Progress) -> None:
        """Log `progress`, if the last line is some time ago."""
        at = self._clock()
        if self._told_at is not None and (at - self._told_at).total_seconds() < LOG_SECONDS:
            return
        self._told_at = at
        known = {name: value for name, value in asdict(progress).items() if value is not None}
        get_log().info("progress", **known)


def _is_no_termination(record: logging.LogRecord) -> bool:
    """False for asyncio's report that SIGTERM ended the flow: that is how a run is cancelled."""
    return not (record.exc_info and isinstance(record.exc_info[1], TerminationSignal))
