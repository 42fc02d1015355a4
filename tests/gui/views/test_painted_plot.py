"""Lines painted by hand: on the picture at once, and without a word to the rest of the plot."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from core.experiment.reference_costs import Reference
from core.training.analyses.seed_runs import Band, SeedResults
from core.training.snapshots.snapshot import State
from gui import theme
from gui.views.curves.cost import CostView
from gui.views.save_image import png, svg
from tests.gui.views.conftest import curve


@pytest.fixture
def view(cost_view: CostView) -> CostView:
    return cost_view


def pixel(view: CostView, x: float, y: float) -> QPoint:
    """Where pyqtgraph itself would draw a point."""
    return view.plot.mapFromScene(view.plot.view_box.mapViewToScene(QPointF(x, y)))


def colours(image: QImage, near: QPoint) -> set[str]:
    """The colours of the nine pixels about a place."""
    around = [near + QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return {QColor(image.pixel(place)).name() for place in around}


def seen(view: CostView, x: float, y: float) -> set[str]:
    QApplication.sendPostedEvents()
    return colours(view.plot.grab().toImage(), pixel(view, x, y))


def test_that_a_curve_lies_where_its_values_are(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.4, 0.4, 0.4), test_cost=curve(0.7, 0.7, 0.7)))
    for x in (0.5, 1.0, 1.5):
        assert theme.LIGHT.train in seen(view, x, 0.4)
        assert theme.LIGHT.test in seen(view, x, 0.7)
        assert seen(view, x, 0.55) == {theme.LIGHT.base}


def test_that_a_gap_is_left_empty_and_a_lonely_point_is_seen(view, make) -> None:
    gap = curve(0.8, 0.4, 0.4, np.nan, 0.4, np.nan, 0.4, 0.4)
    view.show_snapshot(make(train_cost=gap, test_cost=curve()))
    assert theme.LIGHT.train in seen(view, 1.5, 0.4)
    assert theme.LIGHT.train in seen(view, 4.0, 0.4)
    assert seen(view, 3.0, 0.4) == {theme.LIGHT.base}


def test_that_a_line_of_points_nearer_than_pixels_has_no_gap(view, make) -> None:
    costs = 0.2 + 0.01 * np.arange(10000) / 10000 + 0.03 * (np.arange(10000) % 2)
    view.show_snapshot(
        make(train_cost=curve(1.0, *costs), test_cost=curve(), iterations=10000, iteration=10000)
    )
    QApplication.sendPostedEvents()
    image = view.plot.grab().toImage()
    left, right = pixel(view, 100, 0).x(), pixel(view, 9900, 0).x()
    top, bottom = pixel(view, 0, 0.5).y(), pixel(view, 0, 0.1).y()
    for x in range(left, right):
        column = {QColor(image.pixel(x, y)).name() for y in range(top, bottom)}
        assert theme.LIGHT.train in column


def test_that_a_cost_beyond_every_axis_is_a_line_out_of_the_plot(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.8, 0.4, 1e300, 0.4), test_cost=curve()))
    for height in (0.45, 0.6, 0.75):
        assert theme.LIGHT.train in seen(view, 1.0, height)
        assert theme.LIGHT.train in seen(view, 2.995, height)


def test_that_an_earlier_run_lies_beneath(view, make) -> None:
    view.show_snapshot(make(run=1, train_cost=curve(0.6, 0.6, 0.6), test_cost=curve()))
    view.show_snapshot(make(run=2, train_cost=curve(0.6, 0.6), test_cost=curve()))
    assert theme.LIGHT.train in seen(view, 0.5, 0.6)
    beneath = seen(view, 1.5, 0.6)
    assert len(beneath) > 1
    assert theme.LIGHT.train not in beneath


def test_that_a_longer_curve_lays_out_nothing_until_the_range_takes_a_step(view, make) -> None:
    told = []
    view.show_snapshot(make(train_cost=curve(*np.linspace(0.7, 0.5, 60)), iterations=1000))
    QApplication.sendPostedEvents()
    view.plot.scene().changed.connect(told.append)
    for end in (61, 62, 70, 75):
        view.show_snapshot(make(train_cost=curve(*np.linspace(0.7, 0.5, end)), iterations=1000))
        QApplication.sendPostedEvents()
    assert not told
    view.show_snapshot(make(train_cost=curve(*np.linspace(0.7, 0.5, 80)), iterations=1000))
    QApplication.sendPostedEvents()
    assert told


def test_that_marks_and_bands_that_stand_still_are_not_painted_again(view, make) -> None:
    told, costs = [], np.array([0.7, 0.6, 0.5])
    band = Band(np.arange(3.0), costs - 0.1, costs, costs + 0.1)
    view.show_reference(Reference(np.arange(3.0), costs, 2, np.zeros(3)), "theirs")
    first = make(train_cost=curve(*np.linspace(0.7, 0.5, 60)), iterations=1000)
    view.show_snapshot(first)
    none = Band(*(np.empty(0) for _ in range(4)))
    view.show_seed_results(SeedResults(first.experiment, (1, 2), 2, 0, band, none, none, none))
    for _ in range(3):
        QApplication.sendPostedEvents()
    view.plot.scene().changed.connect(told.append)
    for end in (61, 62, 70):
        view.show_snapshot(make(train_cost=curve(*np.linspace(0.7, 0.5, end)), iterations=1000))
        QApplication.sendPostedEvents()
    assert len(view.train_band.points[0]) == 3
    assert not told
    view.log.click()
    QApplication.sendPostedEvents()
    assert told


def test_that_on_the_log_scale_the_range_goes_down_in_few_steps(view, make) -> None:
    view.log.click()
    costs, spans = np.geomspace(1.0, 1e-3, 200), set()
    for end in range(2, 200):
        view.show_snapshot(make(train_cost=curve(*costs[:end]), test_cost=curve()))
        spans.add(view.plot.y_span)
        assert view.plot.y_span[0] < np.log10(costs[end - 1])
    assert len(spans) < 70


def test_that_a_file_holds_what_was_drawn_a_moment_ago(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.4, 0.4, 0.4), iterations=3))
    view.plot.grab()
    view.show_snapshot(make(train_cost=curve(4.0, 3.0, 2.0), state=State.FINISHED))
    at_once = png(view)
    QApplication.sendPostedEvents()
    assert at_once == png(view)


def test_that_a_picture_of_lines_holds_the_curves_as_lines(view, make) -> None:
    view.show_snapshot(make())
    assert f'stroke="{theme.LIGHT.train}"' in bytes(svg(view).data()).decode()


def test_that_a_new_theme_is_seen_on_curves_and_ground(view, make, qapp) -> None:
    view.show_snapshot(make(train_cost=curve(0.4, 0.4, 0.4), test_cost=curve()))
    theme.apply(qapp, dark=True)
    assert theme.DARK.train in seen(view, 1.0, 0.4)
    assert seen(view, 1.0, 0.2) == {theme.DARK.base}
