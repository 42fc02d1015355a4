"""What a file of arrays may hold, and how its names are written."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError
from core.own_numbers.compare import compare
from core.own_numbers.read import read_own_numbers
from core.own_numbers.values import Place


def test_that_pickled_dictionaries_are_refused_with_how_to_save_them(tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    np.savez(file, parameters=np.array({"W1": np.ones((2, 2))}, dtype=object))
    with pytest.raises(DataError, match=r"\*\*parameters"):
        read_own_numbers(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "dictionary"),
        ('{"W1": [[1, 2], [3]]}', "W1"),
        ('{"W1": "many"}', "W1"),
        ('{"W1": []}', "W1 is empty"),
        ('{"learning_rate": [1, 2], "W1": [[1]]}', "learning_rate"),
        ('{"mine": [1]}', "no array"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"W1": {"deep": {"deeper": 1}}}', "no array"),
        ("\x00\xff", "no JSON"),
        ('{"caches": [[1, 2]]}', "no array"),
        ('{"X": [[1]], "leak": NaN}', "leak"),
    ],
)
def test_that_a_text_that_is_no_set_of_arrays_is_refused_in_words(
    text: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(text, encoding="latin-1")
    with pytest.raises(DataError, match=said):
        read_own_numbers(file)


def test_that_names_of_the_course_are_known_in_their_ways_of_writing(tmp_path: Path) -> None:
    one = np.ones((1, 1))
    file = tmp_path / "mine.npz"
    names = ("train_X", "labels", "W1", "b2", "z1", "A0", "AL", "dZ2", "grads.dW1", "parameters/W2")
    later = ("W1_new", "parameters_after.b1", "b2_updated")
    np.savez(file, **dict.fromkeys((*names, *later, "J", "alpha", "epochs"), one))
    own = read_own_numbers(file)
    expected = {
        *(Place("X"), Place("Y"), Place("W", 1), Place("b", 2), Place("Z", 1), Place("A", 2)),
        *(Place("dZ", 2), Place("dW", 1), Place("W", 2), Place("cost")),
        *(Place("W_after", 1), Place("b_after", 1), Place("b_after", 2)),
    }
    assert set(own.arrays) == expected
    assert own.numbers == {"learning_rate": 1.0}
    assert own.left_out == ["epochs"]


def test_that_logistic_regression_has_its_weights_in_a_column(tmp_path: Path) -> None:
    random = np.random.RandomState(1)
    X, Y, w, b = random.randn(3, 5), np.array([[0, 1, 1, 0, 1]]), random.randn(3, 1), 0.5
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    dw, db = X @ (A - Y).T / 5, np.sum(A - Y) / 5
    file = tmp_path / "mine.npz"
    np.savez(file, X=X, Y=Y, w=w, b=b, A=A, dw=dw, db=db)
    comparison = compare(read_own_numbers(file))
    verdicts = {str(array.place): array.verdict for array in comparison.arrays}
    assert {verdicts[name] for name in ("A1", "dW1", "db1")} == {"right"}


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_that_numbers_that_are_not_finite_end_in_no_error(odd: float, tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    np.savez(
        file, X=np.ones((2, 3)), W1=np.ones((1, 2)), b1=np.zeros((1, 1)), Z1=np.full((1, 3), odd)
    )
    wrong = compare(read_own_numbers(file)).first_wrong
    assert wrong is not None
    assert str(wrong.place) == "Z1"


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_that_inputs_that_are_not_finite_are_refused(odd: float, tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    np.savez(file, X=np.full((2, 3), odd), W1=np.ones((1, 2)))
    with pytest.raises(DataError, match="X holds NaN or infinity"):
        read_own_numbers(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"W1": [[1]], "W1": [[2]]}', "W1 is in the file twice"),
        ('{"w1": [[1, 2]], "W1": [[3, 4]]}', "two arrays for one name"),
        ('{"W1": [["1", "2"]]}', "no array of numbers"),
        ('{"W1": [[1%s]]}' % ("0" * 400), "no array of numbers"),
        ('{"W1": [[1]], "keep_prob": 0}', "keep_prob is to be above 0"),
        ('{"W1": [[1]], "lambd": -1}', "lambd is to be 0 or more"),
    ],
)
def test_that_a_text_that_cannot_be_meant_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(text)
    with pytest.raises(DataError, match=said):
        read_own_numbers(file)


def test_that_names_of_activations_in_lists_of_lists_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"W1": [[1]], "activations": [["relu"], "tanh"]}')
    assert read_own_numbers(file).activations == ()


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 2, 3), (3, 2)])
def test_that_any_shape_is_told_and_ends_in_no_error(
    shape: tuple[int, ...], tmp_path: Path
) -> None:
    file = tmp_path / "mine.npz"
    arrays = dict.fromkeys(("X", "Y", "W1", "b1", "Z1", "A1", "dW1", "cost"), np.ones(shape))
    np.savez(file, **arrays)
    assert len(compare(read_own_numbers(file)).arrays) == len(arrays)


def test_that_complex_numbers_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    np.savez(file, Z1=np.array([[1 + 2j]]))
    with pytest.raises(DataError, match="real number"):
        read_own_numbers(file)
