"""The start laboratory: what the first weights do to every layer, before any training."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.messages import to_translate, tr, translate
from core.training.snapshots.probes.initialisations import GIVEN, Initialisations, Start
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.start.start_grid import StartGrid
from gui.views.view import SnapshotView
from gui.widgets.plain_text import plain_tip
from gui.widgets.readout import set_label_text

CAPTION = to_translate(
    "Ways to begin, a column each, before the first update: how activations A spread (σ) on "
    "{samples} samples, and how large the gradient is beside that of the output. Click one to "
    "begin like that."
)
DETAILS = to_translate(
    "A bar to the left of the middle is a gradient weaker than that of the output, one to the "
    "right a stronger one, ten thousand times at the ends.\n"
    "A layer's histograms share one scale, beneath its name; what lies beyond stands at its end.\n"
    "Drag the scale on the left to change the column that is yours.\n"
    "Biases all begin at 0, which harms nothing as long as the weights make the units of a layer "
    "differ: with weights of 0 too, all of them get the same gradient and stay alike."
)

COLUMNS = (
    "initialisation",
    "scale",
    "first cost",
    "layer",
    "activation",
    "least A",
    "greatest A",
    "standard deviation of A",
    "root mean square of dZ",
)


class StartView(SnapshotView):
    """Show the experiment's own start beside others."""

    shows_inside_alone = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("start_view", tr("Start"), parent)
        self.grid, self.caption = StartGrid(), theme.make_muted(QLabel())
        self.caption.setWordWrap(True)
        self.caption.setToolTip(plain_tip(translate(DETAILS)))
        self.grid.taken.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        column.addWidget(self.caption)
        column.addWidget(self.grid, 1)

    def draw(self, snapshot: Snapshot) -> None:
        seen = snapshot.probes.get("initialisations")
        if isinstance(seen, Initialisations):
            set_label_text(self.caption, translate(CAPTION).format(samples=seen.samples))
            self.grid.show_starts((seen.own, *seen.beside))

    def recolour(self) -> None:
        self.grid.update()

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per layer of every start, the experiment's own first."""
        seen = snapshot.probes.get("initialisations")
        if not isinstance(seen, Initialisations):
            return None
        rows = (
            (
                *(start.initialisation, start.scale, start.cost, number, layer.activation),
                *(layer.least, layer.most, layer.spread, layer.slope),
            )
            for start in (seen.own, *seen.beside)
            for number, layer in enumerate(start.layers, 1)
        )
        return CsvTable(COLUMNS, rows)

    def _take(self, start: Start) -> None:
        if start.initialisation == GIVEN:
            return
        self.changes.emit(
            {"network.initialisation": start.initialisation, "network.scale": start.scale}
        )
