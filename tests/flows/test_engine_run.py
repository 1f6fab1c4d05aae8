import json
import logging
import signal
from datetime import timedelta

from prefect.exceptions import TerminationSignal

from flows.engine_run import LOG_SECONDS, ProgressLog, now, prepare_run
from flows.progress import Progress
from tests.flows.conftest import NOW


def test_the_context_has_the_settings_of_the_environment(monkeypatch):
    monkeypatch.setenv("NEWSFOLD_WINDOW_DAYS", "3")
    context = prepare_run()
    assert context.settings.window_days == 3
    assert context.flow_run_id is None  # no engine runs this


def test_progress_is_logged_now_and_then(capsys):
    context = prepare_run()
    times = iter([NOW, NOW, NOW + timedelta(seconds=LOG_SECONDS)])
    log = ProgressLog(lambda: next(times))
    for done in (1, 2, 3):
        log.tell(Progress(done=done, articles=0))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["done"], line["articles"]) for line in lines] == [
        ("progress", 1, 0),
        ("progress", 3, 0),
    ]
    assert context.clock is now


def test_a_cancelled_run_is_no_fault_of_asyncio(caplog):
    prepare_run()
    for error in (TerminationSignal(signal.SIGTERM), ValueError("x")):
        logging.getLogger("asyncio").error("unhandled", exc_info=error)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ValueError]


def test_the_time_is_aware():
    assert now().utcoffset() == timedelta()
