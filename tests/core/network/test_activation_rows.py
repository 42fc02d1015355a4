"""What a row of ACTIVATIONS states, field by field, against what its function does."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import onnxruntime
import pytest
import quickjs
from onnx import TensorProto, helper

from core.errors import ExperimentError
from core.experiment.settings import NetworkSettings
from core.network.activations import ACTIVATIONS, DEFAULT_LEAK, Activation, activation
from core.network.formula import Formula
from core.network.initialisers import INITIALISERS

Z = np.concatenate([-np.geomspace(1e-3, 30, 200)[::-1], np.geomspace(1e-3, 30, 200)])
STEP = 1e-6
# He et al. 2015 (arXiv:1502.01852) for rectifiers, which Clevert et al. 2016 (arXiv:1511.07289,
# section 4) take for ELU too; Glorot and Bengio 2010 for what is straight around 0.
PUBLISHED = {
    **dict.fromkeys(["relu", "leaky_relu", "elu"], "he"),
    **dict.fromkeys(["sigmoid", "tanh", "identity"], "xavier"),
}


def g(row: Activation, z: np.ndarray) -> np.ndarray:
    A = np.empty_like(z)
    row.apply(z.copy(), A)
    return A


def differences(row: Activation, z: np.ndarray = Z) -> np.ndarray:
    return (g(row, z + STEP) - g(row, z - STEP)) / (2 * STEP)


def worded(text: str, leak: float = DEFAULT_LEAK, **values: np.ndarray) -> np.ndarray:
    """Work out a formula as it is written for people, number by number."""
    code = compile(re.sub(r"\b(a|leak) (?=[z(])", r"\1 * ", text).replace("^", "**"), text, "eval")
    known = {"e": math.e, "max": max, "leak": leak}
    rows = zip(*(array.tolist() for array in values.values()), strict=True)
    return np.array([eval(code, known, dict(zip(values, row, strict=True))) for row in rows])


def scripted(row: Activation, z: np.ndarray, leak: float = DEFAULT_LEAK) -> np.ndarray:
    return eval(row.script, {"np": np, "Z": z, "network": {"leak": leak}})


def in_numpy(formula: Formula, row: Activation) -> np.ndarray:
    known = {"np": np, "z": Z, "a": g(row, Z), "leak": DEFAULT_LEAK}
    return np.broadcast_to(eval(formula.numpy, known), Z.shape)


def in_onnx(row: Activation, z: np.ndarray) -> np.ndarray:
    kind = TensorProto.DOUBLE if z.dtype == np.float64 else TensorProto.FLOAT
    nodes = [
        helper.make_node(n.operator, n.inputs, [n.output], **n.attributes) for n in row.onnx
    ] or [helper.make_node("Identity", ["Z{l}"], ["A{l}"])]
    constants = [
        helper.make_tensor(name, kind, [], [value])
        for node in row.onnx
        for name, value in node.constants.items()
    ]
    start, end = (helper.make_tensor_value_info(name, kind, ["N"]) for name in ("Z{l}", "A{l}"))
    graph = helper.make_graph(nodes, "activation", [start], [end], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"Z{l}": z})[0]


def name(row: Activation) -> None:
    assert ACTIVATIONS[row.name].formula == row.formula


def label(row: Activation) -> None:
    assert row.label.lower().replace(" ", "_") == row.name


def value(row: Activation) -> None:
    assert row.value.latex
    np.testing.assert_allclose(worded(row.value.plain, z=Z), g(row, Z), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(in_numpy(row.value, row), g(row, Z), rtol=1e-15, atol=1e-15)


def slope(row: Activation) -> None:
    assert row.slope.latex
    found = np.broadcast_to(worded(row.slope.plain, z=Z, a=g(row, Z)), Z.shape)
    np.testing.assert_allclose(found, differences(row), atol=1e-7)
    np.testing.assert_allclose(in_numpy(row.slope, row), row.slope_at(Z), rtol=1e-15, atol=1e-15)


def apply(row: Activation) -> None:
    value(row)
    in_place = Z.copy()
    row.apply(in_place, in_place)
    assert np.array_equal(in_place, g(row, Z))


def backward(row: Activation) -> None:
    for buffer in (None, np.full_like(Z, np.nan)):
        dA = np.full_like(Z, 3.0)
        row.backward(dA, g(row, Z), buffer)
        np.testing.assert_allclose(dA, 3 * differences(row), atol=1e-6)


def range_(row: Activation) -> None:
    A = g(row, np.linspace(-1e6, 1e6, 2001))
    for reached, end in zip((A.min(), A.max()), row.range, strict=True):
        assert abs(reached) > 1e3 if math.isinf(end) else reached == pytest.approx(end, abs=1e-9)
    assert row.is_bounded == (abs(A).max() < 10)
    assert row.is_signed == (A.min() < 0)


def initialisation(row: Activation) -> None:
    assert row.initialisation in INITIALISERS
    assert row.initialisation == PUBLISHED.get(row.name, row.initialisation)


def script(row: Activation) -> None:
    np.testing.assert_allclose(scripted(row, Z), worded(row.formula, z=Z), rtol=1e-9, atol=1e-12)
    assert scripted(row, Z.astype(np.float32)).dtype == np.float32


def onnx(row: Activation) -> None:
    expected = worded(row.formula, z=Z)
    np.testing.assert_allclose(in_onnx(row, Z), expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(in_onnx(row, Z.astype(np.float32)), expected, rtol=1e-5, atol=1e-6)


def is_linear(row: Activation) -> None:
    A = g(row, np.linspace(-3, 3, 301))
    assert row.is_linear == np.allclose(np.diff(A, 2), 0, atol=1e-9)


def has_kink(row: Activation) -> None:
    left, zero, right = g(row, np.array([-STEP, 0.0, STEP]))
    jump = abs((right - zero) - (zero - left)) / STEP
    assert row.has_kink == (jump > 1e-3)


def can_die(row: Activation) -> None:
    sides = (Z < 0, Z > 0)
    flat = [not g(row, Z[side]).any() and not differences(row, Z[side]).any() for side in sides]
    assert row.can_die == any(flat)


def javascript(row: Activation) -> None:
    assert row.javascript
    engine = quickjs.Context()
    engine.eval(f"var network = {{leak: {DEFAULT_LEAK}}}")
    code = f"JSON.stringify({Z.tolist()}.map((z) => {row.javascript}))"
    np.testing.assert_allclose(json.loads(engine.eval(code)), g(row, Z), rtol=1e-12, atol=1e-15)


def saturation(row: Activation) -> None:
    slopes = differences(row, np.linspace(-30, 30, 6001))
    fades = not row.can_die and min(slopes[0], slopes[-1]) < 1e-6
    assert (row.saturation is not None) == fades
    if row.saturation:
        measure = row.saturation(g(row, np.linspace(-30, 30, 6001)))
        assert measure.max() == pytest.approx(1, abs=1e-9)
        assert (slopes[measure > 0.99] < 0.02 * slopes.max()).all()
        assert (slopes[measure < 0.9] > 0.05 * slopes.max()).all()


def setting(row: Activation) -> None:
    read = set(re.findall(r"[a-z]+", row.formula)) - {"z", "e", "max", "if", "else"}
    assert read == ({row.setting} if row.setting else set())
    assert not row.setting or row.setting in NetworkSettings.__struct_fields__


def with_setting(row: Activation) -> None:
    assert (row.with_setting is not None) == bool(row.setting)
    if row.with_setting:
        other, expected = row.with_setting(0.25), worded(row.formula, leak=0.25, z=Z)
        for found in (g(other, Z), scripted(other, Z, leak=0.25), in_onnx(other, Z)):
            np.testing.assert_allclose(found, expected, rtol=1e-9)
        assert other == replace(
            row, apply=other.apply, backward=other.backward, onnx=other.onnx, slope=other.slope
        )


FACTS: dict[str, Callable[[Activation], None]] = {
    fact.__name__.rstrip("_"): fact
    for fact in (
        *(name, label, value, slope, apply, backward, range_, initialisation, script, onnx),
        *(javascript, is_linear, has_kink, can_die, saturation, setting, with_setting),
    )
}


def test_that_every_field_of_a_row_is_held_to_a_fact() -> None:
    assert set(FACTS) == {field.name for field in fields(Activation)}


@pytest.mark.parametrize("field", FACTS)
@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=lambda row: row.name)
def test_that_a_row_states_what_its_function_does(row: Activation, field: str) -> None:
    FACTS[field](row)


def without(row: Activation, field: str) -> object:
    """What stands in a field that was left out, or stands there wrongly."""
    value = getattr(row, field)
    if isinstance(value, bool):
        return not value
    if isinstance(value, Formula):
        return Formula("", "", "")
    if field == "saturation":
        return None if value else np.abs
    if field == "with_setting":
        return None if value else lambda value: row
    if field == "setting":
        return "" if value else "scale"
    if field == "range":
        return (0.0, 0.0)
    if field == "onnx":
        return () if value else ACTIVATIONS["relu"].onnx
    return "" if isinstance(value, str) else None


@pytest.mark.parametrize("form", ["plain", "latex", "numpy"])
@pytest.mark.parametrize("field", ["value", "slope"])
@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=lambda row: row.name)
def test_that_a_formula_without_one_of_its_forms_is_found_out(
    row: Activation, field: str, form: str
) -> None:
    formula = replace(getattr(row, field), **{form: ""})
    with pytest.raises((AssertionError, SyntaxError)):
        FACTS[field](replace(row, **{field: formula}))


@pytest.mark.parametrize("field", FACTS)
@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=lambda row: row.name)
def test_that_a_row_without_a_field_is_found_out(row: Activation, field: str) -> None:
    with pytest.raises((AssertionError, SyntaxError, TypeError, KeyError)):
        FACTS[field](replace(row, **{field: without(row, field)}))


def test_that_an_unknown_activation_is_refused_by_name() -> None:
    with pytest.raises(ExperimentError, match=r'activation = "swish" is not known'):
        activation("swish")
