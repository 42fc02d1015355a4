"""The base of views of one probe: they draw what the worker has computed, once it has come."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from core.messages import tr
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.view import SnapshotView


class ProbeView(SnapshotView):
    """Draw one probe of every snapshot that has it; `body` is where a subclass puts its widgets.

    A subclass implements `draw_probe`.
    """

    shows_inside_alone = True

    def __init__(self, name: str, label: str, probe: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self._probe = probe
        empty = theme.make_muted(QLabel(tr("Nothing to show yet: there is no network.")))
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.TIGHT)
        self._pages = QStackedLayout(self)
        for page in (empty, content):
            self._pages.addWidget(page)

    def draw_probe(self, snapshot: Snapshot, probe: Any) -> None:
        """Draw a snapshot and its probe."""
        raise NotImplementedError

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the probe, or leave what is there until it comes."""
        probe = snapshot.probes.get(self._probe)
        if probe is None:
            return
        self._pages.setCurrentIndex(1)
        self.draw_probe(snapshot, probe)
