"""`newsfold desk`: the desk behind a web server, on this machine unless told otherwise."""

import ipaddress
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from desk.app import DeskSettings, make_app, make_desk_engine
from desk.raw_page import RawPages
from flows.faults import WrongUse
from flows.holding import Clock
from pipeline.records import ArchivePlace
from storage.database import check_schema, without_password


def serve_desk(
    url: str,
    *,
    host: str,
    port: int,
    token: str | None,
    open_to_all: bool,
    names: Sequence[str],
    clock: Clock,
    say: Callable[[str], None],
    tell: Callable[[str], None],
    archive: Path | None = None,
) -> None:
    """Serve the desk over the database at `url` until SIGTERM or SIGINT.

    archive: the folder of the raw pages that are kept; None where none can be downloaded.
    say, tell: where its address and its warnings are printed.
    """
    if not is_loopback(host):
        if token is None and not open_to_all:
            raise WrongUse(
                f"{host} can be reached from other machines. Give a token that readers must know "
                "(--token, or NEWSFOLD_DESK_TOKEN), or --open to let everyone read."
            )
        tell(
            f"Warning: the desk listens on {host}, which other machines can reach, and "
            f"{'everyone who does may read it' if token is None else 'without encryption'}."
        )
    settings = DeskSettings(token=token, hosts=(host, *names))
    engine = make_desk_engine(url, settings)
    try:
        check_schema(engine)
        with _listen(host, port) as listener:
            bound = listener.getsockname()[1]
            say(f"The desk of {without_password(url)} is at {_address(host, bound, token)}")
            say("It only reads. Ctrl-C ends it.")
            server = uvicorn.Server(
                uvicorn.Config(
                    make_app(
                        engine,
                        settings,
                        clock=clock,
                        raw_pages=None if archive is None else raw_pages_of(archive),
                    ),
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    proxy_headers=False,
                    lifespan="off",
                    timeout_graceful_shutdown=3,
                )
            )
            _ignore_repeated_signals()
            server.run(sockets=[listener])
            say("Stopped.")
    finally:
        engine.dispose()


def raw_pages_of(archive: Path) -> RawPages:
    """Return what reads the pages that are kept in a folder."""

    def read(place: ArchivePlace) -> bytes | None:
        from crawlers.kept_pages import KeptPages, NotKept

        with KeptPages(archive) as pages:
            try:
                return pages.read(place).body
            except NotKept:
                return None

    return read


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ignore_repeated_signals() -> None:
    """Uvicorn sends itself the signal that ended it once more, so as to die of it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise WrongUse(f"{host} port {port} cannot be listened on: {error.strerror}") from error


def _address(host: str, port: int, token: str | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/{f'?token={token}' if token else ''}"
