"""What becomes of a bug: it goes to a log file, is shown once, and the program goes on."""

import faulthandler
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QStandardPaths


def log_file() -> Path:
    """Return the place of the log."""
    place = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "layerbench" / "layerbench.log"


def write_log(trace: str) -> None:
    """Add a traceback to the log; a place that cannot be written to is no second fault."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        with log_file().open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}\n{trace}\n")
    except OSError:
        sys.stderr.write(trace)


def catch_all(show: Callable[[str], None]) -> None:
    """Send every exception that nobody caught to the log and to `show`, in any thread."""

    def caught(
        kind: type[BaseException], problem: BaseException, where: TracebackType | None
    ) -> None:
        trace = "".join(traceback.format_exception(kind, problem, where))
        write_log(trace)
        sys.stderr.write(trace)
        show(trace)

    sys.excepthook = caught
    threading.excepthook = lambda args: write_log(
        "".join(traceback.format_exception(args.exc_value))
    )
    if sys.stderr is not None:
        faulthandler.enable()
