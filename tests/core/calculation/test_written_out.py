"""A small network with all entries: the matrices of the text multiply to the ones it says."""

import re

import numpy as np

from core.calculation.sample import calculate
from core.calculation.written_out import side_by_side, write_out
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


def matrices(block: str) -> list[np.ndarray]:
    """Read the matrices of a block back, from left to right."""
    found: dict[int, list[list[float]]] = {}
    for line in block.splitlines():
        for row in re.finditer(r"\[ (.*?) \]", line):
            found.setdefault(row.start(), []).append([float(cell) for cell in row[1].split()])
    return [np.array(found[place]) for place in sorted(found)]


def name(block: str) -> str:
    """The array on the left, whose name begins a line."""
    return next(line.split()[0] for line in block.splitlines() if line[0] not in " [")


def test_that_entries_stand_in_aligned_columns_under_name_and_shape() -> None:
    W, x = np.array([[1.0, -2.5], [10.0, 0.0]]), np.array([[1.0], [2.0]])
    assert side_by_side([("Z1", W @ x), "=", ("W1", W), ".", ("X", x)]).splitlines() == [
        "Z1 (2, 1)   W1 (2, 2)      X (2, 1)",
        "[ -4 ]    = [  1  -2.5 ] . [ 1 ]",
        "[ 10 ]      [ 10     0 ]   [ 2 ]",
    ]
    column = np.array([[1.0], [2.0], [3.0]])
    assert side_by_side([("dZ1", np.array([[7.0]])), ".", ("A1", column)]).splitlines() == [
        "             A1 (3, 1)",
        "dZ1 (1, 1)   [ 1 ]",
        "[ 7 ]      . [ 2 ]",
        "             [ 3 ]",
    ]


def test_that_the_matrices_of_a_line_multiply_to_its_left_side() -> None:
    network, parameters, x = small_network(2, 3, 1)
    text = write_out(calculate(network, parameters, x, np.array([1.0])))
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


def test_that_a_large_matrix_is_named_by_its_shape() -> None:
    network, parameters, x = small_network(40, 3, 1)
    text = write_out(calculate(network, parameters, x, np.array([1.0])))
    assert "Layer 1: W1 is (3, 40). Matrices of up to 6 x 6 are written out" in text
    assert "W2 (1, 3)" in text
    assert "dW1" not in text
