"""compare: a student's own arrays on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.run_main import run_main
from tests.core.own_numbers.student_program import student_numbers


@pytest.fixture
def right(tmp_path: Path) -> Path:
    np.savez(tmp_path / "right.npz", **student_numbers((2, 4, 1)))
    return tmp_path / "right.npz"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    slip = ("1 / m * np.dot(dZ", "np.dot(dZ")
    np.savez(tmp_path / "wrong.npz", **student_numbers((2, 4, 1), change=slip))
    return tmp_path / "wrong.npz"


def test_that_right_arrays_are_listed_in_the_order_of_computation(right: Path) -> None:
    done = run_main("compare", right)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in lines if line[1] == "right"][:6] == [
        *("Z1", "A1", "Z2", "A2", "cost", "dZ2"),
    ]
    assert done.stdout.splitlines()[-1] == "All 16 arrays are right."


def test_that_a_wrong_array_has_its_place_both_numbers_and_the_slip_in_one_line(
    wrong: Path,
) -> None:
    done = run_main("compare", wrong)
    assert done.returncode == 3
    line = next(line for line in done.stdout.splitlines() if line.startswith("dW2"))
    for part in ("wrong at [0, 0]", "is right", "1/m is missing", "dW2 = 1 / m * dZ2 @ A1.T"):
        assert part in line
    after = next(line for line in done.stdout.splitlines() if line.startswith("W2_after"))
    assert "follows from dW2" in after


def test_that_json_is_one_object_with_every_array(wrong: Path) -> None:
    done = run_main("compare", wrong, "flower", "--json")
    answer = json.loads(done.stdout)
    assert (answer["right"], answer["first_wrong"]) == (False, "dW2")
    array = next(array for array in answer["arrays"] if array["name"] == "dW2")
    assert [slip["name"] for slip in array["slips"]] == ["no 1/m"]
    assert array["place"] == [0, 0]


def test_that_a_file_that_is_none_ends_with_status_2(tmp_path: Path) -> None:
    done = run_main("compare", tmp_path / "no.npz")
    assert done.returncode == 2
    assert "no such file" in done.stderr
