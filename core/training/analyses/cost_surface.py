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
    """Which two directions: two weights, or random ones drawn from a seed."""

    weights: tuple[Weight, Weight] | None = None
    seed: int = 1

    def fits(self, parameters: Parameters) -> bool:
        """Return whether a network with these parameters has the plane's weights."""
        return all(weight.exists(parameters) for weight in self.weights or ())


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Costs (y, x) at the places `x` (across) and `y` (up), read-only.

    `names` say what the axes are, `path` (2, k) where the run was at `iterations` (k,), as seen
    on this plane, its last place being `here`. Costs are means over `samples` training samples,
    without penalties.
    """

    plane: Plane
    names: tuple[str, str]
    x: np.ndarray
    y: np.ndarray
    costs: np.ndarray
    path: np.ndarray
    iterations: np.ndarray
    samples: int
    run: int = field(default=0)


def surface(
    network: Network,
    path: Iterable[tuple[int, Parameters]],
    train: Samples,
    plane: Plane,
    report: Callable[[int, int], None] | None = None,
) -> Surface:
    """Work out the cost about the last of `path`, pairs of iteration and whole parameters.

    Of a run that has diverged only the part before that counts.

    Random directions have in every layer the length of that layer's weights: H. Li et al. 2018,
    "Visualizing the loss landscape of neural nets", section 4, by layer instead of by filter.
    `report(done, total)` comes after every row of places, and what it raises ends it.
    Raises LayerbenchError where no weights of the path are usable numbers.
    """
    *_, (_, here) = path = _usable(network, path, train)
    directions = _directions(here, plane)
    origin = _origin(here, plane)
    seen = _project_path(path, here, directions) + origin[:, np.newaxis]
    x, y = (_grid(*extent) for extent in zip(seen, _reaches(here, plane), strict=True))
    slice_ = _Slice(network, here, directions, train)
    costs = np.empty((len(y), len(x)))
    for row, up in enumerate(y):
        costs[row] = [slice_.cost(across - origin[0], up - origin[1]) for across in x]
        if report:
            report(row + 1, len(y))
    for array in (x, y, costs, seen):
        array.flags.writeable = False
    iterations = np.array([iteration for iteration, _ in path])
    return Surface(plane, _names(plane), x, y, costs, seen, iterations, slice_.m)


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
        return LENGTHS, LENGTHS
    sizes = (np.sqrt(np.mean(np.square(here.W[w.layer - 1]))) for w in plane.weights)
    first, second = (SIZES * (float(size) or 1.0) for size in sizes)
    return first, second


def _grid(along: np.ndarray, reach: float) -> np.ndarray:
    now = float(along[-1])
    low, high = min(float(along.min()), now - reach), max(float(along.max()), now + reach)
    margin = MARGIN * (high - low)
    return np.linspace(low - margin, high + margin, PLACES)


def _names(plane: Plane) -> tuple[str, str]:
    if plane.weights is not None:
        first, second = plane.weights
        return first.name(), second.name()
    extent = tr("random direction {number}")
    return extent.format(number=1), extent.format(number=2)
