"""Facts about reference costs."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError
from core.experiment.presets import COURSE_ORDER
from core.experiment.reference_costs import (
    Agreement,
    compare,
    published,
    read_reference,
)

ITERATIONS = np.arange(5000.0)


def _reference(tmp_path: Path, text: str):
    file = tmp_path / "mine.csv"
    file.write_text(text)
    return read_reference(file)


@pytest.mark.parametrize("headings", ["", "iteration,cost\n", "\ufeffepoch,cost\n"])
def test_that_a_csv_may_have_headings(tmp_path: Path, headings: str) -> None:
    reference = _reference(tmp_path, headings + "0,0.693147\n100, 0.58450\n")
    assert reference.at.tolist() == [0, 100]
    assert reference.costs.tolist() == [0.693147, 0.5845]
    assert reference.decimals == 5


@pytest.mark.parametrize("text", ["", "iteration,cost\n", "0,1\n1;2\n", "0,1\nx,2\n", "a,b\nc,d"])
def test_that_what_is_no_list_of_costs_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"mine\.csv"):
        _reference(tmp_path, text)


def test_that_an_iteration_of_400_digits_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mine\.csv, line 2"):
        _reference(tmp_path, f"0,0.5\n{'9' * 400},0.4\n")


def test_that_no_more_is_read_than_a_list_of_costs_can_be(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mine\.csv cannot be read .* larger than 4 MB"):
        _reference(tmp_path, "1,0.5\n" * 700_000)


def test_that_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(DataError, match=r"not an ordinary file"):
            read_reference(path)


def test_that_a_run_that_rounds_to_what_is_printed_agrees(tmp_path: Path) -> None:
    reference = _reference(tmp_path, "0,0.500000\n1000,0.250000\n4999,0.125000\n")
    costs = np.full(5000, 0.25)
    costs[0] = 0.5000004
    assert compare(reference, ITERATIONS[:3000], costs[:3000]) == Agreement(2, 6, None, 0.0)


def test_that_the_first_place_that_differs_is_named(tmp_path: Path) -> None:
    exact = _reference(tmp_path, "0,0.500000\n1000,0.250000\n2000,0.250003\n")
    found = compare(exact, ITERATIONS, np.where(ITERATIONS == 0, 0.5, 0.25))
    assert (found.compared, found.departs, found.decimals) == (3, 2000, 5)
    assert found.by == pytest.approx(3e-6)


def test_that_nothing_is_compared_before_the_first_step(tmp_path: Path) -> None:
    reference = _reference(tmp_path, "0,0.500000\n")
    assert compare(reference, ITERATIONS[:0], ITERATIONS[:0]).compared == 0


def test_that_a_cost_that_is_no_number_departs(tmp_path: Path) -> None:
    reference = _reference(tmp_path, "0,0.500000\n")
    assert compare(reference, ITERATIONS[:1], np.array([np.nan])).departs == 0


@pytest.mark.parametrize("name", COURSE_ORDER)
def test_that_every_preset_of_the_course_has_its_published_costs(name: str) -> None:
    assert published(name) is not None


def test_that_other_experiments_have_none() -> None:
    assert published("mine") is None


@pytest.mark.parametrize(
    ("name", "off", "agrees"),
    [
        ("flower", 4e-4, True),
        ("flower", 6e-4, False),
        ("circles-large", 0.015, True),
        ("circles-large", 0.06, False),
    ],
)
def test_that_late_costs_agree_within_what_published_copies_differ_by(
    name: str, off: float, agrees: bool
) -> None:
    reference = published(name)
    assert reference is not None
    costs = reference.costs.copy()
    costs[-1] += off
    found = compare(reference, reference.at, costs)
    assert (found.departs is None) == agrees
    assert found.as_copies == pytest.approx(off if agrees else 0.0)


def test_that_the_flower_s_early_costs_are_held_to_what_is_printed() -> None:
    reference = published("flower")
    assert reference is not None
    costs = reference.costs + np.where(reference.at == 7000, 2e-6, 0)
    assert compare(reference, reference.at, costs).departs == 7000
