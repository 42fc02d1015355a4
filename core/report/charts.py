"""Charts as drawings: curves over the iterations, dots in a plane, and bars."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.decimation import decimate
from core.report.drawing import Bitmap, Box, Dots, Drawing, Line, Shape, Text

WIDTH, HEIGHT = 620.0, 280.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 66.0, 24.0, 30.0, 44.0
_GRID, _AXIS = "#dddddd", "#555555"
COLOURS = (
    *("#1f5fa8", "#c2410c", "#2e7d32", "#7b1fa2", "#8d6e00"),
    *("#00838f", "#ad1457", "#455a64", "#5d4037", "#9e9d24"),
)
"""One for each class, or for each curve."""
MOST_POINTS = 400
"""Points of a curve that are drawn, about; no peak of more is lost."""
_TICKS = 5
# A cost that spans so many times its least value is drawn by its powers of ten.
_LOG_SPAN = 50
# Neither numbers beyond this nor, by powers of ten, those below its inverse: room for the margins.
_LARGEST = 1e250
_LEGEND_GAP, _CHARACTER = 22.0, 6.2
# What the label of the upright axis takes, and a digit of the numbers beside it.
_LABEL, _DIGIT = 26.0, 7.2


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One curve, or its points alone, as its `mark` says."""

    label: str
    x: np.ndarray
    y: np.ndarray
    colour: str
    mark: Literal["line", "dashes", "dots", "rings"] = "line"

    @property
    def is_line(self) -> bool:
        return self.mark in ("line", "dashes")


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis: which of its values lies where, and where its ticks are."""

    low: float
    high: float
    begin: float
    end: float
    log: bool = False

    def place(self, value: float) -> float:
        """Return where a value lies on the sheet."""
        number = math.log10(value) if self.log else float(value)
        share = (number - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[float]:
        """Return round values within the axis."""
        if self.log:
            powers = range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)
            every = math.ceil(len(powers) / (_TICKS + 1)) or 1
            return [10.0**power for power in powers[::every]]
        step = round_step((self.high - self.low) / _TICKS)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def round_step(step: float) -> float:
    """Return the next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= step * 0.999)


def chart(
    series: Sequence[Series],
    x_label: str,
    y_label: str,
    *,
    log: bool = False,
    percent: bool = False,
    square: bool = False,
    background: bytes = b"",
    spans: tuple[tuple[float, float], tuple[float, float]] | None = None,
) -> Drawing:
    """Draw curves over each other, with axes and a legend.

    With `log` the values are drawn by their powers of ten; shares are written in `percent`. A
    `square` has both axes of one length. A `background`, a PNG, fills the axes; it and the axes
    have the `spans` of x and y where they are given.
    """
    height = WIDTH * 0.62 if square else HEIGHT
    x_low, x_high = spans[0] if spans else span([part.x for part in series])
    y_low, y_high = spans[1] if spans else span([part.y for part in series], 0.04, log)
    up = Scale(y_low, y_high, height - _BOTTOM, _TOP, log)
    widest = max((len(_tick(value, percent)) for value in up.ticks()), default=0)
    left = max(_LEFT, _LABEL + _DIGIT * widest)
    right = left + height - _TOP - _BOTTOM if square else WIDTH - _RIGHT
    across = Scale(x_low, x_high, left, right)
    shapes: list[Shape] = []
    if background:
        shapes.append(Bitmap(left, _TOP, right - left, height - _BOTTOM - _TOP, background))
    shapes += _axes(across, up, x_label, y_label, percent)
    for part in series:
        shapes += _drawn(part, across, up)
    width = right + _RIGHT if square else WIDTH
    return Drawing(width, height, (*shapes, *_legend(series)))


def bars(counts: Sequence[int], low: float, high: float, label: str, colour: str) -> Drawing:
    """Draw a histogram whose bars are of equal width between two values."""
    width, height, bottom = 200.0, 110.0, 30.0
    most = max([*counts, 1])
    each = (width - 20) / len(counts)
    shapes: list[Shape] = [
        Box(
            10 + number * each,
            (height - bottom) - (height - bottom - 20) * count / most,
            each - 0.5,
            (height - bottom - 20) * count / most,
            colour,
        )
        for number, count in enumerate(counts)
    ]
    base = height - bottom
    shapes += [
        Line(((10, base), (width - 10, base)), _AXIS),
        Text(10, base + 13, f"{low:.3g}", "start", 10),
        Text(width - 10, base + 13, f"{high:.3g}", "end", 10),
        Text(width / 2, 13, label, "middle", 11),
    ]
    return Drawing(width, height, tuple(shapes))


def beside(drawings: Sequence[Drawing], in_row: int = 3) -> Drawing:
    """Put drawings of one size beside and below each other."""
    first = drawings[0]
    shapes = [
        _moved(shape, (place % in_row) * first.width, (place // in_row) * first.height)
        for place, drawing in enumerate(drawings)
        for shape in drawing.shapes
    ]
    columns, rows = min(in_row, len(drawings)), -(-len(drawings) // in_row)
    return Drawing(columns * first.width, rows * first.height, tuple(shapes))


def _moved(shape: Shape, right: float, down: float) -> Shape:
    match shape:
        case Line():
            points = tuple((x + right, y + down) for x, y in shape.points)
            return Line(points, shape.colour, shape.width, shape.dashed)
        case Box():
            return Box(shape.x + right, shape.y + down, shape.width, shape.height, shape.colour)
        case Dots():
            points = tuple((x + right, y + down) for x, y in shape.points)
            return Dots(points, shape.colour, shape.radius, shape.hollow)
        case Text():
            place = shape.x + right, shape.y + down
            return Text(*place, shape.text, shape.anchor, shape.size, shape.upwards)
        case Bitmap():
            return Bitmap(shape.x + right, shape.y + down, shape.width, shape.height, shape.png)


def is_wide(values: Sequence[np.ndarray]) -> bool:
    """Tell whether values are better drawn by their powers of ten."""
    finite = np.concatenate([part[np.isfinite(part)] for part in values])
    return bool(len(finite)) and finite.min() > 0 and finite.max() > _LOG_SPAN * finite.min()


def span(
    values: Sequence[np.ndarray], margin: float = 0.0, log: bool = False
) -> tuple[float, float]:
    """Return the ends of an axis that shows values, or their powers of ten: never the same.

    Beyond the values there is a `margin`, as a share of what lies between them.
    """
    every = np.concatenate([np.asarray(part, float) for part in values] or [np.zeros(0)])
    drawn = every[_is_drawn(every, log)]
    if log:
        drawn = np.log10(drawn)
    if not len(drawn):
        return 0.0, 1.0
    low, high = float(drawn.min()), float(drawn.max())
    if high - low <= abs(high) * 1e-12:
        room = max(0.5, abs(high) * 1e-3)
        return low - room, high + room
    return low - margin * (high - low), high + margin * (high - low)


def _is_drawn(values: np.ndarray, log: bool) -> np.ndarray:
    """Tell which values have a place on an axis, bool; what is no number has none."""
    least = 1 / _LARGEST if log else -_LARGEST
    return (values > least) & (values < _LARGEST)


def _axes(across: Scale, up: Scale, x_label: str, y_label: str, percent: bool) -> Iterator[Shape]:
    for value in up.ticks():
        y = up.place(value)
        yield Line(((across.begin, y), (across.end, y)), _GRID)
        yield Text(across.begin - 6, y + 4, _tick(value, percent), "end")
    for value in across.ticks():
        x = across.place(value)
        yield Line(((x, up.begin), (x, up.begin + 4)), _AXIS)
        yield Text(x, up.begin + 17, f"{value:.6g}", "middle")
    yield Line(((across.begin, up.end), (across.begin, up.begin), (across.end, up.begin)), _AXIS)
    yield Text((across.begin + across.end) / 2, up.begin + 36, x_label, "middle", 12)
    yield Text(14, (up.begin + up.end) / 2, y_label, "middle", 12, upwards=True)


def _tick(value: float, percent: bool) -> str:
    return f"{100 * value:.4g} %" if percent else f"{value:.4g}"


def _drawn(series: Series, across: Scale, up: Scale) -> Iterator[Shape]:
    known = _is_drawn(series.y, up.log)
    x, y = series.x[known], series.y[known]
    if series.is_line:
        chosen = decimate(y, MOST_POINTS)
        x, y = x[chosen], y[chosen]
    points = tuple(
        (across.place(a), up.place(b)) for a, b in zip(x.tolist(), y.tolist(), strict=True)
    )
    if not series.is_line:
        rings = series.mark == "rings"
        yield Dots(points, series.colour, 3.0 if rings else 2.4, rings)
    elif len(points) == 1:
        yield Dots(points, series.colour)
    elif points:
        yield Line(points, series.colour, 1.6, series.mark == "dashes")


def _legend(series: Sequence[Series]) -> Iterator[Shape]:
    x = _LEFT
    for part in series:
        if not part.label:
            continue
        if part.is_line:
            yield Line(((x, 14), (x + 14, 14)), part.colour, 2.0, part.mark == "dashes")
        else:
            yield Dots(((x + 7, 14),), part.colour, 3.5, part.mark == "rings")
        yield Text(x + 19, 18, part.label)
        x += 19 + _CHARACTER * len(part.label) + _LEGEND_GAP
