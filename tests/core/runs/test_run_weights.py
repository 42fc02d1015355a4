"""Facts about the weights of kept runs: whole, bounded, and gone with their runs."""

from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.errors import LayerbenchError
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from core.models.model import Model
from core.runs import run_weights
from core.runs.run_weights import RunWeights
from core.training.run import run

MOONS = Experiment(
    data=DataSettings(kind="moons", samples=30), training=TrainingSettings(iterations=5)
)


@pytest.fixture
def model() -> Model:
    dataset = load(MOONS.data)
    return Model.of(MOONS, dataset, run(MOONS, dataset).parameters)


@pytest.fixture
def weights(tmp_path: Path) -> RunWeights:
    return RunWeights(tmp_path / "runs")


def test_that_weights_come_back_bit_for_bit(weights: RunWeights, model: Model) -> None:
    weights.put("a", model)
    found = RunWeights(weights.folder).read("a")
    assert found.parameters.flat.tobytes() == model.parameters.flat.tobytes()
    assert weights.problem == ""


def test_that_weights_go_with_their_run_and_the_oldest_beyond_the_bound(
    weights: RunWeights, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in "abc":
        weights.put(key, model)
    weights.keep_only("bc")
    with pytest.raises(LayerbenchError, match="not kept"):
        weights.read("a")
    size = (weights.folder / "c.weights.npz").stat().st_size
    monkeypatch.setattr(run_weights, "MOST", size + 1)
    weights.keep_only("bc")
    assert [file.name for file in weights.folder.iterdir()] == ["c.weights.npz"]


def test_that_weights_that_are_too_large_are_told_and_not_kept(
    weights: RunWeights, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_weights, "LARGEST", 8)
    weights.put("a", model)
    assert "not kept" in weights.problem
    assert not weights.folder.exists()


def test_that_a_place_that_cannot_be_written_to_is_told(tmp_path: Path, model: Model) -> None:
    (tmp_path / "runs").write_text("a file")
    weights = RunWeights(tmp_path / "runs")
    weights.put("a", model)
    assert "not kept" in weights.problem


def test_that_weights_that_are_no_numbers_are_not_kept(weights: RunWeights, model: Model) -> None:
    flat = np.full_like(model.parameters.flat, np.nan)
    broken = Model(MOONS, model.inputs, model.classes, model.parameters.alike(flat))
    weights.put("a", broken)
    assert not weights.folder.exists()
