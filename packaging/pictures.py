"""Make the pictures in docs/ from the real program, on data that comes with it.

Run from the project's root: python packaging/pictures.py
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As main.py has it: more threads than that stand in the window's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget  # noqa: E402

from core.experiment.settings import (  # noqa: E402
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import to_toml  # noqa: E402
from core.training.snapshots.snapshot import Snapshot, State  # noqa: E402
from gui.app import build  # noqa: E402
from gui.bridge import Bridge  # noqa: E402
from gui.main_window import MainWindow  # noqa: E402
from gui.preferences import Preferences  # noqa: E402

DIGITS = Experiment(
    data=DataSettings(kind="digits", test_share=0.2),
    network=NetworkSettings(hidden=(20, 12), activation="tanh", initialisation="xavier"),
    training=TrainingSettings(learning_rate=0.5, iterations=500),
)
RATES = (0.05, 0.15, 0.5)


DIALOGS = ("keyboard", "settings", "explain", "about", "quit")
"""Commands that open something above the window; each is a picture by its name."""


def main() -> None:
    """Train three learning rates one after the other, and take a picture of all there is to see."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "digits.toml"
        file.write_text(to_toml(DIGITS))
        preferences = Preferences(Path(folder) / "settings.ini")
        window = _shown(build([str(file)], preferences))
        pictures = _Pictures(window)
        window.run_bar.live.click()
        QApplication.exec()
        assert not pictures.rates
        # It has ended as a crash ends it, so the next one offers what was there.
        window = _shown(build([], preferences))
        window.started.emit()
        _take_above(window, "recovery")
        window.close()


class _Pictures:
    """Ask for the next rate when a run has finished, and take the pictures at the end."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.rates, self.taken = window, list(RATES), False
        bridge = window.findChild(Bridge)
        assert bridge is not None
        bridge.snapshot_ready.connect(self._look)

    def _look(self, snapshot: Snapshot) -> None:
        if snapshot.state is not State.FINISHED:
            return
        if self.rates:
            self.window.settings.changed.emit("training.learning_rate", self.rates.pop(0))
            return
        # While a picture is taken the last snapshot may come once more.
        if self.taken:
            return
        self.taken = True
        _save(self.window, "window")
        self.window.started.emit()
        for name in DIALOGS:
            self.window.menus.actions[name].trigger()
            _take_above(self.window, name)
        self.window.ended.emit()


def _shown(window: MainWindow) -> MainWindow:
    window.resize(1366, 768)
    window.show()
    return window


def _take_above(window: MainWindow, name: str) -> None:
    """Take a picture of what has opened above a window, and close it."""
    QApplication.processEvents()
    above = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one != window]
    (widget,) = above
    if name == "keyboard":
        # The screen that is none has 800 x 800, and the sheet would be scrolled there.
        widget.resize(1060, 470)
        area = widget.findChild(QScrollArea)
        assert area is not None
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    _save(widget, name)
    widget.close()


def _save(widget: QWidget, name: str) -> None:
    assert widget.grab().save(str(ROOT / "docs" / f"{name}.png"))


if __name__ == "__main__":
    main()
