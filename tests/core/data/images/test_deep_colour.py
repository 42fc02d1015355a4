"""Facts about pictures of 16 bits a colour, of which Pillow alone keeps the upper 8."""

from pathlib import Path

import numpy as np
import pytest

from core.data.folder.load import load_folder
from core.data.images.grey_range import GreyValues
from core.data.images.read import read_picture, read_with_info
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from tests.deep_colours import files_of, png, ppm, tiff

SIDE = 8
DIM = np.random.RandomState(1).randint(1000, 1200, (SIDE, SIDE, 3))
IN_RANGE = PictureInputs(SIDE, True, grey_range=(1000.0, 1200.0), background="#000000")
STRETCHED = np.rint((DIM - 1000) * (255 / 200))
FILES = files_of(DIM)


def _read(folder: Path, data: bytes, inputs: PictureInputs = IN_RANGE) -> np.ndarray:
    (folder / "x").write_bytes(data)
    return read_picture(str(folder / "x"), inputs)


@pytest.mark.parametrize("name", FILES)
def test_that_all_16_bits_of_every_colour_are_read(tmp_path: Path, name: str):
    np.testing.assert_array_equal(_read(tmp_path, FILES[name]), STRETCHED)
    _, about = read_with_info(str(tmp_path / "x"), IN_RANGE)
    assert about.values == GreyValues((DIM.min(), DIM.max()), (0, 65_535))
    assert about.converted == ("deep",)


def test_that_grey_with_alpha_keeps_its_16_bits_and_shows_the_background(tmp_path: Path):
    alpha = np.full((SIDE, SIDE, 1), 65_535)
    alpha[0] = 0
    seen = _read(tmp_path, png(np.concatenate((DIM[..., :1], alpha), axis=2)))
    assert not seen[0].any()
    np.testing.assert_array_equal(seen[1:, :, 2], STRETCHED[1:, :, 0])


def test_that_models_without_a_range_see_the_upper_bits_as_ever(tmp_path: Path):
    np.testing.assert_array_equal(
        _read(tmp_path, FILES["colours.png"], PictureInputs(SIDE, True)), DIM >> 8
    )


def test_that_a_folder_of_deep_colours_has_one_range_for_all(tmp_path: Path):
    for name, low in (("cold", 51_241), ("warm", 51_800)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.png").write_bytes(png(low + (DIM - 1000)))
    data = load_folder(DataSettings(kind="pictures", folder=str(tmp_path), size=SIDE))
    low, high = 51_241 + DIM.min() - 1000, 51_800 + DIM.max() - 1000
    assert data.inputs == PictureInputs(SIDE, True, grey_range=(low, high))
    assert data.train.X.mean(axis=0)[0] < 0.3 < 0.6 < data.train.X.mean(axis=0)[1]


def test_that_colours_that_pillow_mixes_up_are_refused(tmp_path: Path):
    with pytest.raises(DataError, match=r"TIFF of 3 x 16 bits a pixel .* not read here"):
        _read(tmp_path, tiff(DIM, planes=2))


def test_that_colours_read_by_their_upper_bits_are_told(tmp_path: Path):
    alpha = np.full((SIDE, SIDE, 1), 65_535)
    premultiplied = tiff(np.concatenate((DIM, alpha), axis=2), alpha=1)
    np.testing.assert_array_equal(_read(tmp_path, premultiplied), DIM >> 8)
    _, about = read_with_info(str(tmp_path / "x"), IN_RANGE)
    assert about.converted == ("upper_bits",)


def test_that_half_a_file_of_deep_colours_is_cut_short(tmp_path: Path):
    for data in (FILES["colours.png"], FILES["bytes.ppm"], FILES["little.tif"]):
        with pytest.raises(DataError, match="cut short"):
            _read(tmp_path, data[: len(data) // 2])


def test_that_the_full_range_is_that_of_the_file_s_own_bits(tmp_path: Path):
    grey = ppm(DIM)[: -SIDE * SIDE * 4].replace(b"P6", b"P5")
    (tmp_path / "x.pgm").write_bytes(grey)
    _, about = read_with_info(str(tmp_path / "x.pgm"), IN_RANGE)
    assert about.values is not None
    assert about.values.full == (0, 65_535)
