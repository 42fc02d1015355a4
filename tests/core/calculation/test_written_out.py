"""A small network with all entries: the matrices of the text multiply to the ones it says."""

import re

import numpy as np

from core.calculation.sample import calculate
from core.calculation.written_out import Block, Places, matrix, side_by_side, write_out
from core.network.activations import ACTIVATIONS
from core.network.losses import loss
from core.network.network import Network
from core.network.parameters import Parameters


def small_network(*sizes: int) -> tuple[Network, Parameters, np.ndarray]:
    random = np.random.RandomState(3)
    network = Network(sizes, [ACTIVATIONS["tanh"]] * (len(sizes) - 2), loss("cross_entropy"))
    parameters = Parameters(network.sizes)
    parameters.flat[:] = random.randn(len(parameters.flat))
    return network, parameters, random.randn(sizes[0])


def whole(title: str, M: np.ndarray) -> Block:
    return matrix(title, M, *map(Places.of, M.shape))


def name_of(layer: int, number: int) -> str:
    return f"name {layer}.{number}"


def matrices(block: str) -> list[np.ndarray]:
    """Read the matrices of a block back, from left to right."""
    found: dict[int, list[list[float]]] = {}
    for line in block.splitlines():
        for row in re.finditer(r"\[ (.*?) \]", line):
            found.setdefault(row.start(), []).append([float(cell) for cell in row[1].split()])
    return [np.array(found[place]) for place in sorted(found)]


def name(block: str) -> str:
    """The array on the left: the leftmost that has its shape behind it."""
    shaped = re.compile(r"(\S+) \(\d+, \d+\)")
    found = [(row.start(), row[1]) for line in block.splitlines() for row in shaped.finditer(line)]
    return min(found, default=(0, ""))[1]


def test_that_entries_stand_in_aligned_columns_under_name_and_shape() -> None:
    W, x = np.array([[1.0, -2.5], [10.0, 0.0]]), np.array([[1.0], [2.0]])
    assert side_by_side(
        [whole("Z1", W @ x), "=", whole("W1", W), ".", whole("X", x)]
    ).splitlines() == [
        "Z1 (2, 1)   W1 (2, 2)      X (2, 1)",
        "[ -4 ]    = [  1  -2.5 ] . [ 1 ]",
        "[ 10 ]      [ 10     0 ]   [ 2 ]",
    ]
    column = np.array([[1.0], [2.0], [3.0]])
    assert side_by_side(
        [whole("dZ1", np.array([[7.0]])), ".", whole("A1", column)]
    ).splitlines() == [
        "             A1 (3, 1)",
        "dZ1 (1, 1)   [ 1 ]",
        "[ 7 ]      . [ 2 ]",
        "             [ 3 ]",
    ]


def test_that_the_matrices_of_a_line_multiply_to_its_left_side() -> None:
    network, parameters, x = small_network(2, 3, 1)
    text = write_out(calculate(network, parameters, x, np.array([1.0])), name_of)
    blocks = {name(block): matrices(block) for block in text.split("\n\n")}
    for l in (1, 2):
        Z, W, A, b = blocks[f"Z{l}"]
        np.testing.assert_allclose(Z, W @ A + b, atol=2e-3)
        dW, dZ, A_transposed = blocks[f"dW{l}"]
        np.testing.assert_allclose(dW, dZ @ A_transposed, atol=2e-3)
    dZ, W_transposed, dZ_above, slope = blocks["dZ1"]
    np.testing.assert_allclose(dZ, W_transposed @ dZ_above * slope, atol=2e-3)
    dZ, A, Y = blocks["dZ2"]
    np.testing.assert_allclose(dZ, A - Y, atol=2e-3)


def test_that_rows_and_inputs_have_their_names() -> None:
    network, parameters, x = small_network(2, 3, 1)
    forward = write_out(calculate(network, parameters, x, None), name_of).split("\n\n")[1]
    lines = forward.splitlines()[1:]
    assert [line.split("[")[0].strip() for line in lines] == ["name 1.0", "name 1.1", "name 1.2"]
    assert re.findall(r"\] (name 0\.\d)", forward) == ["name 0.0", "name 0.1"]


def test_that_all_entries_of_twenty_units_are_written() -> None:
    network, parameters, x = small_network(2, 20, 1)
    text = write_out(calculate(network, parameters, x, np.array([1.0])), name_of)
    assert "…" not in text
    blocks = {name(block): matrices(block) for block in text.split("\n\n")}
    assert [M.shape for M in blocks["Z2"]] == [(1, 1), (1, 20), (20, 1), (1, 1)]


def test_that_large_matrices_are_written_in_part_with_what_is_left_out() -> None:
    network, parameters, x = small_network(40, 30, 1)
    seen = calculate(network, parameters, x, np.array([1.0]))
    text = write_out(seen, name_of, wanted=(1, 13))
    assert text.startswith("4 of 40 inputs are written; … are the others.\n\nLayer 1: 5 of 30 ")
    block = next(block for block in text.split("\n\n") if name(block) == "Z1")
    rows = [line.split("[")[0].strip() for line in block.splitlines()[1:]]
    assert [row for row in rows if row] == [
        "name 1.0",
        "name 1.1",
        "name 1.2",
        "…",
        "name 1.13",
        "…",
        "name 1.29",
    ]
    row = next(line for line in block.splitlines() if "name 1.13" in line)
    cells = re.findall(r"\[ (.*?) \]", row)
    assert cells[0] == f"{seen.layers[0].z[13]:.4g}".rjust(len(cells[0]))
    expected = [f"{w:.4g}" for w in parameters.W[0][13, [0, 1, 2, 39]]]
    assert cells[1].split() == [*expected[:3], "…", expected[3]]
