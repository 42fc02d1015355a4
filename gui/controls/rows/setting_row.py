"""A labelled row for one setting of the experiment, and a column of such rows."""

from collections.abc import Iterable
from operator import attrgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.experiment.settings import Experiment
from core.messages import translate
from gui import theme
from gui.widgets.plain_text import plain_label, without_mnemonic
from gui.widgets.withheld import MayBeWithheld


class SettingRow(MayBeWithheld, QWidget):
    """Show one setting, with a key like "training.learning_rate"; `changed` carries a new value.

    The object name of the inner widget is `name`, or else the last part of the key.
    """

    changed = Signal(str, object)

    def __init__(
        self, key: str, label: str, tip: str, inner: QWidget, name: str = "", tall: bool = False
    ) -> None:
        super().__init__()
        self.key = key
        self.inner = inner
        self._read = attrgetter(key)
        inner.setObjectName(name or key.rpartition(".")[2])
        inner.setAccessibleName(without_mnemonic(translate(label)))
        inner.setToolTip(translate(tip))
        self.label = QLabel(translate(label))
        self.label.setBuddy(inner)
        self.label.setToolTip(translate(tip))
        self.note = theme.make_muted(plain_label())
        self.note.setWordWrap(True)
        self.note.hide()
        self._build(tall)

    def _build(self, tall: bool) -> None:
        direction = QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        self._row = row = QBoxLayout(direction)
        row.setSpacing(0 if tall else theme.SPACE)
        row.addWidget(self.label, 2)
        row.addWidget(self.inner, 3)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.note)
        self.inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if not tall:
            self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_compact(self, on: bool) -> None:
        """Save height where the setting can; as here, most have nothing to save."""

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the experiment's value of this setting without a signal."""
        self.show_value(self._read(experiment))

    def show_value(self, value: object) -> None:
        """Show a value without a signal."""
        raise NotImplementedError

    def show_note(self, text: str) -> None:
        """Show a note below the setting; an empty text hides it."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def request(self, value: object) -> None:
        """Emit `changed` with this value."""
        self.changed.emit(self.key, value)


class SettingRows(QWidget):
    """Show rows below each other; `changed` carries a key and its new value."""

    changed = Signal(str, object)

    def __init__(self, rows: Iterable[SettingRow]) -> None:
        super().__init__()
        self.rows = tuple(rows)
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        for row in self.rows:
            row.changed.connect(self.changed)
            column.addWidget(row)

    def set_compact(self, on: bool) -> None:
        """Save height in every row, or no longer."""
        for row in self.rows:
            row.set_compact(on)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the experiment's values of all rows without a signal."""
        for row in self.rows:
            row.show_experiment(experiment)
