"""Small choosers above a view: a layer, a unit, a sample."""

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolTip, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_tip
from gui.widgets.wheel_safe_boxes import NumberBox


class FittedBox(OutlinedBox):
    """Offer texts in a box that is always as wide as the longest of them."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def minimumSizeHint(self) -> QSize:
        # Qt keeps the least size that it first found, that of an empty box, when texts are added.
        return self.sizeHint()


class LayerBox(FittedBox):
    """Choose a layer by its number, from 1; the last one is the output layer."""

    picked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("Layer"))
        self.setToolTip(tr("The layer that is shown"))
        self.currentIndexChanged.connect(lambda _: self.picked.emit())

    @property
    def number(self) -> int:
        """The number of the layer that is chosen."""
        return max(self.currentIndex(), 0) + 1

    def offer(self, layers: int) -> None:
        """Set how many layers there are; the choice stays if its layer does."""
        if layers == self.count():
            return
        before = self.number
        with QSignalBlocker(self):
            self.clear()
            for l in range(1, layers):
                self.addItem(tr("layer {number}").format(number=l))
            self.addItem(tr("output layer"))
            self.setCurrentIndex(min(before, layers) - 1)


def counting_box(name: str, label: str, tip: str) -> NumberBox:
    """Return a box for a number from 1; what it does not take it says below itself."""
    box = NumberBox(1, 1)
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(tip)
    box.refused.connect(lambda text: _say_refused(box, text))
    return box


def _say_refused(box: NumberBox, text: str) -> None:
    said = tr("{text} is not taken. From {low} to {high}.").format(
        text=text, low=grouped(box.minimum()), high=grouped(box.maximum())
    )
    QToolTip.showText(box.mapToGlobal(box.rect().bottomLeft()), plain_tip(said), box)


class Picker(QWidget):
    """Choose one of many by its number, from 1."""

    picked = Signal()

    def __init__(self, name: str, label: str, tip: str) -> None:
        super().__init__()
        self.box = counting_box(name, label, tip)
        self.box.valueChanged.connect(lambda _: self.picked.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(theme.make_muted(QLabel(label)))
        row.addWidget(self.box)

    @property
    def number(self) -> int:
        """The number that is chosen."""
        return self.box.value()

    def offer(self, count: int) -> None:
        """Set the largest number that can be chosen."""
        with QSignalBlocker(self.box):
            self.box.setRange(1, max(count, 1))

    def pick(self, number: int) -> None:
        """Choose a number."""
        self.box.setValue(number)
