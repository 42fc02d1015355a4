"""Facts about making pictures square: what is kept, and what is put beside."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.folder.load import load_folder
from core.data.images.fit import FITS
from core.data.images.read import read_picture
from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_setting


@pytest.fixture
def wide(tmp_path: Path) -> str:
    """A red, a green and a blue square side by side."""
    pixels = np.zeros((20, 60, 3), np.uint8)
    for third in range(3):
        pixels[:, 20 * third : 20 * third + 20, third] = 255
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    return str(tmp_path / "wide.png")


def test_that_stretch_keeps_everything_out_of_shape(wide: str) -> None:
    seen = read_picture(wide, PictureInputs(12, True, "stretch"))
    assert [seen[6, x].argmax() for x in (1, 6, 10)] == [0, 1, 2]
    assert seen[0].tolist() == seen[11].tolist()


def test_that_crop_keeps_the_middle(wide: str) -> None:
    seen = read_picture(wide, PictureInputs(12, True, "crop"))
    assert (seen == (0, 255, 0)).all()


def test_that_pad_keeps_the_shape_on_the_background(wide: str) -> None:
    seen = read_picture(wide, PictureInputs(12, True, "pad", "#102030"))
    assert (seen[:4] == (0x10, 0x20, 0x30)).all()
    assert (seen[8:] == (0x10, 0x20, 0x30)).all()
    assert [seen[6, x].argmax() for x in (1, 6, 10)] == [0, 1, 2]


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (3000, 2)])
def test_that_any_shape_becomes_square(tmp_path: Path, fit: str, size: tuple[int, int]) -> None:
    Image.new("L", size, 7).save(tmp_path / "odd.png")
    inputs = PictureInputs(16, False, fit, "#070707")
    assert (read_picture(str(tmp_path / "odd.png"), inputs) == 7).all()


def test_that_transparency_shows_the_background(tmp_path: Path) -> None:
    Image.new("RGBA", (9, 9), (255, 255, 255, 0)).save(tmp_path / "glass.png")
    seen = read_picture(str(tmp_path / "glass.png"), PictureInputs(4, True, background="#0a0b0c"))
    assert (seen == (10, 11, 12)).all()


def test_that_an_experiment_s_fit_and_background_reach_its_inputs(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        Image.new("RGB", (9, 5), "red").save(tmp_path / name / "x.png")
    data = DataSettings(kind="pictures", folder=str(tmp_path), fit="pad", background="#112233")
    assert load_folder(data).inputs == PictureInputs(64, True, "pad", "#112233")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("data.fit", "squash", "one of crop, pad, stretch"),
        ("data.background", "white", "a colour such as"),
    ],
)
def test_that_another_fit_or_colour_is_refused_in_words(key: str, value: str, said: str) -> None:
    with pytest.raises(ExperimentError, match=said):
        with_setting(Experiment(), key, value)
