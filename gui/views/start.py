"""The start laboratory: what the first weights do to every layer, before any training."""

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.training.looks.starts import Start, Starts
from core.training.snapshot import Snapshot
from core.words import tr
from gui import theme
from gui.views.start_grid import StartGrid
from gui.views.view import SnapshotView

CAPTION = (
    "Before the first update, on {samples} samples: how activations A spread (σ), layer by layer, "
    "and how large the gradient is there (the bar is logarithmic, from 1e-6 to 100). Click a "
    "column to begin like that; drag the scale on the left to change your own."
)


class StartView(SnapshotView):
    """Show the experiment's own start beside others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("start_view", tr("Start"), parent)
        self.grid, self.caption = StartGrid(), theme.quiet(QLabel())
        self.caption.setWordWrap(True)
        self.grid.taken.connect(self._take)
        scroll = QScrollArea()
        scroll.setWidget(self.grid)
        scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        column.addWidget(self.caption)
        column.addWidget(scroll, 1)

    def draw(self, snapshot: Snapshot) -> None:
        seen = snapshot.looks.get("starts")
        if isinstance(seen, Starts):
            self.caption.setText(tr(CAPTION).format(samples=seen.samples))
            self.grid.show_starts((seen.own, *seen.beside))

    def _take(self, start: Start) -> None:
        self.changes.emit(
            {"network.initialisation": start.initialisation, "network.scale": start.scale}
        )
