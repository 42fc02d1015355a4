"""The formulas of an experiment's network: forward, cost, chain rule, backward and update.

In the course's letters: dZ[l] is the slope of each sample's own loss, and the 1/m of the mean
stands in dW and db. Source: Rumelhart, Hinton and Williams 1986, "Learning representations by
back-propagating errors", Nature 323.
"""

from collections.abc import Iterator

from core.calculation.lines import (
    Applied,
    Array,
    Constant,
    Derivation,
    Line,
    Part,
    Product,
    Stage,
)
from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.messages import Message
from core.network.activations import Activation
from core.network.formula import Formula
from core.network.network import Network
from core.network.optimisers import OPTIMISERS, Assignment
from core.network.penalties import PENALTIES
from core.network.schedules import SCHEDULES
from core.training.trainer import network_of

PLUS = Formula(" + ", " + ", " + ")
TIMES = Formula(" * ", r" \odot ", " * ")
SCALAR_TIMES = Formula(" * ", r" \cdot ", " * ")
MEAN = Formula("1/m ", r"\frac{1}{m} ", "1 / m * ")
ONE = Formula("1", "1", "1")
_ROW_SUM = Formula(
    "sum(z, axis=1, keepdims)", r"\sum_{i=1}^{m} {z}_{:,i}", "np.sum(z, axis=1, keepdims=True)"
)
_SUM = Formula("Σ ", r"\sum ", "np.sum(")
_MEAN_OF_SAMPLES = Formula("1/m Σ ", r"\frac{1}{m} \sum_{i=1}^{m} ", "1 / m * np.sum(")
_SUM_OF_OTHERS = Formula(" + Σ ", r" + \sum_{j} ", " + np.sum(")
_END = Formula("", "", ")")
_LETTERS = {
    "learning_rate": ("α", r"\alpha"),
    "learning_rate0": ("α₀", r"\alpha_0"),
    "l2": ("λ", r"\lambda"),
    "l1": ("λ₁", r"\lambda_1"),
    "momentum": ("β", r"\beta"),
    "beta2": ("β₂", r"\beta_2"),
    "epsilon": ("ε", r"\varepsilon"),
    "weight_decay": ("λ_w", r"\lambda_w"),
}


def derive(experiment: Experiment, dataset: Dataset, rate: float | None = None) -> Derivation:
    """Return the formulas of one update of an experiment on its data.

    `rate` is the learning rate of now; a schedule's is said beside its formula.
    Raises ExperimentError where the settings do not go with the data.
    """
    return _Derivation(experiment, network_of(experiment, dataset), dataset.train.m, rate).whole()


class _Derivation:
    """Write the lines of one network, layer by layer."""

    def __init__(
        self, experiment: Experiment, network: Network, samples: int, rate: float | None
    ) -> None:
        training = experiment.training
        self.experiment, self.network = experiment, network
        self.schedule, self.rate = SCHEDULES[training.schedule], rate
        self.m = min(training.batch_size or samples, samples)
        self.last = len(network.sizes) - 1
        self.optimiser = OPTIMISERS[training.optimiser]
        self.penalties = [row for name, row in PENALTIES.items() if getattr(training, name)]
        self.keep = training.keep_probabilities(self.last - 1)
        self.output = network.loss.output_layer(network.sizes[-1])
        self.formulas = network.loss.formulas(network.sizes[-1])
        self.Y = Array("Y", (network.sizes[-1], self.m))
        self.c = Array("c", (1, self.m))

    def whole(self) -> Derivation:
        stages = (
            Stage("functions", Message("Functions"), tuple(self._functions())),
            Stage("forward", Message("Forward"), tuple(self._forward())),
            Stage("cost", Message("Cost"), (self._cost(),)),
            *(
                Stage(
                    "chain",
                    Message("Chain rule of one unit of layer {layer}", layer=l),
                    tuple(self._chain(l)),
                    l,
                )
                for l in range(self.last, 0, -1)
            ),
            Stage("backward", Message("Backward"), tuple(self._backward())),
            *self._rate(),
            Stage("update", Message("Update"), tuple(self._update())),
        )
        return Derivation(
            self.last, self.m, tuple(self._constants()), tuple(self._inputs()), stages
        )

    def _constants(self) -> Iterator[Constant]:
        training, network = self.experiment.training, self.experiment.network
        if self.schedule.counts:
            yield _constant("learning_rate0", training.learning_rate)
        else:
            rate = training.learning_rate if self.rate is None else self.rate
            yield _constant("learning_rate", rate)
        penalties = [row.name for row in self.penalties]
        for name in (*self.schedule.settings, *penalties, *self.optimiser.settings):
            yield _constant(name, getattr(training, name))
        for name in dict.fromkeys(row.setting for row in self.network.activations if row.setting):
            yield _constant(name, getattr(network, name))
        for l, keep in enumerate(self.keep, 1):
            if keep < 1:
                yield Constant(_keep(l), keep)

    def _inputs(self) -> Iterator[Array]:
        yield from (self._input(1), self.Y)
        if self.network.loss.class_weights:
            yield self.c
        parameters = [row for l in self._layers() for row in (self._W(l), self._b(l))]
        yield from parameters
        yield from (self._layer("D", l) for l in self._layers() if self._drops(l))
        for name in self.optimiser.make_rule.state_names:
            yield from (_state(name, row) for row in parameters)
        if self.optimiser.make_rule.state_names:
            yield Array("t")
        yield from map(Array, self.schedule.counts)

    def _layers(self) -> range:
        return range(1, self.last + 1)

    def _W(self, l: int) -> Array:  # noqa: N802
        return Array(f"W{l}", (self.network.sizes[l], self.network.sizes[l - 1]))

    def _b(self, l: int) -> Array:
        return Array(f"b{l}", (self.network.sizes[l], 1))

    def _layer(self, letter: str, l: int, end: str = "") -> Array:
        """Return an array of layer l that has a column for every sample."""
        return Array(f"{letter}{l}{end}", (self.network.sizes[l], self.m))

    def _drops(self, l: int) -> bool:
        return l < self.last and self.keep[l - 1] < 1

    def _input(self, l: int) -> Array:
        """Return what layer l reads: X, A[l-1], or what dropout has kept of that."""
        if l == 1:
            return Array("X", (self.network.sizes[0], self.m))
        return self._layer("A", l - 1, "_kept" if self._drops(l - 1) else "")

    def _g(self, l: int) -> tuple[Formula, Formula]:
        """Return g[l] and its slope, as formulas of z and a."""
        if l == self.last:
            return self.output.formula, self.output.slope_formula
        row: Activation = self.network.activations[l - 1]
        return row.value, row.slope

    def _functions(self) -> Iterator[Line]:
        for l in self._layers():
            value, slope = self._g(l)
            yield Line(Array(f"g{l}(z)"), (value,))
            yield Line(Array(f"g{l}'(z)"), (slope,))
        yield Line(Array("L(a, y)"), (self.formulas.value,))

    def _forward(self) -> Iterator[Line]:
        for l in self._layers():
            Z, A = self._layer("Z", l), self._layer("A", l)
            yield Line(Z, (Product(self._W(l), self._input(l)), PLUS, self._b(l)))
            named = Formula(f"g{l}(z)", rf"g^{{[{l}]}}(z)", self._g(l)[0].numpy)
            yield Line(A, (Applied(named, {"z": Z}),))
            if self._drops(l):
                yield Line(self._input(l + 1), (A, TIMES, self._layer("D", l), _over_keep(l)))

    def _cost(self) -> Line:
        Z, A = self._layer("Z", self.last), self._layer("A", self.last)
        mean = Formula(
            "1/m Σ L(a, y)",
            r"\frac{1}{m} \sum L(a, y)",
            f"1 / m * np.sum({self.formulas.value.numpy})",
        )
        penalties: list[Part] = []
        for row in self.penalties:
            for l in self._layers():
                penalties += [PLUS, Applied(row.cost_formula, {"w": self._W(l)})]
        return Line(
            Array("cost"), (Applied(mean, {"z": Z, "a": A, "y": self.Y, "c": self.c}), *penalties)
        )

    def _backward(self) -> Iterator[Line]:
        for l in reversed(self._layers()):
            Z, A, dZ = (self._layer(name, l) for name in ("Z", "A", "dZ"))
            if l == self.last:
                of_output = {"z": Z, "a": A, "y": self.Y, "c": self.c}
                yield Line(dZ, (Applied(self.formulas.dz, of_output),))
            else:
                named = Formula(f"g{l}'(z)", rf"g^{{[{l}]\prime}}(z)", self._g(l)[1].numpy)
                slope = Applied(named, {"z": Z, "a": A}, is_factor=True)
                yield Line(dZ, (self._layer("dA", l), TIMES, slope))
            W, b = self._W(l), self._b(l)
            yield Line(
                Array(f"d{W.name}", W.shape),
                (MEAN, Product(dZ, self._input(l).T), *self._slopes(W)),
            )
            yield Line(Array(f"d{b.name}", b.shape), (MEAN, Applied(_ROW_SUM, {"z": dZ})))
            if l > 1:
                yield from self._to_outputs(l - 1, Product(W.T, dZ))

    def _to_outputs(self, l: int, of_next: Product) -> Iterator[Line]:
        """Write dA[l], from what the next layer passes back."""
        dA = self._layer("dA", l)
        if not self._drops(l):
            yield Line(dA, (of_next,))
            return
        kept = self._layer("dA", l, "_kept")
        yield Line(kept, (of_next,))
        yield Line(dA, (kept, TIMES, self._layer("D", l), _over_keep(l)))

    def _slopes(self, W: Array) -> Iterator[Part]:
        for row in self.penalties:
            yield PLUS
            yield Applied(row.slope_formula, {"w": W})

    def _rate(self) -> Iterator[Stage]:
        """Write the learning rate of an epoch, unless it is the same in all."""
        if not self.schedule.counts:
            return
        title = Message("Learning rate")
        if self.rate is not None:
            title = Message("Learning rate, now {rate}", rate=f"{self.rate:.6g}")
        rate = Applied(self.schedule.rate, {name: Array(name) for name in self.schedule.counts})
        yield Stage("rate", title, (Line(Array("learning_rate"), (rate,)),))

    def _update(self) -> Iterator[Line]:
        for l in self._layers():
            for row in (self._W(l), self._b(l)):
                for line in self.optimiser.update:
                    if not (line.weights_only and row.name.startswith("b")):
                        yield _assigned(line, row)

    def _chain(self, l: int) -> Iterator[Line]:
        """Write the slopes of one sample's loss by what one unit of layer l is made of."""
        dL_da, da_dz, dL_dz = Array(f"dL/da{l}"), Array(f"da{l}/dz{l}"), Array(f"dL/dz{l}")
        letters = {"z": Array(f"z{l}"), "a": Array(f"a{l}"), "y": Array("y"), "c": Array("c")}
        others: list[Part] = []
        if l == self.last:
            yield Line(dL_da, (Applied(self.formulas.da, letters),))
        else:
            yield from self._from_above(l, dL_da)
        yield Line(da_dz, (Applied(self._g(l)[1], letters),))
        if l == self.last and self.output.other_slope:
            of_other = {**letters, "a_j": Array("a_j")}
            dL_da_j, da_j_dz = Array("dL/da_j"), Array(f"da_j/dz{l}")
            yield Line(
                dL_da_j,
                (Applied(self.formulas.da, {**letters, "a": Array("a_j"), "y": Array("y_j")}),),
            )
            yield Line(da_j_dz, (Applied(self.output.other_slope, of_other),))
            others = [_SUM_OF_OTHERS, dL_da_j, SCALAR_TIMES, da_j_dz, _END]
        yield Line(dL_dz, (dL_da, SCALAR_TIMES, da_dz, *others))
        if l == self.last:
            yield Line(dL_dz, (Applied(self.formulas.dz, letters),))
        dz_dw, dz_db = Array(f"dz{l}/dw{l}"), Array(f"dz{l}/db{l}")
        dL_dw, dL_db = Array(f"dL/dw{l}"), Array(f"dL/db{l}")
        a_before = _of_one(self._input(l))
        yield Line(dz_dw, (a_before,))
        yield Line(dz_db, (ONE,))
        yield Line(dL_dw, (dL_dz, SCALAR_TIMES, dz_dw))
        yield Line(dL_db, (dL_dz, SCALAR_TIMES, dz_db))
        if l == self.last:
            dz = Applied(self.formulas.dz, letters, is_factor=True)
            yield Line(dL_dw, (a_before, SCALAR_TIMES, dz))
            yield Line(dL_db, (Applied(self.formulas.dz, letters),))
        slopes = tuple(self._slopes(Array(f"w{l}")))
        yield Line(Array(f"dJ/dw{l}"), (_MEAN_OF_SAMPLES, dL_dw, _END, *slopes))
        yield Line(Array(f"dJ/db{l}"), (_MEAN_OF_SAMPLES, dL_db, _END))

    def _from_above(self, l: int, dL_da: Array) -> Iterator[Line]:
        """Write a hidden unit's share of the error: from all units above, by their weights."""
        above: tuple[Part, ...] = (
            _SUM,
            Array(f"w{l + 1}"),
            SCALAR_TIMES,
            Array(f"dL/dz{l + 1}"),
            _END,
        )
        if not self._drops(l):
            yield Line(dL_da, above)
            return
        kept = Array(f"{dL_da.name}_kept")
        yield Line(kept, above)
        yield Line(dL_da, (kept, SCALAR_TIMES, Array(f"d{l}"), _over_keep(l)))


def _constant(name: str, value: float) -> Constant:
    word = name.replace("_", r"\_")
    plain, latex = _LETTERS.get(name, (name, rf"\mathrm{{{word}}}"))
    return Constant(Formula(plain, latex, name), value)


def _keep(l: int) -> Formula:
    return Formula(f"keep{l}", rf"\mathrm{{keep}}^{{[{l}]}}", f"keep{l}")


def _over_keep(l: int) -> Formula:
    keep = _keep(l)
    return Formula(f" / {keep.plain}", f" / {keep.latex}", f" / {keep.numpy}")


def _state(name: str, parameter: Array) -> Array:
    """Return what an optimiser remembers of a parameter, by the course's name: v of dW1."""
    return Array(f"{name}d{parameter.name}", parameter.shape)


def _assigned(line: Assignment, parameter: Array) -> Line:
    """Return a line of an optimiser's update for one parameter."""
    letters = {
        "W": parameter,
        "dW": Array(f"d{parameter.name}", parameter.shape),
        "v": _state("v", parameter),
        "s": _state("s", parameter),
    }
    return Line(letters[line.name], (Applied(line.formula, letters),))


def _of_one(row: Array) -> Array:
    """Return the letter of one unit's number in an array: a1 of A1, x of X."""
    return Array(row.name[0].lower() + row.name[1:])
