"""Facts about the published runs: their costs and accuracies come out again."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.data.load import load
from core.experiment_file import changed_all
from core.presets import preset
from core.training.run import run
from core.training.trainer import Trainer


def _trained(course: Path, name: str) -> tuple[Trainer, dict[str, Any]]:
    published = json.loads((course / "results.json").read_text())[name]
    experiment = preset(name)
    if published["data"] == "cat":
        folders = {"data.folder": course / "cat/train", "data.test_folder": course / "cat/test"}
        experiment = changed_all(experiment, {key: str(place) for key, place in folders.items()})
    return run(experiment, load(experiment.data)), published


@pytest.mark.parametrize("name", ["deep-cats", "two-layer-cats", "logistic-cats", "flower"])
def test_that_a_published_run_comes_out_again(course: Path, name: str) -> None:
    trainer, published = _trained(course, name)
    costs = trainer.history.train_cost.curve().values
    for at, printed in published["costs"]:
        assert abs(costs[at] - float(printed)) <= _tolerance(published, at), at
    if "train_accuracy" in published:
        assert trainer.score_train().accuracy == pytest.approx(published["train_accuracy"])
    test = trainer.score_test()
    assert (test and test.accuracy) == (
        published["test_accuracy"] and pytest.approx(published["test_accuracy"])
    )


def _tolerance(published: dict[str, Any], at: int) -> float:
    if at > published.get("decimals_until", at):
        return published["later_tolerance"]
    if "decimals" in published:
        return 0.5 * 10 ** -published["decimals"] * 1.001
    return published["absolute_tolerance"]
