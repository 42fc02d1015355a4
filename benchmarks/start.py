"""How long until the window can be used? Beside the bare imports that no such program can avoid.

python -m benchmarks.start [TIMES]

Runs both programs in turn, each in a process of its own, and prints the medians: from the start
of the process until the window is shown, painted and has answered a click; until the plots
are there, too; and the import of PySide6 (QtCore, QtGui, QtWidgets), pyqtgraph and NumPy alone.
Compiled files are kept in a folder of its own, as they are on a user's machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARE = """
from PySide6 import QtCore, QtGui, QtWidgets
import pyqtgraph, numpy
"""
WINDOW = """
import sys, time
import main
from gui.app import build
from gui.preferences import Preferences
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pathlib import Path

window = build([], Preferences(Path(sys.argv[1]) / "settings.ini"))


class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is window.run_bar.live:
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, click)
        return False


def click():
    window.run_bar.live.toggled.connect(lambda on: print(time.time(), flush=True))
    where = QPoint(8, window.run_bar.live.height() // 2)
    QTest.mouseClick(window.run_bar.live, Qt.MouseButton.LeftButton, pos=where)
    window.cost_place.when_made(lambda cost: QTimer.singleShot(0, plotted))


def plotted():
    if window.cost.newest is None or not all(place.view for place in window.lazy_views):
        QTimer.singleShot(1, plotted)
    else:
        print(time.time(), flush=True)
        QTimer.singleShot(0, window.close)


painted = Painted()
QApplication.instance().installEventFilter(painted)
window.show()
QApplication.exec()
"""


def main() -> None:
    """Measure both in turn and print the medians."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    bare, usable, with_plots = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(times + 1):
            alone, seen = ended(BARE, folder), printed(folder)
            if turn:  # the first of each compiles
                bare.append(alone)
                usable.append(seen[0])
                with_plots.append(seen[1])
    base = statistics.median(bare)
    print("| | median | of the bare imports |")
    print("|---|---|---|")
    for name, found in (
        ("bare imports", bare),
        ("window shown, painted and clicked", usable),
        ("plots there, too", with_plots),
    ):
        middle = statistics.median(found)
        print(f"| {name} | {middle:.3f} s | {middle / base:.2f} |")


def ended(code: str, folder: str) -> float:
    """Return the seconds until a process has run this code."""
    start = time.time()
    printed = _run(f"{code}\nimport time; print(time.time(), flush=True)", folder)
    return float(printed.split()[0]) - start


def printed(folder: str) -> list[float]:
    """Return the seconds until the window was clicked, and until its plots were there."""
    start = time.time()
    return [float(word) - start for word in _run(WINDOW, folder).split()]


def _run(code: str, folder: str) -> str:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [sys.executable, "-c", code, folder],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


if __name__ == "__main__":
    main()
