"""Facts about networks made elsewhere, which are weights by the course's names and nothing else."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import LayerbenchError
from core.experiment.inputs import NumberInputs, PictureInputs
from core.models.bare_weights import (
    Uses,
    describe_bare_weights,
    possible_inputs,
    read_bare_weights,
)

PLANE = NumberInputs(names=("x1", "x2"))
X = np.random.RandomState(3).randn(2, 9)


def _weights(*sizes: int) -> dict[str, np.ndarray]:
    random, weights = np.random.RandomState(1), {}
    for l in range(1, len(sizes)):
        weights[f"W{l}"] = random.randn(sizes[l], sizes[l - 1])
        weights[f"b{l}"] = random.randn(sizes[l], 1)
    return weights


def _hidden(weights: dict[str, np.ndarray]) -> np.ndarray:
    return np.tanh(weights["W1"] @ X + weights["b1"])


def test_that_one_output_is_read_as_a_sigmoid(tmp_path: Path) -> None:
    weights = _weights(2, 4, 1)
    np.savez(tmp_path / "net.npz", **weights, costs=np.arange(3.0))
    bare = describe_bare_weights(tmp_path / "net.npz")
    assert (bare.sizes, bare.classes, bare.turned) == ((2, 4, 1), 2, False)
    model = read_bare_weights(bare, Uses(("tanh",), PLANE, ("red", "blue")))
    expected = 1 / (1 + np.exp(-(weights["W2"] @ _hidden(weights) + weights["b2"])))
    assert np.abs(model.readings(X)[1] - expected).max() < 1e-12
    assert model.classes == ("red", "blue")


@pytest.mark.parametrize("outputs", [2, 3])
@pytest.mark.parametrize("turned", [False, True])
def test_that_several_outputs_are_read_as_a_softmax(
    tmp_path: Path, outputs: int, turned: bool
) -> None:
    weights = _weights(2, 4, outputs)
    stored = {name: part.T if turned else part for name, part in weights.items()}
    np.savez(tmp_path / "net.npz", **{name: part.squeeze() for name, part in stored.items()})
    names = ("a", "b", "c")[:outputs]
    model = read_bare_weights(
        describe_bare_weights(tmp_path / "net.npz"), Uses(("tanh",), PLANE, names)
    )
    powers = np.exp(weights["W2"] @ _hidden(weights) + weights["b2"])
    assert np.abs(model.readings(X) - powers / powers.sum(axis=0)).max() < 1e-12


def test_that_square_matrices_inputs_by_outputs_are_known_by_the_other_layers(
    tmp_path: Path,
) -> None:
    weights = _weights(2, 2, 1)
    stored = {name: part.T if name.startswith("W") else part for name, part in weights.items()}
    np.savez(tmp_path / "net.npz", **stored)
    model = read_bare_weights(
        describe_bare_weights(tmp_path / "net.npz"), Uses(("tanh",), PLANE, ("a", "b"))
    )
    assert np.array_equal(model.parameters.W[0], weights["W1"])


def test_that_inputs_may_be_pictures_of_every_square_size_that_fits() -> None:
    assert possible_inputs(12_288)[0] == PictureInputs(64, True)
    assert possible_inputs(784)[0] == PictureInputs(28, False)
    assert possible_inputs(30_000)[0] == PictureInputs(100, True)
    assert [type(one) for one in possible_inputs(2)] == [NumberInputs]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"W2": np.zeros((1, 5))}, "do not follow each other"),
        ({"b2": None}, "b2 is missing"),
        ({"W3": np.zeros((1, 1))}, "b3 is missing"),
        ({"W1": np.full((4, 2), np.nan)}, "no finite numbers"),
        ({"W1": np.ones((4, 2), np.int64)}, "floating-point"),
        ({"W1": np.zeros((4, 2, 1))}, "do not follow each other"),
        ({"W1": np.zeros((4, 0))}, "do not follow each other"),
    ],
)
def test_that_arrays_that_are_no_network_are_refused_in_words(
    tmp_path: Path, change: dict[str, np.ndarray | None], words: str
) -> None:
    arrays = _weights(2, 4, 1) | change
    np.savez(tmp_path / "net.npz", **{k: part for k, part in arrays.items() if part is not None})
    with pytest.raises(LayerbenchError, match=words) as refused:
        read_bare_weights(
            describe_bare_weights(tmp_path / "net.npz"), Uses(("tanh",), PLANE, ("a", "b"))
        )
    assert "net.npz" in str(refused.value)
