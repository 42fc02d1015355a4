"""Facts about folders of pictures that have more than 8 bits: one range holds for all of them."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from core.data.audit.scan_images import scan_images
from core.data.dataset import Dataset
from core.data.folder.load import load_folder
from core.data.folder.scan import scan
from core.data.images.previews import PreviewRequest, read_preview
from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from gui.actions.background_reads import examples

RAMP = np.linspace(0, 1, 16).reshape(4, 4)


def _write(file: Path, low: float, high: float, kind: type = np.uint16) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((low + RAMP * (high - low)).astype(kind)).save(file)


def _settings(folder: Path, **more: object) -> DataSettings:
    return DataSettings(kind="pictures", folder=str(folder), size=4, colour=False, **more)


def _grey(data: Dataset, name: str) -> np.ndarray:
    """The levels of one training picture, 0 to 255."""
    return np.asarray(data.train.X[:, [data.train.names.index(name)]])[:, 0] * 255


@pytest.fixture
def day_and_night(tmp_path: Path) -> Path:
    """A class of dark pictures and one of bright ones, of 16 bits."""
    _write(tmp_path / "night" / "1.png", 2_000, 4_000)
    _write(tmp_path / "day" / "1.png", 30_000, 65_000)
    return tmp_path


def test_that_dark_pictures_of_16_bits_stay_darker_than_bright_ones(day_and_night: Path) -> None:
    data = load_folder(_settings(day_and_night))
    assert data.inputs == PictureInputs(4, False, grey_range=(2_000, 65_000))
    for name, low, high in (("night/1.png", 2_000, 4_000), ("day/1.png", 30_000, 65_000)):
        expected = ((low + RAMP * (high - low)) - 2_000) / 63_000 * 255
        np.testing.assert_allclose(_grey(data, name), expected.ravel(), atol=0.51)
    (told,) = (str(remark) for remark in data.remarks if remark.key == "grey_range")
    assert "2,000 is black" in told
    assert "65,000 is white" in told


def test_that_narrow_values_keep_all_their_grey_levels(tmp_path: Path) -> None:
    _write(tmp_path / "cold" / "1.png", 51_241, 51_700)
    _write(tmp_path / "warm" / "1.png", 51_800, 52_181)
    data = load_folder(_settings(tmp_path))
    assert len(np.unique(np.round(data.train.X * 255))) == 32
    assert not [remark for remark in data.remarks if remark.key == "flat"]


def test_that_one_pixel_changes_no_other_pixel_and_no_other_picture(tmp_path: Path) -> None:
    for name, pixel in (("a", 4_000), ("b", 4_200)):
        _write(tmp_path / name / "1.png", 4_000, 4_000)
        with Image.open(tmp_path / name / "1.png") as image:
            levels = np.array(image)
        levels[0, 0] = pixel
        Image.fromarray(levels).save(tmp_path / name / "1.png")
    data = load_folder(_settings(tmp_path, grey_range="full"))
    assert data.inputs == PictureInputs(4, False, grey_range=(0, 65_535))
    np.testing.assert_array_equal(_grey(data, "a/1.png")[1:], _grey(data, "b/1.png")[1:])


@pytest.mark.parametrize("kind", [np.int32, np.float32])
def test_that_pictures_of_32_bits_and_fractions_share_one_range_too(
    tmp_path: Path, kind: type
) -> None:
    _write(tmp_path / "a" / "1.tiff", -40, 100, kind)
    _write(tmp_path / "b" / "1.tiff", 50, 60, kind)
    data = load_folder(_settings(tmp_path))
    assert data.inputs == PictureInputs(4, False, grey_range=(-40, 100))
    assert _grey(data, "b/1.png".replace("png", "tiff")).min() == round(90 / 140 * 255)


def test_that_test_pictures_are_seen_in_the_range_of_the_training(tmp_path: Path) -> None:
    for name in "ab":
        _write(tmp_path / "train" / name / "1.png", 1_000, 2_000)
        _write(tmp_path / "test" / name / "1.png", 0, 3_000)
    now = _settings(tmp_path / "train", test_folder=str(tmp_path / "test"))
    data = load_folder(now)
    assert data.test is not None
    assert data.inputs == PictureInputs(4, False, grey_range=(1_000, 2_000))
    assert (data.test.X.min(), data.test.X.max()) == (0, 1)


def test_that_a_range_by_hand_is_taken_and_an_impossible_one_refused(day_and_night: Path) -> None:
    by_hand = load_folder(_settings(day_and_night, grey_range=(2_000.0, 4_000.0)))
    assert by_hand.train.X.min(axis=0).tolist() == [1, 0]
    assert by_hand.train.X.max() == 1
    for impossible in ((4_000.0, 2_000.0), (1.0, 1.0), (-1e308, 1e308)):
        with pytest.raises(ExperimentError, match="two finite numbers"):
            _settings(day_and_night, grey_range=impossible)


def test_that_pictures_of_8_bits_are_read_as_ever(tmp_path: Path) -> None:
    for name in "ab":
        _write(tmp_path / name / "1.png", 10, 90, np.uint8)
    plain = load_folder(_settings(tmp_path))
    assert plain.inputs == PictureInputs(4, False)
    by_hand = load_folder(_settings(tmp_path, grey_range=(0.0, 9.0)), before=plain)
    np.testing.assert_array_equal(plain.train.X, by_hand.train.X)


def test_that_a_correction_reads_no_deep_picture_again(day_and_night: Path) -> None:
    first = load_folder(_settings(day_and_night))
    again = load_folder(_settings(day_and_night, relabel={"day/1.png": "day"}), before=first)
    assert again.decoded is first.decoded


def test_that_a_new_bright_picture_moves_the_range_of_all(day_and_night: Path) -> None:
    _write(day_and_night / "day" / "1.png", 3_000, 5_000)
    first = load_folder(_settings(day_and_night))
    _write(day_and_night / "day" / "2.png", 30_000, 65_000)
    again = load_folder(_settings(day_and_night), before=first)
    fresh = load_folder(_settings(day_and_night))
    assert again.inputs == fresh.inputs == PictureInputs(4, False, grey_range=(2_000, 65_000))
    np.testing.assert_array_equal(again.train.X, fresh.train.X)


def test_that_a_picked_picture_is_shown_as_the_network_sees_it(day_and_night: Path) -> None:
    now = _settings(day_and_night)
    data = load_folder(now)
    inputs = now.picture_inputs.with_range_of(data.inputs)
    file = str(day_and_night / "night" / "1.png")
    shown = read_preview(PreviewRequest(file, inputs, 4, "#ffffff"), lambda done, total: None)
    np.testing.assert_array_equal(shown.seen.ravel(), np.rint(_grey(data, "night/1.png")))
    np.testing.assert_array_equal(shown.own[..., :1], shown.seen)
    assert examples(now, now, data, [0]) is None
    other = examples(replace(now, size=8), now, data, [0])
    assert other is not None
    assert other.inputs.grey_range == (2_000, 65_000)


def test_that_an_audit_tells_deep_pictures_apart(tmp_path: Path) -> None:
    _write(tmp_path / "cold" / "1.png", 51_241, 51_300)
    _write(tmp_path / "warm" / "1.png", 52_100, 52_181)
    cold, warm = scan_images([scan(str(tmp_path))], lambda done, total: None)
    assert cold.content != warm.content
    assert not cold.constant
