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


def test_that_the_window_opens_without_the_libraries_that_take_long_to_read() -> None:
    late = {"pyqtgraph", "PIL", "onnx", "safetensors"}
    code = f"import sys, main, gui.app; print(sorted({late} & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
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
