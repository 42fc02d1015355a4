"""The row of class weights: all alike, balanced, or a slider for every class."""

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.files import shown
from core.messages import listed, to_translate, tr, translate
from core.network.class_weights import ALIKE, CLASS_WEIGHTS
from core.network.targets import CLASSES
from gui import theme
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.log_slider import LogSlider
from gui.widgets.number_format import round_significant, significant
from gui.widgets.plain_text import plain_tip
from gui.widgets.wheel_safe_boxes import ChoiceBox, Option

BY_HAND = "by_hand"
KEY = "training.class_weights"
# What can be dragged to; more can be typed. Of more classes the note tells the weights alone.
LOW, HIGH, MOST, MOST_CLASSES = 0.1, 100.0, 10_000.0, 12


class ClassWeightsRow(SettingRow):
    """Choose how much the samples of every class count; where there are no classes it is greyed."""

    def __init__(self) -> None:
        by_hand = Option(
            BY_HAND,
            to_translate("by hand"),
            to_translate("A number for every class: its samples count so many times."),
        )
        self.box = ChoiceBox((*CLASS_WEIGHTS.values(), by_hand))
        label, tip = (
            to_translate("Class weights"),
            to_translate("How much the loss of a sample counts, by its class: J = 1/m Σ c L."),
        )
        super().__init__(KEY, label, tip, self.box)
        self._sliders: dict[str, LogSlider] = {}
        self._dataset: Dataset | None = None
        self._value: object = ALIKE
        self._hand = QWidget()
        self._by_class = QVBoxLayout(self._hand)
        self._by_class.setContentsMargins(0, 0, 0, 0)
        self._by_class.setSpacing(theme.TIGHT)
        self._column.addWidget(self._hand)
        self.box.activated.connect(self._choose)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the weights of an experiment without a signal."""
        self.show_value(experiment.training.class_weights)

    def show_value(self, value: object) -> None:
        """Show a name of CLASS_WEIGHTS, or weights by hand, without a signal."""
        self._value = value
        self.box.show_value(value if isinstance(value, str) else BY_HAND)
        self._show_weights()

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the weights that the classes of a data set have."""
        if self._dataset is None or self._dataset.classes != dataset.classes:
            self._make_sliders(dataset.classes)
        self._dataset = dataset
        self._show_weights()

    def _make_sliders(self, classes: tuple[str, ...]) -> None:
        while item := self._by_class.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self._sliders = {}
        for name in classes if len(classes) <= MOST_CLASSES else ():
            part, slider = _labelled_slider(name)
            slider.valueChanged.connect(lambda _: self.request(self._by_hand()))
            self._sliders[name] = slider
            self._by_class.addWidget(part)

    def _choose(self, index: int) -> None:
        name = self.box.itemData(index)
        if name != BY_HAND:
            self.request(name)
        elif self._dataset is not None:
            self.request(dict(zip(self._dataset.classes, self._weights(), strict=True)))

    def _by_hand(self) -> dict[str, float]:
        return {name: slider.value() for name, slider in self._sliders.items()}

    def _weights(self) -> list[float]:
        """Return the weights that the classes have now, to three digits where they are counted."""
        dataset = self._dataset
        if dataset is None or dataset.targets is not CLASSES:
            return []
        if isinstance(self._value, str):
            counts = np.array([*dataset.counts(dataset.train).values()])
            counted = CLASS_WEIGHTS[self._value].weights(counts).tolist()
            return [round_significant(weight, 3) for weight in counted]
        if isinstance(self._value, dict):
            return [float(self._value.get(name, 1.0)) for name in dataset.classes]
        weights = list(self._value) if isinstance(self._value, tuple | list) else []
        return weights if len(weights) == len(dataset.classes) else []

    def _show_weights(self) -> None:
        dataset, weights = self._dataset, self._weights()
        has_classes = dataset is None or dataset.targets is CLASSES
        self.box.setEnabled(has_classes)
        by_hand = not isinstance(self._value, str)
        for slider, weight in zip(self._sliders.values(), weights, strict=False):
            with QSignalBlocker(slider):
                slider.setValue(weight)
        self._hand.setVisible(by_hand and bool(weights))
        if not has_classes:
            self.show_note(tr("There are no classes to weigh: the targets are no single classes."))
        elif dataset is not None and self._value != ALIKE and not (by_hand and self._sliders):
            self.show_note(_listed(dataset.classes, weights))
        else:
            self.show_note("")


def _labelled_slider(name: str) -> tuple[QWidget, LogSlider]:
    """Return a slider with the name of its class before it, in one widget."""
    part, slider = QWidget(), LogSlider(LOW, HIGH, most=MOST)
    slider.setObjectName(f"class_weight_{name}")
    text = translate(to_translate("Weight of {name}")).format(name=shown(name))
    slider.describe(text, tr("The loss of every sample of this class counts so many times."))
    label = ElidedLabel()
    label.setText(shown(name))
    label.setToolTip(plain_tip(shown(name)))
    row = QHBoxLayout(part)
    row.setContentsMargins(theme.SPACE, 0, 0, 0)
    row.setSpacing(theme.SPACE)
    row.addWidget(label, 1)
    row.addWidget(slider, 3)
    return part, slider


def _listed(classes: tuple[str, ...], weights: list[float]) -> str:
    """Write "cat: 1.45, non-cat: 0.763"."""
    text = tr("{name}: {weight}")
    named = [
        text.format(name=shown(name), weight=significant(weight))
        for name, weight in zip(classes, weights, strict=False)
    ]
    more = [tr("...")] if len(named) > MOST_CLASSES else []
    return str(listed([*named[:MOST_CLASSES], *more]))
