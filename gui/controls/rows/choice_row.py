"""A row that chooses one of a table's rows."""

from collections.abc import Iterable

from core.messages import translate
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.number_format import shortest
from gui.widgets.wheel_safe_boxes import ChoiceBox, Row


class ChoiceRow(SettingRow):
    """Choose a name; the box's tooltip has the formula of the chosen row."""

    def __init__(self, key: str, label: str, tip: str, rows: Iterable[Row], name: str = "") -> None:
        self._rows = {row.name: row for row in rows}
        self.box = ChoiceBox(self._rows.values())
        super().__init__(key, label, tip, self.box, name)
        self._tip = translate(tip)
        self.box.currentIndexChanged.connect(self._choose)

    def show_value(self, value: object) -> None:
        """Show the row of this name, or the value itself if there is no such row."""
        self.box.show_value(value, shortest(value) if isinstance(value, float) else str(value))
        self._explain(value)

    def _choose(self, index: int) -> None:
        if index >= 0:
            self._explain(self.box.itemData(index))
            self.request(self.box.itemData(index))

    def _explain(self, value: object) -> None:
        row = self._rows.get(value)
        formula = translate(row.formula) if row else ""
        self.box.setToolTip("\n".join(filter(None, (self._tip, formula))))
