"""The sheet of keys: those of every command, and those that work where the focus is."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.messages import to_translate, tr, translate
from gui import theme
from gui.commands import MENUS, Command, shown_keys
from gui.widgets.button import close_box
from gui.widgets.plain_text import plain_label, without_mnemonic

NAME = "keyboard"
COLUMNS = (("file", "edit", "course", "help"), ("run", "focus"), ("view",))
"""Which groups of keys stand below each other: a menu's, and `focus` for the rest."""
AT_FOCUS = (
    (to_translate("Arrows"), to_translate("Change the slider, the layer or the choice")),
    (to_translate("Enter"), to_translate("Take what was typed, or open what is marked")),
    (to_translate("Esc"), to_translate("Take back what was typed, or leave a close-up")),
    (to_translate("F2, Del"), to_translate("Runs: rename, or remove")),
    (to_translate("Del, Ins"), to_translate("Data: leave pictures out, or use them again")),
    (to_translate("1 to 9"), to_translate("Data: give pictures that class")),
    (to_translate("C, K"), to_translate("Data: correct a doubtful label, or keep it")),
    (to_translate("T, R"), to_translate("Data: keep pictures for the test, or train with them")),
)
"""Keys that work where the focus is, and what they do there."""

Lines = list[tuple[str, str]]


def show_keyboard(parent: QWidget, commands: Iterable[Command]) -> None:
    """Show the keys of all commands by their menus."""
    groups: dict[str, tuple[str, Lines]] = {
        name: (_plain(title), _lines(name, commands)) for name, title in MENUS.items()
    }
    groups["focus"] = (
        tr("Where the focus is"),
        [(translate(keys), translate(what)) for keys, what in AT_FOCUS],
    )
    dialog = QDialog(parent)
    dialog.setObjectName(NAME)
    dialog.setWindowTitle(tr("Keys"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = close_box()
    buttons.rejected.connect(dialog.reject)
    sheet = QWidget()
    columns = QHBoxLayout(sheet)
    columns.setSpacing(3 * theme.WIDE)
    for names in COLUMNS:
        columns.addLayout(_column([groups[name] for name in names if groups[name][1]]))
    whole = QVBoxLayout(dialog)
    area = _scrolling(sheet)
    whole.addWidget(area)
    whole.addWidget(buttons)
    # A small screen, without the frame of the dialog, holds a part of it.
    room = parent.screen().availableGeometry().size() - QSize(theme.WIDE, 3 * theme.WIDE)
    beside = dialog.sizeHint() - area.sizeHint()
    dialog.resize((sheet.sizeHint() + beside).boundedTo(room))
    dialog.open()


def _scrolling(sheet: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(sheet)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area


def _lines(menu: str, commands: Iterable[Command]) -> Lines:
    return [
        (shown_keys(row.keys), _plain(row.text))
        for row in commands
        if row.menu == menu and row.keys
    ]


def _column(groups: list[tuple[str, Lines]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(theme.TIGHT)
    grid.setHorizontalSpacing(theme.WIDE)
    for title, lines in groups:
        if grid.rowCount() > 1:
            grid.setRowMinimumHeight(grid.rowCount(), theme.SPACE)
        grid.addWidget(
            theme.make_muted(QLabel(title), theme.heading_font()), grid.rowCount(), 0, 1, 2
        )
        for keys, what in lines:
            row = grid.rowCount()
            grid.addWidget(plain_label(keys), row, 0)
            grid.addWidget(plain_label(what), row, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return grid


def _plain(text: str) -> str:
    """Return the words of a menu without the mark of its letter and the dots of a dialog."""
    return without_mnemonic(translate(text)).removesuffix("...")
