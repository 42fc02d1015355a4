"""A row that takes a number from a logarithmic slider below its label."""

from PySide6.QtCore import QSignalBlocker

from core.messages import tr
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.log_slider import LogSlider


class SliderRow(SettingRow):
    """Drag or type a number."""

    def __init__(self, key: str, label: str, tip: str, slider: LogSlider, name: str = "") -> None:
        self.slider = slider
        super().__init__(key, label, tip, slider, name, tall=True)
        slider.describe(tr(label).replace("&", ""), tr(tip))
        slider.valueChanged.connect(self.request)

    def show_value(self, value: object) -> None:
        """Show a number; any other value leaves the slider as it is."""
        if isinstance(value, int | float):
            with QSignalBlocker(self.slider):
                self.slider.setValue(float(value))
