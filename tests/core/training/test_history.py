"""Facts about what a run remembers."""

from core.training.history import Series


def test_that_a_curve_keeps_its_values_while_the_series_grows() -> None:
    series = Series()
    series.append(0, 1.0)
    curve = series.curve()
    for i in range(1, 5000):
        series.append(i, 2.0)
    assert (curve.at.tolist(), curve.values.tolist()) == ([0], [1.0])
    assert len(series.curve().at) == 5000


def test_that_a_curve_cannot_be_written_to() -> None:
    assert not Series().curve().values.flags.writeable
