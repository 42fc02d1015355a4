"""Charts have axes whatever the numbers are, those of a run that diverged, too."""

import numpy as np
import pytest

from core.report.charts import Series, chart, span
from core.report.drawing import Line, Text

EXTREMES = (
    ([1e20], False),
    ([1e-300, 1e300], True),
    ([1e-3, 1e306], True),
    ([-1e308, 1e308], False),
    ([1.0, np.inf, np.nan], True),
    ([np.nan], False),
)


@pytest.mark.parametrize(("values", "log"), EXTREMES)
def test_that_numbers_of_any_size_have_an_axis_with_ticks(values: list[float], log: bool) -> None:
    series = Series("cost", np.arange(len(values), dtype=float), np.array(values), "#000000")
    shapes = chart([series], "epochs", "cost", log=log).shapes
    ticks = [shape for shape in shapes if isinstance(shape, Text) and shape.anchor == "end"]
    assert ticks
    places = [point for shape in shapes if isinstance(shape, Line) for point in shape.points]
    assert np.isfinite(places).all()


def test_that_long_numbers_leave_room_for_the_label_of_their_axis() -> None:
    series = Series("R²", np.arange(2.0), np.array([-8e248, 1.0]), "#000000")
    shapes = chart([series], "epochs", "R²").shapes
    ends = [s.x - 7 * len(s.text) for s in shapes if isinstance(s, Text) and s.anchor == "end"]
    (label,) = [s for s in shapes if isinstance(s, Text) and s.upwards]
    assert label.x < min(ends)


@pytest.mark.parametrize("values", [[0.5, 0.5 + 1.2e-16], [0.0, 0.0], [3e17, 3e17 + 64]])
def test_that_numbers_that_hardly_differ_have_room_for_bars(values: list[float]) -> None:
    low, high = span([np.array(values)])
    assert low <= min(values) <= max(values) <= high
    edges = np.histogram_bin_edges(values, 20, (low, high))
    assert len(np.unique(edges)) == 21


def test_that_the_last_number_of_an_axis_stands_on_the_sheet() -> None:
    drawing = chart([Series("", np.array([0.0, 10_000.0]), np.ones(2), "#000000")], "x", "y")
    middles = [s for s in drawing.shapes if isinstance(s, Text) and s.text == "10000"]
    assert [tick.x + 4 * len(tick.text) <= drawing.width for tick in middles] == [True]
