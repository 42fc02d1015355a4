"""A zoom from one page into another that lies inside it, or out again."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import (
    QCoreApplication,
    QEasingCurve,
    QEvent,
    QPoint,
    QPointF,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QRegion, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QWidget

from gui import theme

NOTCH = 120
"""What a notch of a mouse wheel turns, in Qt's eighths of a degree."""


class Anchor(NamedTuple):
    """A circle on a page that a zoom leads into, or that it comes out as."""

    centre: QPointF
    radius: float


class ZoomTransition(QWidget):
    """Cover two pages of its parent while `show_page` brings one to the top in place of the other.

    It takes as long as the desktop's style wants animations to take, and no time where that wants
    none. Afterwards it is hidden and holds nothing.
    """

    def __init__(self, parent: QWidget, show_page: Callable[[QWidget], object]) -> None:
        super().__init__(parent)
        self._show_page = show_page
        self._pages: tuple[QWidget, QWidget] | None = None
        self._pictures: list[tuple[QPixmap, Anchor]] = []
        self._colour: QColor | None = None
        self.animation = QVariantAnimation(self)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.animation.valueChanged.connect(self._move)
        self.animation.finished.connect(self._end)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    @property
    def is_running(self) -> bool:
        """Tell whether a zoom is under way."""
        return self._pages is not None

    def start(
        self,
        outer: tuple[QWidget, Anchor],
        inner: tuple[QWidget, Anchor],
        inwards: bool,
        colour: QColor | None = None,
    ) -> None:
        """Zoom from the outer page into the inner one, or out of it; both have their numbers.

        A circle of `colour` stays in sight. A zoom that is under way between the same two pages
        turns round.
        """
        direction = QVariantAnimation.Direction
        way = direction.Forward if inwards else direction.Backward
        pages = outer[0], inner[0]
        leaving, arriving = pages if inwards else pages[::-1]
        if self._pages == pages:
            self.animation.setDirection(way)
        else:
            self.animation.stop()
            self._end()
            if self._duration() and leaving.isVisible():
                arriving.resize(leaving.size())
                # What has just been filled gets its places now, or its picture would have old ones.
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
                self._pages, self._colour = pages, colour
                self._pictures = [(_picture(page), anchor) for page, anchor in (outer, inner)]
                self.setGeometry(leaving.geometry())
                self.animation.setDuration(self._duration())
                self.animation.setDirection(way)
                self.animation.start()
                self.show()
        self._show_page(arriving)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("base"))
        if not self._pictures:
            return
        done = float(self.animation.currentValue())
        (_, start), (_, end) = self._pictures
        centre = start.centre + (end.centre - start.centre) * done
        radius = start.radius * (end.radius / start.radius) ** done
        for (picture, anchor), opacity in zip(self._pictures, (1 - done, done), strict=True):
            painter.save()
            painter.setOpacity(opacity)
            painter.translate(centre)
            painter.scale(radius / anchor.radius, radius / anchor.radius)
            painter.drawPixmap(-anchor.centre, picture)
            painter.restore()
        if self._colour is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self._colour)
            painter.setPen(theme.pen("faint"))
            painter.drawEllipse(centre, radius, radius)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let no turn of the wheel through to what is covered."""
        event.accept()

    def _move(self) -> None:
        self.update()

    def _end(self) -> None:
        if self._pages is not None:
            self._pages, self._pictures = None, []
            self.hide()

    def _duration(self) -> int:
        """Return how many milliseconds the desktop wants an animation to take, 0 where none."""
        return self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)


class ZoomWheel:
    """Read turns of the wheel as steps of a zoom."""

    def __init__(self) -> None:
        self._turned = 0

    def steps(self, widget: QWidget, event: QWheelEvent) -> int:
        """Return 1 where a turn over a widget means into it, -1 out of it, and 0 neither.

        Without the Ctrl key it means neither where what the widget lies in can scroll. A
        touchpad's small turns add up, and those of its momentum do not count.
        """
        with_key = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.phase() == Qt.ScrollPhase.ScrollMomentum or not (with_key or _is_still(widget)):
            return 0
        self._turned += event.angleDelta().y()
        steps = (self._turned >= NOTCH) - (self._turned <= -NOTCH)
        self._turned = 0 if steps else self._turned
        return steps


def _is_still(widget: QWidget) -> bool:
    """Tell whether nothing that a widget lies in can scroll."""
    around: QWidget | None = widget
    while around is not None:
        if isinstance(around, QAbstractScrollArea) and around.verticalScrollBar().maximum():
            return False
        around = around.parentWidget()
    return True


def _picture(page: QWidget) -> QPixmap:
    """Return a page as it is drawn, without its ground."""
    ratio = page.devicePixelRatio()
    picture = QPixmap(page.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    page.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return picture
