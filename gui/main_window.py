"""Where things sit: the controls, the plots, the inside of the network, what is wrong."""

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QTabWidget, QVBoxLayout, QWidget

import resources
from core.words import tr
from gui.controls.run_bar import RunBar
from gui.controls.settings_panel import SettingsPanel
from gui.controls.spread_line import SpreadLine
from gui.controls.timeline import Timeline
from gui.menus import Menus
from gui.preferences import Preferences
from gui.views.accuracy import AccuracyView
from gui.views.cost import CostView
from gui.views.data import DataView
from gui.views.health import HealthView
from gui.views.predictions import PredictionsView
from gui.views.runs import RunsView
from gui.views.table import VIEWS
from gui.views.view import SnapshotView

SHARE_OF_SCREEN = 0.9


class MainWindow(QMainWindow):
    """Hold the parts in their places; what they say to each other is none of its business.

    `dropped` carries the path of a file or folder that was let fall on the window;
    `looks_wanted` the names of the looks that the views which can be seen now draw;
    `closing` comes once, before the window goes.
    """

    dropped = Signal(str)
    looks_wanted = Signal(frozenset)
    closing = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.setObjectName("main_window")
        self.setWindowTitle("Layerbench")
        self.setWindowIcon(QIcon(str(resources.path("icons") / "layerbench.svg")))
        self.setAcceptDrops(True)
        self.menus = Menus(self)
        self.run_bar = RunBar()
        self.settings, self.timeline, self.spread = SettingsPanel(), Timeline(), SpreadLine()
        self.cost, self.accuracy, self.health = CostView(), AccuracyView(), HealthView()
        self.inside = QTabWidget()
        self.inside.setObjectName("inside")
        self.inside.setDocumentMode(True)
        self.tabs = [row.make() for row in VIEWS.values()]
        for row, view in zip(VIEWS.values(), self.tabs, strict=True):
            self.inside.addTab(view, tr(row.label))
            view.looks_changed.connect(lambda: self.looks_wanted.emit(self.looks))
        self.runs = next(view for view in self.tabs if isinstance(view, RunsView))
        self.inside.currentChanged.connect(lambda _: self.looks_wanted.emit(self.looks))
        self.figures = QLabel()
        self.figures.setObjectName("figures")
        self.statusBar().addPermanentWidget(self.figures)
        self._splitters = self._build()
        self._restore()

    @property
    def views(self) -> list[SnapshotView]:
        """Give every view that shows snapshots."""
        return [self.cost, self.accuracy, self.health, *self.tabs]

    @property
    def predictions(self) -> PredictionsView:
        """Give the view that answers for pictures."""
        return next(view for view in self.tabs if isinstance(view, PredictionsView))

    @property
    def data(self) -> DataView:
        """Give the view of the data."""
        return next(view for view in self.tabs if isinstance(view, DataView))

    @property
    def looks(self) -> frozenset[str]:
        """Give the names of the looks that the view on top draws."""
        place = self.inside.currentIndex()
        return list(VIEWS.values())[place].looks | self.tabs[place].more_looks

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        self.dropped.emit(local[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        self.preferences.keep_layout("window", self.saveGeometry())
        for name, splitter in self._splitters.items():
            self.preferences.keep_layout(name, splitter.saveState())
        self.closing.emit()
        super().closeEvent(event)

    def _build(self) -> dict[str, QSplitter]:
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        curves = _splitter(across, (self.cost, 580), (self.accuracy, 420))
        foot = _column(self.spread, _column(self.timeline, self.health))
        right = _splitter(down, (curves, 270), (self.inside, 320), (foot, 100))
        whole = _splitter(across, (self.settings, 330), (right, 1036))
        whole.setStretchFactor(0, 0)
        self.setCentralWidget(_column(self.run_bar, whole))
        return {"curves": curves, "right": right, "whole": whole}

    def _restore(self) -> None:
        room = self.screen().availableGeometry().size()
        shape = self.preferences.layout("window")
        if shape == QByteArray() or not self.restoreGeometry(shape):
            self.resize(room * SHARE_OF_SCREEN)
        self.resize(self.size().boundedTo(room))
        for name, splitter in self._splitters.items():
            splitter.restoreState(self.preferences.layout(name))


def _column(top: QWidget, rest: QWidget) -> QWidget:
    """Put a bar on top of what takes the rest of the room."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(top)
    column.addWidget(rest, 1)
    return whole


def _splitter(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Put parts beside each other, each with its size in pixels on a usual screen."""
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    for part, size in parts:
        splitter.addWidget(part)
        splitter.setStretchFactor(splitter.indexOf(part), size)
    splitter.setSizes([size for _, size in parts])
    return splitter
