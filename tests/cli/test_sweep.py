"""The verb sweep: what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.cli.run_main import run_main

SMALL = ("--set", "data.samples=60", "--set", "training.iterations=30", "--on", "threads")
RATES = ("--over", "training.learning_rate=0.1,0.2")


def test_that_json_has_every_run_with_its_settings_figures_and_file(tmp_path: Path) -> None:
    done = run_main("sweep", "flower", *SMALL, *RATES, "--seeds", 2, "--out", tmp_path, "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["reason"]) == (0, "done")
    assert [run["settings"] for run in answer["runs"]] == [
        {"training.learning_rate": rate, "network.seed": seed}
        for rate in (0.1, 0.2)
        for seed in (2, 3)
    ]
    for run in answer["runs"]:
        kept = json.loads(Path(run["run"]).read_bytes())
        assert run["train_cost"] == kept["train_cost"] > 0
        assert run["test_cost"] is run["test_accuracy"] is None


def test_that_the_table_has_the_best_trial_first(tmp_path: Path) -> None:
    done = run_main("sweep", "flower", *SMALL, *RATES, "--out", tmp_path)
    heading, *rows = done.stdout.splitlines()
    costs = [float(row.split()[1]) for row in rows]
    assert heading.split()[:3] == ["training.learning_rate", "train", "cost"]
    assert len(costs) == 2
    assert costs == sorted(costs)


def test_that_a_second_sweep_says_that_its_runs_were_there(tmp_path: Path) -> None:
    words = ("sweep", "flower", *SMALL, *RATES, "--out", tmp_path, "--json")
    first, second = run_main(*words), run_main(*words)
    assert second.stdout == first.stdout
    assert "2 of the runs were there already." in second.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Say what to vary"),
        (("--over", "training.rate=1,2"), "is not a setting"),
        ((*RATES, "--seeds", 0), "--seeds"),
        ((*RATES, "--search", "random"), "--trials"),
        ((*RATES, "--workers", -1), "-1 workers: give a number above 0"),
        ((*RATES, "--seconds", 0), "0 seconds: give a number above 0"),
        ((*RATES, "--cluster", "nobody"), "write the address that the scheduler prints"),
    ],
)
def test_that_a_mistake_is_told_in_one_line(
    words: tuple[object, ...], sentence: str, tmp_path: Path
) -> None:
    if "--cluster" in words:
        pytest.importorskip("distributed")
    done = run_main("sweep", "flower", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""


def test_that_a_trial_that_is_refused_says_why(tmp_path: Path) -> None:
    rows = [f"{row},{row % 2},{'ab'[row % 2]}" for row in range(12)]
    (tmp_path / "t.csv").write_text("\n".join(["x,z,y", *rows]), encoding="utf-8")
    words = ("sweep", "t.csv", "--set", "training.epochs=2", "--out", "runs")
    some = run_main(*words, "--over", "data.target=y,zz", where=tmp_path)
    assert some.returncode == 0
    assert "refused: t.csv has no column zz" in some.stdout
    none = run_main(*words, "--over", "data.target=xx,zz", where=tmp_path)
    assert none.returncode == 2
    assert "t.csv has no column" in none.stderr
