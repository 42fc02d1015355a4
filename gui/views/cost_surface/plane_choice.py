"""Which two directions a cost surface is drawn over: random ones, or two weights."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from core.messages import tr
from core.training.analyses.cost_surface import Plane, Weight
from gui import theme
from gui.widgets.field_outline import OutlinedBox

MOST_SEEDS = 9999
WIDTHS = (1.0, 3.0, 10.0)


class PlaneChoice(QWidget):
    """Ask for a Plane; `changed` says that it is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: tuple[int, ...] = ()
        self.kind = OutlinedBox()
        self.kind.addItems([tr("two random directions"), tr("two weights")])
        self.kind.setAccessibleName(tr("Directions"))
        self.seed = _box("surface_seed", tr("Which random directions"))
        self.seed.setRange(0, MOST_SEEDS)
        self.seed.setValue(1)
        self.weights = [_WeightChoice(), _WeightChoice()]
        self.number = theme.make_muted(QLabel(tr("No.")))
        self.width_choice = OutlinedBox()
        self.width_choice.addItems([tr("near"), tr("3 x as far"), tr("10 x as far")])
        self.width_choice.setAccessibleName(tr("How far the surface reaches"))
        self.width_choice.setToolTip(tr("How far the surface reaches"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE)
        for part in (self.kind, self.number, self.seed, *self.weights, self.width_choice):
            line.addWidget(part)
        self.kind.currentIndexChanged.connect(self._show_parts)
        self.kind.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.seed.valueChanged.connect(lambda _: self.changed.emit())
        self.width_choice.currentIndexChanged.connect(lambda _: self.changed.emit())
        for choice in self.weights:
            choice.changed.connect(self.changed)
        self._show_parts()

    @property
    def plane(self) -> Plane:
        """Return the chosen plane."""
        width = WIDTHS[self.width_choice.currentIndex()]
        if self.kind.currentIndex() == 0:
            return Plane(seed=self.seed.value(), width=width)
        first, second = (choice.weight for choice in self.weights)
        return Plane((first, second), width=width)

    def show_two_weights(self) -> None:
        """Choose two weights, and a wide surface; `changed` does not come of it."""
        blocker = QSignalBlocker(self)
        self.kind.setCurrentIndex(1)
        self.width_choice.setCurrentIndex(1)
        blocker.unblock()

    def show_sizes(self, sizes: tuple[int, ...]) -> None:
        """Offer the weights of a network with layers of these sizes, n[0] ... n[L].

        `changed` does not come of it: half way one choice would still be of the old network.
        """
        if sizes == self._sizes:
            return
        self._sizes = sizes
        for number, choice in enumerate(self.weights):
            blocker = QSignalBlocker(choice)
            choice.show_sizes(sizes, number)
            blocker.unblock()

    def _show_parts(self) -> None:
        chosen = self.kind.currentIndex() == 1
        for part in (self.seed, self.number):
            part.setVisible(not chosen)
        for choice in self.weights:
            choice.setVisible(chosen)


class _WeightChoice(QWidget):
    """Ask for one weight: W of a layer, a unit, an input, all from 1."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sizes: tuple[int, ...] = (1, 1)
        self.layer, self.unit, self.input = (
            _box("surface_layer", tr("Layer")),
            _box("surface_unit", tr("Unit")),
            _box("surface_input", tr("Input")),
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for text, box in (("W", self.layer), ("[", self.unit), (",", self.input)):
            line.addWidget(QLabel(text))
            line.addWidget(box)
            box.valueChanged.connect(self._fit)
        line.addWidget(QLabel("]"))

    @property
    def weight(self) -> Weight:
        """Return the chosen weight."""
        return Weight(self.layer.value(), self.unit.value() - 1, self.input.value() - 1)

    def show_sizes(self, sizes: tuple[int, ...], number: int) -> None:
        """Offer the weights of this network; the second choice begins at another weight."""
        self._sizes = sizes
        self.layer.setRange(1, len(sizes) - 1)
        self._fit()
        if number and self.input.value() == 1:
            self.input.setValue(min(2, sizes[0]))

    def _fit(self) -> None:
        l = self.layer.value()
        self.unit.setRange(1, self._sizes[l])
        self.input.setRange(1, self._sizes[l - 1])
        self.changed.emit()


def _box(name: str, label: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, 1)
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(label)
    box.setKeyboardTracking(False)
    return box
