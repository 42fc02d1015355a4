"""Tests for a real X server with a real mouse; elsewhere they are not collected.

`tests/gui/test_x_server.py` starts a server and runs them there.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.training.snapshots.snapshot import State
from gui.app import build
from gui.main_window import MainWindow
from gui.preferences import Preferences
from tests.gui.conftest import Bench

if os.environ.get("QT_QPA_PLATFORM") != "xcb":
    collect_ignore_glob = ["test_*.py"]


class Mouse:
    """Move the server's own pointer; positions are a widget's, in shares of its size."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.place: QPoint | None = None

    def click(self, widget: QWidget, x: float = 0.5, y: float = 0.5, button: int = 1) -> None:
        """Click with a button, 1 the left and 3 the right one."""
        self._go(widget, x, y)
        _xdotool("click", str(button))

    def drag(self, widget: QWidget, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, move in ten steps, and let go."""
        self._go(widget, *start)
        _xdotool("mousedown", "1")
        for step in range(1, 11):
            share = step / 10
            x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
            self._go(widget, x, y)
        _xdotool("mouseup", "1")

    def carry(self, source: QWidget, target: QWidget) -> None:
        """Drag from one window and let fall on another."""
        self._go(source, 0.5, 0.5)
        _xdotool("mousedown", "1")
        for share in (0.45, 0.5, 0.55):
            place = target.mapToGlobal(QPoint(int(target.width() * share), target.height() // 2))
            # In a process of its own: Qt is busy with the drag until the button is let go.
            _xdotool("mousemove", str(place.x()), str(place.y()))
        _xdotool("mouseup", "1")

    def type(self, text: str) -> None:
        """Type a text on the keyboard, and Return."""
        _xdotool("type", text)
        _xdotool("key", "Return")

    def _go(self, widget: QWidget, x: float, y: float) -> None:
        self.qtbot.waitUntil(lambda: self._is_there(widget, x, y))

    def _is_there(self, widget: QWidget, x: float, y: float) -> bool:
        """Go to the widget, and tell whether it stood still since the last look."""
        place = widget.mapToGlobal(QPoint(int(widget.width() * x), int(widget.height() * y)))
        still, self.place = place == self.place, place
        _xdotool("mousemove", str(place.x()), str(place.y()))
        return still


def _xdotool(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, timeout=20)


@pytest.fixture
def mouse(qtbot: QtBot) -> Mouse:
    """The pointer of the X server."""
    return Mouse(qtbot)


@pytest.fixture(scope="module")
def shared(
    qapp: QApplication, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """The window that the tests of a module share."""
    window = build((), Preferences(tmp_path_factory.mktemp("window") / "settings.ini"))
    shared = Bench(QtBot(request), window)
    window.setGeometry(0, 0, 1366, 768)
    with shared.qtbot.waitExposed(window):
        window.show()
    shared.wait_state(State.READY)
    yield shared
    window.close()
    window.deleteLater()


@pytest.fixture
def open_experiment(shared: Bench) -> Callable[..., MainWindow]:
    """A way to have a file, or the first example, in the window before its first iteration."""

    def open_it(file: Path | None = None) -> MainWindow:
        shared.begin(file)
        # What stands below the data moves down when the data is there.
        shared.qtbot.waitUntil(shared.window.settings.data.summary.isVisible)
        return shared.window

    return open_it
