"""The menus: every action of the window, with its keys."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu

from core.experiment.presets import preset, presets_by_week
from core.files import shown
from core.messages import tr, translate
from gui.views.registry import VIEWS
from gui.views.view import View

UPPER_ROW = "1234567890-="


def view_keys(row: View) -> str:
    """Return the keys that bring a view to the top: Ctrl and the upper row of the keyboard."""
    return f"Ctrl+{UPPER_ROW[list(VIEWS).index(row.name)]}"


def tab_tip(row: View) -> str:
    """Return what the tab of a view says under the mouse."""
    text = tr("{what} ({keys}; a double click or F11 enlarges it)")
    return text.format(what=translate(row.tip), keys=view_keys(row))


class Menus(QObject):
    """Fill a window's menu bar; an action that is chosen becomes a signal."""

    open_folder = Signal()
    open_file = Signal()
    recent_wanted = Signal()
    open_recent = Signal(str)
    save = Signal()
    save_as = Signal()
    save_experiment = Signal()
    save_run = Signal()
    continue_run = Signal()
    start_from_here = Signal()
    export = Signal()
    preset = Signal(str)
    open_reference = Signal()
    forget_reference = Signal()
    suggest = Signal()
    check = Signal()
    test_rounding = Signal()
    seeds = Signal()
    train = Signal()
    go_on = Signal()
    pause = Signal()
    step = Signal()
    reset = Signal()
    live = Signal()
    read_again = Signal()
    view_chosen = Signal(str)
    enlarge = Signal(bool)
    dark = Signal(bool)
    first_steps = Signal()
    about = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._of_run: dict[str, QAction] = {}
        self._file(self._menu(tr("&File")))
        self.edit = self._menu(tr("&Edit"))
        self._run(self._menu(tr("&Run")))
        self._course(self._menu(tr("&Course")))
        self._view(self._menu(tr("&View")))
        help_menu = self._menu(tr("&Help"))
        self._add(help_menu, tr("&First steps"), "F1", self.first_steps.emit)
        self._add(help_menu, tr("&About Layerbench"), "", self.about.emit)
        self.allow(frozenset())

    def allow(self, names: frozenset[str]) -> None:
        """Grey what makes no sense while the run stands as it does, as its buttons are."""
        for name, action in self._of_run.items():
            action.setEnabled(name in names)

    def add_history(self, history: QUndoStack) -> None:
        """Have the Edit menu undo and redo the steps of a history, each by its words."""
        undo = history.createUndoAction(self._window, tr("&Undo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo = history.createRedoAction(self._window, tr("&Redo"))
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        self.edit.addActions([undo, redo])

    def show_recent(self, files: list[str]) -> None:
        """List the projects that were open last, the newest first."""
        self._recent.clear()
        for file in files:
            action = self._recent.addAction(shown(Path(file).name))
            action.setToolTip(shown(file))
            action.triggered.connect(lambda _=False, file=file: self.open_recent.emit(file))
        if not files:
            self._recent.addAction(tr("Nothing was saved yet")).setEnabled(False)

    def _file(self, menu: QMenu) -> None:
        self._add(menu, tr("&Open folder..."), "Ctrl+O", self.open_folder.emit)
        self._add(menu, tr("&Read the data again"), "Ctrl+R", self.read_again.emit)
        menu.addSeparator()
        self._add(menu, tr("Open &file..."), "Ctrl+Shift+O", self.open_file.emit)
        self._recent = menu.addMenu(tr("Open re&cent"))
        self._recent.setToolTipsVisible(True)
        self._recent.aboutToShow.connect(self.recent_wanted)
        menu.addSeparator()
        save = self._add(menu, tr("&Save"), "Ctrl+S", self.save.emit)
        self._add(menu, tr("Save &as..."), "Ctrl+Shift+S", self.save_as.emit)
        experiment = self._add(
            menu, tr("Save the &experiment alone..."), "", self.save_experiment.emit
        )
        run = self._add(menu, tr("Save the r&un..."), "", self.save_run.emit)
        menu.addSeparator()
        export = self._add(menu, tr("Export &weights..."), "Ctrl+E", self.export.emit)
        self._of_run["export"] = export
        _explain(
            save,
            tr(
                "All that is on the bench, in one project: opening it goes on where the run stands."
            ),
        )
        _explain(
            experiment,
            tr("The settings alone, as text: opening the file brings them back, untrained."),
        )
        _explain(
            run,
            tr("Settings, weights and curves: Continue a saved run goes on where the run stands."),
        )
        _explain(
            export,
            tr("The trained network alone, to predict with here or to use in other programs."),
        )
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        self._add(menu, tr("&Quit"), "Ctrl+Q", self._window.close)

    def _run(self, menu: QMenu) -> None:
        self._of_run |= {
            "train": self._add(menu, tr("&Train"), "F5", self.train.emit),
            "go_on": self._add(menu, tr("Trai&n on"), "Ctrl+F5", self.go_on.emit),
            "pause": self._add(menu, tr("&Pause"), "F6", self.pause.emit),
            "step": self._add(menu, tr("&One step"), "F7", self.step.emit),
            "reset": self._add(menu, tr("&Reset"), "F8", self.reset.emit),
        }
        menu.addSeparator()
        self._add(menu, tr("&Continue a saved run..."), "", self.continue_run.emit)
        self._add(menu, tr("Start from these &weights"), "", self.start_from_here.emit)
        menu.addSeparator()
        self.live_action = self._add(menu, tr("&Live"), "Ctrl+L", self.live.emit)
        self.live_action.setCheckable(True)
        menu.addSeparator()
        self._add(menu, tr("S&uggest settings"), "Ctrl+Shift+G", self.suggest.emit)
        self._add(menu, tr("&Check the gradient"), "Ctrl+G", self.check.emit)
        self._add(menu, tr("Train from several &seeds..."), "Ctrl+D", self.seeds.emit)
        self._add(menu, tr("Does &rounding matter here?"), "Ctrl+T", self.test_rounding.emit)

    def _view(self, menu: QMenu) -> None:
        for row in VIEWS.values():
            self._add(menu, translate(row.label), view_keys(row), partial(self._choose_view, row))
        menu.addSeparator()
        self.enlarge_action = menu.addAction(tr("&Enlarge the view"))
        self.enlarge_action.setShortcut("F11")
        self.enlarge_action.setCheckable(True)
        self.enlarge_action.toggled.connect(self.enlarge)
        back = QAction(self._window)
        back.setShortcut("Escape")
        back.setEnabled(False)
        back.triggered.connect(lambda: self.enlarge_action.setChecked(False))
        self.enlarge_action.toggled.connect(back.setEnabled)
        self._window.addAction(back)
        menu.addSeparator()
        self.dark_action = menu.addAction(tr("&Dark theme"))
        self.dark_action.setCheckable(True)
        self.dark_action.toggled.connect(self.dark)

    def _choose_view(self, row: View) -> None:
        self.view_chosen.emit(row.name)

    def _course(self, menu: QMenu) -> None:
        for week, names in presets_by_week().items():
            part = menu.addMenu(translate(week))
            for name in names:
                self._preset(part, name)
        menu.addSeparator()
        self._add(menu, tr("Compare with costs of your &own..."), "", self.open_reference.emit)
        self._add(menu, tr("&Forget these costs"), "", self.forget_reference.emit)

    def _preset(self, menu: QMenu, name: str) -> None:
        row = preset(name)
        action = menu.addAction(f"{translate(row.title)}:  {translate(row.lesson)}")
        action.triggered.connect(lambda: self.preset.emit(name))

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _add(self, menu: QMenu, text: str, keys: str, answer: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda: answer())
        return action


def _explain(action: QAction, text: str) -> None:
    """Say what an action does in one sentence, under the mouse and in the status bar."""
    action.setToolTip(text)
    action.setStatusTip(text)
