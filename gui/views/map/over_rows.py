"""Which settings a map varies, a row each: its range, or a list of its values."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.errors import ExperimentError
from core.experiment.settings import Experiment
from core.messages import listed, tr, translate, typed_list
from core.runs.comparison import ROWS, setting_label
from core.sweeps.over import Choices, Over, Range, parse_over
from core.sweeps.usual_ranges import VARIED, base_for, offered
from gui import theme
from gui.widgets.button import link_button
from gui.widgets.check_box import CheckBox
from gui.widgets.number_format import shortest
from gui.widgets.wheel_safe_boxes import ChoiceBox, NumberBox, Option

MOST_ROWS, MOST_VALUES, FIELD, KEY = 6, 100, 76, 200


class OverRow(QWidget):
    """Choose one setting and its values; `changed` says that they are others."""

    changed = Signal()
    removed = Signal()

    def __init__(self, number: int, experiment: Experiment, over: Over) -> None:
        super().__init__()
        self._experiment = experiment
        self.key = ChoiceBox(Option(key, setting_label(key)) for key in offered(experiment))
        self.key.setFixedWidth(KEY)
        self.key.setObjectName(f"over_{number}")
        self.key.setAccessibleName(tr("Setting {number} to vary").format(number=number))
        self.key.setToolTip(tr("The setting that is varied"))
        self.low = _field(f"over_{number}_low", tr("Lowest value of setting {number}"), number)
        self.high = _field(f"over_{number}_high", tr("Highest value of setting {number}"), number)
        self.log = CheckBox(tr("by factors"))
        self.log.setObjectName(f"over_{number}_log")
        self.log.setToolTip(tr("Go from one value to the next by equal factors, not equal steps"))
        self.count = NumberBox(2, MOST_VALUES)
        self.count.setObjectName(f"over_{number}_count")
        self.count.setAccessibleName(
            tr("How many values of setting {number}").format(number=number)
        )
        self.count.setToolTip(tr("How many values are tried, where every combination is"))
        self.values = _field(f"over_{number}_values", tr("Values of setting {number}"), number)
        self.values.setToolTip(tr("The values, with commas between them: [4], [20, 7] are layers"))
        self.remove = link_button(f"over_{number}_remove", tr("remove"), tr("Vary this no more"))
        self._range = QWidget()
        ranged = QHBoxLayout(self._range)
        ranged.setContentsMargins(0, 0, 0, 0)
        ranged.setSpacing(theme.TIGHT)
        parts = (tr("from"), self.low, tr("to"), self.high, self.log, self.count, tr("values"))
        for part in parts:
            ranged.addWidget(QLabel(part) if isinstance(part, str) else part)
        ranged.addStretch(1)
        self.low.setFixedWidth(FIELD)
        self.high.setFixedWidth(FIELD)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE)
        line.addWidget(self.key)
        line.addWidget(self._range, 1)
        line.addWidget(self.values, 1)
        line.addWidget(self.remove)
        self.show_over(over)
        self.key.currentIndexChanged.connect(self._choose)
        for field in (self.low, self.high, self.values):
            field.editingFinished.connect(self.changed)
        self.log.toggled.connect(lambda _: self.changed.emit())
        self.count.valueChanged.connect(lambda _: self.changed.emit())
        self.remove.clicked.connect(self.removed)

    @property
    def over(self) -> Over:
        """Return what is varied; raises ExperimentError where it cannot be."""
        key = str(self.key.currentData())
        text = self.values.text()
        if self._range.isVisibleTo(self):
            log = ":log" if self.log.isChecked() else ""
            low, high = (field.text().strip().replace(",", ".") for field in (self.low, self.high))
            text = f"{low}..{high}{log}:{self.count.value()}"
        else:
            names = _names(key)
            text = ",".join(names.get(part, part) for part in typed_list(text))
        if not text:
            raise ExperimentError(
                "{setting}: give its values, with commas between them.", setting=setting_label(key)
            )
        return parse_over(f"{key}={text}", self._experiment)

    def show_over(self, over: Over) -> None:
        """Show these values, without a signal."""
        with QSignalBlocker(self):
            self.key.show_value(over.key, over.key)
            is_range = isinstance(over, Range)
            self._range.setVisible(is_range)
            self.values.setVisible(not is_range)
            if isinstance(over, Range):
                self.low.setText(shortest(over.low))
                self.high.setText(shortest(over.high))
                self.log.setChecked(over.log)
                self.count.show_value(over.count)
            elif isinstance(over, Choices):
                labels = {name: label for label, name in _names(over.key).items()}
                texts = (value_text(value) for value in over.values)
                self.values.setText(str(listed(labels.get(text, text) for text in texts)))
                self.values.setCursorPosition(0)

    def _choose(self) -> None:
        self.show_over(VARIED[str(self.key.currentData())](self._experiment))
        self.changed.emit()


class OverRows(QWidget):
    """Choose the settings to vary; `changed` says that they, or their values, are others."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[OverRow] = []
        self.add = link_button("add_over", tr("vary another setting"), tr("Vary one more setting"))
        self._experiment = Experiment()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.TIGHT)
        self._column.addWidget(self.add)
        self.add.clicked.connect(self._add)

    @property
    def over(self) -> tuple[Over, ...]:
        """Return what is varied; raises ExperimentError where it cannot be."""
        return tuple(row.over for row in self.rows)

    def show_over(self, experiment: Experiment, over: tuple[Over, ...]) -> None:
        """Show these settings of an experiment, without a signal."""
        for row in self.rows:
            self._take_away(row)
        self.rows = []
        self._experiment = base_for(experiment, over)
        for each in over:
            self._append(each)

    def _append(self, over: Over) -> None:
        row = OverRow(len(self.rows) + 1, self._experiment, over)
        row.changed.connect(self.changed)
        row.removed.connect(partial(self._remove, row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        self._allow()

    def _add(self) -> None:
        used = {row.key.currentData() for row in self.rows}
        free = next(key for key in offered(self._experiment) if key not in used)
        self._append(VARIED[free](self._experiment))
        self.rows[-1].key.setFocus()
        self.changed.emit()

    def _remove(self, row: OverRow) -> None:
        self.rows.remove(row)
        self._take_away(row)
        self._allow()
        self.changed.emit()

    def _take_away(self, row: OverRow) -> None:
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _allow(self) -> None:
        self.add.setVisible(len(self.rows) < MOST_ROWS)
        for row in self.rows:
            row.remove.setEnabled(len(self.rows) > 1)


def _names(key: str) -> dict[str, str]:
    """Return the names of a setting's rows by their labels, where it has rows."""
    return {translate(row.label): name for name, row in ROWS.get(key, {}).items()}


def value_text(value: object) -> str:
    """Write a value of a list so that it can be read back."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(value_text, value)) + "]"
    return shortest(value) if isinstance(value, float) else str(value)


def _field(name: str, label: str, number: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(label.format(number=number))
    return field
