"""The menus, made from the table of commands; what a choice does is connected elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from core.experiment.presets import preset, presets_by_week
from core.files import shown
from core.languages import languages
from core.messages import labelled, tr, translate
from gui.commands import COMMANDS, MENUS, Command, keys_of, shown_keys
from gui.depths import DEPTHS, Depth
from gui.views.registry import VIEWS
from gui.views.view import View
from gui.widgets.elided_label import elided
from gui.widgets.plain_text import plain_tip

WIDEST = 1200
"""Pixels of an entry: a screen of usual width has all of it."""
VIEW_KEYS = "1234567890B-=M"


def view_command(row: View) -> Command:
    """Return the command that brings a view to the top: Ctrl and one of VIEW_KEYS."""
    keys = f"Ctrl+{VIEW_KEYS[list(VIEWS).index(row.name)]}"
    return Command(f"view_{row.name}", "view", row.label, keys, row.tip)


def tab_tip(row: View) -> str:
    """Return what the tab of a view says under the mouse."""
    text = tr("{what} ({keys}; a double click or {enlarge} enlarges it)")
    return text.format(
        what=translate(row.tip),
        keys=shown_keys(view_command(row).keys),
        enlarge=keys_of("enlarge"),
    )


class Menus(QObject):
    """Fill a window's menu bar with an action for every command, in `actions` by its name.

    `language` carries the code of one of `languages`, or "" for the system's.
    """

    open_recent = Signal(str)
    preset = Signal(str)
    depth_chosen = Signal(object)
    language = Signal(str)

    def __init__(self, window: QMainWindow) -> None:
        bar = window.menuBar()
        super().__init__(bar)
        self._menus = {name: QMenu(translate(MENUS[name]), bar) for name in MENUS}
        for menu in self._menus.values():
            bar.addAction(menu.menuAction())
            menu.setToolTipsVisible(True)
        self._add_presets(self._menus["course"])
        self.commands = {
            row.name: row for row in (*map(view_command, VIEWS.values()), *COMMANDS.values())
        }
        self.actions = {name: self._add(row) for name, row in self.commands.items()}
        self._recent = QMenu(self._menus["file"])
        self._recent.setToolTipsVisible(True)
        self.actions["recent"].setMenu(self._recent)
        self._depths = self._add_depths()
        self._languages = QActionGroup(self)
        self.actions["language"].setMenu(self._language_menu())
        self.allow(frozenset())

    def remove(self) -> None:
        """Take the menus away, and their keys."""
        for menu in self._menus.values():
            menu.deleteLater()
        self.deleteLater()

    def answer(self, slots: Mapping[str, Callable[..., object]]) -> None:
        """Have each command call its slot; that of a checkable one is told whether it is on.

        Raises KeyError for a command without a slot.
        """
        for name, row in self.commands.items():
            action, slot = self.actions[name], slots[name]
            if isinstance(submenu := action.menu(), QMenu):
                submenu.aboutToShow.connect(slot)
            elif row.checkable:
                action.toggled.connect(slot)
            else:
                action.triggered.connect(lambda _=False, slot=slot: slot())

    @property
    def shown_commands(self) -> list[Command]:
        """Return the rows of the commands that are in the menus now."""
        return [row for name, row in self.commands.items() if self.actions[name].isVisible()]

    def allow(self, names: frozenset[str]) -> None:
        """Grey what makes no sense while the run stands as it does, as its buttons are."""
        for row in self.commands.values():
            if row.of_run:
                self.actions[row.name].setEnabled(row.name in names)

    def follow_histories(self, histories: QUndoGroup) -> None:
        """Have undo and redo say in words which step of the history of now they are for."""
        undo, redo = self.actions["undo"], self.actions["redo"]
        for action, allowed in ((undo, histories.canUndoChanged), (redo, histories.canRedoChanged)):
            allowed.connect(action.setEnabled)
        undo.setEnabled(histories.canUndo())
        redo.setEnabled(histories.canRedo())
        histories.undoTextChanged.connect(self._name_undo)
        histories.redoTextChanged.connect(self._name_redo)
        self._name_undo(histories.undoText())
        self._name_redo(histories.redoText())

    def _name_undo(self, step: str) -> None:
        self.actions["undo"].setText(_with_step(tr("&Undo {step}"), step))

    def _name_redo(self, step: str) -> None:
        self.actions["redo"].setText(_with_step(tr("&Redo {step}"), step))

    def show_recent(self, files: list[str]) -> None:
        """List the projects that were open last, the newest first."""
        self._recent.clear()
        for file in files:
            action = self._recent.addAction(shown(Path(file).name))
            action.setToolTip(shown(file))
            action.triggered.connect(lambda _=False, file=file: self.open_recent.emit(file))
        if not files:
            self._recent.addAction(tr("Nothing was saved yet")).setEnabled(False)

    def _add_depths(self) -> dict[Depth, QAction]:
        menu, group = QMenu(self._menus["view"]), QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        menu.setToolTipsVisible(True)
        self.actions["depth"].setMenu(menu)
        actions = {}
        for depth, row in DEPTHS.items():
            action = actions[depth] = menu.addAction(translate(row.label))
            action.setObjectName(f"depth_{row.name}")
            action.setToolTip(translate(row.tip))
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, depth=depth: self.depth_chosen.emit(depth))
        return actions

    def tick_depth(self, shown: Depth | None) -> None:
        """Tick this depth of the window, or none."""
        for depth, action in self._depths.items():
            action.setChecked(depth is shown)

    def show_language(self, code: str) -> None:
        """Mark the language that was chosen."""
        for action in self._languages.actions():
            action.setChecked(action.data() == code)

    def _language_menu(self) -> QMenu:
        menu = QMenu(self._menus["view"])
        menu.setToolTipsVisible(True)
        for code, name in {"": tr("As the system"), **languages()}.items():
            action = menu.addAction(name)
            action.setObjectName(f"language_{code or 'system'}")
            action.setData(code)
            action.setCheckable(True)
            self._languages.addAction(action)
            action.triggered.connect(lambda _=False, code=code: self.language.emit(code))
        return menu

    def _add(self, row: Command) -> QAction:
        menu = self._menus[row.menu]
        if row.begins_group:
            menu.addSeparator()
        action = menu.addAction(translate(row.text))
        action.setObjectName(f"command_{row.name}")
        action.setShortcuts(QKeySequence.listFromString(row.keys))
        action.setCheckable(row.checkable)
        if row.tip:
            action.setToolTip(translate(row.tip))
            action.setStatusTip(translate(row.tip))
        return action

    def _add_presets(self, menu: QMenu) -> None:
        for week, names in presets_by_week().items():
            part = menu.addMenu(translate(week))
            for name in names:
                self._add_preset(part, name)

    def _add_preset(self, menu: QMenu, name: str) -> None:
        row = preset(name)
        text = labelled(translate(row.title), translate(row.lesson))
        action = menu.addAction(elided(menu.fontMetrics(), text, WIDEST))
        action.setObjectName(f"preset_{name}")
        action.setToolTip(plain_tip(translate(row.lesson)))
        action.triggered.connect(lambda: self.preset.emit(name))


def _with_step(text: str, step: str) -> str:
    return text.format(step=step.replace("&", "&&")).rstrip()
