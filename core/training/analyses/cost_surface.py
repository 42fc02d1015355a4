"""The cost over two directions in weight space, about where a run stands, and the run's path."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from core.data.dataset import Samples
from core.errors import LayerbenchError
from core.messages import tr
from core.network.network import Network
from core.network.parameters import Parameters

# Places along each direction, and the most samples that costs are means over.
PLACES, SAMPLES = 31, 256
# The surface goes on this far beyond the path, as a share of its width; and about the run
# at least this far to both sides, in lengths of a layer's weights or in their root mean squares.
MARGIN, LENGTHS, SIZES = 0.15, 1.0, 4.0
# Flat is a slope of less than this share of the steepest.
FLAT = 0.05
# Shares of the surface's height: what rounding may bend, and the least rise that parts two dips.
BENT, RISE = 1e-6, 1e-3
# Costs are right to about so many times what one number of their precision is.
ROUNDING = 100.0
# Of more low places than these, the lowest are looked at.
MOST_DIPS = 60
Interval = tuple[float, float]


class Weight(NamedTuple):
    """One weight, W[layer][unit, input]: the layer from 1, unit and input from 0."""

    layer: int
    unit: int
    input: int

    def name(self) -> str:
        """Write it as the course does, counted from 1."""
        return tr("W{layer}[{unit}, {input}]").format(
            layer=self.layer, unit=self.unit + 1, input=self.input + 1
        )

    def exists(self, parameters: Parameters) -> bool:
        """Return whether it is one of these parameters."""
        if not 1 <= self.layer <= len(parameters.W):
            return False
        units, inputs = parameters.W[self.layer - 1].shape
        return 0 <= self.unit < units and 0 <= self.input < inputs


class Plane(NamedTuple):
    """Which two directions: two weights, or random ones drawn from a seed.

    `width` is how many times as far as usual the surface reaches about the run.
    """

    weights: tuple[Weight, Weight] | None = None
    seed: int = 1
    width: float = 1.0

    def fits(self, parameters: Parameters) -> bool:
        """Return whether a network with these parameters has the plane's weights."""
        return all(weight.exists(parameters) for weight in self.weights or ())


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Costs (y, x) at the places `x` (across) and `y` (up), read-only.

    `names` say what the axes are, `path` (2, k) where the run was at `iterations` (k,), as seen
    on this plane, its last place being `here`. Costs are means over `samples` training samples,
    without penalties. `flat` is the share of it whose slope is less than FLAT of the steepest,
    `bent` the share that bends down in some direction, as a convex one does nowhere, and `dips`
    counts its lowest places: a straight line from one to another rises on its way.
    """

    plane: Plane
    names: tuple[str, str]
    x: np.ndarray
    y: np.ndarray
    costs: np.ndarray
    path: np.ndarray
    iterations: np.ndarray
    samples: int
    flat: float
    bent: float
    dips: int
    run: int = field(default=0)


def surface(
    network: Network,
    path: Iterable[tuple[int, Parameters]],
    train: Samples,
    plane: Plane,
    report: Callable[[int, int], None] | None = None,
    extents: tuple[Interval, Interval] | None = None,
) -> Surface:
    """Work out the cost about the last of `path`, pairs of iteration and whole parameters.

    Of a run that has diverged only the part before that counts. `extents` are those of the two
    directions, from `extents_of` where none are given.

    Random directions have in every layer the length of that layer's weights: H. Li et al. 2018,
    "Visualizing the loss landscape of neural nets", section 4, by layer instead of by filter.
    `report(done, total)` comes after every row of places, and what it raises ends it.
    Raises LayerbenchError where no weights of the path are usable numbers.
    """
    *_, (_, here) = path = _usable(network, path, train)
    directions = _directions(here, plane)
    origin = _origin(here, plane)
    seen = _project_path(path, here, directions) + origin[:, np.newaxis]
    x, y = (np.linspace(*ends, PLACES) for ends in extents or _extents(seen, here, plane))
    slice_ = _Slice(network, here, directions, train)

    def cost(across: float, up: float) -> float:
        return slice_.cost(across - origin[0], up - origin[1])

    costs, eps = np.empty((len(y), len(x))), float(np.finfo(here.flat.dtype).eps)
    for row, up in enumerate(y):
        costs[row] = [cost(across, up) for across in x]
        if report:
            report(row + 1, len(y))
    for array in (x, y, costs, seen):
        array.flags.writeable = False
    iterations = np.array([iteration for iteration, _ in path])
    return Surface(
        plane,
        _names(plane),
        x,
        y,
        costs,
        seen,
        iterations,
        slice_.m,
        flat=_flat_share(x, y, costs, eps),
        bent=_bent_share(costs, eps),
        dips=_count_dips(x, y, costs, eps, cost),
    )


def extents_of(
    network: Network, path: Iterable[tuple[int, Parameters]], train: Samples, plane: Plane
) -> tuple[Interval, Interval]:
    """Return how far a surface about the last of a path goes in both directions.

    Raises what `surface` does.
    """
    *_, (_, here) = path = _usable(network, path, train)
    origin = _origin(here, plane)[:, np.newaxis]
    return _extents(_project_path(path, here, _directions(here, plane)) + origin, here, plane)


def _extents(seen: np.ndarray, here: Parameters, plane: Plane) -> tuple[Interval, Interval]:
    x, y = (_extent(*part) for part in zip(seen, _reaches(here, plane), strict=True))
    return x, y


@np.errstate(all="ignore")
def _flat_share(x: np.ndarray, y: np.ndarray, costs: np.ndarray, eps: float) -> float:
    if not _height(costs, eps):
        return 1.0
    slopes = np.hypot(*np.gradient(costs, y, x))
    steepest = np.max(slopes, initial=0.0, where=np.isfinite(slopes))
    return float(np.mean(slopes <= FLAT * steepest))


@np.errstate(all="ignore")
def _bent_share(costs: np.ndarray, eps: float) -> float:
    """Return the share of inner places that lie above the middle of two opposite neighbours."""
    height = _height(costs, eps)
    if not height:
        return 0.0
    middle = costs[1:-1, 1:-1]
    opposite = (
        (costs[1:-1, :-2], costs[1:-1, 2:]),
        (costs[:-2, 1:-1], costs[2:, 1:-1]),
        (costs[:-2, :-2], costs[2:, 2:]),
        (costs[:-2, 2:], costs[2:, :-2]),
    )
    above = np.max([middle - (one + other) / 2 for one, other in opposite], axis=0)
    return float(np.mean(above > BENT * height + ROUNDING * eps * np.abs(middle)))


def _height(costs: np.ndarray, eps: float) -> float:
    """Return how far the highest finite cost is above the lowest; 0 where rounding made it."""
    finite = costs[np.isfinite(costs)]
    if not len(finite):
        return 0.0
    height = float(finite.max() - finite.min())
    return height if height > ROUNDING * eps * float(np.abs(finite).max()) else 0.0


def _count_dips(
    x: np.ndarray,
    y: np.ndarray,
    costs: np.ndarray,
    eps: float,
    cost: Callable[[float, float], float],
) -> int:
    """Count the lowest places that a rise parts from all lower ones, inside the surface.

    On straight lines the cost itself is asked: on the grid a narrow valley looks like many dips,
    and on a line to a lower place a convex function never rises.
    """
    finite, rise = np.where(np.isfinite(costs), costs, np.inf), RISE * _height(costs, eps)
    if not rise:
        return 0
    dips: list[list[tuple[int, int]]] = []
    for place in _low_places(finite)[:MOST_DIPS]:
        level = finite[place] + rise
        joined = (dip for dip in dips if any(_is_open(x, y, p, place, level, cost) for p in dip))
        dip = next(joined, None)
        if dip is None:
            dips.append([place])
        else:
            dip.append(place)
    rows, columns = costs.shape
    return sum(0 < row < rows - 1 and 0 < column < columns - 1 for (row, column), *_ in dips)


def _low_places(costs: np.ndarray) -> list[tuple[int, int]]:
    """Return the places that are lower than all beside them, the lowest first."""
    rows, columns = costs.shape
    padded = np.pad(costs, 1, constant_values=np.inf)
    beside = [
        padded[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if down or right
    ]
    places = np.argwhere(costs < np.min(beside, axis=0))
    found = [(int(row), int(column)) for row, column in places]
    return sorted(found, key=lambda place: float(costs[place]))


def _is_open(
    x: np.ndarray,
    y: np.ndarray,
    start: tuple[int, int],
    end: tuple[int, int],
    level: float,
    cost: Callable[[float, float], float],
) -> bool:
    """Tell whether the cost is nowhere above a level on the straight line between two places."""
    steps = 2 * max(abs(start[0] - end[0]), abs(start[1] - end[1])) + 1
    across = np.linspace(x[start[1]], x[end[1]], steps)[1:-1]
    up = np.linspace(y[start[0]], y[end[0]], steps)[1:-1]
    return all(cost(*place) <= level for place in zip(across, up, strict=True))


@np.errstate(all="ignore")
def _usable(
    network: Network, path: Iterable[tuple[int, Parameters]], train: Samples
) -> list[tuple[int, Parameters]]:
    """Leave out the end of a path where the cost, or the length of the weights, is not finite."""
    points, chosen = list(path), _chosen(train)
    X, Y = train.X[:, chosen], train.Y[:, chosen]
    while points:
        here = points[-1][1]
        forward_pass = network.forward(here, np.asfortranarray(X, here.flat.dtype))
        length = np.square(here.flat, dtype=np.float64).sum()
        if np.isfinite([network.cost(forward_pass, Y), length]).all():
            return points
        points.pop()
    raise LayerbenchError("There is no cost surface: the weights are no finite numbers.")


def _chosen(train: Samples) -> np.ndarray:
    places = np.linspace(0, train.m - 1, min(train.m, SAMPLES))
    return np.rint(places).astype(np.intp)


class _Slice:
    """The network on the plane through `here`: what does not change on it is worked out once."""

    def __init__(
        self,
        network: Network,
        here: Parameters,
        directions: tuple[Parameters, Parameters],
        train: Samples,
    ) -> None:
        chosen = _chosen(train)
        X = train.X[:, chosen].astype(here.flat.dtype)
        self.m, self._Y = X.shape[1], train.Y[:, chosen]
        self._network, self._all = network, (here, *directions)
        # The first layer is linear in its weights, so its sums are on the plane, too.
        self._first = tuple(part.W[0] @ X + part.b[0] for part in self._all)

    def cost(self, a: float, b: float) -> float:
        """Return the mean loss at `here` plus a times the first direction and b times the other."""
        extent, two, three = self._first
        Z = extent + a * two + b * three
        for l, activation in enumerate(self._network.activations, 1):
            activation.apply(Z, Z)
            here, first, second = self._all
            W = here.W[l] + a * first.W[l] + b * second.W[l]
            Z = W @ Z + (here.b[l] + a * first.b[l] + b * second.b[l])
        return self._network.loss.cost(Z, self._Y, None)


def _directions(here: Parameters, plane: Plane) -> tuple[Parameters, Parameters]:
    if plane.weights is not None:
        first, second = (_single(here, weight) for weight in plane.weights)
        return first, second
    generator = np.random.RandomState(plane.seed)
    return _random(here, generator), _random(here, generator)


def _single(here: Parameters, weight: Weight) -> Parameters:
    direction = here.alike()
    direction.W[weight.layer - 1][weight.unit, weight.input] = 1.0
    return direction


def _random(here: Parameters, generator: np.random.RandomState) -> Parameters:
    direction = here.alike()
    for W, W_here in zip(direction.W, here.W, strict=True):
        W[...] = generator.randn(*W.shape)
        W *= (float(np.linalg.norm(W_here)) or 1.0) / float(np.linalg.norm(W))
    return direction


def _origin(here: Parameters, plane: Plane) -> np.ndarray:
    """Return what the axes say where the run is: the weights themselves, or 0."""
    if plane.weights is None:
        return np.zeros(2)
    return np.array([here.W[w.layer - 1][w.unit, w.input] for w in plane.weights], np.float64)


def _project_path(
    path: list[tuple[int, Parameters]], here: Parameters, directions: tuple[Parameters, Parameters]
) -> np.ndarray:
    """Return where the path is on the plane, (2, k): the nearest place to each of its points."""
    D = np.stack([direction.flat for direction in directions]).astype(np.float64)
    apart = np.stack([D @ (point.flat - here.flat) for _, point in path], axis=1)
    return np.asarray(np.linalg.lstsq(D @ D.T, apart, rcond=None)[0])


def _reaches(here: Parameters, plane: Plane) -> tuple[float, float]:
    if plane.weights is None:
        return LENGTHS * plane.width, LENGTHS * plane.width
    sizes = (np.sqrt(np.mean(np.square(here.W[w.layer - 1]))) for w in plane.weights)
    first, second = (plane.width * SIZES * (float(size) or 1.0) for size in sizes)
    return first, second


def _extent(along: np.ndarray, reach: float) -> Interval:
    now = float(along[-1])
    low, high = min(float(along.min()), now - reach), max(float(along.max()), now + reach)
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def _names(plane: Plane) -> tuple[str, str]:
    if plane.weights is not None:
        first, second = plane.weights
        return first.name(), second.name()
    extent = tr("random direction {number}")
    return extent.format(number=1), extent.format(number=2)
