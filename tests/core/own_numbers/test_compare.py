"""Slips that are planted in a plain program, and right numbers of many networks."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from core.network.activations import ACTIVATIONS
from core.network.losses import AUTO, loss
from core.own_numbers.bench import Bench
from core.own_numbers.compare import Comparison, compare
from core.own_numbers.read import read_own_numbers
from core.own_numbers.values import Place, Setup
from core.own_numbers.words import sentence_of, summary_of
from tests.core.own_numbers.student_program import student_numbers

ONE_HIDDEN, DEEP, SQUARE, SOFTMAX = (2, 4, 1), (5, 4, 3, 1), (4, 4, 4, 4, 3), (3, 3)
START = ("X", "Y", "W1", "b1", "W2", "b2")
DW = '1 / m * np.dot(dZ, A_prev.T) + lambd / m * parameters[f"W{l}"]'
DB = "1 / m * np.sum(dZ, axis=1, keepdims=True)"
CROSS_ENTROPY = "-1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))"
PENALTY = '        cost = cost + lambd / (2 * m) * np.sum(np.square(parameters[f"W{l}"]))'
PLANTED = (
    ("b forgotten", "Z1", ONE_HIDDEN, "np.dot(W, A_prev) + b", "np.dot(W, A_prev)"),
    (
        "* for @",
        "Z1",
        (7, 7, 1),
        "np.dot(W, A_prev) + b",
        "(W * A_prev if l < L else np.dot(W, A_prev)) + b",
    ),
    (
        "W transposed",
        "Z1",
        SQUARE,
        "np.dot(W, A_prev) + b",
        "np.dot(W.T if l < L else W, A_prev) + b",
    ),
    ("another activation", "A1", ONE_HIDDEN, "A = activation(Z)", "A = Z"),
    ("sign of the exponent", "A1", (3, 1), "np.exp(-Z)", "np.exp(Z)"),
    ("softmax over the wrong axis", "A4", SQUARE, "np.sum(e, axis=0", "np.sum(e, axis=1"),
    ("log10", "cost", DEEP, "np.log(", "np.log10("),
    ("no minus", "cost", SOFTMAX, "cost = -np.sum", "cost = np.sum"),
    ("sum for mean", "cost", ONE_HIDDEN, "-1 / m * np.sum(Y", "-np.sum(Y"),
    ("second half missing", "cost", DEEP, " + (1 - Y) * np.log(1 - AL)", ""),
    ("no sum", "cost", ONE_HIDDEN, "-1 / m * np.sum(Y", "-1 / m * (Y"),
    ("half too much", "cost", (3, 1), "-1 / m * np.sum(Y", "-1 / (2 * m) * np.sum(Y"),
    ("squared error", "cost", DEEP, CROSS_ENTROPY, "np.sum((AL - Y) ** 2) / (2 * m)"),
    ("minimum for maximum", "A1", DEEP, "A = activation(Z)", "A = np.minimum(0, Z)"),
    ("sum over everything", "db2", DEEP, DB, "1 / m * np.sum(dZ, keepdims=True)"),
    ("another activation", "A2", DEEP, "A = activation(Z)", "A = activation(Z) if l < 2 else Z"),
    ("slope of another activation", "dZ1", (3, 4, 3), "slope(Z)", "(A - A**2)"),
    ("Y - A", "dZ2", ONE_HIDDEN, "dZ = A - Y", "dZ = Y - A"),
    ("labels the other way round", "dZ3", DEEP, "dZ = A - Y", "dZ = A - (1 - Y)"),
    ("slope too much", "dZ1", SOFTMAX, "dZ = A - Y", "dZ = (A - Y) * A * (1 - A)"),
    ("W not transposed", "dA2", SQUARE, "W_next.T,", "W_next if l < L - 1 else W_next.T,"),
    ("W of another layer", "dA2", SQUARE, '[f"W{l + 1}"]', '[f"W{min(l + 1, L) if l > 2 else l}"]'),
    ("dA for dZ", "dA1", DEEP, "W_next.T, dZ_next", 'W_next.T, grads.get(f"dA{l + 1}", dZ_next)'),
    ("dA for dZ", "dZ1", ONE_HIDDEN, "dA * slope(Z)", "dA"),
    ("slope of another activation", "dZ2", DEEP, "slope(Z)", "(1 - np.tanh(Z) ** 2)"),
    ("slope at Z taken of A", "dZ1", ONE_HIDDEN, "slope(Z)", "(1 - Z**2)"),
    ("slope at Z taken of A", "dZ1", ONE_HIDDEN, "slope(Z)", "slope(A)"),
    ("slope where z is not above 0", "dZ2", DEEP, "slope(Z)", "(Z <= 0)"),
    ("no 1/m", "dW2", ONE_HIDDEN, "1 / m * np.dot(dZ", "np.dot(dZ"),
    ("1/m twice", "dW4", SQUARE, "1 / m * np.dot(dZ", "1 / m**2 * np.dot(dZ"),
    (
        "A of its own layer",
        "dW2",
        (4, 4, 4, 1),
        "np.dot(dZ, A_prev.T)",
        "np.dot(dZ, A.T if l < L else A_prev.T)",
    ),
    (
        "sum without keepdims",
        "db1",
        ONE_HIDDEN,
        "axis=1, keepdims=True)\n    return grads",
        "axis=1)\n    return grads",
    ),
    ("wrong axis", "db3", DEEP, DB, DB.replace("axis=1", "axis=0")),
    ("no 1/m", "db1", SOFTMAX, DB, DB.removeprefix("1 / m * ")),
    (
        "plus for minus",
        "W1_after",
        ONE_HIDDEN,
        '- learning_rate * grads[f"dW',
        '+ learning_rate * grads[f"dW',
    ),
    ("no learning rate", "b1_after", DEEP, 'learning_rate * grads[f"db', 'grads[f"db'),
    ("another argument", "A1", ONE_HIDDEN, "A = activation(Z)", "A = np.tanh(Z / 2)"),
    ("sign of the exponent", "A1", (3, 1), "1 / (1 + np.exp(-Z))", "np.exp(-Z) / (1 + np.exp(Z))"),
    ("brackets", "A2", ONE_HIDDEN, "1 / (1 + np.exp(-Z))", "1 / 1 + np.exp(-Z)"),
    ("maximum over the wrong axis", "A1", SOFTMAX, "Z.max(axis=0", "Z.max(axis=1"),
    ("e forgotten", "A4", SQUARE, "e = np.exp(Z - Z.max(axis=0, keepdims=True))", "e = Z"),
    ("rounded", "Z1", ONE_HIDDEN, "np.dot(W, A_prev) + b", "np.round(np.dot(W, A_prev) + b)"),
    ("m - 1 for m", "cost", DEEP, "-1 / m * np.sum(Y", "-1 / (m - 1) * np.sum(Y"),
    ("epsilon in the log", "cost", SOFTMAX, "np.log(AL)) / m", "np.log(AL + 1e-3)) / m"),
    ("A and Y swapped", "cost", SOFTMAX, "Y * np.log(AL)", "AL * np.log(Y + 1e-8)"),
    (
        "brackets",
        "cost",
        (3, 1),
        "+ (1 - Y) * np.log(1 - AL))",
        ") + np.sum((1 - Y) * np.log(1 - AL))",
    ),
    (
        "one sample for all",
        "cost",
        ONE_HIDDEN,
        "cost = -1 / m *",
        "AL, Y, m = AL[:, -1:], Y[:, -1:], 1; cost = -1 / m *",
    ),
    (
        "labels in another order",
        "cost",
        (3, 1),
        "cost = -1 / m *",
        "Y = np.roll(Y, 1); cost = -1 / m *",
    ),
    (
        "labels in another order",
        "dZ2",
        ONE_HIDDEN,
        "dZ = A - Y",
        "dZ = A - Y[:, [3, 1, 4, 0, 6, 5, 2]]",
    ),
    ("labels of -1 and 1", "dZ1", (3, 1), "dZ = A - Y", "dZ = A - (2 * Y - 1)"),
    ("error squared", "dZ2", ONE_HIDDEN, "dZ = A - Y", "dZ = (A - Y) ** 2"),
    ("1/m too much", "dZ1", ONE_HIDDEN, "dZ = dA * slope(Z)", "dZ = dA * slope(Z) / m"),
    (
        "slope of another layer",
        "dZ2",
        SQUARE,
        "dA * slope(Z)",
        'dA * slope(numbers[f"Z{3 if l == 2 else l}"])',
    ),
    ("slope written otherwise", "dZ1", ONE_HIDDEN, "slope(Z)", "(1 + A**2)"),
    ("dA forgotten", "dZ2", DEEP, "dA * slope(Z)", "slope(Z)"),
    (
        "dZ of another layer",
        "dA1",
        (4, 3, 1, 1),
        'grads[f"dZ{l + 1}"]',
        'grads[f"dZ{L if l == 1 else l + 1}"]',
    ),
    ("half too much", "dW2", ONE_HIDDEN, "1 / m * np.dot(dZ", "1 / (2 * m) * np.dot(dZ"),
    ("whole numbers", "dW1", SOFTMAX, "1 / m * np.dot(dZ", "1 // m * np.dot(dZ"),
    (
        "one sample for all",
        "dW2",
        ONE_HIDDEN,
        "np.dot(dZ, A_prev.T)",
        "np.dot(dZ[:, -1:], A_prev[:, -1:].T)",
    ),
    ("mean over everything", "db3", (4, 3, 3, 3), DB, "np.full((dZ.shape[0], 1), dZ.mean())"),
    (
        "weight for the gradient",
        "W1_after",
        ONE_HIDDEN,
        'rate * grads[f"dW{l}"]',
        'rate * parameters[f"W{l}"]',
    ),
)
WITH_PENALTY = (
    ("penalty missing in cost", "cost", ONE_HIDDEN, PENALTY, "        pass"),
    ("penalty missing in dW", "dW3", DEEP, ' + lambd / m * parameters[f"W{l}"]', ""),
    ("penalty of one layer", "cost", DEEP, PENALTY, f"        if l == L:\n    {PENALTY}"),
    ("penalty of b", "db4", SQUARE, DB, DB + ' + lambd / m * parameters[f"b{l}"]'),
    ("penalty without 1/m", "dW2", ONE_HIDDEN, "lambd / m * parameters", "lambd * parameters"),
    (
        "penalty for its slope",
        "dW2",
        ONE_HIDDEN,
        'parameters[f"W{l}"]\n',
        'parameters[f"W{l}"] ** 2\n',
    ),
    ("λ forgotten", "cost", DEEP, PENALTY, PENALTY.replace("lambd /", "1 /")),
    ("penalty of W without squares", "cost", SQUARE, PENALTY, PENALTY.replace("square", "abs")),
)
WITH_DROPOUT = (
    ("divided without a mask", "A1", ONE_HIDDEN, '                A = A * masks[f"D{l}"]\n', ""),
    ("not divided by keep", "A1", DEEP, "                A = A / keep_prob\n", ""),
    (
        "divided by the dropped share",
        "A1",
        ONE_HIDDEN,
        "A = A / keep_prob",
        "A = A / (1 - keep_prob)",
    ),
    ("divided without a mask", "dA3", SQUARE, '                dA = dA * masks[f"D{l}"]\n', ""),
    ("not divided by keep", "dA1", ONE_HIDDEN, "                dA = dA / keep_prob\n", ""),
    ("keep without a mask", "A1", ONE_HIDDEN, 'A = A * masks[f"D{l}"]\n', "A = A * keep_prob**2\n"),
    (
        "mask of another layer",
        "dA3",
        (4, 4, 4, 4, 1),
        'dA * masks[f"D{l}"]',
        'dA * masks[f"D{max(l - 1, 1)}"]',
    ),
)
"""Name of the slip, where it is first seen, sizes, a line of the program and what it becomes."""


def activation_of(sizes: tuple[int, ...]) -> str:
    return "relu" if len(sizes) > 3 else "tanh"


def compared(folder: Path, numbers: Mapping[str, np.ndarray], **bench: object) -> Comparison:
    file = folder / "mine.npz"
    np.savez(file, **numbers)
    return compare(read_own_numbers(file), **bench)


def without(numbers: Mapping[str, np.ndarray], *kinds: str) -> dict[str, np.ndarray]:
    return {
        name: array for name, array in numbers.items() if name.rstrip("0123456789") not in kinds
    }


def check_named(comparison: Comparison, name: str, place: str) -> None:
    wrong = comparison.first_wrong
    assert wrong is not None
    assert str(wrong.place) == place
    assert [found.slip.name for found in wrong.slips] == [name]
    assert all(array.slips for array in comparison.arrays if array.verdict == "wrong")
    assert str(sentence_of(wrong)).startswith("wrong")
    assert place in str(summary_of(comparison)) or place == "cost"


@pytest.mark.parametrize(("name", "place", "sizes", "line", "wrong"), PLANTED)
def test_that_a_planted_slip_is_named(
    name: str, place: str, sizes: tuple[int, ...], line: str, wrong: str, tmp_path: Path
) -> None:
    numbers = student_numbers(sizes, activation_of(sizes), change=(line, wrong))
    check_named(compared(tmp_path, numbers), name, place)


@pytest.mark.parametrize(("name", "place", "sizes", "line", "wrong"), WITH_PENALTY)
def test_that_a_slip_in_the_penalty_is_named(
    name: str, place: str, sizes: tuple[int, ...], line: str, wrong: str, tmp_path: Path
) -> None:
    numbers = student_numbers(sizes, activation_of(sizes), change=(line, wrong), lambd=0.7)
    check_named(compared(tmp_path, numbers), name, place)


@pytest.mark.parametrize(("name", "place", "sizes", "line", "wrong"), WITH_DROPOUT)
def test_that_a_slip_in_dropout_is_named(
    name: str, place: str, sizes: tuple[int, ...], line: str, wrong: str, tmp_path: Path
) -> None:
    numbers = student_numbers(sizes, activation_of(sizes), change=(line, wrong), keep_prob=0.7)
    check_named(compared(tmp_path, numbers), name, place)


def test_that_a_slip_is_named_by_what_follows_where_its_own_array_is_not_in_the_file(
    tmp_path: Path,
) -> None:
    numbers = student_numbers(DEEP, "relu", change=("dZ = A - Y", "dZ = Y - A"))
    comparison = compared(tmp_path, without(numbers, "Z", "dA", "dZ"))
    wrong = comparison.first_wrong
    assert wrong is not None
    assert str(wrong.place) == "dW3"
    assert [(found.slip.name, str(found.place)) for found in wrong.slips] == [("Y - A", "dZ3")]
    later = {str(array.place): array.verdict for array in comparison.arrays}
    assert later["dW1"] == "follows"


def test_that_a_slip_in_all_hidden_layers_is_named_where_the_file_shows_none_of_them(
    tmp_path: Path,
) -> None:
    change = ("np.dot(W, A_prev) + b", "np.dot(W, A_prev) + (b if l == L else 0)")
    numbers = without(student_numbers(DEEP, change=change), "Z", "A", "dA", "dZ")
    wrong = compared(tmp_path, numbers).first_wrong
    assert wrong is not None
    assert [(found.slip.name, found.scope) for found in wrong.slips] == [("b forgotten", "hidden")]


def test_that_no_activation_is_a_slip_where_the_pass_backward_has_one(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN, "relu", change=("A = activation(Z)", "A = Z"))
    wrong = compared(tmp_path, without(numbers, "Z", "A", "dA", "dZ", "cost")).first_wrong
    assert wrong is not None
    assert [str(found.place) for found in wrong.slips] == ["A1"]
    assert "is missing" in str(wrong.slips[0].sentence)


def test_that_an_array_that_is_wrong_in_the_file_alone_spoils_nothing_after_it(
    tmp_path: Path,
) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    comparison = compared(tmp_path, numbers | {"Z1": numbers["Z1"] + 1})
    verdicts = {str(array.place): array.verdict for array in comparison.arrays}
    assert verdicts.pop("Z1") == "wrong"
    assert set(verdicts.values()) == {"given", "right"}


def test_that_shapes_that_do_not_go_together_are_said(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    comparison = compared(tmp_path, numbers | {"W1": np.ones((5, 3))})
    assert str(summary_of(comparison)) == (
        "Z1 cannot be compared: the shapes of what it is made of do not go together."
    )


def test_that_weights_updated_before_they_are_used_are_named(tmp_path: Path) -> None:
    update = (
        '            W_next = parameters[f"W{l + 1}"]\n',
        '            W_next = parameters[f"W{l + 1}"] - learning_rate * grads[f"dW{l + 1}"]\n',
    )
    comparison = compared(tmp_path, student_numbers(ONE_HIDDEN, change=update))
    check_named(comparison, "update before it is used", "dA1")


def right_files() -> list[tuple[str, dict[str, np.ndarray]]]:
    found = []
    for sizes in ((3, 1), SOFTMAX, ONE_HIDDEN, DEEP, (6, 5, 5, 3, 2, 1)):
        for dtype in ("float64", "float32"):
            for activation in ("relu", "tanh"):
                numbers = student_numbers(sizes, activation, dtype=dtype)
                found.append((f"{sizes} {dtype} {activation}", numbers))
    found += [
        ("penalty", student_numbers(DEEP, "relu", lambd=0.3)),
        ("dropout", student_numbers(SQUARE, "tanh", keep_prob=0.6)),
        ("both", student_numbers(ONE_HIDDEN, "sigmoid", lambd=0.3, keep_prob=0.6)),
        ("few", without(student_numbers(DEEP, "tanh"), "Z", "A", "dA", "dZ")),
        ("parameters and gradients", without(student_numbers(SOFTMAX), "Z", "A", "dZ", "cost")),
        ("rounded", {name: array.round(6) for name, array in student_numbers(DEEP).items()}),
        ("one sample", student_numbers(ONE_HIDDEN, m=1)),
        ("leak", student_numbers(DEEP, "leaky_relu")),
        ("unseen leak", without(student_numbers(ONE_HIDDEN, "leaky_relu"), "Z", "A", "dA", "dZ")),
        ("half precision", student_numbers(ONE_HIDDEN, dtype="float16")),
    ]
    return found


@pytest.mark.parametrize(
    "numbers", [pytest.param(numbers, id=name) for name, numbers in right_files()]
)
def test_that_right_numbers_raise_no_alarm(numbers: dict[str, np.ndarray], tmp_path: Path) -> None:
    comparison = compared(tmp_path, numbers)
    verdicts = {str(array.place): array.verdict for array in comparison.arrays}
    judged = [
        name for name in verdicts if name.rstrip("0123456789") not in ("X", "Y", "W", "b", "D")
    ]
    assert {verdicts[name] for name in judged} == {"right"}


@pytest.mark.parametrize("sizes", [(3, 1), ONE_HIDDEN, SOFTMAX, SQUARE])
def test_that_samples_as_rows_are_transposed_and_said(
    sizes: tuple[int, ...], tmp_path: Path
) -> None:
    numbers = student_numbers(sizes, "relu")
    turned = {
        name: array.ravel() if name.startswith(("b", "db")) else array.T
        for name, array in numbers.items()
    }
    comparison = compared(tmp_path, turned)
    assert comparison.arrangement.samples_as_rows
    assert comparison.first_wrong is None
    assert any("transposed" in str(remark) for remark in comparison.remarks)


def test_that_a_mean_taken_in_dz_already_is_right_too(tmp_path: Path) -> None:
    numbers = student_numbers(DEEP, "relu")
    numbers |= {name: array / 7 for name, array in numbers.items() if name.startswith(("dZ", "dA"))}
    comparison = compared(tmp_path, numbers)
    assert comparison.first_wrong is None
    assert any("1/m" in str(remark) for remark in comparison.remarks)


def test_that_the_slope_of_the_outputs_is_right_by_way_of_their_own_da(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    A, Y = numbers["A2"], numbers["Y"]
    dA = -Y / A - (1 - Y) / (1 - A)
    shown = {name: numbers[name] for name in ("X", "Y", "W1", "b1", "W2", "b2", "A2")}
    comparison = compared(tmp_path, shown | {"dA2": dA, "dZ2": dA * A * (1 - A)})
    check_named(comparison, "minus for plus", "dA2")
    assert [array.verdict for array in comparison.arrays][-1] == "follows"


def test_that_an_update_that_goes_equally_far_everywhere_is_not_taken_for_a_plain_one(
    tmp_path: Path,
) -> None:
    numbers = student_numbers(DEEP)
    for l in (1, 2, 3):
        for kind in ("W", "b"):
            step = 0.01 * np.sign(numbers[f"d{kind}{l}"])
            numbers[f"{kind}{l}_after"] = numbers[f"{kind}{l}"] - step
    comparison = compared(tmp_path, numbers)
    assert comparison.first_wrong is None
    assert any("plain gradient descent" in str(remark) for remark in comparison.remarks)


def test_that_what_no_slip_explains_says_where_it_is_first_wrong(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    numbers["dW1"] = numbers["dW1"].copy()
    numbers["dW1"][2, 1] += 0.25
    comparison = compared(tmp_path, numbers)
    wrong = comparison.first_wrong
    assert wrong is not None
    assert (str(wrong.place), wrong.index, wrong.slips) == ("dW1", (2, 1), ())
    assert wrong.own - wrong.right == pytest.approx(0.25)
    assert "known slips" in str(summary_of(comparison))


def test_that_a_cost_that_met_the_log_of_0_is_named(tmp_path: Path) -> None:
    numbers = student_numbers((3, 1))
    numbers["A1"] = (numbers["Z1"] > 0).astype(float)
    numbers["cost"] = np.asarray(np.nan)
    comparison = compared(tmp_path, {name: numbers[name] for name in ("Y", "A1", "cost")})
    check_named(comparison, "log of 0", "cost")


def test_that_the_nesting_of_the_course_is_read_from_json(tmp_path: Path) -> None:
    numbers = {name: array.tolist() for name, array in student_numbers(ONE_HIDDEN).items()}
    nested = {
        "X": numbers["X"],
        "Y": numbers["Y"],
        "parameters": {name: numbers[name] for name in ("W1", "b1", "W2", "b2")},
        "grads": {name: numbers[name] for name in ("dW1", "db1", "dZ1", "dW2", "db2", "dZ2")},
        "caches": [
            [[numbers["X"], numbers["W1"], numbers["b1"]], numbers["Z1"]],
            [[numbers["A1"], numbers["W2"], numbers["b2"]], numbers["Z2"]],
        ],
        "AL": numbers["A2"],
        "parameters_after": {"W1": numbers["W1_after"], "b1": numbers["b1_after"]},
        "notes": "mine",
    }
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(nested), encoding="utf-8")
    comparison = compare(read_own_numbers(file))
    assert comparison.first_wrong is None
    assert {"Z2", "A1", "dZ1", "W1_after"} <= {str(array.place) for array in comparison.arrays}
    assert comparison.left_out == ("notes",)


def test_that_gradients_of_another_loss_are_right_and_the_slip_that_gives_them_is_said(
    tmp_path: Path,
) -> None:
    change = ("dZ = A - Y", "dZ = (A - Y) * A * (1 - A)")
    numbers = student_numbers(ONE_HIDDEN, change=change)
    comparison = compared(tmp_path, without(numbers, "Z", "A", "dA", "dZ", "cost"))
    assert comparison.first_wrong is None
    assert "half squared error" in str(comparison.remarks[0])
    assert "the slope falls out" in str(comparison.remarks[-1])


def test_that_a_slip_in_da_of_the_outputs_is_found_where_the_file_shows_neither_da_nor_dz(
    tmp_path: Path,
) -> None:
    by_dA = "(-Y / A - (1 - Y) / (1 - A)) * A * (1 - A)"
    numbers = student_numbers(ONE_HIDDEN, change=("dZ = A - Y", f"dZ = {by_dA}"))
    wrong = compared(tmp_path, without(numbers, "dA", "dZ")).first_wrong
    assert wrong is not None
    assert [str(found.place) for found in wrong.slips] == ["dA2"]


def test_that_a_sum_without_keepdims_is_no_sign_of_samples_as_rows(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    bench = Bench(
        Setup((ACTIVATIONS["tanh"],), loss("cross_entropy", "classes", AUTO)),
        {Place(name[0], int(name[1:] or 0)): numbers[name] for name in START},
    )
    gradients = {name: numbers[name] for name in ("dW1", "dW2", "db2")}
    gradients["db1"] = numbers["db1"].ravel()
    check_named(compared(tmp_path, gradients, bench=bench), "sum without keepdims", "db1")


def test_that_numbers_of_float32_are_right_in_a_text_which_does_not_say_it(tmp_path: Path) -> None:
    numbers = student_numbers(DEEP, "relu", dtype="float32")
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({name: array.tolist() for name, array in numbers.items()}))
    assert compare(read_own_numbers(file)).first_wrong is None


def test_that_weights_of_few_decimals_hide_no_slip(tmp_path: Path) -> None:
    numbers = student_numbers((2, 1))
    X, W, b = numbers["X"], np.array([[0.1, -0.2]]), np.array([[0.3]])
    Z = W @ X + b * 1.001
    wrong = compared(tmp_path, {"X": X, "W1": W, "b1": b, "Z1": Z}).first_wrong
    assert wrong is not None
    assert str(wrong.place) == "Z1"


def test_that_a_mean_error_of_nothing_is_right_in_float32(tmp_path: Path) -> None:
    A = np.array([[0.9, 0.1, 0.5, 0.5]], np.float32)
    Y = np.array([[1, 0, 1, 0]], np.float32)
    numbers = {"Y": Y, "A1": A, "dZ1": A - Y, "db1": np.array([[3e-9]], np.float32)}
    assert compared(tmp_path, numbers).first_wrong is None


def test_that_a_precaution_against_log_0_is_right(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    A, Y = numbers["A2"], numbers["Y"]
    losses = Y * np.log(A + 1e-8) + (1 - Y) * np.log(1 - A + 1e-8)
    assert compared(tmp_path, {**numbers, "cost": -np.mean(losses)}).first_wrong is None


def signed(A: np.ndarray, cost: float) -> dict[str, np.ndarray]:
    """Return logistic regression or a straight line, as a student has it for labels of -1 and 1."""
    X, Y, W, b = SIGNED["X"], SIGNED["Y"], SIGNED["W1"], SIGNED["b1"]
    dZ = A - Y
    return SIGNED | {
        "Z1": W @ X + b,
        "A1": A,
        "cost": np.asarray(cost),
        "dZ1": dZ,
        "dW1": dZ @ X.T / 5,
    }


SIGNED = {
    "X": np.random.RandomState(2).randn(3, 5),
    "Y": np.array([[1.0, -1, 1, 1, -1]]),
    "W1": np.random.RandomState(3).randn(1, 3),
    "b1": np.array([[0.123456789]]),
}


@pytest.mark.parametrize("kinds", [(), ("Z", "A"), ("Z", "A", "dZ", "dW"), ("Z", "A", "cost")])
def test_that_labels_of_minus_1_and_1_are_named_with_cross_entropy(
    kinds: tuple[str, ...], tmp_path: Path
) -> None:
    Y, A = SIGNED["Y"], 1 / (1 + np.exp(-SIGNED["W1"] @ SIGNED["X"] - SIGNED["b1"]))
    numbers = signed(A, -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))
    comparison = compared(tmp_path, without(numbers, *kinds))
    check_named(comparison, "labels of -1 and 1", "Y")
    assert {array.verdict for array in comparison.arrays[2:]} <= {"given", "right", "follows"}


def test_that_labels_of_minus_1_and_1_are_right_with_a_squared_error(tmp_path: Path) -> None:
    A = SIGNED["W1"] @ SIGNED["X"] + SIGNED["b1"]
    numbers = signed(A, np.mean((A - SIGNED["Y"]) ** 2) / 2)
    assert compared(tmp_path, numbers).first_wrong is None


@pytest.mark.parametrize(
    ("activation", "line"),
    [
        ("tanh", "dZ1 = dA1 * (1 - A1**2)"),
        ("sigmoid", "dZ1 = dA1 * A1 * (1 - A1)"),
        ("relu", "dZ1 = dA1 * (Z1 > 0)"),
    ],
)
def test_that_the_line_that_would_be_right_runs_and_gives_the_right_array(
    activation: str, line: str, tmp_path: Path
) -> None:
    numbers = student_numbers(ONE_HIDDEN, activation)
    wrong = compared(tmp_path, numbers | {"dZ1": -numbers["dZ1"]}).first_wrong
    assert wrong is not None
    assert str(wrong.slips[0].right) == line
    names: dict[str, object] = {"np": np, **numbers}
    exec(line, names)
    np.testing.assert_allclose(np.asarray(names["dZ1"]), numbers["dZ1"], rtol=1e-12)


def test_that_a_b_of_n_is_compared_as_a_column_and_said(tmp_path: Path) -> None:
    numbers = student_numbers(ONE_HIDDEN)
    comparison = compared(tmp_path, numbers | {"b1": numbers["b1"].ravel()})
    assert comparison.first_wrong is None
    assert "b1 is (n,) in the file" in " ".join(map(str, comparison.remarks))


def test_that_a_cost_that_is_no_number_is_said_to_come_of_the_log_of_0(tmp_path: Path) -> None:
    comparison = compared(tmp_path, student_numbers(ONE_HIDDEN) | {"cost": np.array(np.nan)})
    assert "logarithm of 0" in str(summary_of(comparison))
