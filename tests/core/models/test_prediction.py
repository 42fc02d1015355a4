"""Facts about predictions: what the network saw is what prediction sees."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.load import load
from core.errors import ModelError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.model import Model
from core.models.prediction import predict
from core.training.run import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of photos of several sizes: reddish and bluish ones."""
    generator = np.random.RandomState(1)
    for number in range(12):
        name = ("red", "blue")[number % 2]
        pixels = generator.randint(0, 120, (20 + number, 31, 3), np.uint8)
        pixels[..., 0 if name == "red" else 2] += 130
        (tmp_path / name).mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / name / f"{number:02}.png")
    return tmp_path


def _trained(folder: Path) -> tuple[Model, np.ndarray, tuple[str, ...]]:
    experiment = Experiment(
        data=DataSettings(kind="pictures", folder=str(folder), size=8),
        network=NetworkSettings(hidden=(4,)),
        training=TrainingSettings(iterations=40),
    )
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    return model, model.readings(dataset.train.X), dataset.train.names


def test_that_files_get_the_trainer_s_own_probabilities(folder: Path) -> None:
    model, expected, names = _trained(folder)
    by_file = {p.file: p.readings for p in predict(model, [folder])}
    for number, name in enumerate(names):
        answers = list(by_file[str(folder / name)].values())
        assert answers == pytest.approx(expected[:, number].tolist(), abs=1e-12)


def test_that_the_answer_is_the_most_probable_class(folder: Path) -> None:
    model, _, _ = _trained(folder)
    (prediction,) = predict(model, [folder / "red" / "00.png"])
    assert prediction.answered[0] == max(prediction.readings, key=prediction.readings.get)
    assert sum(prediction.readings.values()) == pytest.approx(1)


def test_that_a_bad_file_has_an_error_and_the_others_their_answers(folder: Path) -> None:
    model, _, _ = _trained(folder)
    (folder / "red" / "zz.png").write_text("no picture")
    predictions = list(predict(model, [folder / "red"]))
    assert [p.problem is not None for p in predictions] == [False] * 6 + [True]


def test_that_a_missing_path_is_refused(folder: Path) -> None:
    model, _, _ = _trained(folder)
    with pytest.raises(ModelError, match="no such picture"):
        list(predict(model, [folder / "nothing"]))


def test_that_a_model_of_points_takes_no_pictures(folder: Path) -> None:
    experiment = Experiment(training=TrainingSettings(iterations=1))
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    with pytest.raises(ModelError, match="not pictures"):
        list(predict(model, [folder]))


def test_that_a_folder_is_walked_as_training_walks_it(folder: Path) -> None:
    model, _, _ = _trained(folder)
    mixed = folder / "mixed"
    for place in ("@eaDir", "__MACOSX", ".hidden", "b", "a10", "a2"):
        (mixed / place).mkdir(parents=True)
    good = (folder / "red" / "00.png").read_bytes()
    names = ("10.png", "2.png", "a2/1.png", "a10/1.png", "b/x.png")
    for name in (*names, "@eaDir/2.png", "__MACOSX/._2.png", ".hidden/1.png"):
        (mixed / name).write_bytes(good)
    for name in ("Thumbs.db", "desktop.ini", "._2.png", ".DS_Store"):
        (mixed / name).write_bytes(b"x")
    (mixed / "again").symlink_to(mixed)
    (mixed / "nowhere.png").symlink_to(mixed / "gone")
    predictions = list(predict(model, [mixed]))
    answered = [p.file.removeprefix(f"{mixed}/") for p in predictions if not p.problem]
    assert answered == ["2.png", "10.png", "a2/1.png", "a10/1.png", "b/x.png"]
    problems = {Path(p.file).name: str(p.problem) for p in predictions if p.problem}
    assert problems == {
        "nowhere.png": "a link that leads nowhere",
        "again": "a link that leads to a folder which is read already",
    }


@pytest.mark.parametrize("inside", ["", "empty/deeper", "@eaDir"])
def test_that_a_folder_without_any_picture_is_told(folder: Path, inside: str) -> None:
    model, _, _ = _trained(folder)
    (folder / "none" / inside).mkdir(parents=True)
    (prediction,) = predict(model, [folder / "none"])
    assert str(prediction.problem) == "there is no picture in this folder"
    assert prediction.file == str(folder / "none")
