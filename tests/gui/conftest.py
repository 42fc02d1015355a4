"""The real window, with settings of its own, closed after every test."""

import gc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.experiment.presets import preset
from core.experiment.toml import read_experiment, to_toml, with_settings
from core.training.snapshots.snapshot import Snapshot, State
from gui.app import build
from gui.main_window import MainWindow
from gui.preferences import Preferences


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Function) -> Iterator[None]:
    """Take away a test's widgets; pytest-qt leaves them to an event loop that never comes."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if QGuiApplication.instance():
        # The clipboard outlives Python, and what Python has put there ends the process with it.
        QGuiApplication.clipboard().clear()
        if QGuiApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
            # A Ctrl of the last key or click stays held, and rows of the next test's are added.
            QTest.keyClick(QWidget(), Qt.Key.Key_Escape)
    if "open_bench" in item.fixturenames:
        # Here, so that no worker of a later test takes widgets away. A test's own window is garbage
        # only now: what is left of one when the next opens would stay, and its menus with it.
        item.funcargs.clear()
        gc.collect()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Hide a test's windows once it is over: pytest-qt would have them painted once more."""
    yield
    if QGuiApplication.instance():
        for window in QApplication.topLevelWidgets():
            window.hide()


def let_fall(part: QWidget, paths: Sequence[Path]) -> Qt.DropAction | None:
    """Drag files over a part from where they can be moved, and let them fall.

    Return what their source hears that was done with them, None where they are not taken.
    """
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    ways = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    how = ways, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), *how)
    QCoreApplication.sendEvent(part, enter)
    if not enter.isAccepted():
        return None
    drop = QDropEvent(QPointF(50, 50), *how)
    QCoreApplication.sendEvent(part, drop)
    return drop.dropAction() if drop.isAccepted() else None


class Bench:
    """A window on the screen, and ways to wait for what it shows."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def snapshot(self) -> Snapshot | None:
        """Return what the cost plot shows."""
        return self.window.cost.newest

    def find(self, name: str, kind: type) -> object:
        """Wait until there is a control of this object name, and return it.

        A dialog that is closed may still be there, until the next event; it is not meant.
        """

        def there() -> list[QWidget]:
            found = [self.window.findChild(kind, name), *self.window.findChildren(kind, name)]
            return [part for part in found if part and part.window().isVisible()]

        self.qtbot.waitUntil(lambda: there() != [])
        return there()[0]

    def wait(self, wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """Wait until a snapshot is as wanted."""
        self.qtbot.waitUntil(lambda: self.snapshot is not None and wanted(self.snapshot))
        return self.snapshot

    def wait_state(self, state: State) -> Snapshot:
        """Wait until the run is in a state."""
        return self.wait(lambda snapshot: snapshot.state is state)

    def press(self, name: str) -> None:
        """Click on the button of this object name."""
        QTest.mouseClick(self.find(name, QPushButton), Qt.MouseButton.LeftButton)

    def begin(self, file: Path | None = None) -> None:
        """Have a file, or the first example, in a shared window before its first iteration."""
        window = self.window
        # The end of a test with a window of its own has enabled it, and the worker goes on here.
        gc.disable()
        for dialog in window.findChildren(QDialog):
            dialog.close()
            dialog.deleteLater()
        window.run_bar.live.setChecked(False)
        window.menus.actions["forget_reference"].trigger()
        window.choose_view("boundary")
        experiment, left = read_experiment(file) if file else preset("flower"), self.snapshot.run
        window.dropped.emit(str(file)) if file else window.menus.preset.emit("flower")
        newest = self.wait(lambda snapshot: snapshot.experiment == experiment)
        if newest.run == left or newest.state is not State.READY:
            # The run that an earlier test has left has the same start, and may be going on.
            window.run_bar.reset_requested.emit()
            window.menus.actions["read_again"].trigger()
            self.wait(lambda snapshot: snapshot.dataset is not newest.dataset)
        show(self.qtbot, self.window)


@pytest.fixture
def open_bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    opened: list[MainWindow] = []
    # What earlier tests have left is not looked through again at every pause of this one.
    gc.collect()
    gc.freeze()

    def open_it(*argv: str, **changes: object) -> Bench:
        window = build(argv, Preferences(tmp_path / "settings.ini"), changes)
        opened.append(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: window.cost.newest is not None)
        return Bench(qtbot, window)

    yield open_it
    for window in opened:
        close(window)


def lay_out() -> None:
    """Have all parts take their places now, which they do at a later turn of the event loop."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def show(qtbot: QtBot, window: MainWindow) -> None:
    """Show a shared window again, which the test before has hidden, and give it the keys."""
    if window.isHidden():
        # Offscreen they go to a window that is shown, unless it had them when it was hidden.
        other = QWidget()
        other.show()
        window.show()
        other.close()
        qtbot.waitUntil(window.isActiveWindow)


def close(window: MainWindow) -> None:
    """Close a window and take it away, whatever a test has left that it would ask about first.

    One that only goes away leaves its worker behind, which would train beside every later test.
    """
    window.may_close = lambda: True
    assert window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="module")
def shared_window(
    qapp: QApplication, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """A window that the tests of a module share, opened for the first of them."""
    folder = tmp_path_factory.mktemp("window")
    shared = Bench(QtBot(request), build((), Preferences(folder / "settings.ini")))
    shared.window.resize(1366, 768)
    shared.window.show()
    shared.qtbot.waitUntil(lambda: shared.window.cost.newest is not None)
    yield shared
    close(shared.window)
    vars(shared).clear()
    # Tests that opened windows of their own have frozen this one as well.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def shared_bench(shared_window: Bench) -> Bench:
    """The shared window with the first example, before its first iteration."""
    shared_window.begin()
    return shared_window


@pytest.fixture
def shared_brief(shared_window: Bench, brief_file: Path) -> Bench:
    """The shared window with the first example, of 200 iterations in place of 10,000."""
    shared_window.begin(brief_file)
    return shared_window


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    """The window as it opens the first time."""
    return open_bench()


@pytest.fixture
def brief_file(tmp_path: Path) -> Path:
    experiment = with_settings(preset("flower"), {"training.iterations": 200})
    (tmp_path / "brief.toml").write_text(to_toml(experiment), encoding="utf-8")
    return tmp_path / "brief.toml"


@pytest.fixture
def brief(open_bench: Callable[..., Bench], brief_file: Path) -> Bench:
    """The window with the first example, of 200 iterations in place of 10,000."""
    return open_bench(str(brief_file))
