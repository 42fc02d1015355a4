"""The zoom between two pages: it ends, turns round, and leaves out what the desktop leaves out."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtWidgets import QProxyStyle, QScrollArea, QStackedLayout, QStyle, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.zoom_transition import Anchor, ZoomTransition, ZoomWheel

START, END = Anchor(QPointF(20, 80), 5), Anchor(QPointF(60, 30), 20)


class Pages(QWidget):
    """Two pages of one colour each, and the zoom between them."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedLayout(self)
        self.outer, self.inner = QWidget(), QWidget()
        for page, colour in ((self.outer, "blue"), (self.inner, "red")):
            page.setAutoFillBackground(True)
            page.setPalette(QPalette(QColor(colour)))
            self.stack.addWidget(page)
        self.zoom = ZoomTransition(self, self.stack.setCurrentWidget)
        self.resize(120, 90)

    def go(self, inwards: bool) -> None:
        self.zoom.start((self.outer, START), (self.inner, END), inwards, QColor("lime"))


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    made = Pages()
    qtbot.addWidget(made)
    made.show()
    return made


def middle_of_circle(pages: Pages) -> QPointF:
    """The place of the circle, by its colour."""
    picture = pages.grab().toImage()
    lime = QColor("lime").rgb()
    places = [
        QPointF(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixel(x, y) == lime
    ]
    return sum(places, QPointF()) / len(places)


def test_that_a_zoom_leads_from_one_place_to_the_other_and_ends_idle(
    pages: Pages, qtbot: QtBot
) -> None:
    pages.go(inwards=True)
    assert pages.stack.currentWidget() is pages.inner
    seen = []
    for time in (0, pages.zoom.animation.duration() // 2, pages.zoom.animation.duration() - 1):
        pages.zoom.animation.setCurrentTime(time)
        seen.append(middle_of_circle(pages))
    for found, expected in zip(seen, (START.centre, QPointF(40, 55), END.centre), strict=True):
        assert (found - expected).manhattanLength() < 3
    qtbot.waitUntil(lambda: not pages.zoom.is_running)
    assert pages.zoom.isHidden()
    assert pages.zoom.animation.state() == pages.zoom.animation.State.Stopped


def test_that_a_zoom_turns_round_where_it_is(pages: Pages, qtbot: QtBot) -> None:
    pages.go(inwards=True)
    pages.zoom.animation.setCurrentTime(pages.zoom.animation.duration() // 2)
    before = middle_of_circle(pages)
    pages.go(inwards=False)
    assert (middle_of_circle(pages) - before).manhattanLength() < 2
    assert pages.stack.currentWidget() is pages.outer
    qtbot.waitUntil(lambda: not pages.zoom.is_running)


class StillStyle(QProxyStyle):
    """A desktop that wants no animations."""

    def styleHint(self, hint, option=None, widget=None, returned=None) -> int:
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


def test_that_pages_change_at_once_where_the_desktop_wants_no_animations(pages: Pages) -> None:
    style = StillStyle("fusion")
    pages.zoom.setStyle(style)
    pages.go(inwards=True)
    assert pages.stack.currentWidget() is pages.inner
    assert pages.zoom.isHidden()


def turn(delta: int, phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase, ctrl: bool = False):
    key = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    at = QPointF(1, 1)
    return QWheelEvent(
        at, at, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, key, phase, False
    )


def test_that_small_turns_add_up_to_a_step_and_momentum_makes_none(qtbot: QtBot) -> None:
    wheel, widget = ZoomWheel(), QWidget()
    qtbot.addWidget(widget)
    assert [wheel.steps(widget, turn(delta)) for delta in (50, 50, 50, -120, 120)] == [
        0,
        0,
        1,
        -1,
        1,
    ]
    assert wheel.steps(widget, turn(240, Qt.ScrollPhase.ScrollMomentum)) == 0


def test_that_the_wheel_scrolls_where_there_is_something_to_scroll(qtbot: QtBot) -> None:
    wheel, area, widget = ZoomWheel(), QScrollArea(), QWidget()
    qtbot.addWidget(area)
    widget.setFixedSize(50, 2000)
    area.setWidget(widget)
    area.resize(100, 100)
    area.show()
    assert wheel.steps(widget, turn(120)) == 0
    assert wheel.steps(widget, turn(120, ctrl=True)) == 1
