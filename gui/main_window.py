"""Where things sit: the controls, the plots, the inside of the network, what is wrong."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QProxyStyle,
    QSplitter,
    QStyle,
    QStyleOption,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

import resources
from core.files import shown
from core.messages import fill, listed, tr, translate
from core.training.analyses.cross_validation import CrossValidationResults
from core.training.analyses.seed_runs import SeedResults
from core.training.worker.events import (
    CostSurfaceProgress,
    CostSurfaceReady,
    LeftOutTrained,
    Predicted,
    RateRangeMeasured,
    RateRangeProgress,
)
from gui import theme
from gui.commands import with_keys
from gui.controls.depth_line import DepthLine
from gui.controls.settings_panel import SettingsPanel
from gui.controls.suggestion_line import SuggestionLine
from gui.controls.training.repeated_runs_line import (
    folds_line,
    folds_text,
    seed_runs_text,
    seeds_line,
)
from gui.controls.training.run_bar import RunBar
from gui.controls.training.timeline import Timeline
from gui.help import explain, help_text
from gui.lessons.panel import LessonPanel
from gui.menus import Menus, tab_tip
from gui.preferences import Preferences
from gui.status_line import StatusBar
from gui.views.health.view import HealthView
from gui.views.lazy_view import LazyView
from gui.views.registry import VIEWS
from gui.views.view import SnapshotView
from gui.widgets.button import link_button
from gui.widgets.file_drop import FileDrop
from gui.widgets.fitting_area import QT_MOST
from gui.widgets.help_button import help_button, show_help
from gui.widgets.withheld import MayBeWithheld

if TYPE_CHECKING:
    from gui.views.curves.accuracy import AccuracyView
    from gui.views.curves.cost import CostView
    from gui.views.data.view import DataView
    from gui.views.predictions.view import PredictionsView
    from gui.views.runs.view import RunsView

SHARE_OF_SCREEN = 0.9
# A window lower than this shows less of what can be found elsewhere: a screen of 1366 x 768 at
# 200 % is 384 high.
LOW = 520
# One narrower than this, too, does without the names of parts: a screen of 1366 at 150 % is 910.
NARROW = 900
# Curves are seen whole even there.
LEAST_CURVES = QSize(170, 100)
# Pixels left and right of a tab's words together.
TAB_MARGINS = 14
# The height of the line over the tab on top.
MARK = 3


class CloseTabs(QProxyStyle):
    """Have tabs stand close together, so that all are seen in a window of usual width.

    A line marks the one on top: on dark ground the style's own shades are hardly told apart.
    """

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric is QStyle.PixelMetric.PM_TabBarTabHSpace:
            return TAB_MARGINS
        return super().pixelMetric(metric, option, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawControl(element, option, painter, widget)
        is_shape = element is QStyle.ControlElement.CE_TabBarTabShape
        if is_shape and option.state & QStyle.StateFlag.State_Selected:
            line = QRect(option.rect.topLeft(), QSize(option.rect.width(), MARK))
            painter.fillRect(line, theme.colour("accent"))


class MainWindow(QMainWindow):
    """Hold the parts in their places; what they say to each other is none of its business.

    `dropped` carries the path of a file or folder that was let fall on the window,
    `dropped_together` the paths of several;
    `view_wanted` the name of a view that is about to come to the top;
    `probes_wanted` the names of the probes that the views which can be seen now draw;
    `failed` carries the traceback of an exception that nobody caught, `fault_found` what a fault
    left that ended the program before.
    `started` comes when it is on the screen for the user, `ended` when the system asks it to end
    at once; `closing` once, before the window goes: `may_close` is asked first.
    """

    # Objects, because Qt's own strings lose the bytes of names that are not UTF-8.
    dropped = Signal(object)
    dropped_together = Signal(object)
    view_wanted = Signal(str)
    probes_wanted = Signal(frozenset)
    failed = Signal(str)
    fault_found = Signal(str)
    started = Signal()
    ended = Signal()
    closing = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.may_close: Callable[[], bool] = lambda: True
        self.setObjectName("main_window")
        self.setWindowTitle("Layerbench[*]")
        self.setWindowIcon(QIcon(str(resources.path("icons") / "layerbench.svg")))
        self.drop = FileDrop(self)
        self.drop.dropped.connect(self._drop)
        self.drop.waiting.connect(self._tell_waiting)
        self._close_tabs = CloseTabs("fusion")
        self._low, self._narrow, self._usual_width = False, False, 0
        self._seed_results: tuple[SeedResults | None, bool] = None, True
        self._folds_results: tuple[CrossValidationResults | None, bool] = None, True
        self._make_parts()
        self._restore()

    def make_anew(self, show: Callable[[], object]) -> None:
        """Make the parts again in the language of now, as their user left those of before.

        `show` connects the new ones, and shows them what there is.
        """
        left = [(place.left, place.told) for place in self.lazy_views]
        visible = [place.isVisible() for place in self.lazy_views]
        tab, enlarged = self.inside.currentIndex(), self.menus.actions["enlarge"].isChecked()
        sizes = {name: splitter.saveState() for name, splitter in self._splitters.items()}
        scrolled, focus = self.settings.verticalScrollBar().value(), self.focusWidget()
        focused, sketch = focus.objectName() if focus else "", self.lesson.sketch
        self.menus.remove()
        self._make_parts()
        # The parts of before are left to an event that may come late; nothing shall reach them.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        for place, (standing, told) in zip(self.lazy_views, left, strict=True):
            place.go_on(standing, told)
        for name, splitter in self._splitters.items():
            splitter.restoreState(sizes[name])
        self._set_low(self._low, self._narrow)
        self.inside.setCurrentIndex(tab)
        show()
        self.lesson.sketch.go_on(sketch)
        self.menus.actions["enlarge"].setChecked(enlarged)
        # At once, and not in a later turn: views are drawn and scrolled where they have their room.
        if (central := self.centralWidget()) and (layout := self.layout()):
            central.show()
            layout.activate()
        for place, seen in zip(self.lazy_views, visible, strict=True):
            if seen:
                place.view  # noqa: B018
        self.settings.scroll_to(scrolled)
        if part := self.findChild(QWidget, focused) if focused else None:
            part.setFocus()

    def _make_parts(self) -> None:
        """Make all that has words, in the language of now."""
        self.menus = Menus(self)
        self.run_bar = RunBar()
        self.lesson = LessonPanel()
        self.lesson.appeared.connect(self._share_height)
        self.settings, self.timeline, self.seed_runs = SettingsPanel(), Timeline(), seeds_line()
        self.folds = folds_line()
        self.suggestion, self.depth_line = SuggestionLine(), DepthLine()
        self.cost_place = LazyView(_cost, "cost_plot", tr("Cost"), LEAST_CURVES)
        self.accuracy_place = LazyView(_accuracy, "accuracy_plot", tr("Accuracy"), LEAST_CURVES)
        self.health = HealthView()
        self.inside = QTabWidget()
        self.inside.tabBar().setStyle(self._close_tabs)
        self.inside.tabBar().setFont(theme.small_font())
        self.inside.setObjectName("inside")
        self.inside.setDocumentMode(True)
        self.tabs = [
            LazyView(row.make, f"{row.name}_view", translate(row.label), is_empty=row.is_empty)
            for row in VIEWS.values()
        ]
        for row, place in zip(VIEWS.values(), self.tabs, strict=True):
            self.inside.addTab(place, translate(row.label))
            self.inside.setTabToolTip(self.inside.count() - 1, tab_tip(row))
            place.when_made(self._hear_of_probes)
        self.inside.tabBarDoubleClicked.connect(lambda: self.menus.actions["enlarge"].toggle())
        self.back = link_button("back_from_enlarged", with_keys(tr("Back"), "back"))
        self.back.clicked.connect(self.go_back)
        self.back.hide()
        corner = QWidget()
        line = QHBoxLayout(corner)
        line.setContentsMargins(0, 0, theme.SPACE, theme.TIGHT)
        line.addWidget(self.back)
        line.addWidget(help_button("view_help", lambda: self.tabs[self.inside.currentIndex()].view))
        self.inside.setCornerWidget(corner)
        self.inside.currentChanged.connect(self._want)
        for chosen in (self.inside.currentChanged, self.inside.tabBarClicked):
            chosen.connect(self._focus_tab)
        foot = StatusBar()
        self.setStatusBar(foot)
        self.figures, self.saving = foot.figures, foot.saving
        self._splitters = self._build()
        self._allow_back()
        for part in (self.settings, self.timeline):
            explain(part)
        self.each_view(lambda view: view.setWhatsThis(help_text(view.objectName())))
        self._keep_choices()

    @property
    def controls(self) -> dict[str, MayBeWithheld]:
        """Return the parts of the table CONTROLS by their names."""
        bar = self.run_bar
        others = {part.objectName(): part for part in (bar.step, bar.live, bar.export, self.health)}
        return self.settings.controls | others | {"timeline": self.timeline}

    def control_label(self, name: str) -> str:
        """Return what the control of this name in CONTROLS is called."""
        part = self.find_part(name)
        return part.accessibleName().removesuffix("...") if part else name

    def find_part(self, name: str) -> QWidget | None:
        """Return the part of this object name, None where there is none."""
        part = self.findChild(QWidget, name)
        return part if isinstance(part, QWidget) else None

    @property
    def lazy_views(self) -> list[LazyView[Any]]:
        """Return the places of the views that are made when they are first seen."""
        return [self.cost_place, self.accuracy_place, *self.tabs]

    @property
    def cost(self) -> "CostView":
        """Return the view of the cost, made now if it is not there."""
        return self.cost_place.view

    @property
    def accuracy(self) -> "AccuracyView":
        """Return the view of the accuracy, made now if it is not there."""
        return self.accuracy_place.view

    @property
    def runs(self) -> "RunsView":
        """Return the view of the runs that are over, made now if it is not there."""
        return self.place("runs").view

    @property
    def predictions(self) -> "PredictionsView":
        """Return the view that answers for pictures, made now if it is not there."""
        return self.place("predictions").view

    @property
    def data(self) -> "DataView":
        """Return the view of the data, made now if it is not there."""
        return self.place("data").view

    def place(self, name: str) -> LazyView[Any]:
        """Return the place of the view of this name in VIEWS."""
        return self.tabs[list(VIEWS).index(name)]

    def open_view(self, name: str) -> SnapshotView:
        """Bring the view of this name in VIEWS to the top; it is made now if it is not there."""
        self.choose_view(name)
        return self.place(name).view

    def choose_view(self, name: str) -> None:
        """Bring the place of the view of this name in VIEWS to the top, where it is made once seen.

        So a window can be painted before the view and the library that it needs are there.
        """
        self.view_wanted.emit(name)
        self.inside.setCurrentWidget(self.place(name))

    @property
    def current_view(self) -> SnapshotView:
        """Return the view that has the focus, or else the one on top."""
        return self._focused_view or self.tabs[self.inside.currentIndex()].view

    @property
    def _focused_view(self) -> SnapshotView | None:
        part: QWidget | None = self.focusWidget()
        while part is not None and not isinstance(part, SnapshotView):
            part = part.parentWidget()
        return part

    def _focus_tab(self) -> None:
        """Take the focus from a view beside the tabs: the tab chosen last is what one means."""
        if self._focused_view is not None:
            self.inside.tabBar().setFocus()

    def explain_focus(self) -> None:
        """Explain the view or the control that has the focus, or else the view on top."""
        part: QWidget | None = self.focusWidget()
        while part is not None and not part.whatsThis():
            part = part.parentWidget()
        show_help(part or self.current_view)

    def open_unit(self, layer: int, unit: int) -> None:
        """Show the strongest and weakest samples of a unit; both are counted from 1."""
        self.place("activations").view.show_unit(layer, unit)
        self.open_view("activations")

    def enlarge(self, on: bool) -> None:
        """Give the view on top the room of everything but the bar, or give the room back."""
        for part in self._beside:
            part.setVisible(not on)
        self.back.setVisible(on)
        self._allow_back()

    def fill_screen(self, on: bool) -> None:
        """Use the whole screen, without the frame of the window, or no longer."""
        if on != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def go_back(self) -> None:
        """Give the room of an enlarged view back, or else the screen."""
        actions = self.menus.actions
        actions["enlarge" if actions["enlarge"].isChecked() else "full_screen"].setChecked(False)

    def _allow_back(self) -> None:
        on = any(self.menus.actions[name].isChecked() for name in ("enlarge", "full_screen"))
        self.menus.actions["back"].setEnabled(on)

    def each_view(self, then: Callable[[SnapshotView], object]) -> None:
        """Call with every view, now or as soon as it is there."""
        then(self.health)
        for place in self.lazy_views:
            place.when_made(then)

    @property
    def probes(self) -> frozenset[str]:
        """Return the names of the probes that the view on top draws."""
        place = self.inside.currentIndex()
        return list(VIEWS.values())[place].probes | self.tabs[place].extra_probes

    def ask(self, question: str) -> None:
        """Bring the page of a question of the map to the top."""
        self.open_view("map")
        self.place("map").view.open_question(question)

    def show_cost_surface(self, ready: CostSurfaceReady) -> None:
        """Show the cost around the run in its view."""
        place = self.place("cost_surface")
        place.when_made(lambda view: view.show_result(ready.request, ready.result))

    def show_surface_progress(self, progress: CostSurfaceProgress) -> None:
        """Say in its view how much of a cost surface is done."""
        place = self.place("cost_surface")
        place.when_made(lambda view: view.show_progress(progress.done / progress.total))

    def show_rates(self, event: RateRangeProgress | RateRangeMeasured) -> None:
        """Show in its view how far a run whose rate grows is, or what came of it."""
        self.place("map").when_made(lambda view: view.show_rates(event), "rates")

    def show_left_out(self, event: LeftOutTrained) -> None:
        """Show in its view what is known of runs without each sample."""
        self.place("map").when_made(lambda view: view.show_left_out(event), "left_out")

    def show_predicted(self, predicted: Predicted) -> None:
        """Show predictions of files in their view."""
        self.place("predictions").when_made(lambda view: view.show_predicted(predicted))

    def show_seed_runs(self, results: SeedResults | None, over: bool) -> None:
        """Show the results of several seeds, or none, in the curves and in a line below."""
        self._seed_results = results, over
        self.cost.show_seed_results(results)
        self.accuracy.show_seed_results(results)
        self.seed_runs.show_results(results, over, seed_runs_text(results, over) if results else "")

    def show_folds(self, results: CrossValidationResults | None, over: bool) -> None:
        """Show the results of cross-validation, or none, in a line below."""
        self._folds_results = results, over
        self.folds.show_results(results, over, folds_text(results, over) if results else "")
        if results:
            self.place("data").when_made(lambda view: view.show_folds(results, over), "folds")

    def show_repeated_runs(self) -> None:
        """Show once more what is known of several seeds and of cross-validation."""
        if self._seed_results[0]:
            self.show_seed_runs(*self._seed_results)
        if self._folds_results[0]:
            self.show_folds(*self._folds_results)

    def open_from_desktop(self, paths: list[str]) -> None:
        """Come to the top, and open paths as if they had been let fall on the window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        if paths:
            self.drop.take(paths)

    def _tell_waiting(self, paths: list[str]) -> None:
        text = tr("Opened as soon as the dialog is closed: {files}")
        names = listed(shown(Path(path).name) for path in paths)
        self.statusBar().showMessage(fill(text, files=names))

    def _drop(self, paths: list[str]) -> None:
        self.statusBar().clearMessage()
        if len(paths) > 1:
            self.dropped_together.emit(paths)
        else:
            self.dropped.emit(paths[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low, narrow = event.size().height() < LOW, event.size().width() < NARROW
        if (low, narrow) != (self._low, self._narrow):
            self._set_low(low, narrow)
        self._divide_width()

    def _set_low(self, low: bool, narrow: bool) -> None:
        self._low, self._narrow = low, narrow
        for part in (self.settings, self.run_bar, self.lesson):
            part.set_compact(low)
        self.health.set_compact(low and narrow)
        self.timeline.set_compact(low and narrow)
        self.statusBar().setHidden(low)
        self._share_height()

    def _share_height(self) -> None:
        """Give a lesson the timeline's room in a low window, which has none for both."""
        self.timeline.setMaximumHeight(0 if self._low and self.lesson.isVisible() else QT_MOST)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            # The system, too, may end it.
            self.menus.actions["full_screen"].setChecked(self.isFullScreen())
            self._allow_back()

    def _divide_width(self) -> None:
        """Make the settings as narrow as they can be in a low window, else as their user has them.

        A window that was too small for that for a while leaves no trace.
        """
        whole, least = self._splitters["whole"], self.settings.least_width
        if not self._usual_width:
            kept = self.settings.sizeHint().width() if self._low else whole.sizes()[0]
            self._usual_width = max(kept, least)
        width = least if self._low else self._usual_width
        whole.setSizes([width, whole.width() - width])

    def _keep_usual_width(self) -> None:
        if not self._low:
            self._usual_width = self._splitters["whole"].sizes()[0]

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.preferences.keep_layout("window", self.saveGeometry())
        for name, splitter in self._splitters.items():
            if splitter is not self._splitters["whole"] or not self._low:
                self.preferences.keep_layout(name, splitter.saveState())
        self.closing.emit()
        super().closeEvent(event)

    def _hear_of_probes(self, view: SnapshotView) -> None:
        """Ask for the probes that a view needs, which was made after its tab came to the top."""
        view.probes_changed.connect(self._want)
        if view.extra_probes:
            self._want()

    def _want(self) -> None:
        self.probes_wanted.emit(self.probes)

    def _build(self) -> dict[str, QSplitter]:
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        curves = _splitter(across, (self.cost_place, 580), (self.accuracy_place, 420))
        # What comes and goes takes its room from the view alone: tabs, timeline and settings stay.
        news = _column(self.suggestion, self.health)
        foot = _column(news, _column(_column(self.folds, self.seed_runs), self.timeline))
        views = _splitter(down, (curves, 240), (_column(self.inside, foot, (1, 0)), 440))
        left = _column(self.settings, self.depth_line, (1, 0))
        central = _splitter(across, (left, 330), (views, 1036))
        central.setStretchFactor(0, 0)
        self.setCentralWidget(_column(_column(self.run_bar, self.lesson), central))
        self._beside = (left, curves, foot)
        return {"curves": curves, "views": views, "whole": central}

    def _restore(self) -> None:
        available = self.screen().availableGeometry().size()
        shape = self.preferences.layout("window")
        if shape == QByteArray() or not self.restoreGeometry(shape):
            self.resize(available * SHARE_OF_SCREEN)
            if available.height() < LOW:
                # There is no room to spare for a desk around it.
                self.setWindowState(Qt.WindowState.WindowMaximized)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        self.resize(self.size().boundedTo(available))
        for name, splitter in self._splitters.items():
            splitter.restoreState(self.preferences.layout(name))

    def _keep_choices(self) -> None:
        """Have the parts as their user left them, and remember how they are left."""
        for section in self.settings.folds:
            section.set_folded(self.preferences.folded(section.name))
            section.folded.connect(partial(self.preferences.keep_folded, section.name))
        self.timeline.log.setChecked(self.preferences.log_timeline)
        self.timeline.log_toggled.connect(self.preferences.keep_log_timeline)
        self._splitters["whole"].splitterMoved.connect(lambda *_: self._keep_usual_width())


def _column(top: QWidget, rest: QWidget, stretch: tuple[int, int] = (0, 1)) -> QWidget:
    """Put a part on top of another; the second takes the room unless `stretch` says else."""
    central = QWidget()
    column = QVBoxLayout(central)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(top, stretch[0])
    column.addWidget(rest, stretch[1])
    return central


def _cost() -> "CostView":
    from gui.views.curves.cost import CostView

    return CostView()


def _accuracy() -> "AccuracyView":
    from gui.views.curves.accuracy import AccuracyView

    return AccuracyView()


def _splitter(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Put parts beside each other, each with its size in pixels on a usual screen."""
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    for part, size in parts:
        splitter.addWidget(part)
        splitter.setStretchFactor(splitter.indexOf(part), size)
    splitter.setSizes([size for _, size in parts])
    return splitter
