"""A line that says why some controls and views are not shown, and shows them by one click."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.button import Button, link_button
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.plain_text import plain_label, plain_tip


class DepthLine(QWidget):
    """Say how much is shown, while that is not everything, and what was brought back for now.

    Of a teacher's desk say which it is, and lead to its note, to what it hides, and out of it.
    """

    everything_wanted = Signal()
    less_wanted = Signal()
    desk_wanted = Signal()
    note_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("depth_line")
        self.setAccessibleName(tr("What is shown"))
        self.words, self.more = theme.make_muted(ElidedLabel()), theme.make_muted(plain_label())
        self.words.setObjectName("depth_words")
        self.more.setObjectName("depth_more")
        self.more.setWordWrap(True)
        self.everything = link_button(
            "show_everything",
            tr("Show everything"),
            tr("Show all controls, views and commands; their values are as they were."),
        )
        self.less = link_button(
            "show_less",
            tr("Hide again"),
            tr("Hide again what was brought back because something led there."),
        )
        self.desk = link_button(
            "show_desk", tr("As on the desk"), tr("Show only what the desk shows, again.")
        )
        self.note = link_button("show_note", tr("Note"), tr("Show the teacher's note again."))
        self.leave = link_button(
            "leave_desk",
            tr("Leave the desk"),
            tr("Show what you had chosen before; what is on the bench stays."),
        )
        self._of_desk = QWidget()
        links = QHBoxLayout(self._of_desk)
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(theme.WIDE)
        links.addWidget(self.note)
        links.addWidget(self.leave)
        links.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE + 4, theme.TIGHT, theme.SPACE, theme.TIGHT)
        column.setSpacing(theme.TIGHT)
        column.addLayout(_row(self.words, self.desk, self.everything))
        column.addWidget(self._of_desk)
        column.addLayout(_row(self.more, self.less))
        self.everything.clicked.connect(lambda: self.everything_wanted.emit())
        self.less.clicked.connect(lambda: self.less_wanted.emit())
        self.desk.clicked.connect(lambda: self.desk_wanted.emit())
        self.note.clicked.connect(lambda: self.note_wanted.emit())
        self.leave.clicked.connect(lambda: self.leave_wanted.emit())

    def show_depth(self, text: str, more: str) -> None:
        """Show how much is shown, and what `more` for now; an empty text hides the line."""
        self.words.setText(text)
        self.words.setToolTip(plain_tip(text))
        self.more.setText(more)
        for part in (self.more, self.less):
            part.setVisible(bool(more))
        self.setVisible(bool(text))

    def show_desk(self, is_open: bool, is_shown: bool) -> None:
        """Show the ways on from a desk, where one is open, and whether just its parts are shown."""
        self._of_desk.setVisible(is_open)
        self.desk.setVisible(is_open and not is_shown)
        self.everything.setVisible(is_shown or not is_open)


def _row(words: QLabel, *buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE)
    row.addWidget(words, 1)
    for button in buttons:
        row.addWidget(button)
    return row
