"""A row that takes a number from a logarithmic slider below its label."""

import math

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QBoxLayout

from core.experiment.limits import limits
from core.messages import translate
from gui import theme
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.log_slider import LogSlider
from gui.widgets.plain_text import without_mnemonic


class SliderRow(SettingRow):
    """Drag a number from low to high, or type one within the setting's limits.

    `low` is the smallest above 0 that can be dragged to; `high` is the setting's own limit
    unless a slider over all of it would be too coarse.
    """

    def __init__(
        self, key: str, label: str, tip: str, low: float, high: float = math.inf, *, name: str = ""
    ) -> None:
        setting = limits(key)
        high = min(high, setting.high)
        most = setting.high if setting.includes_high else high
        slider = LogSlider(low, high, most=most, zero=setting.low == 0 and setting.includes_low)
        self.slider = slider
        super().__init__(key, label, tip, slider, name, tall=True)
        slider.describe(without_mnemonic(translate(label)), translate(tip))
        slider.valueChanged.connect(self.request)

    def set_compact(self, on: bool) -> None:
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if on else direction.TopToBottom)
        self._row.setSpacing(theme.TIGHT if on else 0)

    def show_value(self, value: object) -> None:
        """Show a number; any other value leaves the slider as it is."""
        if isinstance(value, int | float):
            with QSignalBlocker(self.slider):
                self.slider.setValue(float(value))
