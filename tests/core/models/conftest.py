"""Trained models of every sort, and hostile picture files."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from core.data.images.read import read_picture
from core.data.load import load
from core.experiment.inputs import PictureInputs
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.exporters import read_model
from core.models.model import Model
from core.models.prediction import predict
from core.training.run import run

Trained = tuple[Model, np.ndarray]


def train(experiment: Experiment) -> Trained:
    dataset = load(experiment.data)
    trainer = run(experiment, dataset)
    return Model.of(experiment, dataset, trainer.parameters), dataset.train.X


@pytest.fixture(scope="session")
def points() -> Trained:
    """A small network of two numbers."""
    return train(
        Experiment(
            data=DataSettings(kind="moons", samples=40), training=TrainingSettings(iterations=20)
        )
    )


def draw(number: int, width: int, height: int) -> Image.Image:
    """A smooth picture without symmetry, a little noisy."""
    y, x = np.mgrid[0:height, 0:width]
    bands = (255 * x / width, 255 * y / height, (40 * number + 255 * (x + y) / width) % 256)
    noise = np.random.RandomState(number).normal(0, 12, (height, width, 3))
    pixels = np.clip(np.stack(bands, axis=2) + noise, 0, 255)
    return Image.fromarray(pixels.astype(np.uint8))


def photos(folder: Path) -> list[Path]:
    """Ordinary picture files of every kind that readers get wrong."""
    scene = draw(1, 300, 200)
    exif = Image.Exif()
    files: list[Path] = []

    def keep(name: str, image: Image.Image, **how: object) -> None:
        # a copy, since Pillow remembers the settings of the last format
        image.copy().save(folder / name, **how)
        files.append(folder / name)

    for turn in range(1, 9):
        exif[0x0112] = turn
        keep(f"turn{turn}.jpg", scene, exif=exif, quality=92)
    exif[0x0112] = 6
    keep("turned.png", scene, exif=exif)
    keep("photo.jpg", draw(2, 1600, 1200))
    keep("tall.webp", draw(3, 40, 400), lossless=True)
    keep("tiny.png", draw(4, 3, 2))
    keep("exact.png", draw(5, 16, 16))
    keep("palette.png", _indexed(scene, 32))
    keep("palette-hole.png", _indexed(scene, 8), transparency=2)
    keep("hole.png", _with_hole(scene))
    keep("grey-hole.png", _with_hole(scene).convert("LA"))
    keep("grey.bmp", scene.convert("L"))
    keep("bits.png", scene.convert("1"))
    keep("print.jpg", scene.convert("CMYK"))
    keep("print.tiff", scene.convert("CMYK"))
    grey = np.asarray(scene.convert("L"))
    keep("deep.png", Image.fromarray(grey.astype(np.uint16) * 250))
    keep("camera.tiff", Image.fromarray(grey.astype(np.uint16) * 16))
    keep("whole.tiff", Image.fromarray(grey.astype(np.int32) * 70_000))
    keep("float.tiff", Image.fromarray(grey / np.float32(255)))
    blank = Image.new("RGB", scene.size, "black")
    film = [_indexed(frame, 256) for frame in (blank, scene, draw(6, 300, 200))]
    keep("film.gif", film[0], save_all=True, append_images=film[1:])
    keep("pages.tiff", blank, save_all=True, append_images=[scene])
    keep("blank.png", blank)
    return files


@pytest.fixture(scope="session")
def picture_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of photos, written once."""
    return photos(tmp_path_factory.mktemp("photos"))


def _indexed(picture: Image.Image, colours: int) -> Image.Image:
    """The picture with a palette, chosen in the way that takes least time."""
    return picture.quantize(colours, method=Image.Quantize.FASTOCTREE)


def _with_hole(scene: Image.Image) -> Image.Image:
    holed = scene.convert("RGBA")
    holed.putalpha(Image.linear_gradient("L").resize(scene.size))
    return holed


def picture_folder(root: Path, classes: int, each: int = 6) -> Path:
    """A folder of training pictures of several sizes."""
    for number in range(classes * each):
        place = root / f"class {number % classes}"
        place.mkdir(parents=True, exist_ok=True)
        draw(number, 20 + number, 25).save(place / f"{number:02}.png")
    return root


@pytest.fixture(
    params=["two", "ten", "crop", "pad", "centred", "standardised", "deep"], scope="session"
)
def photographer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Trained:
    """Networks of pictures: of two classes, of ten, of grey cropped, padded, scaled, and deep."""
    classes = 10 if request.param == "ten" else 2
    folder = picture_folder(tmp_path_factory.mktemp("data"), classes)
    data = DataSettings(kind="pictures", folder=str(folder), size=16)
    more = {
        "crop": {"fit": "crop", "colour": False, "background": "#204060"},
        "pad": {"fit": "pad", "background": "#ffcc00"},
        "centred": {"scaling": "centred", "colour": False},
        "standardised": {"scaling": "standardised"},
        "deep": {"grey_range": (0.25, 40_000.0), "colour": False},
    }.get(request.param, {})
    values = {name: getattr(data, name) for name in data.__struct_fields__} | more
    return train(
        Experiment(
            data=DataSettings(**values),
            network=NetworkSettings(
                hidden=(6, 5, 4, 3), activation=("relu", "tanh", "leaky_relu", "identity"), leak=0.3
            ),
            training=TrainingSettings(iterations=30),
        )
    )


@pytest.fixture(scope="session")
def numpy_alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Runs a script in an environment that has NumPy and nothing else."""
    site = tmp_path_factory.mktemp("site")
    for part in Path(np.__file__).parent.parent.glob("numpy*"):
        (site / part.name).symlink_to(part)

    def run(*words: object) -> str:
        command = [sys.executable, "-S", *map(str, words)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(site)}
        )
        return done.stdout

    with pytest.raises(subprocess.CalledProcessError, match="returned non-zero"):
        run("-c", "import PIL")
    return run


@pytest.fixture
def proved_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove scripts in this process, as a packaged program does: to start another is dear.

    That they run in a process of their own is held by test_exporters.py.
    """
    monkeypatch.setattr(sys, "frozen", True, raising=False)


def answers_of(export: Path, files: list[Path]) -> np.ndarray:
    """What an export says of picture files, (files, classes), by the program it is made for."""
    if export.suffix == ".py":
        words = [sys.executable, str(export), "--json", *map(str, files)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        return np.array(
            [
                list(answer["probabilities"].values())
                for answer in json.loads(done.stdout)["predictions"]
            ]
        )
    model = read_model(export)
    if export.suffix != ".onnx":
        return np.array(
            [list(prediction.readings.values()) for prediction in predict(model, files)]
        )
    assert isinstance(model.inputs, PictureInputs)
    raw = np.stack([read_picture(str(file), model.inputs) for file in files])
    session = onnxruntime.InferenceSession(export)
    return session.run(["probabilities"], {"pictures": raw})[0]
