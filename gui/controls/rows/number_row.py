"""A row that takes an integer."""

from PySide6.QtWidgets import QSpinBox

from core.experiment.limits import limits
from core.messages import tr, translate
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.number_format import grouped
from gui.widgets.wheel_safe_boxes import NumberBox

MAX_BOX = 2**31 - 1
"""The largest number that a spin box takes."""


class NumberRow(SettingRow):
    """Type or step a number within the setting's limits; `zero` is shown in place of the lowest."""

    def __init__(self, key: str, label: str, tip: str, *, name: str = "", zero: str = "") -> None:
        setting = limits(key)
        low, high = int(setting.low), min(int(setting.high), MAX_BOX)
        self.box = NumberBox(low, high)
        self.box.setSpecialValueText(translate(zero) if zero else "")
        super().__init__(key, label, tip, self.box, name)
        reach = tr("From {low} to {high}.").format(low=grouped(low), high=grouped(high))
        self.box.setToolTip("\n".join((translate(tip), reach)))
        self._reach = reach
        self.box.valueChanged.connect(self._take)
        self.box.refused.connect(self._refuse)
        self.box.lineEdit().textEdited.connect(lambda _: self.show_note(""))
        self._refused = False
        self.box.editingFinished.connect(self._leave)

    def _leave(self) -> None:
        """Take the note away with the next visit to the box, after that which it is of."""
        if not self._refused:
            self.show_note("")
        self._refused = False

    def _take(self, value: int) -> None:
        self.show_note("")
        self.request(value)

    def _refuse(self, text: str) -> None:
        self._refused = True
        said = tr("{text} is not taken. {range}")
        self.show_note(said.format(text=text, range=self._reach))

    def step_by_size(self) -> None:
        """Let the arrows step by a power of ten that follows the size of the number."""
        self.box.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)

    def show_value(self, value: object) -> None:
        """Show an integer; any other value leaves the box as it is."""
        self.show_note("")
        if isinstance(value, int):
            self.box.show_value(value)
