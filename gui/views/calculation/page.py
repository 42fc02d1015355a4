"""What a page of the view Calculation is: a widget that draws the newest snapshot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.calculation.one_weight import WeightUpdate
from core.messages import tr
from core.training.snapshots.snapshot import Snapshot


class CalculationPage(QWidget):
    """Draw a snapshot whenever the page is on top; `recolour` takes the colours of a new theme.

    `probes` are those that it needs beside "calculation". `wanted` carries an order of work that is
    to be done beside the window, of which `show_news` is told.
    """

    wanted = Signal(object)

    probes: frozenset[str] = frozenset()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw a snapshot, whose probe "calculation" need not have come yet."""
        raise NotImplementedError

    def show_news(self, news: WeightUpdate) -> None:
        """Show how far the work is that was wanted, or what came of it."""

    def recolour(self) -> None:
        """Take the colours of the present theme; called before the first drawing, too."""

    def memory(self) -> Any:
        """Return where its user is on the page."""
        return None

    def remember(self, memory: Any) -> None:
        """Lead to where its user was on another page of this kind, in whose place this one is."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a row of a table: its button says `label`, and `tip` under the mouse."""

    name: str
    label: str
    tip: str
    make: Callable[[], CalculationPage]


def derives_alike(before: Snapshot | None, now: Snapshot) -> bool:
    """Tell whether the formulas of two snapshots are the same: they do not change as it learns."""
    return (
        before is not None
        and before.dataset is now.dataset
        and before.experiment == now.experiment
        and before.learning_rate == now.learning_rate
    )


def no_standing_text(snapshot: Snapshot) -> str:
    """Say why the probe "standing" is not there: no data; nothing where it is only to come."""
    if snapshot.dataset.blank:
        return tr("There is no data yet: open a folder or pick a built-in data set.")
    return ""
