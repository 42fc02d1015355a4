"""Facts about exports from the files on: what the trainer says of a picture, every export says."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.training.run import run
from core.training.trainer import Trainer
from tests.core.models.conftest import Trained, answers_of, photos

ALLOWED = {".npz": 1e-12, ".safetensors": 1e-12, ".py": 1e-9, ".onnx": 1e-5, ".float64.onnx": 1e-12}


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trainer, Dataset, Path]:
    """A network of ten classes of photos: of many sizes, turned, see-through, grey, of print."""
    root = tmp_path_factory.mktemp("ten")
    (root / "all").mkdir()
    for number, file in enumerate(photos(root / "all")):
        place = root / "photos" / f"class {number % 10}"
        place.mkdir(parents=True, exist_ok=True)
        file.rename(place / file.name)
    experiment = Experiment(
        data=DataSettings(kind="pictures", folder=str(root / "photos"), size=24),
        network=NetworkSettings(hidden=(12, 8), activation="relu", initialisation="he"),
        training=TrainingSettings(iterations=200, optimiser="adam", learning_rate=0.01),
    )
    dataset = load(experiment.data)
    return run(experiment, dataset), dataset, root / "photos"


def test_that_there_is_a_promise_for_every_format() -> None:
    assert ALLOWED.keys() == EXPORTERS.keys()


@pytest.mark.usefixtures("proved_here")
@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_every_export_says_of_every_file_what_the_trainer_says(
    ten: tuple[Trainer, Dataset, Path], tmp_path: Path, ending: str
) -> None:
    trainer, dataset, folder = ten
    model = Model.of(trainer.experiment, dataset, trainer.parameters)
    save(model, tmp_path / f"net{ending}", dataset.train.X)
    expected = trainer.network.forward(trainer.parameters, dataset.train.X).A[-1].T
    files = [folder / name for name in dataset.train.names]
    answered = answers_of(tmp_path / f"net{ending}", files)
    assert answered.shape == (len(files), 10)
    assert np.ptp(expected, axis=0).max() > 0.1  # it does tell them apart
    np.testing.assert_allclose(answered, expected, rtol=0, atol=ALLOWED[ending])


@pytest.mark.usefixtures("proved_here")
@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_no_export_tells_where_its_maker_keeps_the_pictures(
    photographer: Trained, tmp_path: Path, ending: str
) -> None:
    model, X = photographer
    data = model.experiment.data
    secret = replace(
        data,
        test_folder="C:\\Users\\zdenka\\secret",
        leave_out=("zdenka.png",),
        relabel={"zdenka.png": "x"},
    )
    model = Model(
        replace(model.experiment, data=secret), model.inputs, model.classes, model.parameters
    )
    save(model, tmp_path / f"net{ending}", X)
    home = Path(data.folder).parent
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        for word in (str(home), "zdenka"):
            assert word.encode() not in content
            assert word.encode("utf-32-le") not in content  # as NumPy writes texts
    kept = read_model(tmp_path / f"net{ending}").experiment
    assert (kept.data.folder, kept.data.test_folder) == (Path(data.folder).name, "secret")
    assert (kept.network, kept.training) == (model.experiment.network, model.experiment.training)
    if ending == ".onnx":
        about = {p.key: p.value for p in onnx.load(tmp_path / "net.onnx").metadata_props}
        assert json.loads(about["experiment"])["data"]["folder"] == Path(data.folder).name
