"""Facts about deep-cats taken away: every export says of every picture what the trainer says."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.images.read import read_picture
from core.data.load import load
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.models.exporters import EXPORTERS, save
from core.models.model import Model
from core.training.run import run
from core.training.trainer import Trainer
from tests.core.models.conftest import answers_of, photos
from tests.core.models.test_from_files import ALLOWED


@pytest.fixture(scope="module")
def trainer(course: Path) -> Trainer:
    places = {"data.folder": course / "cat/train", "data.test_folder": course / "cat/test"}
    experiment = with_settings(
        preset("deep-cats"), {key: str(place) for key, place in places.items()}
    )
    return run(experiment, load(experiment.data))


def _exported(trainer: Trainer, file: Path) -> Path:
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    save(model, file, trainer.dataset.train.X)
    return file


def _said(trainer: Trainer, X: np.ndarray) -> np.ndarray:
    A = trainer.network.forward(trainer.parameters, X).A[-1]
    return np.vstack([1 - A, A]).T


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_every_export_of_deep_cats_says_what_the_trainer_says(
    trainer: Trainer, course: Path, tmp_path: Path, ending: str
) -> None:
    dataset, export = trainer.dataset, _exported(trainer, tmp_path / f"net{ending}")
    for folder, samples in (("train", dataset.train), ("test", dataset.test)):
        files = [course / "cat" / folder / name for name in samples.names]
        found = answers_of(export, files)
        np.testing.assert_allclose(found, _said(trainer, samples.X), rtol=0, atol=ALLOWED[ending])


@pytest.fixture(scope="module")
def picture_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return photos(tmp_path_factory.mktemp("photos"))


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_every_export_of_deep_cats_takes_photos_of_other_sizes(
    trainer: Trainer, course: Path, picture_files: list[Path], tmp_path: Path, ending: str
) -> None:
    dataset, export = trainer.dataset, _exported(trainer, tmp_path / f"net{ending}")
    files = [*picture_files]
    for number, size in enumerate(((640, 480), (300, 900), (31, 17))):
        files.append(tmp_path / f"{number}.jpg")
        with Image.open(course / "cat" / "test" / dataset.test.names[number]) as image:
            image.resize(size).save(files[-1])
    seen = [read_picture(str(file), dataset.inputs) for file in files]
    X = np.hstack([dataset.inputs.column(pixels) for pixels in seen])
    found = answers_of(export, files)
    np.testing.assert_allclose(found, _said(trainer, X), rtol=0, atol=ALLOWED[ending])
