"""Facts about `class`: one object of JSON, a table for other programs, mistakes in a sentence."""

import csv
import json
from pathlib import Path

import pytest

from cli.verbs import run_verb
from core.data.load import load
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.projects.project import capture_project, write_project
from core.training.run import run


def test_that_the_projects_of_a_class_are_told_and_written_to_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    experiment = with_settings(preset("circles-zeros"), {"training.iterations": 30})
    write_project(
        capture_project(run(experiment, load(experiment.data))), tmp_path / "ada.layerbench"
    )
    (tmp_path / "ben.layerbench").write_bytes(b"")
    table = tmp_path / "class.csv"
    assert run_verb("class", [str(tmp_path), "--out", str(table), "--json"]) == 0
    ada, ben = json.loads(capsys.readouterr().out)["projects"]
    assert ada["iterations"] == 30
    assert ada["test_accuracy"] == 0.5
    assert "symmetric_units" in [finding["key"] for finding in ada["health"]]
    assert "ben.layerbench" in ben["error"]
    with open(table, encoding="utf-8", newline="") as file:
        assert [row["project"] for row in csv.DictReader(file)] == ["ada", "ben"]
    assert run_verb("class", [str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ada: circles, 10 x 5 ReLU, rate 0.01; 30 iterations, train cost")
    assert lines[-1].startswith("ben: ")


def test_that_a_folder_without_projects_ends_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_verb("class", [str(tmp_path)]) == 2
    assert "holds no project" in capsys.readouterr().err
