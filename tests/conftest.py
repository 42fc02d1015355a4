"""What every test starts from: no screen, one thread for matrix products, the course's data."""

import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

# before anything imports NumPy or Qt
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# what is started for a test speaks the language that the test was written in
os.environ["LANGUAGE"] = "en"

import pytest
from hypothesis import HealthCheck, settings
from PIL import Image
from pytestqt.qtbot import QtBot

HERE = Path(__file__).resolve().parent
COURSE = HERE.parents[1] / "shared" / "course"
# A shell makes what it starts in the background ignore Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
LONGEST = {"test_x_server.py", "test_hostile_pictures.py"}
NO_COURSE = "the course's data is not beside the project"


# The time that an example takes is the machine's, which others may use.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
# pytest-qt waits for five seconds where nothing else is said, and has no setting for it.
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitExposed):
    wait.__kwdefaults__["timeout"] = 60_000


@pytest.fixture(scope="session")
def course() -> Path:
    """The folder of the published runs, which are not part of the project."""
    if not COURSE.is_dir():
        pytest.skip(NO_COURSE)
    return COURSE


@pytest.fixture
def without_heic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a machine where nothing reads photos of HEIC."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.delitem(Image.OPEN, "HEIF", raising=False)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have a second worker begin at the other end of all tests.

    In a fresh clone nothing is compiled, and to rewrite the assertions takes as long as the rest of
    the collection: so each compiles half, and finds what the other has done.
    """
    worker = getattr(session.config, "workerinput", {}).get("workerid")
    if worker != "gw1" or session.config.args != session.config.getini("testpaths"):
        return
    for file in sorted(HERE.rglob("test_*.py"), reverse=True):
        if file.parent.name != "x_server":
            # What is wrong with a file is told where it is collected.
            with suppress(Exception, pytest.skip.Exception):
                import_module(".".join(file.relative_to(HERE.parent).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that all workers end together."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_configure() -> None:
    """Look for no garbage while tests are collected: a fifth of that time went into it.

    Nor does a save wait for the disk, which takes longer than the rest of it: what a cut of the
    power leaves is no test's fact. That saves ask for it, and bear its failure, are some.
    """
    gc.disable()
    os.fsync = lambda file: os.fstat(file) and None


def pytest_collection_finish() -> None:
    """Leave what is imported, and the little garbage of that, out of every later search for it."""
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where tests were left out, so that a green run does not claim too much."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(NO_COURSE in str(report.longrepr) for report in skipped)
    if left_out:
        terminalreporter.write_line(f"{left_out} tests left out: {NO_COURSE} ({COURSE}).")
