"""What becomes of a bug: it goes to a log file that stays small, and the program goes on.

A fault that ends the program at once leaves the lines of Python it was in, for the next start.
"""

import contextlib
import faulthandler
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QStandardPaths

LONGEST = 1_000_000
"""Bytes of a log, which has one before it."""


def state_folder() -> Path:
    """Return the place of logs."""
    place = QStandardPaths.StandardLocation.GenericStateLocation
    return Path(QStandardPaths.writableLocation(place)) / "layerbench"


def log_file() -> Path:
    """Return the place of the log."""
    return state_folder() / "layerbench.log"


def write_log(trace: str) -> None:
    """Add a traceback to the log; a place that cannot be written to is no second fault."""
    # No start waits for them.
    import logging
    from logging.handlers import RotatingFileHandler

    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        log = RotatingFileHandler(
            log_file(), maxBytes=LONGEST, backupCount=1, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        sys.stderr.write(trace)
        return
    log.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    with contextlib.closing(log):
        log.handle(logging.LogRecord("layerbench", logging.ERROR, "", 0, trace, None, None))


def catch_all(show: Callable[[str], None]) -> None:
    """Send every exception that nobody caught to `show`; those of other threads to the log."""

    def caught(
        kind: type[BaseException], problem: BaseException, where: TracebackType | None
    ) -> None:
        trace = "".join(traceback.format_exception(kind, problem, where))
        sys.stderr.write(trace)
        show(trace)

    sys.excepthook = caught
    threading.excepthook = lambda args: write_log(
        "".join(traceback.format_exception(args.exc_value))
    )


def watch_for_faults() -> str:
    """Have a fault of the program leave its lines; return those of an earlier one, or nothing."""
    file = state_folder() / "faults.txt"
    earlier = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size:
            earlier = file.read_text(encoding="utf-8", errors="backslashreplace")[-LONGEST:]
            write_log(earlier)
            file.write_bytes(b"")
        # Open as long as the program runs, because a fault has no time to open anything.
        faulthandler.enable(file.open("ab"))
    except OSError:
        if sys.stderr is not None:
            faulthandler.enable()
    return earlier
