"""Facts about weights that leave and come back."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from core.data.load import load
from core.errors import LayerbenchError, ModelError, OutputError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.description import arrays, describe
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.training.run import run

SETTINGS = {
    "two classes": Experiment(data=DataSettings(kind="moons", samples=40)),
    "ten classes": Experiment(
        data=DataSettings(kind="digits", samples=60),
        network=NetworkSettings(
            hidden=(7, 5), activation=("leaky_relu", "sigmoid"), leak=0.2, precision="float32"
        ),
    ),
    "no hidden layer": Experiment(
        data=DataSettings(kind="shapes", samples=12, size=6),
        network=NetworkSettings(hidden=()),
        training=TrainingSettings(iterations=5),
    ),
    "centred": Experiment(data=DataSettings(kind="digits", samples=60, scaling="centred")),
    "standardised": Experiment(
        data=DataSettings(kind="shapes", samples=12, size=6, scaling="standardised"),
        network=NetworkSettings(precision="float32"),
    ),
}


@cache
def _train(name: str) -> tuple[Model, np.ndarray]:
    """Train once for all tests that ask for the same."""
    experiment = SETTINGS[name]
    dataset = load(experiment.data)
    trainer = run(experiment, dataset)
    return Model.of(experiment, dataset, trainer.parameters), dataset.train.X


@pytest.fixture(params=SETTINGS)
def trained(request: pytest.FixtureRequest) -> tuple[Model, np.ndarray]:
    return _train(request.param)


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_a_model_comes_back_whole(
    trained: tuple[Model, np.ndarray], ending: str, tmp_path: Path
) -> None:
    model, X = trained
    exported = save(model, tmp_path / f"model{ending}", X)
    again = read_model(tmp_path / f"model{ending}")
    assert exported.verified
    assert exported.largest_difference <= EXPORTERS[ending].allowed(model)
    if ending == ".onnx":
        np.testing.assert_allclose(again.readings(X), model.readings(X), rtol=0, atol=1e-5)
    else:
        assert np.array_equal(again.readings(X), model.readings(X))
    assert (again.experiment, again.classes, again.inputs) == (
        model.experiment,
        model.classes,
        model.inputs,
    )


def test_that_an_npz_is_plain_arrays_that_anyone_can_use(
    trained: tuple[Model, np.ndarray], tmp_path: Path
) -> None:
    model, _ = trained
    save(model, tmp_path / "model.npz", trained[1])
    with np.load(tmp_path / "model.npz", allow_pickle=False) as stored:
        layers = len(model.parameters.sizes) - 1
        assert [stored[f"W{l}"].shape for l in range(1, layers + 1)] == [
            W.shape for W in model.parameters.W
        ]
        about = json.loads(str(stored["layerbench"]))
    assert about["classes"] == list(model.classes)
    assert len(about["activations"]) == layers


def test_that_safetensors_are_written_as_the_format_s_own_library_writes_them(
    trained: tuple[Model, np.ndarray],
) -> None:
    model, _ = trained
    wanted = safetensors.numpy.save(arrays(model), {"layerbench": describe(model)})
    assert EXPORTERS[".safetensors"].contents(model)[".safetensors"] == wanted


def _model(tmp_path: Path) -> tuple[Path, dict[str, np.ndarray]]:
    model, X = _train("two classes")
    save(model, tmp_path / "model.npz", X)
    with np.load(tmp_path / "model.npz") as stored:
        return tmp_path / "model.npz", dict(stored)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W1": np.zeros((3, 2))}, "W1 is 3x2 of float64, this network needs 4x2"),
        ({"W1": None}, "W1 is missing"),
        ({"b2": np.array([[np.nan]])}, "b2 holds 1 value that is no finite number:"),
        ({"W2": np.array([["a"] * 4])}, "W2 is"),
        ({"layerbench": None}, "no model that Layerbench wrote"),
        ({"layerbench": np.array("{")}, "no description"),
        ({"layerbench": np.array('{"format": 99}')}, "newer"),
        ({"layerbench": np.array('{"format": 1}')}, "damaged: sizes is missing"),
        ({"layerbench": np.array('{"format": 0}')}, "damaged: what it says of format cannot be"),
    ],
)
def test_that_wrong_weights_are_refused_in_words(
    tmp_path: Path, change: dict[str, np.ndarray | None], message: str
) -> None:
    file, arrays = _model(tmp_path)
    arrays = {name: array for name, array in (arrays | change).items() if array is not None}
    np.savez(file, **arrays)
    with pytest.raises(ModelError, match=message):
        read_model(file)


@pytest.mark.parametrize("name", ["model.npz", "model.safetensors", "model.xyz", "none.npz"])
def test_that_a_file_that_is_no_model_is_refused_by_name(tmp_path: Path, name: str) -> None:
    for name in ("model.npz", "model.safetensors", "model.xyz"):
        (tmp_path / name).write_bytes(b"<!DOCTYPE html>")
    with pytest.raises(LayerbenchError, match=name):
        read_model(tmp_path / name)


@pytest.mark.parametrize("name", ["model.doc", "none/model.npz", "folder.npz"])
def test_that_a_place_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.npz").mkdir()
    model, X = _train("two classes")
    with pytest.raises(OutputError, match=name):
        save(model, tmp_path / name, X)
