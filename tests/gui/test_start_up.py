"""The window is there before the libraries of plots and pictures, and views come by themselves."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from core.errors import DataError
from gui.app import show_alone
from gui.views.boundary.view import BoundaryView
from gui.views.curves.cost import CostView

ROOT = Path(__file__).resolve().parents[2]
LATE = {"pyqtgraph", "PIL", "onnx", "safetensors"}


UNSEEN = """
import sys, main
from PySide6.QtTest import QTest
from core.training.worker.events import Loaded
from gui.app import build
from gui.bridge import Bridge
from gui.preferences import Preferences
from pathlib import Path

def wait(condition):
    while not condition():
        QTest.qWait(1)

window = build([], Preferences(Path(sys.argv[1]) / "settings.ini"))
events, snapshots = [], []
bridge = window.findChild(Bridge)
bridge.event_ready.connect(events.append)
bridge.snapshot_ready.connect(snapshots.append)
wait(lambda: any(isinstance(event, Loaded) for event in events))
window.run_bar.train.click()
wait(lambda: snapshots and snapshots[-1].iteration)
print(sorted(set(sys.argv[2:]) & set(sys.modules)))
window.close()
"""


def test_that_the_window_opens_and_trains_without_the_libraries_that_take_long_to_read(
    tmp_path: Path,
) -> None:
    """Nobody has seen the window, so it asks for no view; whatever is shown must not either."""
    told = subprocess.run(
        [sys.executable, "-c", UNSEEN, str(tmp_path), *sorted(LATE)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "[]"


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


def test_that_somebody_without_a_terminal_reads_why_no_window_opens(qapp) -> None:
    read = []

    def answer() -> None:
        [box] = [part for part in QApplication.topLevelWidgets() if isinstance(part, QMessageBox)]
        read.append(box.text())
        box.close()

    QTimer.singleShot(0, answer)
    show_alone(DataError("{file}: no such file. Check the name.", file="cats.npz"))
    assert read == ["cats.npz: no such file. Check the name."]
