"""What a page of the view Map is: one question, its answer, and what to do about it."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.training.snapshots.snapshot import Snapshot
from gui.views.csv_table import CsvTable

UNASKED_S = 120.0
"""Seconds: an answer that is expected to take longer waits for its button."""


class QuestionPage(QWidget):
    """Draw a snapshot whenever the page is on top; `recolour` takes the colours of a new theme.

    `changes` carries settings that the user takes over, as a dict.
    """

    changes = Signal(dict)

    def draw(self, snapshot: Snapshot) -> None:
        """Show what can be asked of the experiment of now."""
        raise NotImplementedError

    def ask(self, name: str) -> None:
        """Begin to answer the question of this name at the next drawing, unless that takes long."""

    def recolour(self) -> None:
        """Take the colours of the present theme; called before the first drawing, too."""

    def table(self) -> CsvTable | None:
        """Return the numbers that the page holds, if it holds any."""
        return None

    def forget_data(self) -> None:
        """Let go of the data that was drawn, and of the snapshot that has them."""

    def memory(self) -> Any:
        """Return what is known of what was asked."""
        return None

    def remember(self, memory: Any) -> None:
        """Know what another page of this kind knew, in whose place this one is."""
