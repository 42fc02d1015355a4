"""The details of one sample: the activations of every layer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QWidget

from core.experiment.inputs import NumberInputs, PictureInputs
from core.files import shown
from core.messages import tr, translate
from core.network.activations import ACTIVATIONS
from core.training.snapshots.probes.preactivations import PreActivations
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots import signed_colours
from gui.views.activations.bar_chart import BarChart
from gui.views.activations.details import DetailPage
from gui.widgets.image_grid import ImageGrid
from gui.widgets.number_format import grouped, significant
from gui.widgets.pickers import Picker

ACROSS, WIDTH = 5, 150
# Of many features only so many are written out.
WRITTEN = 10


class SampleDetail(DetailPage):
    """Show a sample and one bar chart per layer, output included.

    `unit_chosen` carries layer and unit, from 1, of a hidden unit whose bar is clicked.
    """

    unit_chosen = Signal(int, int)
    probes = frozenset({"preactivations"})

    def __init__(self) -> None:
        self.sample = Picker("detail_sample", tr("sample"), tr("The sample that is shown"))
        super().__init__("sample_detail", self.sample)
        self.picture = ImageGrid("detail_picture", tr("The sample"), 40, False)
        self.listed = QLabel()
        self.listed.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sample = QStackedWidget()
        self._sample.setFixedWidth(WIDTH)
        for part in (self.picture, self.listed):
            self._sample.addWidget(part)
        self.charts: list[BarChart] = []
        self._layers = 0
        charts = QWidget()
        self._grid = QGridLayout(charts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE)
        self.body.addWidget(self._sample)
        self.body.addWidget(charts, 1)

    def show_sample(self, number: int) -> None:
        """Choose a sample by its place among those shown, from 1."""
        self.sample.offer(max(number, self.sample.box.maximum()))
        self.sample.pick(number)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the chosen sample."""
        self.sample.offer(len(snapshot.shown))
        place = self.sample.number - 1
        kind = shown(snapshot.classes[int(snapshot.sample_labels[place])])
        number, train = int(snapshot.shown[place]), snapshot.dataset.train
        file = train.names[number] if train.names else ""
        self.sentence.setText(
            tr("training sample {number}, {name}  {file}").format(
                number=grouped(number + 1), name=kind, file=file
            )
        )
        self._show_inputs(snapshot, number, kind)
        self._show_layers(snapshot, place)

    def _show_inputs(self, snapshot: Snapshot, number: int, kind: str) -> None:
        inputs, x = snapshot.dataset.inputs, snapshot.dataset.train.X[:, number]
        if isinstance(inputs, PictureInputs):
            self._sample.setCurrentWidget(self.picture)
            self.picture.show_tiles(signed_colours.pictures(x[:, None], inputs), (kind,))
        else:
            self._sample.setCurrentWidget(self.listed)
            self.listed.setText(_features(inputs, x.tolist()))

    def _show_layers(self, snapshot: Snapshot, place: int) -> None:
        sums: PreActivations | None = snapshot.probes.get("preactivations")
        outputs = 0 if sums is None else 1
        self._layers = len(snapshot.layers)
        self._offer(self._layers + outputs)
        for chart, layer in zip(self.charts, snapshot.layers, strict=False):
            title = tr("layer {number}, {activation}").format(
                number=layer.number, activation=translate(ACTIVATIONS[layer.activation].label)
            )
            chart.show_values(title, layer.A[:, place])
        if sums is not None:
            a = sums.A[-1][:, place]
            names = snapshot.classes if len(a) > 1 else snapshot.classes[1:]
            self.charts[len(snapshot.layers)].show_values(tr("output"), a, tuple(map(shown, names)))

    def _choose(self, layer: int, unit: int) -> None:
        if layer <= self._layers:
            self.unit_chosen.emit(layer, unit + 1)

    def _offer(self, count: int) -> None:
        while len(self.charts) < count:
            row, column = divmod(len(self.charts), ACROSS)
            self.charts.append(BarChart())
            self._grid.addWidget(self.charts[-1], row, column)
            number = len(self.charts)
            self.charts[-1].chosen.connect(lambda unit, l=number: self._choose(l, unit))
        for i, chart in enumerate(self.charts):
            chart.setVisible(i < count)


def _features(inputs: NumberInputs, x: list[float]) -> str:
    lines = [
        tr("{name} = {value}").format(name=name, value=significant(value))
        for name, value in zip(inputs.names[:WRITTEN], x, strict=False)
    ]
    if len(x) > WRITTEN:
        lines.append(tr("and {count} more").format(count=grouped(len(x) - WRITTEN)))
    return "\n".join(lines)
