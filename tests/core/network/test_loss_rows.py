"""What a row of LOSSES states, field by field, for every kind of targets and every output."""

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import product

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper
from scipy.optimize import minimize
from scipy.special import expit, softmax
from sklearn.metrics import hinge_loss, log_loss, mean_squared_error, r2_score

from core.errors import ExperimentError
from core.network.losses import LOSSES, OUTPUTS, Loss, loss
from core.network.output_layers import OUTPUT, OutputLayer
from core.network.targets import CLASSES, LABELS, NUMBERS

COUNTS = (2, 3)
ROWS = [
    loss(row.name, kind, output)
    for row in LOSSES.values()
    for kind, outputs in row.outputs.items()
    for output in outputs
]
LAYERS = {
    "sigmoid": lambda Z: np.vstack([expit(-Z), expit(Z)]),
    "softmax": lambda Z: softmax(Z, axis=0),
    "sigmoid each": expit,
    "identity each": lambda Z: Z,
    "relu each": lambda Z: np.maximum(Z, 0),
    "sigmoid of two": lambda Z: np.vstack([expit(-Z), expit(Z)]),
    "identity of two": lambda Z: np.vstack([1 - Z, Z]),
    "relu of two": lambda Z: np.vstack([1 - np.maximum(Z, 0), np.maximum(Z, 0)]),
    "identity of opposites": lambda Z: np.vstack([-Z, Z]),
}


def words(row: Loss) -> str:
    return f"{row.name}-{row.targets.name}-{row.one_output.name}"


def case(row: Loss, names: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums, outputs and targets of 40 samples."""
    random = np.random.RandomState(names)
    Z = np.asfortranarray(3 * random.randn(row.targets.units(names), 40))
    A = np.empty_like(Z)
    row.output(Z.copy(), A)
    values = {
        "classes": random.randint(0, names, 40),
        "labels": random.randint(0, 2, (names, 40)),
        "numbers": random.randn(names, 40),
    }
    return Z, A, row.targets.encode(values[row.targets.name], names)


def expected_cost(row: Loss, Z: np.ndarray, Y: np.ndarray) -> float:
    readings = LAYERS[row.output_layer(len(Z)).name](Z)
    if row.name == "cross_entropy" and row.targets is LABELS:
        both = zip(Y, readings, strict=True)
        return float(sum(log_loss(y, p, labels=[0, 1]) for y, p in both))
    if row.name == "cross_entropy":
        return float(log_loss(row.targets.decode(Y), readings.T, labels=range(len(readings))))
    if row.name == "half_squared_error":
        A = readings[-1:] if len(Z) == 1 else readings
        return float(mean_squared_error(Y, A)) * len(Z) / 2
    if row.name == "hinge":
        return float(sum(hinge_loss(y, z, labels=[0, 1]) for y, z in zip(Y, Z, strict=True)))
    signs = 2 * Y - 1
    return float(np.where(signs * Z < 0, np.abs(Z), 0).sum() / Z.shape[1])


def total(row: Loss, names: int) -> None:
    Z, _, Y = case(row, names)
    expected = expected_cost(row, Z, Y)
    assert row.cost(Z, Y, None) == pytest.approx(expected, rel=1e-12)
    assert row.cost(Z, Y, np.empty_like(Z)) == pytest.approx(expected, rel=1e-12)


def backward(row: Loss, names: int) -> None:
    Z, A, Y = case(row, names)
    dZ = np.empty_like(Z)
    row.backward(A, Y, dZ)
    for place in np.ndindex(len(Z), 3):
        step = np.zeros_like(Z)
        step[place] = 1e-6
        expected = (row.cost(Z + step, Y, None) - row.cost(Z - step, Y, None)) / 2e-6
        assert dZ[place] == pytest.approx(expected, abs=1e-8)


def formulas(row: Loss, names: int) -> None:
    """NumPy's form is the row's own function, its slopes are right, all forms are there."""
    Z, A, Y = case(row, names)
    found, layer = row.formulas(len(Z)), row.output_layer(len(Z))
    known = {"np": np, "z": Z, "a": A, "y": Y, "c": row.sample_weights(Y)}
    for formula in (found.value, found.da, found.dz, layer.formula, layer.slope_formula):
        assert all((formula.plain, formula.latex, formula.numpy))
    value, da, dz = (eval(form.numpy, known) for form in (found.value, found.da, found.dz))
    assert value.shape == Z.shape
    assert (found.likelihood is not None) == (row.name == "cross_entropy")
    if found.likelihood is not None:
        assert all((found.likelihood.plain, found.likelihood.latex))
        held = eval(found.likelihood.numpy, known)
        np.testing.assert_allclose(-np.log(held) * known["c"], value, rtol=1e-9, atol=1e-12)
    assert value.sum() / 40 == pytest.approx(row.cost(Z, Y, None), rel=1e-13)
    dZ = np.empty_like(A)
    row.backward(A, Y, dZ)
    np.testing.assert_allclose(dz / 40, dZ, rtol=1e-14, atol=1e-17)
    slope = np.broadcast_to(eval(layer.slope_formula.numpy, known), Z.shape)
    of_output = da * slope
    if layer.other_slope:
        assert all((layer.other_slope.plain, layer.other_slope.latex))
        for k, j in np.ndindex(len(Z), len(Z)):
            if k != j:
                known_k = {"a": A[k], "a_j": A[j]}
                of_output[k] += da[j] * eval(layer.other_slope.numpy, known_k)
    np.testing.assert_allclose(of_output, dz, rtol=1e-9, atol=1e-12)


def output(row: Loss, names: int) -> None:
    Z, A, _ = case(row, names)
    expected = LAYERS[row.output_layer(len(Z)).name](Z)[-len(A) :]
    np.testing.assert_allclose(A, expected, rtol=1e-12)


def kink(row: Loss, names: int) -> None:
    """Between two places on the same side of all kinks the slope of an output's z is even."""
    Z, _, Y = case(row, names)
    jumps = row.name in {"hinge", "perceptron"} or row.one_output.name.startswith("relu")
    assert (row.kink is not None) == jumps
    if row.kink is not None:
        beside = Z + 1e-3 * np.random.RandomState(1).randn(*Z.shape)
        same = (row.kink(Z, Y) > 0) == (row.kink(beside, Y) > 0)
        assert np.abs(_slopes(row, Z, Y) - _slopes(row, beside, Y))[same].max() < 1e-3
        assert np.abs(row.kink(Z, Y)).min() > 0


def linear_slope(row: Loss, names: int) -> None:
    """Half way between two places the slope is the mean of theirs, or is not."""
    Z, _, Y = case(row, names)
    ends, middle = _slopes(row, -2 * Z, Y) + _slopes(row, 4 * Z, Y), _slopes(row, Z, Y)
    assert row.linear_slope == np.allclose(ends, 2 * middle, rtol=0, atol=1e-12)


def curvature(row: Loss, names: int) -> None:
    """Of many places the second derivative by z is nowhere greater, and somewhere as great."""
    units, random = row.targets.units(names), np.random.RandomState(5)
    places = np.concatenate([random.randn(units, 300), np.zeros((units, 1))], axis=1)
    places[2:, ::2] -= 40  # the first two classes share all that there is
    places[:2, ::2] *= 0.1
    Y = np.zeros_like(places)
    Y[0] = 1.0
    columns = []
    for unit in range(units):
        step = 1e-5 * (np.arange(units) == unit)[:, np.newaxis]
        apart = _slopes(row, places + step, Y) - _slopes(row, places - step, Y)
        columns.append(apart * 301 / 2e-5)
    eigenvalues = np.linalg.eigvalsh(np.stack(columns).transpose(2, 0, 1))
    convex = row.kink is None and eigenvalues.min() > -1e-6
    assert (row.curvature is not None) == convex
    if row.curvature is not None:
        assert eigenvalues.max() == pytest.approx(row.curvature(units), rel=2e-2)
        assert eigenvalues.max() < row.curvature(units) + 1e-6


def _slopes(row: Loss, Z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    A, dZ = np.empty_like(Z), np.empty_like(Z)
    row.output(Z, A)
    row.backward(A, Y, dZ)
    return dZ


def targets(row: Loss, names: int) -> None:
    _, _, Y = case(row, names)
    assert len(Y) == row.targets.units(names)
    assert row.targets.decode(Y).shape == (40,)
    assert row.targets.name in row.outputs


def readings(row: Loss, names: int) -> None:
    Z, A, _ = case(row, names)
    expected = LAYERS[row.output_layer(len(Z)).name](Z)
    np.testing.assert_allclose(row.readings(A), expected, rtol=1e-12, atol=1e-15)
    assert len(expected) == names


def reads_as(row: Loss, names: int) -> None:
    _, A, _ = case(row, names)
    read = row.readings(A)
    expected = "number" if row.targets is NUMBERS else "probability"
    if row.targets is not NUMBERS and (read.min() < 0 or read.max() > 1):
        expected = "score"
    assert row.reads_as == expected


def threshold(row: Loss, names: int) -> None:
    assert row.threshold == (0.0 if row.name in {"hinge", "perceptron"} else 0.5)


def answers(row: Loss, names: int) -> None:
    _, A, _ = case(row, names)
    assert np.array_equal(row.answers(A), row.readings(A).argmax(axis=0))
    assert row.answers(A).dtype == np.intp


def errors(row: Loss, names: int) -> None:
    _, A, Y = case(row, names)
    if row.targets is CLASSES:
        expected = np.count_nonzero(row.answers(A) != row.targets.decode(Y))
    elif row.targets is LABELS:
        expected = np.count_nonzero((row.threshold < A) != Y)
    else:
        expected = np.square(A - Y).sum()
        assert row.metric(A, Y) == pytest.approx(
            r2_score(Y.T, A.T, multioutput="variance_weighted"), rel=1e-12
        )
    assert row.errors(A, Y) == pytest.approx(expected)


def constant_cost(row: Loss, names: int) -> None:
    """A search over constant outputs finds that cost, where ReLU can answer what is below 0 too."""
    _, _, Y = case(row, names)
    lowest = row.constant_cost(Y)
    found = minimize(lambda z: _cost_of_constant(row, z, Y), np.full(len(Y), 0.1), method="Powell")
    assert lowest <= found.fun + 2e-5
    assert lowest == pytest.approx(
        found.fun, abs=1e-3 if row.one_output.name[:4] == "relu" else 2e-5
    )


def _cost_of_constant(row: Loss, z: np.ndarray, Y: np.ndarray) -> float:
    return row.cost(np.repeat(z.reshape(-1, 1), Y.shape[1], axis=1), Y, None)


def is_log_loss(row: Loss, names: int) -> None:
    """Its cost is the log loss of its readings, which one temperature makes that of others."""
    Z, A, Y = case(row, names)
    np.testing.assert_array_equal(row.readings_at(Z, 1.0), row.readings(A))
    halved = np.empty_like(Z)
    row.output(Z / 2, halved)
    np.testing.assert_array_equal(row.readings_at(Z, 2.0), row.readings(halved))
    if row.reads_as != "probability":
        assert row.is_log_loss is False
        return
    P = row.readings(A)
    true = Y if row.targets is LABELS else np.eye(names)[CLASSES.decode(Y)].T
    of_true = np.where(true > 0.5, P, 1 - P if row.targets is LABELS else 1.0)
    total = -float(np.log(of_true).sum())
    assert row.is_log_loss is bool(np.isclose(row.cost(Z, Y, None), total / Z.shape[1]))


def sample_losses(row: Loss, names: int) -> None:
    Z, _, Y = case(row, names)
    alone = [row.cost(Z[:, [i]], Y[:, [i]], None) for i in range(Z.shape[1])]
    np.testing.assert_allclose(row.sample_losses(Z, Y), alone, rtol=1e-12, atol=1e-15)


def class_weights(row: Loss, names: int) -> None:
    """A weight of 3 is as if each sample of the class were there three times."""
    assert row.class_weights == ()
    if row.targets is not CLASSES:
        return
    times = (3, 1, 2)[:names]
    weighted, (Z, _, Y) = row.weighted(times), case(row, names)
    assert weighted.class_weights == times
    copies = np.repeat(np.arange(Z.shape[1]), np.array(times)[CLASSES.decode(Y)])
    share = len(copies) / Z.shape[1]
    expected = share * row.cost(Z[:, copies], Y[:, copies], None)
    assert weighted.cost(Z, Y, None) == pytest.approx(expected, rel=1e-12)
    expected = share * row.constant_cost(Y[:, copies])
    assert weighted.constant_cost(Y) == pytest.approx(expected, rel=1e-12)
    sample_losses(weighted, names)
    backward(weighted, names)
    formulas(weighted, names)


def outputs(row: Loss, names: int) -> None:
    for kind, possible in row.outputs.items():
        for name in possible:
            assert name in OUTPUTS
            assert loss(row.name, kind, name).targets.name == kind
    assert loss(row.name, row.targets.name).one_output.name


def bind(row: Loss, names: int) -> None:
    for kind, possible in row.outputs.items():
        assert loss(row.name, kind, possible[-1]).output is not None
        assert row.bind(row.targets, row.outputs[row.targets.name][0]).name == row.name


def one_output(row: Loss, names: int) -> None:
    _layer(row.one_output, np.random.RandomState(0).randn(1, 9))


def many_outputs(row: Loss, names: int) -> None:
    _layer(row.many_outputs, np.random.RandomState(0).randn(names + 1, 9))


def _layer(layer: OutputLayer, Z: np.ndarray) -> None:
    expected = LAYERS[layer.name](Z)
    found = eval(layer.script, {"np": np, "Z": Z})
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert eval(layer.script, {"np": np, "Z": Z.astype(np.float32)}).dtype == np.float32
    np.testing.assert_allclose(_in_onnx(layer, Z), expected, rtol=1e-12)
    z = layer.argument(Z)
    np.testing.assert_allclose(layer.g(z), expected[-len(Z) :], rtol=1e-12)
    differences = (layer.g(z + 1e-6) - layer.g(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(layer.slope(z), differences, atol=1e-8)
    known = {"np": np, "z": Z, "a": layer.g(z)}
    np.testing.assert_allclose(eval(layer.formula.numpy, known), known["a"], rtol=1e-15, atol=1e-15)
    slope = np.broadcast_to(eval(layer.slope_formula.numpy, known), Z.shape)
    np.testing.assert_allclose(slope, layer.slope(z), rtol=1e-14, atol=1e-15)
    ends = layer.g(np.array([-600.0, 600.0]))
    bounded = np.isfinite(layer.range)
    np.testing.assert_allclose(ends[bounded], np.array(layer.range)[bounded], atol=1e-12)
    assert (np.abs(ends[~bounded]) == 600).all()
    assert layer.formula.plain
    assert layer.variable.startswith("z")


def _in_onnx(layer: OutputLayer, Z: np.ndarray) -> np.ndarray:
    nodes = [helper.make_node(n.operator, n.inputs, [n.output], **n.attributes) for n in layer.onnx]
    constants = [
        helper.make_tensor(name, TensorProto.DOUBLE, [], [value])
        for node in layer.onnx
        for name, value in node.constants.items()
    ]
    start = helper.make_tensor_value_info("Z{l}", TensorProto.DOUBLE, ["N", len(Z)])
    end = helper.make_tensor_value_info(OUTPUT, TensorProto.DOUBLE, ["N", None])
    graph = helper.make_graph(nodes, "output", [start], [end], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"Z{l}": Z.T})[0].T


def name_and_words(row: Loss, names: int) -> None:
    assert LOSSES[row.name].label == row.label
    assert row.label.replace("-", "_").replace(" ", "_") == row.name
    assert row.formula.startswith(("-1/m Σ Σ ", "1/m Σ Σ ", "1/2m Σ Σ "))
    assert any(year.isdigit() and len(year) == 4 for year in row.source.replace(",", "").split())


FACTS: dict[str, Callable[[Loss, int], None]] = {
    **dict.fromkeys(("name", "label", "formula", "source"), name_and_words),
    **{
        fact.__name__: fact
        for fact in (
            *(formulas, output, total, backward, kink, linear_slope, curvature, targets),
            *(outputs, bind, one_output, many_outputs, reads_as, threshold, readings, answers),
            *(errors, constant_cost, sample_losses, class_weights, is_log_loss),
        )
    },
}
CASES = [*product(FACTS, ROWS, COUNTS)]
IDS = [f"{field}-{words(row)}-{names}" for field, row, names in CASES]


def test_that_every_field_of_a_row_is_held_to_a_fact() -> None:
    assert set(FACTS) == {field.name for field in fields(Loss)}


@pytest.mark.parametrize(("field", "row", "names"), CASES, ids=IDS)
def test_that_a_row_states_what_it_does(field: str, row: Loss, names: int) -> None:
    FACTS[field](row, names)


@pytest.mark.parametrize("field", FACTS)
@pytest.mark.parametrize("row", LOSSES.values(), ids=list(LOSSES))
def test_that_a_row_without_a_field_is_found_out(field: str, row: Loss) -> None:
    kink = None if row.kink else lambda Z, Y: Z
    bend = None if row.curvature else lambda units: 1.0
    blank = {
        "kink": kink,
        "curvature": bend,
        "threshold": 7.0,
        "outputs": {"classes": ("tanh",)},
        "is_log_loss": not row.is_log_loss,
    }
    value = blank.get(field, "" if isinstance(getattr(row, field), str) else None)
    with pytest.raises(
        (AssertionError, TypeError, AttributeError, SyntaxError, KeyError, ExperimentError)
    ):
        FACTS[field](replace(row, **{field: value}), 3)


def test_that_an_unknown_loss_is_refused_by_name() -> None:
    with pytest.raises(ExperimentError, match=r'training.loss = "hing" is not known'):
        loss("hing")


@pytest.mark.parametrize("kind", ["labels", "numbers"])
def test_that_a_loss_for_other_targets_is_refused_with_one_that_is_for_them(kind: str) -> None:
    wrong = {"labels": "half", "numbers": "hinge"}[kind]
    if kind == "labels":
        assert loss("hinge", kind).targets is LABELS
        return
    with pytest.raises(ExperimentError, match=f'"{wrong}" is for classes') as refused:
        loss(wrong, kind)
    assert refused.value.suggested_changes == {"training.loss": "half_squared_error"}


def test_that_an_output_that_a_loss_cannot_have_is_refused_with_those_it_can() -> None:
    with pytest.raises(ExperimentError, match=r'network.output = "relu".*auto, identity'):
        loss("hinge", "classes", "relu")


@pytest.mark.parametrize("row", ROWS, ids=words)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [1e4, -1e4])
def test_that_sums_of_ten_thousand_cost_a_finite_number(row: Loss, dtype: str, size: float) -> None:
    _, _, Y = case(row, 3)
    Z = np.full_like(Y, size, dtype)
    A, dZ = np.empty_like(Z), np.empty_like(Z)
    row.output(Z.copy(), A)
    row.backward(A, Y.astype(dtype), dZ)
    assert np.isfinite(row.cost(Z, Y.astype(dtype), None))
    assert np.isfinite(dZ).all()
