"""derive: the formulas of an experiment on the command line."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.experiment.presets import preset
from core.training.trainer import Trainer
from tests.cli.run_main import run_main


def test_that_the_formulas_of_a_preset_are_printed_with_their_shapes() -> None:
    done = run_main("derive", "flower")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "Z1 (4, 400) = W1 (4, 2) . X (2, 400) + b1 (4, 1)" in lines
    assert "dL/dz2 = a2 - y" in lines


def test_that_four_layers_of_5_5_3_and_1_units_have_the_same_formulas_four_times() -> None:
    lines = [line.strip() for line in run_main("derive", "four-layers").stdout.splitlines()]
    for line in (
        "Z1 (5, 300) = W1 (5, 2) . X (2, 300) + b1 (5, 1)",
        "Z2 (5, 300) = W2 (5, 5) . A1 (5, 300) + b2 (5, 1)",
        "Z3 (3, 300) = W3 (3, 5) . A2 (5, 300) + b3 (3, 1)",
        "Z4 (1, 300) = W4 (1, 3) . A3 (3, 300) + b4 (1, 1)",
        "dA3 (3, 300) = W4ᵀ (3, 1) . dZ4 (1, 300)",
        "dZ3 (3, 300) = dA3 (3, 300) * g3'(Z3 (3, 300))",
        "dA1 (5, 300) = W2ᵀ (5, 5) . dZ2 (5, 300)",
    ):
        assert line in lines


def test_that_they_follow_what_is_set() -> None:
    done = run_main("derive", "flower", "--set", "network.hidden=[]", "--form", "latex", "--json")
    answer = json.loads(done.stdout)
    assert answer["form"] == "latex"
    assert r"\underset{(1, 2)}{W^{[1]}}" in answer["text"]
    assert "[2]" not in answer["text"]
    forward = next(stage for stage in answer["stages"] if stage["stage"] == "forward")
    assert [(line["name"], line["shape"]) for line in forward["lines"]] == [
        ("Z1", [1, 400]),
        ("A1", [1, 400]),
    ]


def test_that_the_program_runs_on_the_numbers_that_are_saved(tmp_path: Path) -> None:
    words = ("--form", "numpy", "--numbers", "numbers.npz")
    done = run_main("derive", "flower", *words, where=tmp_path)
    (tmp_path / "update.py").write_text(done.stdout, encoding="utf-8")
    with np.load(tmp_path / "numbers.npz") as numbers:
        cost, _, after = runpy.run_path(str(tmp_path / "update.py"))["update"](numbers)
    trainer = Trainer(preset("flower"), load(preset("flower").data))
    trainer.step()
    first = trainer.history.train_cost.curve().values[0]
    assert cost == pytest.approx(first, rel=1e-12)
    np.testing.assert_allclose(after["W2"], trainer.parameters.W[1], 1e-12)


@pytest.mark.parametrize(
    "words",
    [
        ("derive",),
        ("derive", "flower", "--set", "training.loss=hing"),
        ("derive", "flower", "--numbers", "missing/numbers.npz"),
    ],
    ids=["nothing", "an unknown loss", "a place that is not there"],
)
def test_that_a_mistake_ends_with_2_and_says_what_to_do(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    done = run_main(*words, where=tmp_path)
    assert done.returncode == 2
    assert done.stderr
    assert not done.stdout
