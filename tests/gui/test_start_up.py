"""The window is there before the libraries of plots and pictures, and views come by themselves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.errors import DataError
from gui import app
from gui.app import show_alone
from gui.views.boundary.view import BoundaryView
from gui.views.curves.cost import CostView

ROOT = Path(__file__).resolve().parents[2]
LATE = {
    *("pyqtgraph", "PIL", "onnx", "safetensors", "logging.handlers", "PySide6.QtNetwork"),
    *("core.models.exporters", "core.models.predictions_csv"),
}


UNSEEN = """
import gc, os, sys, main
from PySide6.QtTest import QTest

looks = []
gc.callbacks.append(lambda phase, _: looks.append(phase))
if sys.platform == "linux":
    # Without a screen all is imported, and said to be in vain.
    assert main.main([]) == 2
print(len(looks), gc.get_freeze_count() > 0)

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from core.training.worker.events import Loaded
from gui.app import build
from gui.bridge import Bridge
from gui.preferences import Preferences

def wait(condition):
    while not condition():
        QTest.qWait(1)

window = build([], Preferences(Path(sys.argv[1]) / "settings.ini"))
events, snapshots = [], []
bridge = window.findChild(Bridge)
bridge.event_ready.connect(events.append)
bridge.snapshot_ready.connect(snapshots.append)
wait(lambda: any(isinstance(event, Loaded) for event in events))
# Its button waits for the snapshot of the data.
wait(window.run_bar.train.isEnabled)
window.run_bar.train.click()
wait(lambda: snapshots and snapshots[-1].iteration)
print(sorted(set(sys.argv[2:]) & set(sys.modules)))
window.close()
"""
SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a start says in which nobody sees the window, so that it asks for no view."""
    folder = tmp_path_factory.mktemp("unseen")
    words = [sys.executable, "-c", UNSEEN, str(folder), *sorted(LATE)]
    unseen = {name: value for name, value in os.environ.items() if name not in SCREENS}
    done = subprocess.run(
        words, cwd=ROOT, env=unseen, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.splitlines()


def test_that_the_window_opens_and_trains_without_what_takes_long_to_read(
    told: list[str],
) -> None:
    assert told[1] == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="there always is a screen")
def test_that_no_garbage_is_looked_for_while_the_window_is_imported(told: list[str]) -> None:
    assert told[0] == "0 True"


def test_that_no_source_is_read_of_what_is_imported() -> None:
    code = "import gui.app, pyqtgraph, linecache; print(list(linecache.cache))"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pyqtgraph" not in told.stdout
    assert "layerbench" not in told.stdout
    assert "numpy" not in told.stdout


def test_that_every_view_that_can_be_seen_is_made_by_itself(bench) -> None:
    for kind in (CostView, BoundaryView):
        bench.qtbot.waitUntil(lambda kind=kind: bench.window.findChild(kind) is not None)
        view = bench.window.findChild(kind)
        bench.qtbot.waitUntil(lambda view=view: view.newest is not None)


def test_that_a_view_that_is_made_takes_no_keyboard_from_the_window(bench) -> None:
    bench.qtbot.waitUntil(lambda: bench.window.findChild(BoundaryView) is not None)
    shown = [part for part in QApplication.topLevelWidgets() if part.isVisible()]
    assert shown == [bench.window]
    assert bench.window.isActiveWindow()


class PaintedBySignal(QWidget):
    """A widget that is asked to end while it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painting, self.painted = False, False

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painting = True
        signal.raise_signal(signal.SIGTERM)
        self.painting, self.painted = False, True


def test_that_a_signal_ends_the_window_after_what_is_being_painted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "ENDING_SIGNALS", ("SIGTERM",))
    widget, ended, before = PaintedBySignal(), list[bool](), signal.getsignal(signal.SIGTERM)
    qtbot.addWidget(widget)
    app.SignalRelay(widget, lambda: ended.append(widget.painting))
    try:
        widget.show()
        qtbot.waitUntil(lambda: widget.painted and bool(ended))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not any(ended)


def test_that_somebody_without_a_terminal_reads_why_no_window_opens(qapp) -> None:
    read = []

    def answer() -> None:
        [box] = [part for part in QApplication.topLevelWidgets() if isinstance(part, QMessageBox)]
        read.append(box.text())
        box.close()

    QTimer.singleShot(0, answer)
    show_alone(DataError("{file}: no such file. Check the name.", file="cats.npz"))
    assert read == ["cats.npz: no such file. Check the name."]
