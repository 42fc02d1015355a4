"""The editor of the network: its layers, their units and activations, and its size."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.experiment.settings import MAX_HIDDEN, Experiment, NetworkSettings
from core.messages import to_translate, tr
from core.network.activations import ACTIVATIONS
from core.network.parameters import count as parameter_count
from gui import theme
from gui.controls.network.layer_columns import LayerColumns
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.slider_row import SliderRow
from gui.widgets.drag_slider import DragSlider
from gui.widgets.number_format import grouped, memory_size
from gui.widgets.withheld import MayBeWithheld


class NetworkEditor(QWidget):
    """Show a network; `changed` has the key network.hidden, network.activation or network."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._network = NetworkSettings()
        self.count = DragSlider(0, MAX_HIDDEN, ticks=True)
        self.count_label = QLabel()
        self.columns, self.layers = LayerColumns(), Layers()
        self.all_activations = ChoiceRow(
            "network.activation",
            to_translate("&All layers"),
            to_translate("The activation g of every hidden layer: A[l] = g(Z[l])"),
            ACTIVATIONS.values(),
            name="activation_all",
        )
        self.leak = SliderRow(
            "network.leak",
            to_translate("Leak"),
            to_translate("Leaky ReLU's slope where z is negative: g(z) = max(leak · z, z)"),
            0.001,
        )
        self.size_line = NetworkSize()
        self._build()
        self._connect()
        self._show(self._network)

    def _build(self) -> None:
        label = QLabel(tr("Hidden la&yers"))
        label.setBuddy(self.count)
        self.count.setObjectName("hidden_layers")
        self.count.setAccessibleName(tr("Hidden layers"))
        self.count.setPageStep(1)
        tip = tr(
            "How many hidden layers the network has; none is logistic regression, or linear "
            "regression of numbers."
        )
        self.count.setToolTip(tip)
        label.setToolTip(tip)
        self.count_label.setFont(theme.figure_font())
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(label)
        line.addWidget(self.count, 1)
        line.addWidget(self.count_label)
        self._layers = layers = QVBoxLayout(self.layers)
        self._column = column = QVBoxLayout(self)
        layers.addLayout(line)
        layers.addWidget(self.columns)
        for part in (self.layers, self.all_activations, self.leak):
            column.addWidget(part)
        for lines in (layers, column):
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(theme.SPACE)

    def _connect(self) -> None:
        self.count.valueChanged.connect(self._request_count)
        self.columns.count_requested.connect(self._request_count)
        self.columns.units_changed.connect(self._request_units)
        self.columns.activation_changed.connect(self._request_activations)
        self.all_activations.changed.connect(self._request_all)
        self.leak.changed.connect(self.changed)

    def set_compact(self, on: bool) -> None:
        """Save height: every layer has its own activation, so that of all of them can go."""
        self.all_activations.setHidden(on)
        self.size_line.setHidden(on)
        self.columns.set_compact(on)
        self.leak.set_compact(on)
        for lines in (self._layers, self._column):
            lines.setSpacing(theme.TIGHT if on else theme.SPACE)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the experiment's network without a signal."""
        self._show(experiment.network)

    def show_sizes(self, inputs: int, outputs: int) -> None:
        """Show how many inputs and outputs the data has."""
        self.columns.inputs.show_count(inputs)
        self.columns.outputs.show_count(outputs)
        self.size_line.ends = (inputs, outputs)
        self.size_line.show_network(self._network)

    def _show(self, network: NetworkSettings) -> None:
        self._network = network
        for column, units in zip(self.columns.layers, network.hidden, strict=False):
            column.show_units(units)
        for column, name in zip(self.columns.layers, network.activations, strict=False):
            column.show_activation(name)
        self._show_count(len(network.hidden))
        self._show_activations()
        self.leak.show_value(network.leak)
        self.size_line.show_network(network)

    def _show_count(self, count: int) -> None:
        with QSignalBlocker(self.count):
            self.count.setValue(count)
        self.count_label.setText(str(count))
        self.columns.show_count(count)

    def _show_activations(self) -> None:
        names = set(self.columns.activations) or {self._new_activation()}
        if len(names) == 1:
            self.all_activations.show_value(names.pop())
        else:
            self.all_activations.box.show_value(None, tr("mixed"))
        settings = {ACTIVATIONS[name].setting for name in self.columns.activations}
        self.leak.setVisible("leak" in settings)

    def _request_units(self) -> None:
        self._request("network.hidden", self.columns.hidden)

    def _request_activations(self) -> None:
        self._request("network.activation", self._one_or_all(self.columns.activations))

    def _request_all(self, key: str, name: str) -> None:
        for column in self.columns.layers:
            column.show_activation(name)
        self._request(key, name)

    def _request_count(self, count: int) -> None:
        last = self._new_activation()
        for column in self.columns.layers[self.columns.count : count]:
            column.show_activation(last)
        self._show_count(count)
        activation = self._one_or_all(self.columns.activations)
        if activation == self._network.activation:
            self._request("network.hidden", self.columns.hidden)
        else:
            self._request("network", {"hidden": self.columns.hidden, "activation": activation})

    def _new_activation(self) -> str:
        """Return the activation of a new layer: that of the last one."""
        names = self.columns.activations or self._network.activations
        if names:
            return names[-1]
        return str(self._network.activation or next(iter(ACTIVATIONS)))

    def _one_or_all(self, names: tuple[str, ...]) -> str | tuple[str, ...]:
        """Return one name where all layers have the same, else one for each."""
        if not names:
            return self._new_activation()
        return names[0] if len(set(names)) == 1 else names

    def _request(self, key: str, value: object) -> None:
        self._show_activations()
        self.changed.emit(key, value)


class Layers(MayBeWithheld, QWidget):
    """Hold the slider of the layers and their columns."""


class NetworkSize(QLabel):
    """Show how many weights and biases a network has, and their memory, once there is data."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network_size")
        theme.make_muted(self)
        self.ends: tuple[int, int] | None = None

    def show_network(self, network: NetworkSettings) -> None:
        """Show the size of a network."""
        if self.ends is None:
            self.setText("")
            self.setToolTip(tr("The data will say how many inputs and outputs there are."))
            return
        number = parameter_count((self.ends[0], *network.hidden, self.ends[1]))
        size = number * np.dtype(network.precision).itemsize
        text = tr("{number} weights and biases, {memory}")
        self.setText(text.format(number=grouped(number), memory=memory_size(size)))
        self.setToolTip("")
