"""The foot of the window: a message, and the one line of figures."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStatusBar,
    QStyle,
    QStyleOption,
    QWidget,
)

from core.data.augmentation import active_augmentations
from core.files import shown
from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import Reporting, Saving
from gui import theme
from gui.widgets.button import link_button
from gui.widgets.elided_label import elided
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import isolated, plain_label, plain_tip
from gui.widgets.progress_bar import ProgressBar

MEGABYTE = 1_000_000
BAR, PARTS = QSize(90, theme.THIN), 1000


class StatusBar(QStatusBar):
    """Show a message left of the figures; where its end has no room, the tooltip has it whole.

    QStatusBar itself cuts a message at the first pixel of the figures, in the middle of a letter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.figures = QLabel()
        self.figures.setObjectName("figures")
        self.saving = SavingLine()
        self.addPermanentWidget(self.saving)
        self.addPermanentWidget(self.figures)
        self.messageChanged.connect(self._show_whole)

    def shown_message(self) -> str:
        """Return as much of the message as there is room for."""
        end = self.figures if self.saving.isHidden() else self.saving
        room = end.x() - theme.SPACE - theme.WIDE
        return elided(self.fontMetrics(), self.currentMessage(), room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        panel = QStyle.PrimitiveElement.PE_PanelStatusBar
        self.style().drawPrimitive(panel, option, painter, self)
        painter.setPen(self.palette().windowText().color())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        box = self.rect().adjusted(theme.SPACE, 0, 0, 0)
        text = isolated(self.shown_message())
        painter.drawText(box, flags | Qt.TextFlag.TextSingleLine, text)

    def _show_whole(self, message: str) -> None:
        self.setToolTip(plain_tip(message) if message else "")


class SavingLine(QWidget):
    """Show how much of a project or a report is written, with a button that stops it."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = theme.make_muted(plain_label())
        self.progress = ProgressBar()
        self.progress.setFixedSize(BAR)
        self.progress.setAccessibleName(tr("Saving"))
        self.cancel = link_button("cancel_saving", tr("Cancel"))
        self.cancel.setToolTip(tr("Stop saving; a file that was there before stays as it was."))
        self.cancel.clicked.connect(lambda: self.cancel_requested.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.WIDE, 0)
        for part in (self.text, self.progress, self.cancel):
            row.addWidget(part)
        self.hide()

    def show_saving(self, saving: Saving) -> None:
        """Show how far the file is; at its end show nothing."""
        text = tr("Saving {file}: {done} of {total} MB")
        megabytes = [f"{size / MEGABYTE:,.1f}" for size in (saving.done, saving.total)]
        name = shown(Path(saving.file).name)
        text = text.format(file=name, done=megabytes[0], total=megabytes[1])
        self._show(text, saving.done, saving.total, saving.ended)

    def show_reporting(self, reporting: Reporting) -> None:
        """Show how far a run is looked over for its report; at the end show nothing."""
        text = tr("Writing the report {file}").format(file=shown(Path(reporting.file).name))
        self._show(text, reporting.done, reporting.total, reporting.ended)

    def _show(self, text: str, done: int, total: int, ended: bool) -> None:
        self.text.setText(text)
        self.progress.setRange(0, PARTS)
        self.progress.setValue(round(PARTS * done / max(total, 1)))
        self.setVisible(not ended)


@dataclass(frozen=True, slots=True)
class WayWords:
    """What the line and its tooltip say of a way to train."""

    label: str
    tip: str


PARAMETRISATIONS = {
    "direct": WayWords(
        to_translate("updates of whole weights"),
        to_translate("Every update works on the whole weights, as it is written in the course."),
    ),
    "span": WayWords(
        to_translate("fast updates, as there are fewer samples than inputs"),
        to_translate(
            "There are fewer samples than inputs, and every gradient of the first layer is a "
            "mixture of the samples. So this run keeps how much of each sample is in the weights, "
            "which is far fewer numbers. The steps are the same and take a fraction of the time; "
            "the whole weights are worked out when they are shown or saved."
        ),
    ),
}


STEPPED_ASIDE = WayWords(
    to_translate("updates of whole weights, as the pictures change"),
    to_translate(
        "Every update works on the whole weights: the pictures are changed in every epoch "
        "(Augmentation), and the fast updates for fewer samples than inputs need samples that stay."
    ),
)


def way_words(snapshot: Snapshot) -> WayWords:
    """Return what is said of the way that a run is worked out."""
    few = snapshot.train_count < snapshot.dataset.inputs.count
    if few and active_augmentations(snapshot.experiment.training):
        return STEPPED_ASIDE
    return PARAMETRISATIONS[snapshot.parametrisation]


def figures(snapshot: Snapshot) -> str:
    """Say what the numbers on the screen were made of."""
    network = snapshot.experiment.network
    text = tr(
        "{train} train, {test} test samples   seed {seed}   {precision}, {way}   "
        "{count} weights and biases"
    )
    if snapshot.dataset.blank:
        text = tr("no data   {precision}   {count} weights and biases")
    return text.format(
        train=grouped(snapshot.train_count),
        test=grouped(snapshot.test_count),
        seed=network.seed,
        precision=network.precision,
        way=translate(way_words(snapshot).label),
        count=grouped(snapshot.parameter_count),
    )
