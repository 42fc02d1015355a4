"""Facts about the row of class weights: each fact is asked of one row, made once."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.data.dataset import Dataset, samples, target_samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, TrainingSettings
from core.network.targets import NUMBERS
from gui.controls.training.class_weights_row import ClassWeightsRow
from gui.widgets.log_slider import LogSlider

INPUTS = NumberInputs(names=("x1",))
BEES = Dataset(
    samples(np.zeros((1, 40)), np.repeat([0, 1], (30, 10)), 2), None, ("ant", "bee"), INPUTS
)
HEIGHTS = Dataset(
    target_samples(np.zeros((1, 4)), np.ones((1, 4)), NUMBERS), None, ("height",), INPUTS
)


@pytest.fixture
def row(qtbot: QtBot) -> ClassWeightsRow:
    row = ClassWeightsRow()
    qtbot.addWidget(row)
    row.show()
    row.show_dataset(BEES)
    return row


def _show(row: ClassWeightsRow, weights: object) -> None:
    row.show_experiment(Experiment(training=TrainingSettings(class_weights=weights)))


def _sliders(row: ClassWeightsRow) -> list[LogSlider]:
    return [slider for slider in row.findChildren(LogSlider) if slider.isVisible()]


def test_that_the_row_tells_balanced_weights_and_takes_others_by_hand(row: ClassWeightsRow) -> None:
    asked: list[object] = []
    row.changed.connect(lambda key, value: asked.append((key, value)))
    _show(row, "balanced")
    assert row.note.text() == "ant: 0.667, bee: 2"
    assert not _sliders(row)
    row.box.setCurrentIndex(2)
    row.box.activated.emit(2)
    assert asked.pop() == ("training.class_weights", {"ant": 0.667, "bee": 2.0})
    _show(row, {"bee": 2.0})
    assert [slider.value() for slider in _sliders(row)] == [1.0, 2.0]
    assert "bee" in [label.text() for label in row.findChildren(QLabel)]
    assert not asked
    _sliders(row)[1].setValue(3.0)
    assert asked == [("training.class_weights", {"ant": 1.0, "bee": 3.0})]


def test_that_targets_without_classes_grey_it_and_say_why(row: ClassWeightsRow) -> None:
    row.show_dataset(HEIGHTS)
    assert not row.box.isEnabled()
    assert "no classes" in row.note.text()
    row.show_dataset(BEES)
    assert row.box.isEnabled()
    assert not row.note.isVisible()
