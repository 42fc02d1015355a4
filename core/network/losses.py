"""The losses, each with the outputs that it can be of, computed stably from Z."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Literal

import numpy as np

from core.errors import ExperimentError
from core.messages import listed, to_translate
from core.network.activations import ACTIVATIONS, Activation
from core.network.formula import Formula
from core.network.lookup import choose
from core.network.output_layers import (
    EACH,
    ONE_OUTPUT,
    SIGMOID,
    SOFTMAX,
    OutputLayer,
    sigmoid,
    softmax,
)
from core.network.targets import CLASSES, LABELS, NUMBERS, TARGETS, Targets

AUTO = "auto"
"""The output that a loss usually is of."""


@dataclass(frozen=True, slots=True)
class OutputChoice:
    """One row of OUTPUTS: the activation of an output layer, or the one its loss usually has."""

    name: str
    label: str
    formula: str


OUTPUTS = {
    row.name: row
    for row in (
        OutputChoice(
            AUTO,
            to_translate("usual for the loss"),
            to_translate("sigmoid or softmax for cross-entropy, identity for scores and numbers"),
        ),
        *(
            OutputChoice(row.name, row.label, row.formula)
            for row in (ACTIVATIONS[name] for name in ("sigmoid", "identity", "relu"))
        ),
    )
}


@dataclass(frozen=True, slots=True)
class LossFormulas:
    """A loss of one output a for its target y, and its slopes dL/da and dL/dz.

    Where the classes are weighted, c is the weight of the sample.
    Where `value` has a logarithm, NumPy's expression is of z, so that none of 0 is met.
    `slope_by_output(A, Y)` are the numbers of `da`, (n[L], m). `likelihood` is p(y | x), where the
    loss is its logarithm with a minus.
    """

    value: Formula
    da: Formula
    dz: Formula
    slope_by_output: Callable[[np.ndarray, np.ndarray], np.ndarray]
    likelihood: Formula | None = None

    def weighted(self, weights: Callable[[np.ndarray], np.ndarray]) -> "LossFormulas":
        """Return the formulas times c, which is `weights(Y)` (1, m)."""
        return LossFormulas(
            self.value.times("c"),
            self.da.times("c"),
            self.dz.times("c"),
            lambda A, Y: weights(Y) * self.slope_by_output(A, Y),
            self.likelihood,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One row of LOSSES, for one kind of targets and one output: all that is asked of a loss.

    `output(Z, out)` writes the output layer's A; `total(Z, Y, buffer)` returns the sum
    over the samples; `buffer`, shaped like Z, is overwritten where it is given.
    `backward(A, Y, out)` writes dZ of the mean. `formulas(units)` are what an output adds to the
    loss of one sample, and its slopes, where there are so many outputs.
    `kink(Z, Y)` changes its sign where the slope by z jumps; None where it never does. With a
    `linear_slope` dZ is linear in Z, so that without hidden layers dJ/dW = 0 can be solved.
    `curvature(units)` is the largest eigenvalue that the second derivative of one sample's loss by
    its Z can have; None where it jumps or is not convex.

    `targets` say what Y is, and `outputs` of which kinds it can be, each with the names of the
    outputs that it can have, the usual one first; `bind` is the row for others of them.
    `answers(A)` are the numbers of the classes that are answered, of several labels the likeliest.
    `readings(A)` are what the answer `reads_as` for every class, label or number: a probability,
    a score, which is above or below `threshold`, or the number itself. `errors(A, Y)` are what the
    metric counts: wrong answers, or squares of differences of numbers. `constant_cost(Y)` is the
    lowest cost that one answer for all samples has, which may be weighted by `weights` (m,).

    `sample_losses(Z, Y)` are the losses (m,) that the cost is the mean of. With `class_weights`
    (classes,) each of them, and its slope, is multiplied by that of its class; see `weighted`.
    With `is_log_loss` the cost is the log loss of probabilities, by which the temperature of these
    can be fitted.
    """

    name: str
    label: str
    formula: str
    formulas: Callable[[int], LossFormulas]
    source: str
    output: Callable[[np.ndarray, np.ndarray], None]
    total: Callable[[np.ndarray, np.ndarray, np.ndarray | None], float]
    sample_losses: Callable[[np.ndarray, np.ndarray], np.ndarray]
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray], None]
    kink: Callable[[np.ndarray, np.ndarray], np.ndarray] | None
    linear_slope: bool = False
    curvature: Callable[[int], float] | None = None
    targets: Targets
    outputs: Mapping[str, tuple[str, ...]]
    bind: "Callable[[Targets, str], Loss]"
    one_output: OutputLayer
    many_outputs: OutputLayer
    reads_as: Literal["probability", "score", "number"]
    threshold: float
    readings: Callable[[np.ndarray], np.ndarray]
    answers: Callable[[np.ndarray], np.ndarray]
    errors: Callable[[np.ndarray, np.ndarray], float]
    constant_cost: Callable[..., float]
    class_weights: tuple[float, ...] = ()
    is_log_loss: bool = False

    def readings_at(self, Z: np.ndarray, temperature: float) -> np.ndarray:
        """Return the readings of sums Z (n[L], m) that are divided by a temperature first."""
        A = np.empty_like(Z)
        self.output(Z / temperature, A)
        return self.readings(A)

    def cost(self, Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None) -> float:
        """Return the mean loss of sums Z (n[L], m), see `total`."""
        return float(self.total(Z, Y, buffer)) / Z.shape[1]

    def output_layer(self, units: int) -> OutputLayer:
        """Return the output layer of so many units."""
        return self.one_output if units == 1 else self.many_outputs

    def metric(self, A: np.ndarray, Y: np.ndarray) -> float:
        """Return how good outputs A are, (n[L], m): 1 less the share of the errors."""
        return self.targets.share_without(self.errors(A, Y), Y)

    def sample_weights(self, Y: np.ndarray) -> np.ndarray:
        """Return the weight c of every sample by its class, (1, m); 1 without class weights."""
        if not self.class_weights:
            return np.ones((1, Y.shape[1]), Y.dtype)
        weights = np.array([self.class_weights], Y.dtype)
        # Of two classes Y is whether it is the second.
        return weights @ (np.concatenate([1 - Y, Y]) if len(Y) == 1 else Y)

    def weighted(self, class_weights: Sequence[float]) -> "Loss":
        """Return this loss with the samples of every class weighted, one number a class.

        The mean is still over m: J = 1/m Σ c L. A weight of 2 is as if each sample of the class
        were there twice, but for the m of the mean.
        """
        weighted = replace(self, class_weights=tuple(class_weights))

        def sample_losses(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
            return np.asarray(weighted.sample_weights(Y)[0] * self.sample_losses(Z, Y))

        def total(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None) -> float:
            every: float = np.add.reduce(sample_losses(Z, Y), None, np.float64)
            return every

        def backward(A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
            self.backward(A, Y, out)
            np.multiply(out, weighted.sample_weights(Y), out)

        def constant_cost(Y: np.ndarray) -> float:
            weights = weighted.sample_weights(Y)[0]
            return float(weights.mean()) * self.constant_cost(Y, weights)

        return replace(
            weighted,
            formula=self.formula.replace("Σ Σ", "Σ c Σ"),
            formulas=lambda units: self.formulas(units).weighted(weighted.sample_weights),
            total=total,
            sample_losses=sample_losses,
            backward=backward,
            constant_cost=constant_cost,
        )


def _sigmoid_or_softmax(Z: np.ndarray, out: np.ndarray) -> None:
    (sigmoid if len(Z) == 1 else softmax)(Z, out)


# From Z, never from log(A): A rounds to exactly 0 or 1 long before Z overflows.
def _classes_total(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None) -> float:
    return (_binary_total if len(Z) == 1 else _softmax_total)(Z, Y, buffer)


def _binary_total(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None) -> float:
    """Return Σ log(1 + e^-|z|) + max(0, z) - y z."""
    buffer = np.abs(Z, buffer)
    np.negative(buffer, buffer)
    np.exp(buffer, buffer)
    np.log1p(buffer, buffer)
    total: float = np.add.reduce(buffer, None, np.float64)
    np.greater(Z, 0.0, buffer)
    np.subtract(buffer, Y, buffer)
    return total + np.vdot(buffer, Z)


def _softmax_total(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None) -> float:
    """Return Σ log(Σ e^z) - Σ y z; subtracting a sample's greatest z first avoids overflow."""
    buffer = np.subtract(Z, np.maximum.reduce(Z, 0), buffer)
    of_class = np.vdot(Y, buffer)
    np.exp(buffer, buffer)
    sums = np.add.reduce(buffer, 0)
    return np.add.reduce(np.log(sums, sums), None, np.float64) - of_class


def _classes_losses(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return _labels_losses(Z, Y) if len(Z) == 1 else _softmax_losses(Z, Y)


def _labels_losses(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    losses = np.log1p(np.exp(-np.abs(Z))) + ((Z > 0) - Y) * Z
    return np.asarray(np.add.reduce(losses, 0))


def _softmax_losses(Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    shifted = Z - np.maximum.reduce(Z, 0)
    log_sums = np.log(np.add.reduce(np.exp(shifted), 0))
    return np.asarray(log_sums - np.add.reduce(Y * shifted, 0))


def _difference(A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
    np.subtract(A, Y, out)
    np.multiply(out, 1 / A.shape[1], out)


def _half_squared(
    row: Activation, Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None
) -> float:
    buffer = np.empty_like(Z) if buffer is None else buffer
    row.apply(Z, buffer)
    np.subtract(buffer, Y, buffer)
    np.multiply(buffer, buffer, buffer)
    total: float = np.add.reduce(buffer, None, np.float64)
    return total / 2


def _half_squares(row: Activation, Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return np.asarray(np.add.reduce(np.square(row.g(Z) - Y), 0) / 2)


def _difference_by_slope(row: Activation, A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
    _difference(A, Y, out)
    row.backward(out, A, None)


def _slack(margin: float, Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return how far s z is below the margin, where s is -1 or 1 as y is 0 or 1."""
    slack = 1 - 2 * Y
    slack *= Z
    slack += margin
    return slack


def _slack_total(
    margin: float, Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None
) -> float:
    slack = np.maximum(_slack(margin, Z, Y), 0.0, out=buffer)
    total: float = np.add.reduce(slack, None, np.float64)
    return total


def _slack_losses(margin: float, Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return np.asarray(np.add.reduce(np.maximum(_slack(margin, Z, Y), 0.0), 0))


def _slack_slope(margin: float, A: np.ndarray, Y: np.ndarray) -> np.ndarray:
    slack = _slack(margin, A, Y)
    # On the kink itself the perceptron learns: from weights of 0 it would never begin.
    return np.asarray((1 - 2 * Y) * (slack > 0 if margin else slack >= 0))


def _slack_backward(margin: float, A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
    np.multiply(_slack_slope(margin, A, Y), 1 / A.shape[1], out)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, 0 where the part is 0, whatever the whole is."""
    return np.divide(part, whole, np.zeros_like(whole), where=part != 0)


def _complements(A: np.ndarray) -> np.ndarray:
    return np.concatenate([1 - A, A]) if len(A) == 1 else A


def _opposites(A: np.ndarray) -> np.ndarray:
    return np.concatenate([-A, A]) if len(A) == 1 else A


def _as_it_is(A: np.ndarray) -> np.ndarray:
    return A


def _class_answers(threshold: float, A: np.ndarray) -> np.ndarray:
    """Return the class of the largest output; of two the second needs more than the threshold."""
    return (A[0] > threshold).astype(np.intp) if len(A) == 1 else A.argmax(axis=0)


def _likeliest(A: np.ndarray) -> np.ndarray:
    return A.argmax(axis=0)


def _wrong_classes(threshold: float, A: np.ndarray, Y: np.ndarray) -> float:
    answered, true = _class_answers(threshold, A), CLASSES.decode(Y)
    return float(np.count_nonzero(answered != true))


def _wrong_labels(threshold: float, A: np.ndarray, Y: np.ndarray) -> float:
    return float(np.count_nonzero((threshold < A) != (Y > 0.5)))


def _squares(A: np.ndarray, Y: np.ndarray) -> float:
    return float(np.square(A - Y, dtype=np.float64).sum())


def _entropy(Y: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the entropy of the shares of the classes, or the sum of those of the labels.

    C. E. Shannon 1948, "A Mathematical Theory of Communication": no other probabilities cost less.
    """
    shares = np.average(Y, axis=1, weights=weights)
    if not np.array_equal(Y.sum(axis=0), np.ones(Y.shape[1])) or len(Y) == 1:
        shares = np.concatenate([shares, 1 - shares])
    shares = shares[shares > 0]
    return float(-shares @ np.log(shares))


def _half_variance(Y: np.ndarray, weights: np.ndarray | None = None) -> float:
    mean = np.average(Y, axis=1, weights=weights)
    squares = np.square(Y - mean[:, np.newaxis])
    return float(np.average(squares, axis=1, weights=weights).sum()) / 2


def _rarer_sides(Y: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the cost of scores of -1 or 1: twice the share of the rarer side of each output."""
    shares = np.average(Y, axis=1, weights=weights)
    return float(2 * np.minimum(shares, 1 - shares).sum())


_DIFFERENCE = Formula("a - y", "a - y", "a - y")
_BINARY_CROSS_ENTROPY = LossFormulas(
    Formula(
        "-(y log a + (1 - y) log(1 - a))",
        r"-\left(y \cdot \log a + (1 - y) \cdot \log(1 - a)\right)",
        "np.logaddexp(0, z) - y * z",
    ),
    Formula(
        "-y / a + (1 - y) / (1 - a)",
        r"-\frac{y}{a} + \frac{1 - y}{1 - a}",
        "-y / a + (1 - y) / (1 - a)",
    ),
    _DIFFERENCE,
    lambda A, Y: _share(1 - Y, 1 - A) - _share(Y, A),
    Formula("a^y * (1 - a)^(1 - y)", r"a^{y} \cdot {(1 - a)}^{1 - y}", "a**y * (1 - a)**(1 - y)"),
)
_SOFTMAX_CROSS_ENTROPY = LossFormulas(
    Formula("-y log a", r"-y \cdot \log a", "-y * (z - np.logaddexp.reduce(z, axis=0))"),
    Formula("-y / a", r"-\frac{y}{a}", "-y / a"),
    _DIFFERENCE,
    lambda A, Y: -_share(Y, A),
    Formula("a^y", r"a^{y}", "a**y"),
)
# By the output: half its squared error, and the slope of that by z.
_HALF_SQUARED_ERROR = {
    output: LossFormulas(
        Formula("(a - y)^2 / 2", r"\frac{{(a - y)}^2}{2}", "(a - y)**2 / 2"),
        _DIFFERENCE,
        dz,
        np.subtract,
    )
    for output, dz in {
        "sigmoid": Formula(
            "(a - y) * a * (1 - a)",
            r"(a - y) \cdot a \cdot (1 - a)",
            "(a - y) * a * (1 - a)",
        ),
        "identity": _DIFFERENCE,
        "relu": Formula(
            "a - y if z > 0 else 0",
            r"\begin{cases} a - y & z > 0 \\ 0 & z \le 0 \end{cases}",
            "(a - y) * (z > 0)",
        ),
    }.items()
}
_HINGE_SLOPE = Formula(
    "1 - 2 y if (2 y - 1) * a < 1 else 0",
    r"\begin{cases} 1 - 2 y & (2 y - 1) \cdot a < 1 \\ 0 & (2 y - 1) \cdot a \ge 1 \end{cases}",
    "(1 - 2 * y) * ((2 * y - 1) * a < 1)",
)
_HINGE = LossFormulas(
    Formula(
        "max(0, 1 - (2 y - 1) * a)",
        r"\max(0, 1 - (2 y - 1) \cdot a)",
        "np.maximum(0, 1 - (2 * y - 1) * z)",
    ),
    _HINGE_SLOPE,
    _HINGE_SLOPE,
    partial(_slack_slope, 1.0),
)
_PERCEPTRON_SLOPE = Formula(
    "1 - 2 y if (2 y - 1) * a <= 0 else 0",
    r"\begin{cases} 1 - 2 y & (2 y - 1) \cdot a \le 0 \\ 0 & (2 y - 1) \cdot a > 0 \end{cases}",
    "(1 - 2 * y) * ((2 * y - 1) * a <= 0)",
)
_PERCEPTRON = LossFormulas(
    Formula(
        "max(0, -(2 y - 1) * a)",
        r"\max(0, -(2 y - 1) \cdot a)",
        "np.maximum(0, -(2 * y - 1) * z)",
    ),
    _PERCEPTRON_SLOPE,
    _PERCEPTRON_SLOPE,
    partial(_slack_slope, 0.0),
)


def _cross_entropy(targets: Targets, output: str) -> Loss:
    labels = targets is LABELS
    return Loss(
        name="cross_entropy",
        label=to_translate("cross-entropy"),
        formula="-1/m Σ Σ y log a + (1 - y) log(1 - a)" if labels else "-1/m Σ Σ y log a",
        formulas=lambda units: (
            _BINARY_CROSS_ENTROPY if labels or units == 1 else _SOFTMAX_CROSS_ENTROPY
        ),
        source="Bishop 2006, Pattern recognition and machine learning, equations 4.90 and 4.108",
        output=sigmoid if labels else _sigmoid_or_softmax,
        total=_binary_total if labels else _classes_total,
        sample_losses=_labels_losses if labels else _classes_losses,
        backward=_difference,
        kink=None,
        # Of p (1 - p), and of diag(p) - p pᵀ where two classes share all of p.
        curvature=lambda units: 1 / 4 if labels or units == 1 else 1 / 2,
        targets=targets,
        outputs={"classes": (AUTO,), "labels": ("sigmoid",)},
        bind=_cross_entropy,
        one_output=EACH["sigmoid"] if labels else SIGMOID,
        many_outputs=EACH["sigmoid"] if labels else SOFTMAX,
        reads_as="probability",
        is_log_loss=True,
        constant_cost=_entropy,
        **_answering(targets, 0.5, _complements),
    )


def _half_squared_error(targets: Targets, output: str) -> Loss:
    row = ACTIVATIONS[output]
    classes = targets is CLASSES
    return Loss(
        name="half_squared_error",
        label=to_translate("half squared error"),
        formula="1/2m Σ Σ (a - y)^2",
        formulas=lambda units: _HALF_SQUARED_ERROR[output],
        source="Bishop 2006, Pattern recognition and machine learning, equation 5.14",
        output=row.apply,
        total=partial(_half_squared, row),
        sample_losses=partial(_half_squares, row),
        backward=partial(_difference_by_slope, row),
        kink=(lambda Z, Y: Z) if row.has_kink else None,
        linear_slope=output == "identity",
        curvature=(lambda units: 1.0) if output == "identity" else None,
        targets=targets,
        outputs={
            "classes": ("sigmoid", "identity", "relu"),
            "labels": ("sigmoid", "identity", "relu"),
            "numbers": ("identity", "relu", "sigmoid"),
        },
        bind=_half_squared_error,
        one_output=(ONE_OUTPUT["complement"] if classes else EACH)[output],
        many_outputs=EACH[output],
        reads_as=_read_as(targets, output),
        constant_cost=_half_variance,
        **_answering(targets, 0.5, _complements),
    )


def _of_slack(
    name: str, label: str, formula: str, formulas: LossFormulas, source: str, margin: float
) -> Callable[[Targets, str], Loss]:
    """Make the row of a loss that grows with how far s z is below a margin."""

    def make(targets: Targets, output: str) -> Loss:
        classes = targets is CLASSES
        return Loss(
            name=name,
            label=label,
            formula=formula,
            formulas=lambda units: formulas,
            source=source,
            output=ACTIVATIONS["identity"].apply,
            total=partial(_slack_total, margin),
            sample_losses=partial(_slack_losses, margin),
            backward=partial(_slack_backward, margin),
            kink=partial(_slack, margin),
            targets=targets,
            outputs={"classes": ("identity",), "labels": ("identity",)},
            bind=make,
            one_output=ONE_OUTPUT["opposite"]["identity"] if classes else EACH["identity"],
            many_outputs=EACH["identity"],
            reads_as="score",
            constant_cost=_rarer_sides if margin else lambda Y, weights=None: 0.0,
            **_answering(targets, 0.0, _opposites),
        )

    return make


def _read_as(targets: Targets, output: str) -> Literal["probability", "score", "number"]:
    if targets is NUMBERS:
        return "number"
    return "probability" if output == "sigmoid" else "score"


def _answering(
    targets: Targets, threshold: float, readings: Callable[[np.ndarray], np.ndarray]
) -> dict[str, Any]:
    """Return the fields of a loss that say what is answered to targets of a kind."""
    if targets is CLASSES:
        return {
            "threshold": threshold,
            "readings": readings,
            "answers": partial(_class_answers, threshold),
            "errors": partial(_wrong_classes, threshold),
        }
    errors = partial(_wrong_labels, threshold) if targets is LABELS else _squares
    return {"threshold": threshold, "readings": _as_it_is, "answers": _likeliest, "errors": errors}


LOSSES = {
    row.name: row
    for row in (
        _cross_entropy(CLASSES, AUTO),
        _half_squared_error(CLASSES, "sigmoid"),
        _of_slack(
            "hinge",
            to_translate("hinge"),
            "1/m Σ Σ max(0, 1 - s z), s = 2y - 1",
            _HINGE,
            "Cortes and Vapnik 1995, Support-vector networks, Machine Learning 20",
            1.0,
        )(CLASSES, "identity"),
        _of_slack(
            "perceptron",
            to_translate("perceptron"),
            "1/m Σ Σ max(0, -s z), s = 2y - 1",
            _PERCEPTRON,
            "Rosenblatt 1958, The perceptron, Psychological Review 65",
            0.0,
        )(CLASSES, "identity"),
    )
}


@cache
def loss(name: str, targets: str = "classes", output: str = AUTO) -> Loss:
    """Return the loss of this name for a kind of targets in TARGETS and an output.

    Raises ExperimentError for a name that is not in LOSSES, and for targets or an output that it
    is not for.
    """
    row = choose("training.loss", name, LOSSES)
    possible = row.outputs.get(targets, ())
    if not possible:
        raise _other_targets(name, targets)
    if output not in (AUTO, *possible):
        raise ExperimentError(
            'network.output = "{output}" does not go with training.loss = "{name}": choose one of '
            "{names}.",
            output=output,
            name=name,
            names=listed(dict.fromkeys((AUTO, *possible))),
        )
    return row.bind(TARGETS[targets], possible[0] if output == AUTO else output)


def usual_loss(targets: str) -> str:
    """Name the loss that is usual for a kind of targets: the first in LOSSES that is for them."""
    return next(name for name, row in LOSSES.items() if targets in row.outputs)


_OTHER_TARGETS = {
    "labels": to_translate(
        'training.loss = "{name}" is for one class a sample, and these samples have several '
        "labels at once: choose one of {fitting}."
    ),
    "numbers": to_translate(
        'training.loss = "{name}" is for classes, and what is to be learned here are numbers: '
        "choose {fitting}."
    ),
}


def _other_targets(name: str, targets: str) -> ExperimentError:
    fitting = [other for other, row in LOSSES.items() if targets in row.outputs]
    problem = ExperimentError(_OTHER_TARGETS[targets], name=name, fitting=listed(fitting))
    return problem.suggest({"training.loss": fitting[0]}, "Use {loss}", loss=fitting[0])
