"""Facts about the outline of fields, which the style paints too dark for a dark ground."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.controls.network.activation_box import ActivationBox
from gui.widgets.field_outline import OutlinedBox, OutlinedButton
from gui.widgets.pickers import LayerBox
from gui.widgets.wheel_safe_boxes import ChoiceBox

PARTS = (OutlinedBox, OutlinedButton, lambda: LayerBox("layer"), lambda: ChoiceBox(()))


@pytest.mark.parametrize("make", [*PARTS, lambda: ActivationBox(1)])
@pytest.mark.parametrize("dark", [False, True])
def test_that_every_field_is_outlined_in_the_colour_of_the_theme(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], QWidget], dark: bool
) -> None:
    theme.apply(qapp, dark, contrast=True)
    try:
        part = make()
        qtbot.addWidget(part)
        part.resize(80, 26)
        image = part.grab().toImage()
        assert image.pixelColor(40, 0) == theme.colour("border")
    finally:
        theme.apply(qapp, dark=False)
