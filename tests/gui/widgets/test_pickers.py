"""Facts about the small choosers above a view."""

import pytest
from pytestqt.qtbot import QtBot

from gui.widgets.pickers import FittedBox


@pytest.mark.parametrize("measured_before", [False, True])
def test_that_a_box_is_never_narrower_than_its_longest_text(
    qtbot: QtBot, measured_before: bool
) -> None:
    box = FittedBox()
    qtbot.addWidget(box)
    if measured_before:
        box.minimumSizeHint()
    box.addItems(["short", "a text that is a good deal longer than it"])
    text = box.fontMetrics().horizontalAdvance(box.itemText(1))
    assert box.minimumSizeHint().width() > text
