"""Choose one sample of a data set: its side, and its number there."""

from weakref import ref

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.messages import tr
from gui import theme
from gui.widgets.button import push_button
from gui.widgets.pickers import FittedBox, counting_box


class SamplePicker(QWidget):
    """Show which sample is looked at; `picked` carries another Sample that its user wants."""

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        # A view that is hidden holds no data.
        self._dataset: ref[Dataset] | None = None
        self.side = FittedBox()
        tip = tr("The sample that is shown, here and in all other views")
        self.number = counting_box(name, tr("Number of the sample"), tip)
        self.side.setObjectName(f"{name}_side")
        self.side.setAccessibleName(tr("Side of the data set"))
        self.side.setPlaceholderText(tr("your picture"))
        self.side.setToolTip(tr("Where the sample is from"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        for part in (self.side, self.number):
            row.addWidget(part)
        self.side.currentIndexChanged.connect(lambda _: self._pick(1))
        self.number.valueChanged.connect(self._pick)

    def show_sample(self, dataset: Dataset, sample: Sample) -> None:
        """Show a sample of this data."""
        self._dataset = ref(dataset)
        labels = [tr("training sample"), *([tr("test sample")] if dataset.test else [])]
        inside = sample.pixels is None
        side = dataset.test if sample.test and dataset.test else dataset.train
        with QSignalBlocker(self.side), QSignalBlocker(self.number):
            if self.side.count() != len(labels):
                self.side.clear()
                self.side.addItems(labels)
            self.side.setCurrentIndex(int(sample.test) if inside else -1)
            self.number.setRange(1, side.m)
            # What somebody has begun to type stays.
            if self.number.value() != sample.number + 1:
                self.number.setValue(sample.number + 1)
        self.number.setVisible(inside)

    def _pick(self, number: int) -> None:
        dataset = self._dataset() if self._dataset else None
        if dataset and self.side.currentIndex() >= 0:
            test = self.side.currentIndex() == 1
            self.picked.emit(Sample.of(dataset, number - 1, test))


def why_button(name: str) -> QPushButton:
    """Return a button that leads from a picked sample to the causes of its answer."""
    return push_button(
        name,
        tr("Why this answer?"),
        tr("Show what pushed the answer to the picked sample, and the training samples like it."),
    )
