"""The first pass of networks that differ in their first weights only, side by side."""

import math
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from core.data.byte_matrix import columns
from core.data.dataset import Dataset
from core.experiment.settings import NetworkSettings
from core.interruption import check_interruption, pieces
from core.network.initialisers import initial_parameters
from core.network.parameters import Parameters
from core.statistics import root_mean_square
from core.training.snapshots.network_state import NetworkState

BINS = 40
GIVEN = "given"
# The starts that stand beside the experiment's own: a name in INITIALISERS and a scale.
BESIDE = (("zeros", 1.0), ("normal", 0.01), ("scaled", 1.0), ("he", 1.0), ("normal", 10.0))


@dataclass(frozen=True, slots=True, eq=False)
class LayerStart:
    """One layer before the first update.

    `shares` are the shares of its activations in 40 equal bins from `low` to `high`; they go
    from `least` to `most`, `spread` is their standard deviation, and `slope` the root mean
    square of dZ.
    """

    activation: str
    low: float
    high: float
    shares: np.ndarray
    least: float
    most: float
    spread: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """One way to begin: every layer's first answers, the output's last, and the first cost.

    `initialisation` is GIVEN where the weights were not drawn.
    """

    initialisation: str
    scale: float
    cost: float
    layers: tuple[LayerStart, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Initialisations:
    """The experiment's own start, and those beside it, on the samples that are shown."""

    own: Start
    beside: tuple[Start, ...]
    samples: int


def probe_initialisations(state: NetworkState) -> Initialisations:
    """Begin the network in several ways; what does not change with the scale is kept."""
    network = state.experiment.network
    beside = tuple(_kept(state, network, name, scale) for name, scale in BESIDE)
    if state.first_weights is not None:
        own = _measure(state, state.first_weights, GIVEN, 1.0)
    else:
        own = _kept(state, network, network.initialisation, network.scale)
    return Initialisations(own, beside, len(state.shown))


# Of the data and the settings alone; a data set that goes takes its starts with it.
_KEPT: WeakKeyDictionary[Dataset, dict[tuple[object, ...], Start]] = WeakKeyDictionary()
# While the scale is dragged every value is another start: older ones go.
MOST_KEPT = 16


def _kept(state: NetworkState, settings: NetworkSettings, name: str, scale: float) -> Start:
    measured = _KEPT.setdefault(state.dataset, {})
    shape = (settings.hidden, settings.activations, settings.leak, settings.seed)
    loss = state.network.loss
    key = (*shape, settings.precision, loss.name, loss.class_weights, name, scale)
    if key not in measured:
        while len(measured) >= MOST_KEPT:
            del measured[next(iter(measured))]
        measured[key] = _begin(state, name, scale)
    else:
        measured[key] = measured.pop(key)
    return measured[key]


def _begin(state: NetworkState, name: str, scale: float) -> Start:
    settings, sizes = state.experiment.network, state.network.sizes
    drawn = initial_parameters(sizes, name, scale, settings.seed, settings.precision)
    return _measure(state, drawn, name, scale)


def _measure(state: NetworkState, parameters: Parameters, name: str, scale: float) -> Start:
    network, settings = state.network, state.experiment.network
    train = state.dataset.train
    X = columns(train.X, state.shown, parameters.flat.dtype.name)
    Y = np.asfortranarray(train.Y[:, state.shown], parameters.flat.dtype)
    forward_pass = network.forward(parameters, X)
    cost = network.cost(forward_pass, Y)
    dZ = network.backward(parameters, forward_pass, Y, with_first_layer=False).dZ
    hidden = [(row.name, row.range) for row in settings.activation_rows]
    output = network.loss.output_layer(network.sizes[-1])
    rows = (*hidden, ("output", output.range))
    layers = tuple(
        _layer(name, reach, A, slopes)
        for (name, reach), A, slopes in zip(rows, forward_pass.A[1:], dZ, strict=True)
    )
    return Start(name, scale, cost, layers)


def _layer(
    activation: str, reach: tuple[float, float], A: np.ndarray, dZ: np.ndarray
) -> LayerStart:
    check_interruption()
    parts, ends, total = [], [], 0.0
    for rows in pieces(*A.shape):
        parts.append(np.nan_to_num(A[rows]))
        ends += [float(parts[-1].min()), float(parts[-1].max())]
        total += float(parts[-1].sum())
    least, most, mean = min(ends), max(ends), total / A.size
    low, high = _range(reach, max(-least, most))
    counts, squares = np.zeros(BINS, np.intp), 0.0
    for part in parts:
        check_interruption()
        counts += np.histogram(part, BINS, (low, high))[0]
        squares += float(np.square(part - mean).sum())
    shares, spread = counts / A.size, math.sqrt(squares / A.size)
    shares.flags.writeable = False
    # backward divides by the samples at once; the course's dZ is of one sample.
    slope = dZ.shape[1] * root_mean_square(dZ)
    return LayerStart(activation, low, high, shares, least, most, spread, slope)


def _range(reach: tuple[float, float], size: float) -> tuple[float, float]:
    """Return the ends of an activation's values of up to this size, as far as it has any."""
    if np.isfinite(reach).all():
        return reach
    high = size or 1.0
    return (-high if reach[0] < 0 else 0.0), high
