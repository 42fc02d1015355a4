"""A row that takes a whole number."""

from PySide6.QtWidgets import QSpinBox

from core.words import tr
from gui.controls.calm_boxes import NumberBox
from gui.controls.figures import whole
from gui.controls.setting_row import SettingRow


class NumberRow(SettingRow):
    """Type or step a number from low to high; `zero` is the word for the lowest, if any."""

    def __init__(
        self, key: str, label: str, tip: str, low: int, high: int, *, name: str = "", zero: str = ""
    ) -> None:
        self.box = NumberBox(low, high)
        self.box.setSpecialValueText(tr(zero) if zero else "")
        super().__init__(key, label, tip, self.box, name)
        reach = tr("From {low} to {high}.").format(low=whole(low), high=whole(high))
        self.box.setToolTip("\n".join((tr(tip), reach)))
        self.box.valueChanged.connect(self.ask)

    def step_by_size(self) -> None:
        """Let the arrows step by a tenth of the number's own size."""
        self.box.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)

    def show_value(self, value: object) -> None:
        """Show a number; None leaves the box as it is."""
        if isinstance(value, int):
            self.box.show_value(value)
