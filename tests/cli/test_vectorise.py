"""vectorise: loops beside matrices on the command line."""

import json

import pytest

from core.training.analyses import vectorisation
from tests.cli.run_main import run_main


@pytest.fixture(autouse=True)
def _small(monkeypatch) -> None:
    """Take one sample and one call, which are enough to see what is printed."""
    monkeypatch.setattr(vectorisation, "REPEATED", 0.0)
    monkeypatch.setattr(vectorisation, "LONGEST", 0.0)


def test_that_without_a_word_the_courses_shape_is_measured_on_made_up_numbers() -> None:
    done = run_main("vectorise")
    assert done.returncode == 0
    first, second, *_, last = done.stdout.splitlines()
    assert "made-up numbers" in first
    assert second == "A network of 12288 - 1 units, 209 samples, float64."
    assert last.startswith("The results are equal")


def test_that_a_preset_is_measured_and_json_holds_times_ratio_and_difference() -> None:
    done = run_main("vectorise", "flower", "--set", "data.samples=20", "--json")
    answer = json.loads(done.stdout)
    assert (answer["made_up"], answer["sizes"], answer["samples"]) == (False, [2, 4, 1], 20)
    assert answer["equal"]
    assert 0 <= answer["largest_difference"] < 1e-12
    for name in ("forward", "backward", "product"):
        row = answer[name]
        assert row["looped"] == 1
        assert row["ratio"] == pytest.approx(row["all_loop_seconds"] / row["matrix_seconds"])


def test_that_a_setting_without_an_experiment_is_asked_for_one() -> None:
    done = run_main("vectorise", "--set", "network.seed=2")
    assert done.returncode == 2
    assert "Say what to do" in done.stderr
