"""The network to draw by hand: how many layers, how many units each, which activations."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.experiment.settings import MAX_HIDDEN, Experiment, NetworkSettings
from core.messages import tr
from core.network.activations import ACTIVATIONS
from gui import theme
from gui.controls.network.layer_columns import LayerColumns
from gui.controls.network.network_size import NetworkSize
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.slider_row import SliderRow
from gui.widgets.drag_slider import DragSlider
from gui.widgets.log_slider import LogSlider


class NetworkEditor(QWidget):
    """Ask for network.hidden, network.activation, or "network" with both where both change."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._network = NetworkSettings()
        self.layers = DragSlider(0, MAX_HIDDEN, ticks=True)
        self.number = QLabel()
        self.row = LayerColumns()
        self.all = ChoiceRow(
            "network.activation",
            "&All layers",
            "The activation g of every hidden layer: A[l] = g(Z[l])",
            ACTIVATIONS.values(),
            name="activation_all",
        )
        self.leak = SliderRow(
            "network.leak",
            "Leak",
            "Leaky ReLU's slope where z is negative: g(z) = max(leak · z, z)",
            LogSlider(0.001, 1.0, zero=True),
        )
        self.size_line = NetworkSize()
        self._build()
        self._connect()
        self._show(self._network)

    def _build(self) -> None:
        label = QLabel(tr("Hidden la&yers"))
        label.setBuddy(self.layers)
        self.layers.setObjectName("hidden_layers")
        self.layers.setAccessibleName(tr("Hidden layers"))
        self.layers.setPageStep(1)
        tip = tr("How many hidden layers the network has; none is logistic regression.")
        self.layers.setToolTip(tip)
        label.setToolTip(tip)
        self.number.setFont(theme.figure_font())
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(label)
        line.addWidget(self.layers, 1)
        line.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addLayout(line)
        for part in (self.row, self.all, self.leak, self.size_line):
            column.addWidget(part)

    def _connect(self) -> None:
        self.layers.valueChanged.connect(self._ask_count)
        self.row.count_asked.connect(self._ask_count)
        self.row.units_changed.connect(self._ask_units)
        self.row.activation_changed.connect(self._ask_activations)
        self.all.changed.connect(self._ask_all)
        self.leak.changed.connect(self.changed)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the experiment's network without a signal."""
        self._show(experiment.network)

    def show_sizes(self, inputs: int, outputs: int) -> None:
        """Show how many inputs and outputs the data has."""
        self.row.inputs.show_count(inputs)
        self.row.outputs.show_count(outputs)
        self.size_line.ends = (inputs, outputs)
        self.size_line.show_network(self._network)

    def _show(self, network: NetworkSettings) -> None:
        self._network = network
        for column, units in zip(self.row.columns, network.hidden, strict=False):
            column.show_units(units)
        for column, name in zip(self.row.columns, network.activations, strict=False):
            column.show_activation(name)
        self._show_count(len(network.hidden))
        self._show_activations()
        self.leak.show_value(network.leak)
        self.size_line.show_network(network)

    def _show_count(self, count: int) -> None:
        with QSignalBlocker(self.layers):
            self.layers.setValue(count)
        self.number.setText(str(count))
        self.row.show_count(count)

    def _show_activations(self) -> None:
        names = set(self.row.activations) or {self._last_activation()}
        if len(names) == 1:
            self.all.show_value(names.pop())
        else:
            self.all.box.show_value(None, tr("mixed"))
        reads = {ACTIVATIONS[name].setting for name in self.row.activations}
        self.leak.setVisible("leak" in reads)

    def _ask_units(self) -> None:
        self._ask("network.hidden", self.row.hidden)

    def _ask_activations(self) -> None:
        self._ask("network.activation", self._shortest(self.row.activations))

    def _ask_all(self, key: str, name: str) -> None:
        for column in self.row.columns:
            column.show_activation(name)
        self._ask(key, name)

    def _ask_count(self, count: int) -> None:
        last = self._last_activation()
        for column in self.row.columns[self.row.count : count]:
            column.show_activation(last)
        self._show_count(count)
        activation = self._shortest(self.row.activations)
        if activation == self._network.activation:
            self._ask("network.hidden", self.row.hidden)
        else:
            self._ask("network", {"hidden": self.row.hidden, "activation": activation})

    def _last_activation(self) -> str:
        """Name the activation that a new layer gets."""
        names = self.row.activations or self._network.activations
        if names:
            return names[-1]
        return str(self._network.activation or next(iter(ACTIVATIONS)))

    def _shortest(self, names: tuple[str, ...]) -> str | tuple[str, ...]:
        """Give one name for all layers where it says as much."""
        if not names:
            return self._last_activation()
        return names[0] if len(set(names)) == 1 else names

    def _ask(self, key: str, value: object) -> None:
        self._show_activations()
        self.changed.emit(key, value)
