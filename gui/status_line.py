"""The foot of the window: a message, and the one line of figures."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QStyle, QStyleOption

from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_tip


class StatusBar(QStatusBar):
    """Show a message left of the figures; where its end has no room, the tooltip has it whole.

    QStatusBar itself cuts a message at the first pixel of the figures, in the middle of a letter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.figures = QLabel()
        self.figures.setObjectName("figures")
        self.addPermanentWidget(self.figures)
        self.messageChanged.connect(self._show_whole)

    def shown_message(self) -> str:
        """Return as much of the message as there is room for."""
        room = self.figures.x() - theme.SPACE - theme.WIDE
        right = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentMessage(), right, max(room, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        panel = QStyle.PrimitiveElement.PE_PanelStatusBar
        self.style().drawPrimitive(panel, option, painter, self)
        painter.setPen(self.palette().windowText().color())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        box = self.rect().adjusted(theme.SPACE, 0, 0, 0)
        painter.drawText(box, flags | Qt.TextFlag.TextSingleLine, self.shown_message())

    def _show_whole(self, message: str) -> None:
        self.setToolTip(plain_tip(message) if message else "")


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
        way=translate(PARAMETRISATIONS[snapshot.parametrisation].label),
        count=grouped(snapshot.parameter_count),
    )
