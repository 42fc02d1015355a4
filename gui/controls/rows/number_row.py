"""A row that takes an integer."""

from PySide6.QtWidgets import QSpinBox

from core.messages import tr
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.number_format import grouped
from gui.widgets.wheel_safe_boxes import NumberBox


class NumberRow(SettingRow):
    """Type or step a number from low to high; `zero` is shown in place of the lowest."""

    def __init__(
        self, key: str, label: str, tip: str, low: int, high: int, *, name: str = "", zero: str = ""
    ) -> None:
        self.box = NumberBox(low, high)
        self.box.setSpecialValueText(tr(zero) if zero else "")
        super().__init__(key, label, tip, self.box, name)
        limits = tr("From {low} to {high}.").format(low=grouped(low), high=grouped(high))
        self.box.setToolTip("\n".join((tr(tip), limits)))
        self.box.valueChanged.connect(self.request)

    def step_by_size(self) -> None:
        """Let the arrows step by a power of ten that follows the size of the number."""
        self.box.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)

    def show_value(self, value: object) -> None:
        """Show an integer; any other value leaves the box as it is."""
        if isinstance(value, int):
            self.box.show_value(value)
