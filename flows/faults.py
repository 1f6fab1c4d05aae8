"""What a user can mend: which errors those are, and the exit code of each."""

DONE_WITH_FAILURES = 1
WRONG_USE = 2


class WrongUse(Exception):
    """What was asked for cannot be done as asked; the message says why and what to do."""


class NotDone(Exception):
    """What was asked for rightly could not be had; the message says why."""


def exit_code(error: Exception) -> int | None:
    """The exit code of an error that its message explains; None for a fault of ours."""
    if isinstance(error, WrongUse):
        return WRONG_USE
    if isinstance(error, NotDone):
        return DONE_WITH_FAILURES
    # Imported here, since `--help` must load neither a database nor a crawler.
    from crawlers.catalogue import CatalogueError
    from storage.database import DatabaseUnusable
    from storage.leases import LeaseHeld, LeaseLost

    if isinstance(error, LeaseHeld | LeaseLost):
        return DONE_WITH_FAILURES
    return WRONG_USE if isinstance(error, CatalogueError | DatabaseUnusable) else None
