"""Facts about the ranges of the rows: none leaves the limits of its setting."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.experiment.limits import limits
from gui.controls.data.data_settings import DataSettingRows
from gui.controls.network.initialisation_settings import InitialisationSettingRows
from gui.controls.network.network_editor import NetworkEditor
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.slider_row import SliderRow
from gui.controls.training.regularisation_settings import RegularisationSettingRows
from gui.controls.training.training_settings import TrainingSettingRows, UpdateSettingRows


def check(row: NumberRow | SliderRow) -> None:
    low, high, includes_low, includes_high = limits(row.key)
    if isinstance(row, NumberRow):
        assert low <= row.box.minimum() <= row.box.maximum() <= high
        return
    ends = []
    for end in (row.slider.slider.minimum(), row.slider.slider.maximum()):
        row.slider.slider.setValue(end)
        ends.append(row.slider.value())
    assert low <= ends[0] < ends[1] <= high
    assert includes_low or low < ends[0]
    assert includes_high or ends[1] < high


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (TrainingSettingRows, 3),
        (UpdateSettingRows, 1),
        (RegularisationSettingRows, 11),
        (DataSettingRows, 4),
        (InitialisationSettingRows, 2),
        (NetworkEditor, 1),
    ],
)
def test_that_no_row_asks_for_a_number_outside_the_limits_of_its_setting(
    make: Callable[[], QWidget], count: int, qtbot: QtBot
) -> None:
    group = make()
    qtbot.addWidget(group)
    rows = [*group.findChildren(NumberRow), *group.findChildren(SliderRow)]
    assert len(rows) == count
    for row in rows:
        check(row)
