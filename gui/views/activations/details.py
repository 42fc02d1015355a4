"""What the close-ups of the activations share: a way back, a chooser, and what they say."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.messages import tr
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.widgets.button import Button
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_label


class DetailPage(QWidget):
    """A page that takes the place of all layers; `probes` names the probes that it needs.

    `left` says that its user wants to go back (the button, or Escape), `picked` that
    another unit is to be shown. A subclass implements `show_snapshot`.
    """

    probes: frozenset[str] = frozenset()
    left = Signal()
    picked = Signal()

    def __init__(self, name: str, *choosers: QWidget) -> None:
        super().__init__()
        self.setObjectName(name)
        self.back = Button(tr("← All layers"))
        self.back.setObjectName(f"{name}_back")
        self.back.setToolTip(tr("Show all layers again (Escape)"))
        self.back.clicked.connect(self.left)
        self.sentence = plain_label()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A long sentence shall not decide how wide the window is.
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sentence.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        for part in (self.back, *choosers):
            top.addWidget(part)
        top.addWidget(self.sentence, 1)
        self.body = QHBoxLayout()
        self.body.setSpacing(theme.SPACE)
        self.body.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(top)
        layout.addLayout(self.body, 1)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the chosen unit or sample."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def absence(snapshot: Snapshot) -> str:
    """Say that the picked sample is none of those whose activations are shown, if it is none."""
    sample = snapshot.sample
    if snapshot.dataset.blank:
        return ""
    if sample.pixels is not None:
        return tr("Your picture is not among these training samples.")
    if sample.test:
        return tr("Test sample {number} is not among these.").format(
            number=grouped(sample.number + 1)
        )
    if picked_place(snapshot) >= 0:
        return ""
    return tr("Training sample {number} is none of the {count} that are shown here.").format(
        number=grouped(sample.number + 1), count=grouped(len(snapshot.shown))
    )


def picked_place(snapshot: Snapshot) -> int:
    """Return the place of the picked sample among those shown, -1 where it is none of them."""
    sample = snapshot.sample
    if sample.test or sample.pixels is not None or snapshot.dataset.blank:
        return -1
    places = np.flatnonzero(snapshot.shown == sample.number)
    return int(places[0]) if len(places) else -1


def picked_text(snapshot: Snapshot) -> str:
    """Say which sample the mark in the maps is of, or that the picked one is not there.

    Blanks, which stand in for data, are no samples to pick.
    """
    if picked_place(snapshot) < 0:
        return absence(snapshot)
    return tr("▼ training sample {number}").format(number=grouped(snapshot.sample.number + 1))


def titled(title: QLabel, part: QWidget) -> QVBoxLayout:
    """Return a column of a muted title over a widget."""
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(theme.make_muted(title))
    column.addWidget(part, 1)
    return column
