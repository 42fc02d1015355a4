"""What can be asked of the experiment of now, a line a question."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from core.messages import fill, tr, translate
from core.sweeps.kept_sweeps import KeptSweep
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.map.page import QuestionPage
from gui.views.map.questions import QUESTIONS
from gui.widgets.button import link_button, push_button
from gui.widgets.number_format import memory_size
from gui.widgets.plain_text import plain_label


class QuestionsPage(QuestionPage):
    """Offer every question with a sentence about it; `chosen` carries its name.

    `kept_wanted` asks what is kept of maps, and `clearing_wanted` for taking that away.
    """

    chosen = Signal(str)
    kept_wanted = Signal()
    clearing_wanted = Signal(tuple)

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
        self.kept = theme.make_muted(plain_label())
        self.kept.setObjectName("kept_maps")
        self.clear = link_button(
            "clear_maps", tr("Clear..."), tr("Take away the runs that maps have kept, after a look")
        )
        self._kept: tuple[KeptSweep, ...] = ()
        self.clear.clicked.connect(lambda: self.clearing_wanted.emit(self._kept))
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
        body.addLayout(self._kept_line())
        body.addStretch(1)

    def show_kept(self, kept: tuple[KeptSweep, ...]) -> None:
        """Say how many runs of maps are kept, and how large they are."""
        self._kept = kept
        text = tr("Kept: {runs:,} {runs:run|runs} of {maps:,} {maps:map|maps}, {size}.")
        runs, size = sum(each.runs for each in kept), sum(each.size for each in kept)
        self.kept.setText(fill(text, runs=runs, maps=len(kept), size=memory_size(size)))
        for part in (self.kept, self.clear):
            part.setVisible(bool(kept))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.kept_wanted.emit()

    def _kept_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.kept)
        line.addWidget(self.clear)
        line.addStretch(1)
        self.show_kept(())
        return line

    def draw(self, snapshot: Snapshot) -> None:
        for button in self.buttons.values():
            button.setEnabled(not snapshot.dataset.blank)
        text = tr("Questions that the bench answers by trying, with the data and settings of now:")
        if snapshot.dataset.blank:
            text = tr("There is no data yet: open a folder or pick a built-in data set.")
        self.words.setText(text)
