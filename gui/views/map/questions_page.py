"""What can be asked of the experiment of now, a line a question."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.map.page import QuestionPage
from gui.views.map.questions import QUESTIONS
from gui.widgets.button import push_button
from gui.widgets.plain_text import plain_label


class QuestionsPage(QuestionPage):
    """Offer every question with a sentence about it; `chosen` carries its name."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label()
        self.words.setWordWrap(True)
        self.buttons = {
            row.name: push_button(
                f"question_{row.name}", translate(row.label), translate(row.about)
            )
            for row in QUESTIONS.values()
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.WIDE)
        grid.setVerticalSpacing(theme.SPACE)
        grid.setColumnStretch(1, 1)
        for line, row in enumerate(QUESTIONS.values()):
            about = theme.make_muted(plain_label(translate(row.about)))
            about.setWordWrap(True)
            grid.addWidget(self.buttons[row.name], line, 0)
            grid.addWidget(about, line, 1, Qt.AlignmentFlag.AlignVCenter)
            self.buttons[row.name].clicked.connect(partial(self.chosen.emit, row.name))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, theme.SPACE, 0, 0)
        body.setSpacing(theme.WIDE)
        body.addWidget(self.words)
        body.addLayout(grid)
        body.addStretch(1)

    def draw(self, snapshot: Snapshot) -> None:
        for button in self.buttons.values():
            button.setEnabled(not snapshot.dataset.blank)
        text = tr("Questions that the bench answers by trying, with the data and settings of now:")
        if snapshot.dataset.blank:
            text = tr("There is no data yet: open a folder or pick a built-in data set.")
        self.words.setText(text)
