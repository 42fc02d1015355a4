"""What every view is: a widget that draws the newest snapshot while somebody can see it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, Signal
from PySide6.QtGui import QPainter, QPalette, QShowEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from core.errors import OutputError
from core.files import shown, write_whole
from core.training.snapshot import Snapshot


class SnapshotView(QWidget):
    """Show the newest snapshot; any number of others may be dropped.

    A kind of view writes `draw`, which gets a whole snapshot, and may write `recolour`
    for a new theme and `run_ended` to keep something of a run that gives way to the next.
    `changes` carries settings that the user changes in the view, as a dict.
    """

    changes = Signal(dict)

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.newest: Snapshot | None = None
        self._drawn, self._coloured = True, False
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this picture of now, unless it is of an older run; draw it once it can be seen."""
        if self.newest is not None and snapshot.run != self.newest.run:
            if snapshot.run < self.newest.run:
                return
            self.run_ended(self.newest)
        self.newest = snapshot
        self.redraw()

    def redraw(self) -> None:
        """Draw the newest snapshot again, now or when the view is shown."""
        self._drawn = False
        if self.isVisible():
            self._catch_up()

    def draw(self, snapshot: Snapshot) -> None:
        """Bring a whole snapshot to the screen."""
        raise NotImplementedError

    def run_ended(self, last: Snapshot) -> None:
        """Look for the last time at a run whose place the next one takes."""

    def recolour(self) -> None:
        """Take the colours of the present theme; called before the first drawing, too."""

    def save_picture(self, path: Path) -> None:
        """Write what the view shows as a picture: .png or .svg.

        Raises OutputError for another ending or a place that cannot be written to.
        """
        if path.suffix.lower() not in (".png", ".svg"):
            raise OutputError("{path}: give a name that ends in .png or .svg.", path=shown(path))
        self._catch_up()
        picture = self._svg() if path.suffix.lower() == ".svg" else self._png()
        write_whole(path, lambda file: file.write(picture.data()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

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

    def _png(self) -> QByteArray:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.grab().save(buffer, "PNG")
        return buffer.data()

    def _svg(self) -> QByteArray:
        buffer, generator = QBuffer(), QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(self.size())
        generator.setResolution(self.logicalDpiX())
        generator.setViewBox(self.rect())
        generator.setTitle(self.accessibleName())
        painter = QPainter(generator)
        self.render(painter, QPoint())
        painter.end()
        return buffer.data()


@dataclass(frozen=True, slots=True)
class View:
    """One view as a row of a table: `label` is what its tab says, still in English.

    `looks` are the names of the looks that it draws, which are worked out only while it is seen.
    """

    name: str
    label: str
    make: Callable[[], SnapshotView]
    looks: frozenset[str] = frozenset()
