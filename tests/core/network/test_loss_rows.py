"""What a row of LOSSES states, field by field, with one output and with many."""

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import product

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper
from scipy.special import expit, softmax

from core.errors import ExperimentError
from core.network.losses import LOSSES, OUTPUT, Loss, OutputLayer, loss

CLASSES = (2, 3)
REFERENCE = {
    "sigmoid": lambda Z: np.vstack([expit(-Z), expit(Z)]),
    "softmax": lambda Z: softmax(Z, axis=0),
}


def case(row: Loss, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Sums, outputs, class numbers and targets of 40 samples."""
    random = np.random.RandomState(classes)
    Z = np.asfortranarray(3 * random.randn(row.targets.units(classes), 40))
    A = np.empty_like(Z)
    row.output(Z.copy(), A)
    labels = random.randint(0, classes, 40)
    return Z, A, labels, row.targets.encode(labels, classes)


def cost(row: Loss, classes: int) -> None:
    Z, _, labels, Y = case(row, classes)
    P = REFERENCE[row.output_layer(len(Z)).name](Z)
    expected = -np.log(P[labels, np.arange(40)]).mean()
    assert row.cost(Z, Y, None) == pytest.approx(expected, rel=1e-12)
    assert row.cost(Z, Y, np.empty_like(Z)) == pytest.approx(expected, rel=1e-12)


def backward(row: Loss, classes: int) -> None:
    Z, A, _, Y = case(row, classes)
    dZ = np.empty_like(Z)
    row.backward(A, Y, dZ)
    for place in np.ndindex(len(Z), 3):
        step = np.zeros_like(Z)
        step[place] = 1e-6
        expected = (row.cost(Z + step, Y, None) - row.cost(Z - step, Y, None)) / 2e-6
        assert dZ[place] == pytest.approx(expected, abs=1e-8)


def slope(row: Loss, classes: int) -> None:
    _, A, _, Y = case(row, classes)
    dZ = np.empty_like(A)
    row.backward(A, Y, dZ)
    code = row.slope.removeprefix("dZ = ")
    np.testing.assert_allclose(eval(code, {"A": A, "Y": Y}) / 40, dZ, rtol=1e-12)


def output(row: Loss, classes: int) -> None:
    Z, A, _, _ = case(row, classes)
    expected = REFERENCE[row.output_layer(len(Z)).name](Z)[-len(A) :]
    np.testing.assert_allclose(A, expected, rtol=1e-12)


def targets(row: Loss, classes: int) -> None:
    _, _, labels, Y = case(row, classes)
    assert len(Y) == row.targets.units(classes)
    assert np.array_equal(row.targets.decode(Y), labels)


def probabilities(row: Loss, classes: int) -> None:
    Z, A, _, _ = case(row, classes)
    expected = REFERENCE[row.output_layer(len(Z)).name](Z)
    np.testing.assert_allclose(row.probabilities(A), expected, rtol=1e-12, atol=1e-15)


def answers(row: Loss, classes: int) -> None:
    _, A, _, _ = case(row, classes)
    assert np.array_equal(row.answers(A), row.probabilities(A).argmax(axis=0))
    assert row.answers(A).dtype == np.intp


def count_right(row: Loss, classes: int) -> None:
    _, A, labels, Y = case(row, classes)
    assert row.count_right(A, Y) == np.count_nonzero(row.answers(A) == labels)


def one_output(row: Loss, classes: int) -> None:
    _layer(row.one_output, np.random.RandomState(0).randn(1, 9))


def many_outputs(row: Loss, classes: int) -> None:
    _layer(row.many_outputs, np.random.RandomState(0).randn(classes + 1, 9))


def _layer(layer: OutputLayer, Z: np.ndarray) -> None:
    expected = REFERENCE[layer.name](Z)
    found = eval(layer.script, {"np": np, "Z": Z})
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert eval(layer.script, {"np": np, "Z": Z.astype(np.float32)}).dtype == np.float32
    np.testing.assert_allclose(_in_onnx(layer, Z), expected, rtol=1e-12)
    z = layer.argument(Z)
    np.testing.assert_allclose(layer.g(z), expected[-len(Z) :], rtol=1e-12)
    differences = (layer.g(z + 1e-6) - layer.g(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(layer.slope(z), differences, atol=1e-8)
    ends = layer.g(np.array([-600.0, 600.0]))
    np.testing.assert_allclose(ends, layer.range, atol=1e-12)
    assert layer.formula
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


def words(row: Loss, classes: int) -> None:
    assert loss(row.name) == row
    assert row.label.replace("-", "_") == row.name
    assert row.formula == "-1/m Σ Σ y log a"
    assert row.metric == "accuracy"


FACTS: dict[str, Callable[[Loss, int], None]] = {
    **dict.fromkeys(("name", "label", "formula", "metric"), words),
    **{
        fact.__name__: fact
        for fact in (
            *(slope, output, cost, backward, targets, one_output, many_outputs),
            *(probabilities, answers, count_right),
        )
    },
}
CASES = [*product(FACTS, LOSSES.values(), CLASSES)]


def test_that_every_field_of_a_row_is_held_to_a_fact() -> None:
    assert set(FACTS) == {field.name for field in fields(Loss)}


@pytest.mark.parametrize(("field", "row", "classes"), CASES)
def test_that_a_row_states_what_it_does(field: str, row: Loss, classes: int) -> None:
    FACTS[field](row, classes)


@pytest.mark.parametrize(("field", "row", "classes"), CASES)
def test_that_a_row_without_a_field_is_found_out(field: str, row: Loss, classes: int) -> None:
    blank = "" if isinstance(getattr(row, field), str) else None
    with pytest.raises(
        (AssertionError, TypeError, AttributeError, SyntaxError, KeyError, ExperimentError)
    ):
        FACTS[field](replace(row, **{field: blank}), classes)


def test_that_an_unknown_loss_is_refused_by_name() -> None:
    with pytest.raises(ExperimentError, match=r'training.loss = "hinge" is not known'):
        loss("hinge")
