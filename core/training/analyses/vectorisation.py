"""Forward and backward by loops over samples and units, and by matrices: how long each takes."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from core.data.byte_matrix import columns
from core.data.dataset import Dataset
from core.errors import LayerbenchError
from core.experiment.settings import NetworkSettings
from core.interruption import check_interruption
from core.messages import Message, to_translate
from core.network.losses import loss, usual_loss
from core.network.network import Network
from core.network.parameters import Parameters
from core.network.targets import CLASSES

# Seconds after which loops take no further sample, and which short work is repeated for.
LONGEST, REPEATED = 4.0, 0.2
# What a clock can tell apart.
SHORTEST = 1e-9
# Of more numbers than these not all samples are taken; more weights are no lists of Python.
MOST_NUMBERS, MOST_WEIGHTS = 2**25, 2**23
# Beside the sum of a longer row a look at what waits takes no time; shorter ones are soon done.
LONG_ROW = 1000
# Results are equal where they differ by less than this share of the largest number in them.
EQUAL = 1e-9
# The data of the course's logistic regression: pictures of 64 x 64 pixels, red, green and blue.
COURSE_INPUTS, COURSE_SAMPLES = 64 * 64 * 3, 209

TIMED = {
    "forward": to_translate(
        "Forward: {loops} by loops, {matrices} by matrices: loops take {ratio} times as long."
    ),
    "backward": to_translate(
        "Backward: {loops} by loops, {matrices} by matrices: loops take {ratio} times as long."
    ),
    "product": to_translate(
        "W1 X alone: {loops} by three loops, {matrices} by np.dot: loops take {ratio} times as "
        "long."
    ),
}

T = TypeVar("T")
Report = Callable[[int, int], None]
Numbers = list[float]
Rows = list[Numbers]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one piece of work takes for `samples` samples, in seconds.

    Loops passed `looped` of them in `loop_seconds`, matrices all of them in `matrix_seconds`.
    """

    samples: int
    looped: int
    loop_seconds: float
    matrix_seconds: float

    @property
    def all_loop_seconds(self) -> float:
        """Return what loops would take for all samples, reckoned from those that they passed."""
        return self.loop_seconds * self.samples / self.looped

    @property
    def ratio(self) -> float:
        """Return how many times as long as matrices loops take."""
        return self.all_loop_seconds / self.matrix_seconds


@dataclass(frozen=True, slots=True)
class Vectorisation:
    """Loops beside matrices: a network of layers of `sizes` n[0] ... n[L], forward and backward.

    `product` is W[1] X alone, by three loops and by `np.dot`. `difference` is how far outputs,
    gradient or product differ at most, as a share of the largest number in it; `all_samples` are
    those that there are, of which the first are taken where they are too many.
    """

    sizes: tuple[int, ...]
    all_samples: int
    forward: Timing
    backward: Timing
    product: Timing
    difference: float

    @property
    def samples(self) -> int:
        """Return how many samples were passed."""
        return self.forward.samples

    @property
    def multiplications(self) -> int:
        """Return how many multiplications of two numbers W[1] X takes: m n h."""
        return self.sizes[1] * self.sizes[0] * self.samples

    @property
    def is_equal(self) -> bool:
        """Return whether both ways have the same results, but for rounding."""
        return self.difference < EQUAL

    @property
    def timings(self) -> dict[str, Timing]:
        """Return all that was timed, by its name in TIMED."""
        return {"forward": self.forward, "backward": self.backward, "product": self.product}


def measure_vectorisation(
    settings: NetworkSettings,
    network: Network,
    parameters: Parameters,
    dataset: Dataset,
    report: Report | None = None,
) -> Vectorisation:
    """Measure both ways on a network that settings have made, and the training samples of its data.

    In float64, without dropout and penalties. Loops take no further sample after LONGEST seconds.
    `report(done, total)` comes after every sample, and what it raises ends it.
    Raises LayerbenchError for a network of too many weights.
    """
    m = max(1, min(dataset.train.m, MOST_NUMBERS // network.sizes[0]))
    X, Y = columns(dataset.train.X, np.arange(m), "float64"), dataset.train.Y[:, :m]
    parameters = Parameters(network.sizes, flat=parameters.flat.astype(np.float64))
    return _measure(settings, network, parameters, X, Y, dataset.train.m, report)


def measure_course_example(report: Report | None = None) -> Vectorisation:
    """Measure both ways on logistic regression of the course's shape, on made-up numbers."""
    random = np.random.RandomState(1)
    network = Network((COURSE_INPUTS, 1), (), loss(usual_loss(CLASSES.name)))
    parameters = Parameters(network.sizes)
    parameters.flat[:] = 0.01 * random.randn(len(parameters.flat))
    X = np.asfortranarray(random.rand(COURSE_INPUTS, COURSE_SAMPLES))
    Y = random.randint(0, 2, (1, COURSE_SAMPLES)).astype(np.float64)
    settings = NetworkSettings(hidden=())
    return _measure(settings, network, parameters, X, Y, COURSE_SAMPLES, report)


def describe(measured: Vectorisation) -> tuple[Message, ...]:
    """Say what came out, a sentence each."""
    text = to_translate("A network of {units} units, {count:sample|{count:,} samples}, float64.")
    if measured.samples < measured.all_samples:
        text = to_translate(
            "A network of {units} units, float64, and the first {count:,} of {all:,} samples: more "
            "are too many numbers for this."
        )
    units = " - ".join(map(str, measured.sizes))
    told = [Message(text, units=units, count=measured.samples, all=measured.all_samples)]
    told += [_timed(TIMED[name], timing) for name, timing in measured.timings.items()]
    told.append(
        Message(
            "Both make the same multiplications, for W1 X {units:,} x {inputs:,} x {samples:,} = "
            "{count:,}.",
            units=measured.sizes[1],
            inputs=measured.sizes[0],
            samples=measured.samples,
            count=measured.multiplications,
        )
    )
    looped = min(measured.forward.looped, measured.product.looped)
    if looped < measured.samples:
        told.append(
            Message(
                "All samples would keep loops busy for too long: they passed {looped:,}, and their "
                "times for all {samples:,} are reckoned from these.",
                looped=looped,
                samples=measured.samples,
            )
        )
    text = to_translate(
        "The results are equal: outputs, gradients and product differ by at most {most:.0e} of "
        "their largest number, which is rounding."
    )
    if not measured.is_equal:
        text = to_translate(
            "The results differ by up to {most:.0e} of their largest number: sums of numbers that "
            "nearly cancel, added in another order, can do that."
        )
    return (*told, Message(text, most=measured.difference))


def _timed(text: str, timing: Timing) -> Message:
    return Message(
        text,
        loops=_duration(timing.all_loop_seconds),
        matrices=_duration(timing.matrix_seconds),
        ratio=f"{timing.ratio:.0f}" if timing.ratio >= 10 else f"{timing.ratio:.1f}",
    )


def _duration(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def _measure(
    settings: NetworkSettings,
    network: Network,
    parameters: Parameters,
    X: np.ndarray,
    Y: np.ndarray,
    all_samples: int,
    report: Report | None,
) -> Vectorisation:
    if len(parameters.flat) > MOST_WEIGHTS:
        raise LayerbenchError(
            "Loops over {weights:,} weights would take too long: measure a network of at most "
            "{most:,}, with fewer units or smaller pictures.",
            weights=len(parameters.flat),
            most=MOST_WEIGHTS,
        )
    m = X.shape[1]
    loops = _Loops(settings, network, parameters)
    report = report or (lambda done, total: None)
    passed = loops.run(X, Y, report)
    product, product_seconds = _three_loops(loops.W[0], X, report)
    forward_pass, forward_seconds = _timed_call(lambda: network.forward(parameters, X))
    _, backward_seconds = _timed_call(lambda: network.backward(parameters, forward_pass, Y))
    few = network.forward(parameters, X[:, :passed])
    gradients = network.backward(parameters, few, Y[:, :passed]).gradients
    right, dot_seconds = _timed_call(lambda: np.dot(parameters.W[0], X))
    report(m, m)
    pairs = (
        (np.transpose(loops.outputs), few.A[-1]),
        (loops.gradient(), gradients.flat),
        (np.transpose(product), right[:, : len(product)]),
    )
    return Vectorisation(
        network.sizes,
        all_samples,
        Timing(m, passed, loops.forward_seconds, forward_seconds),
        Timing(m, passed, loops.backward_seconds, backward_seconds),
        Timing(m, len(product), product_seconds, dot_seconds),
        max(_difference(one, other) for one, other in pairs),
    )


class _Loops:
    """The course's loops in plain Python: over samples, units and what each of them reads.

    `W` and `b` are the parameters of all layers in lists; `dW` and `db`, laid out alike, add up
    the slopes of the samples and in the end hold their means. `outputs` are those of each sample.
    """

    def __init__(self, settings: NetworkSettings, network: Network, parameters: Parameters) -> None:
        output = network.loss.output_layer(network.sizes[-1])
        rows = network.activations
        names = {row.setting for row in rows if row.setting}
        constants = {name: float(getattr(settings, name)) for name in names}
        self.W: list[Rows] = [W.tolist() for W in parameters.W]
        self.b: list[Numbers] = [b[:, 0].tolist() for b in parameters.b]
        self.dW: list[Rows] = [[[0.0] * len(w) for w in W] for W in self.W]
        self.db: list[Numbers] = [[0.0] * len(b) for b in self.b]
        self.outputs: Rows = []
        self.forward_seconds = self.backward_seconds = 0.0
        self._g = [row.value.on_numbers(("z",), constants) for row in rows]
        self._slopes = [row.slope.on_numbers(("z", "a"), constants) for row in rows]
        self._output = None if output.other_slope else output.formula.on_numbers(("z",), {})
        formulas = network.loss.formulas(network.sizes[-1])
        self._dz = formulas.dz.on_numbers(("z", "a", "y", "c"), {})
        self._loss = network.loss

    def run(self, X: np.ndarray, Y: np.ndarray, report: Report) -> int:
        """Pass samples until that takes too long; return how many were passed."""
        m = X.shape[1]
        weights = self._loss.sample_weights(Y)[0].tolist()
        for i, (x, y, c) in enumerate(zip(X.T, Y.T, weights, strict=True), 1):
            sample, targets = x.tolist(), y.tolist()
            start = time.perf_counter()
            Z, A = self._forward(sample)
            middle = time.perf_counter()
            self._backward(Z, A, targets, c)
            self.forward_seconds += middle - start
            self.backward_seconds += time.perf_counter() - middle
            self.outputs.append(A[-1])
            report(i, m)
            if self.forward_seconds + self.backward_seconds >= LONGEST:
                break
        start = time.perf_counter()
        self._divide(len(self.outputs))
        self.backward_seconds += time.perf_counter() - start
        return len(self.outputs)

    def gradient(self) -> np.ndarray:
        """Return dW and db of all layers in one vector, as Parameters hold it."""
        layers = zip(self.dW, self.db, strict=True)
        return np.concatenate([np.ravel(part) for layer in layers for part in layer])

    def _forward(self, x: Numbers) -> tuple[Rows, Rows]:
        Z, A = [], [x]
        for l in range(len(self.W)):
            z_of_layer, a_before = [], A[l]
            for j in range(len(self.W[l])):
                w, z = self.W[l][j], self.b[l][j]
                if len(w) > LONG_ROW:
                    check_interruption()
                for k in range(len(w)):
                    z += w[k] * a_before[k]
                z_of_layer.append(z)
            Z.append(z_of_layer)
            A.append(self._activate(l, z_of_layer))
        return Z, A

    def _activate(self, l: int, z_of_layer: Numbers) -> Numbers:
        g = self._g[l] if l < len(self._g) else self._output
        if g is None:
            return _softmax(z_of_layer)
        return [g(z) for z in z_of_layer]

    def _backward(self, Z: Rows, A: Rows, y: Numbers, c: float) -> None:
        dZ = [self._dz(Z[-1][j], A[-1][j], y[j], c) for j in range(len(y))]
        for l in range(len(self.W) - 1, -1, -1):
            a_before = A[l]
            for j in range(len(dZ)):
                dw, dz = self.dW[l][j], dZ[j]
                if len(dw) > LONG_ROW:
                    check_interruption()
                for k in range(len(dw)):
                    dw[k] += dz * a_before[k]
                self.db[l][j] += dz
            if l:
                dZ = self._backward_to(l - 1, dZ, Z[l - 1], A[l])

    def _backward_to(
        self, l: int, dZ: Numbers, z_of_layer: Numbers, a_of_layer: Numbers
    ) -> Numbers:
        W, slope, before = self.W[l + 1], self._slopes[l], []
        for k in range(len(a_of_layer)):
            da = 0.0
            if len(dZ) > LONG_ROW:
                check_interruption()
            for j in range(len(dZ)):
                da += W[j][k] * dZ[j]
            before.append(da * slope(z_of_layer[k], a_of_layer[k]))
        return before

    def _divide(self, m: int) -> None:
        for rows in (*self.dW, self.db):
            for row in rows:
                check_interruption()
                for k in range(len(row)):
                    row[k] /= m


def _softmax(z_of_layer: Numbers) -> Numbers:
    largest = max(z_of_layer)
    powers = [math.exp(z - largest) for z in z_of_layer]
    total = sum(powers)
    return [power / total for power in powers]


def _three_loops(W: Rows, X: np.ndarray, report: Report) -> tuple[Rows, float]:
    """Multiply W with as many columns of X as there is time for; return them, and the seconds."""
    product: Rows = []
    seconds = 0.0
    for x in X.T:
        column = x.tolist()
        start = time.perf_counter()
        sums = []
        for j in range(len(W)):
            w, total = W[j], 0.0
            if len(w) > LONG_ROW:
                check_interruption()
            for k in range(len(w)):
                total += w[k] * column[k]
            sums.append(total)
        seconds += time.perf_counter() - start
        product.append(sums)
        report(len(product), X.shape[1])
        if seconds >= LONGEST / 2:
            break
    return product, seconds


def _timed_call(work: Callable[[], T]) -> tuple[T, float]:
    """Return what some work returns, and the fewest seconds that it took in several times."""
    fewest, end = math.inf, time.perf_counter() + REPEATED
    while True:
        start = time.perf_counter()
        result = work()
        now = time.perf_counter()
        fewest = min(fewest, now - start)
        if now >= end:
            return result, max(fewest, SHORTEST)


def _difference(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far two arrays differ, as a share of the largest number in the second."""
    apart = float(np.abs(np.asarray(one).reshape(other.shape) - other).max())
    return apart / (float(np.abs(other).max()) or 1.0) if apart else 0.0
