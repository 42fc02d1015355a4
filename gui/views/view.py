"""The base of all views: a widget that draws the newest snapshot while it is visible."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPalette, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from core.errors import OutputError
from core.files import shown, write_whole
from core.messages import tr
from core.training.snapshots.snapshot import Snapshot, State
from gui.depths import Depth
from gui.views.csv_table import CsvTable
from gui.views.save_image import IMAGE_WRITERS, pixels


class SnapshotView(QWidget):
    """Show the newest snapshot; any number of others may be dropped.

    A subclass implements `draw`, and may implement `recolour` for a new theme, `run_ended` to keep
    something of a run that gives way to the next, `forget_data` to hold no data that gave way to
    others, `table` to give its numbers away, and `memory` and `remember` to hand on what it knows.
    `changes` carries settings that the user changes in the view, as a dict; `image_requested` and
    `numbers_requested` the view, of which its user wants a file, `image_copied` and
    `numbers_copied` the view, which is to be on the clipboard.
    `probes_changed` says that `extra_probes` are now others. `sample_picked` carries a Sample that
    all views shall look at, `sample_opened` wants to see the causes of its answer, and
    `unit_opened` a unit's samples: the numbers of its layer and its own, from 1.
    """

    # Whether it draws nothing of a run but its inside, which every second snapshot repeats.
    shows_inside_alone: ClassVar[bool] = False

    changes = Signal(dict)
    probes_changed = Signal()
    image_requested = Signal(object)
    numbers_requested = Signal(object)
    image_copied = Signal(object)
    numbers_copied = Signal(object)
    sample_picked = Signal(object)
    sample_opened = Signal()
    unit_opened = Signal(int, int)

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.newest: Snapshot | None = None
        self._drawn, self._coloured = True, False
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this snapshot, unless it is of an older run; draw it once it can be seen."""
        before = self.newest
        if before is not None and snapshot.run != before.run:
            if snapshot.run < before.run:
                return
            self.run_ended(before)
            if snapshot.dataset is not before.dataset:
                self.forget_data()
        self.newest = snapshot
        if before is None or not (self.shows_inside_alone and _goes_on(before, snapshot)):
            self.redraw()

    def redraw(self) -> None:
        """Draw the newest snapshot again, now or when the view is shown."""
        self._drawn = False
        if self.isVisible():
            self._catch_up()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw a snapshot."""
        raise NotImplementedError

    def run_ended(self, last: Snapshot) -> None:
        """Keep what is needed of a run whose place the next one takes."""

    def forget_data(self) -> None:
        """Let go of the data that was drawn: a hidden view would hold it for as long as it is."""

    def recolour(self) -> None:
        """Take the colours of the present theme; called before the first drawing, too."""

    def show_first_page(self) -> None:
        """Show what is seen at first, where a view has several pages."""

    def memory(self) -> Any:
        """Return what the view knows beside the newest snapshot and what it was told."""
        return None

    def remember(self, memory: Any) -> None:
        """Know what another view of this kind knew, in whose place this one is."""

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the numbers that the view holds, if it holds any."""
        return None

    @property
    def extra_probes(self) -> frozenset[str]:
        """Return the probes that the view needs for now, beside those of its row in VIEWS."""
        return frozenset()

    def save_image(self, path: Path) -> None:
        """Write what the view shows as an image: .png or .svg.

        Raises OutputError for another ending or a place that cannot be written to.
        """
        drawn = IMAGE_WRITERS.get(path.suffix.lower())
        if drawn is None:
            raise OutputError("{path}: give a name that ends in .png or .svg.", path=shown(path))
        self._catch_up()
        picture = drawn(self).data()
        write_whole(path, lambda file: file.write(picture))

    def save_numbers(self, path: Path) -> None:
        """Write the numbers that the view holds as comma-separated values.

        Raises OutputError where there are none yet, for another ending than .csv, and for a
        place that cannot be written to.
        """
        sheet = self._table_now()
        if path.suffix.lower() != ".csv":
            raise OutputError("{path}: give a name that ends in .csv.", path=shown(path))
        text = sheet.to_csv()
        write_whole(path, lambda file: file.write(text))

    def copy_image(self) -> None:
        """Put what the view shows on the clipboard."""
        self._catch_up()
        QGuiApplication.clipboard().setPixmap(pixels(self))

    def copy_numbers(self) -> None:
        """Put the numbers that the view holds on the clipboard; OutputError where it has none."""
        QGuiApplication.clipboard().setText(self._table_now().to_text())

    def _table_now(self) -> CsvTable:
        sheet = self.table(self.newest) if self.newest else None
        if sheet is None and not self.has_numbers:
            raise OutputError("{view} holds no numbers.", view=self.accessibleName())
        if sheet is None:
            raise OutputError("There are no numbers yet: press Train first.")
        return sheet

    @property
    def has_numbers(self) -> bool:
        """Return whether this kind of view holds numbers, at least once something is trained."""
        return type(self).table is not SnapshotView.table

    def heightForWidth(self, width: int) -> int:
        """Return the least height: a view that gets less scrolls, its lists at their lowest.

        What lists prefer would have the view scroll and them besides.
        """
        layout = self.layout()
        wraps = layout is not None and layout.hasHeightForWidth()
        return layout.totalMinimumHeightForWidth(width) if layout and wraps else -1

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setObjectName("view_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries = [
            (tr("&Copy picture"), self.image_copied),
            (tr("Save &picture..."), self.image_requested),
        ]
        if self.has_numbers:
            entries += [
                (tr("C&opy numbers"), self.numbers_copied),
                (tr("Save &numbers..."), self.numbers_requested),
            ]
        for text, wanted in entries:
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, wanted=wanted: wanted.emit(self))
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._coloured = False
            self.redraw()

    def _catch_up(self) -> None:
        if not self._coloured:
            self._coloured = True
            self.recolour()
        if not self._drawn and self.newest is not None:
            self._drawn = True
            self.draw(self.newest)


def _goes_on(before: Snapshot, snapshot: Snapshot) -> bool:
    """Tell whether a run goes on and its inside was not looked at anew."""
    same = before.run == snapshot.run and before.experiment is snapshot.experiment
    states = {before.state, snapshot.state}
    return same and before.inside_version == snapshot.inside_version and states == {State.RUNNING}


@dataclass(frozen=True, slots=True)
class View:
    """One view as a row of a table: its tab says `label`, and `tip` under the mouse.

    `probes` names the probes that it draws, which are computed only while it is visible;
    `is_empty` tells whether a snapshot has nothing that the view could measure; it is shown from
    `depth` on.
    """

    name: str
    label: str
    tip: str
    make: Callable[[], SnapshotView]
    probes: frozenset[str] = frozenset()
    is_empty: Callable[[Snapshot], bool] = lambda snapshot: False
    depth: Depth = Depth.LEARN
