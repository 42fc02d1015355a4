"""The details of one sample: the activations of every layer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from core.data.sample import Sample
from core.data.true_words import true_words_of
from core.experiment.inputs import FeatureInputs, PictureInputs
from core.files import shown
from core.messages import tr, translate
from core.network.activations import ACTIVATIONS
from core.training.snapshots.probes.sample import SamplePass
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots import signed_colours
from gui.views.activations.bar_chart import BarChart
from gui.views.activations.details import DetailPage
from gui.views.sample_picker import SamplePicker, why_button
from gui.widgets.image_grid import ImageGrid
from gui.widgets.number_format import grouped, significant
from gui.widgets.plain_text import plain_label, plain_tip

ACROSS, WIDTH = 5, 150
# A longer name of a file is cut in its middle, in pixels.
NAME_WIDTH = 300
# Of many features only so many are written out.
WRITTEN = 10


class SampleDetail(DetailPage):
    """Show the picked sample and one bar chart per layer, output included.

    `unit_chosen` carries layer and unit, from 1, of a hidden unit whose bar is clicked,
    `sample_picked` another Sample, and `sample_opened` wants to see the causes of its answer.
    """

    unit_chosen = Signal(int, int)
    sample_picked = Signal(object)
    sample_opened = Signal()
    probes = frozenset({"sample"})

    def __init__(self) -> None:
        self.sample, self.why = SamplePicker("detail_sample"), why_button("detail_why")
        super().__init__("sample_detail", self.sample, self.why)
        self.sample.picked.connect(self.sample_picked)
        self.why.clicked.connect(self.sample_opened)
        self.picture = ImageGrid("detail_picture", tr("The sample"), 40, False)
        self.listed = plain_label()
        self.listed.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sample = QStackedWidget()
        self._sample.setFixedWidth(WIDTH)
        for part in (self.picture, self.listed):
            self._sample.addWidget(part)
        self.charts: list[BarChart] = []
        self._layers, self._offered = 0, 0
        charts = QWidget()
        self._grid = QGridLayout(charts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE)
        self.body.addWidget(self._sample)
        self.body.addWidget(charts, 1)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the sample that the snapshot looks at."""
        sample = snapshot.sample
        self.sample.show_sample(snapshot.dataset, sample)
        kind = true_words_of(snapshot.dataset, sample)
        name = shown(sample.name)
        metrics, middle = self.sentence.fontMetrics(), Qt.TextElideMode.ElideMiddle
        self.sentence.setText(_named(sample, kind, metrics.elidedText(name, middle, NAME_WIDTH)))
        self.sentence.setToolTip(plain_tip(name))
        self._show_inputs(snapshot, kind)
        seen: SamplePass | None = snapshot.probes.get("sample")
        if seen is not None:
            self._show_layers(snapshot, seen)

    def _show_inputs(self, snapshot: Snapshot, kind: str) -> None:
        inputs, x = snapshot.dataset.inputs, snapshot.sample.x(snapshot.dataset)
        if isinstance(inputs, PictureInputs):
            self._sample.setCurrentWidget(self.picture)
            self.picture.show_tiles(signed_colours.pictures(x[:, None], inputs), (kind,))
        else:
            self._sample.setCurrentWidget(self.listed)
            self.listed.setText(_features(inputs, x.tolist()))

    def _show_layers(self, snapshot: Snapshot, seen: SamplePass) -> None:
        self._layers = len(snapshot.layers)
        self._offer(self._layers + 1)
        for chart, layer in zip(self.charts, snapshot.layers, strict=False):
            title = tr("layer {number}, {activation}").format(
                number=layer.number, activation=translate(ACTIVATIONS[layer.activation].label)
            )
            chart.show_values(title, seen.A[layer.number - 1])
        a = seen.A[-1]
        names = snapshot.classes[-len(a) :]
        labels = [shown(name) for name in names]
        probability = snapshot.reads_as == "probability"
        title = tr("output: probability") if probability else tr("output")
        reach = (0.0, 1.0) if probability else None
        self.charts[self._layers].show_values(title, a, labels, reach)

    def _choose(self, layer: int, unit: int) -> None:
        if layer <= self._layers:
            self.unit_chosen.emit(layer, unit + 1)

    def _offer(self, count: int) -> None:
        while len(self.charts) < count:
            self.charts.append(BarChart())
            self._grid.addWidget(self.charts[-1], *divmod(len(self.charts) - 1, ACROSS))
            number = len(self.charts)
            self.charts[-1].chosen.connect(lambda unit, l=number: self._choose(l, unit))
        for i, chart in enumerate(self.charts):
            chart.setVisible(i < count)
        if count != self._offered:
            self._offered = count
            self._span_last(count)

    def _span_last(self, count: int) -> None:
        """Let the chart of the output have what is free of its row: its bars have names."""
        for place in range(len(self.charts)):
            row, column = divmod(place, ACROSS)
            wide = ACROSS - column if place == count - 1 and row else 1
            self._grid.removeWidget(self.charts[place])
            self._grid.addWidget(self.charts[place], row, column, 1, wide)


def _named(sample: Sample, kind: str, file: str) -> str:
    """Say which sample this is, with its class and its file."""
    text = tr("training sample {number}, {name}  {file}")
    if sample.pixels is not None:
        text = tr("your picture  {file}")
    elif sample.test:
        text = tr("test sample {number}, {name}  {file}")
    return text.format(number=grouped(sample.number + 1), name=kind, file=file)


def _features(inputs: FeatureInputs, x: list[float]) -> str:
    lines = [
        tr("{name} = {value}").format(name=name, value=significant(value))
        for name, value in zip(inputs.names[:WRITTEN], x, strict=False)
    ]
    if len(x) > WRITTEN:
        lines.append(tr("and {count} more").format(count=grouped(len(x) - WRITTEN)))
    return "\n".join(lines)
