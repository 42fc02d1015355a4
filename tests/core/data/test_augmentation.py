"""Facts about changed pictures: what each row of AUGMENTATIONS does to one."""

from math import cos, floor, radians, sin
from typing import get_args, get_type_hints

import numpy as np
import pytest
from PIL import Image

from core.data.augmentation import (
    AUGMENTATIONS,
    FLIPS,
    Augmenter,
    active_augmentations,
    augmenter_of,
    check_augmentation,
)
from core.errors import ExperimentError
from core.experiment.inputs import NumberInputs, PictureInputs
from core.experiment.settings import TrainingSettings

M = 40
COLOUR, GREY = PictureInputs(size=8, colour=True), PictureInputs(size=9, colour=False)
SCALED = PictureInputs(size=8, colour=True, mean=(0.5, 0.4, 0.3), deviation=(0.2, 0.3, 0.4))
ALL = {"flip": "both", "rotation": 15.0, "shift": 0.2, "brightness": 0.3}


def pictures(inputs: PictureInputs, m: int = M) -> np.ndarray:
    """Raw values in 0..1, (m, n)."""
    return np.random.RandomState(5).rand(m, inputs.count)


def changed(
    inputs: PictureInputs, rows: np.ndarray, epoch: int = 0, **settings: object
) -> np.ndarray:
    out = np.empty_like(rows)
    augmenter = Augmenter(TrainingSettings(**settings), inputs, len(rows))
    augmenter.change(rows, epoch, np.arange(len(rows)), out)
    return out


def draws(name: str, epoch: int = 0, seed: int = 1) -> np.ndarray:
    """The numbers that a row of the table draws for M samples, from their written order."""
    places = {"flip": slice(0, 2), "rotation": slice(2, 3), "shift": slice(3, 5)}
    places["brightness"] = slice(5, 6)
    return np.random.RandomState([seed, epoch]).random_sample((M, 6))[:, places[name]]


def squares(inputs: PictureInputs, rows: np.ndarray) -> np.ndarray:
    return rows.reshape(-1, inputs.size, inputs.size, inputs.channels)


@pytest.mark.parametrize("inputs", [COLOUR, GREY])
@pytest.mark.parametrize("flip", ["horizontal", "vertical", "both"])
def test_that_a_flip_is_that_of_numpy(inputs: PictureInputs, flip: str) -> None:
    rows = pictures(inputs)
    found = squares(inputs, changed(inputs, rows, flip=flip))
    axes = {"horizontal": [1], "vertical": [0], "both": [0, 1]}[flip]
    for picture, new, drawn in zip(squares(inputs, rows), found, draws("flip"), strict=True):
        expected = np.flip(picture, [axis for axis in axes if drawn[axis] < 0.5])
        assert np.array_equal(new, expected)


def test_that_about_half_of_the_pictures_are_flipped_in_every_epoch_and_others_in_each() -> None:
    rows = pictures(GREY)
    flipped = [(changed(GREY, rows, epoch, flip="horizontal") != rows).any(1) for epoch in (0, 1)]
    assert all(0.25 < part.mean() < 0.75 for part in flipped)
    assert (flipped[0] != flipped[1]).any()


@pytest.mark.parametrize("inputs", [COLOUR, GREY])
def test_that_a_shift_is_of_whole_pixels_and_repeats_the_edge(inputs: PictureInputs) -> None:
    rows = pictures(inputs)
    found = squares(inputs, changed(inputs, rows, shift=0.3))
    steps = np.rint(0.3 * inputs.size * (2 * draws("shift") - 1)).astype(int)
    assert steps.min() < -1
    assert steps.max() > 1
    last = inputs.size - 1
    for picture, new, (down, right) in zip(squares(inputs, rows), found, steps, strict=True):
        for y, x in np.ndindex(new.shape[:2]):
            source = min(max(y - down, 0), last), min(max(x - right, 0), last)
            assert np.array_equal(new[y, x], picture[source])


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """A picture (size, size) turned, pixel by pixel, between the four nearest in straight lines."""
    size, out = len(picture), np.empty_like(picture)
    middle, c, s = (size - 1) / 2, cos(radians(degrees)), sin(radians(degrees))
    for y, x in np.ndindex(out.shape):
        dy, dx = y - middle, x - middle
        v = min(max(c * dy - s * dx + middle, 0), size - 1)
        u = min(max(s * dy + c * dx + middle, 0), size - 1)
        y0, x0 = floor(v), floor(u)
        y1, x1 = min(y0 + 1, size - 1), min(x0 + 1, size - 1)
        top = (1 - u + x0) * picture[y0, x0] + (u - x0) * picture[y0, x1]
        bottom = (1 - u + x0) * picture[y1, x0] + (u - x0) * picture[y1, x1]
        out[y, x] = (1 - v + y0) * top + (v - y0) * bottom
    return out


@pytest.mark.parametrize("inputs", [COLOUR, GREY])
def test_that_a_turn_mixes_the_four_nearest_pixels(inputs: PictureInputs) -> None:
    rows = pictures(inputs)
    found = squares(inputs, changed(inputs, rows, rotation=30.0))
    angles = 30.0 * (2 * draws("rotation")[:, 0] - 1)
    for picture, new, degrees in zip(squares(inputs, rows), found, angles, strict=True):
        for channel in range(inputs.channels):
            expected = turned(picture[:, :, channel], degrees)
            np.testing.assert_allclose(new[:, :, channel], expected, rtol=1e-12, atol=1e-12)


def test_that_a_turn_is_that_of_pillow() -> None:
    """On a picture with its edge repeated around it: Pillow has no such edge of its own."""
    rows, pad = pictures(GREY), 4
    found = squares(GREY, changed(GREY, rows, rotation=20.0))[..., 0]
    angles = np.deg2rad(20.0 * (2 * draws("rotation")[:, 0] - 1))
    middle = GREY.size / 2
    for picture, new, angle in zip(squares(GREY, rows)[..., 0], found, angles, strict=True):
        padded = Image.fromarray(np.pad(picture, pad, mode="edge").astype(np.float32))
        c, s = cos(angle), sin(angle)
        across = (c, s, pad + middle - c * middle - s * middle)
        down = (-s, c, pad + middle + s * middle - c * middle)
        expected = padded.transform(
            (GREY.size, GREY.size), Image.Transform.AFFINE, across + down, Image.Resampling.BILINEAR
        )
        inner = slice(2, -2)  # there nothing comes from outside
        np.testing.assert_allclose(new[inner, inner], np.asarray(expected)[inner, inner], atol=1e-5)


def test_that_flip_turn_and_shift_follow_one_another() -> None:
    rows, settings = pictures(GREY), {"flip": "horizontal", "rotation": 25.0, "shift": 0.2}
    found = squares(GREY, changed(GREY, rows, **settings))[..., 0]
    steps = np.rint(0.2 * GREY.size * (2 * draws("shift") - 1)).astype(int)
    angles = 25.0 * (2 * draws("rotation")[:, 0] - 1)
    flips = draws("flip")[:, 1] < 0.5
    drawn = zip(squares(GREY, rows)[..., 0], found, flips, angles, steps, strict=True)
    for picture, new, is_flipped, degrees, (down, right) in drawn:
        new_inside = np.roll(new, (-down, -right), axis=(0, 1))[3:-3, 3:-3]
        expected = turned(np.flip(picture, 1) if is_flipped else picture, degrees)
        np.testing.assert_allclose(new_inside, expected[3:-3, 3:-3], atol=1e-12)


@pytest.mark.parametrize("inputs", [COLOUR, SCALED])
def test_that_brightness_multiplies_raw_values_between_black_and_white(
    inputs: PictureInputs,
) -> None:
    raw = pictures(inputs)
    found = changed(inputs, np.ascontiguousarray(inputs.scale(raw.T).T), brightness=0.8)
    factors = 1 + 0.8 * (2 * draws("brightness") - 1)
    expected = np.minimum(raw * factors, 1.0)
    assert (expected == 1).any()
    np.testing.assert_allclose(inputs.unscale(found.T).T, expected, rtol=1e-12, atol=1e-14)


def test_that_a_picture_is_the_same_in_any_batch_and_in_place() -> None:
    inputs = PictureInputs(size=32, colour=True)
    rows = pictures(inputs, 200)
    settings, whole = TrainingSettings(**ALL), changed(inputs, rows, 3, **ALL)
    order = np.random.RandomState(2).permutation(200)
    for numbers in (order, order[:1], order[5:90]):
        some = rows[numbers]
        Augmenter(settings, inputs, 200).change(some, 3, numbers, some)
        assert some.tobytes() == whole[numbers].tobytes()


def test_that_epochs_can_be_taken_in_any_order() -> None:
    rows, augmenter = pictures(GREY), Augmenter(TrainingSettings(**ALL), GREY, M)
    for epoch in (4, 0, 4):
        out = np.empty_like(rows)
        augmenter.change(rows, epoch, np.arange(M), out)
        assert np.array_equal(out, changed(GREY, rows, epoch, **ALL))


def test_that_one_change_draws_the_same_whatever_the_others_do() -> None:
    rows = pictures(GREY)
    alone = changed(GREY, rows, brightness=0.3)
    both = changed(GREY, changed(GREY, rows, flip="both"), brightness=0.3)
    assert np.array_equal(changed(GREY, rows, flip="both", brightness=0.3), both)
    assert not np.array_equal(alone, both)


def test_that_another_seed_changes_otherwise_and_no_epoch_of_one_is_of_another() -> None:
    rows = pictures(GREY)
    found = [
        changed(GREY, rows, epoch, **ALL, augmentation_seed=seed).tobytes()
        for seed in (1, 2, 3)
        for epoch in (0, 1, 2)
    ]
    assert len(set(found)) == 9


@pytest.mark.parametrize("size", [1, 2])
def test_that_pictures_of_few_pixels_can_be_changed(size: int) -> None:
    inputs = PictureInputs(size=size, colour=True)
    rows = pictures(inputs)
    found = changed(inputs, rows, flip="both", rotation=90.0, shift=0.5)
    assert found.min() >= rows.min()
    assert found.max() <= rows.max()


def test_that_single_precision_stays_single() -> None:
    rows = pictures(COLOUR)
    single = changed(COLOUR, rows.astype(np.float32), **ALL)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, changed(COLOUR, rows, **ALL), atol=1e-6)


def test_that_every_row_is_a_setting_and_off_at_first() -> None:
    settings = TrainingSettings()
    assert active_augmentations(settings) == ()
    assert {row.name: getattr(settings, row.name) for row in AUGMENTATIONS.values()} == {
        row.name: row.off for row in AUGMENTATIONS.values()
    }
    assert get_args(get_type_hints(TrainingSettings)["flip"]) == tuple(FLIPS)
    assert augmenter_of(settings, COLOUR, M) is None


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_that_what_is_no_picture_is_refused_by_the_settings_name(name: str) -> None:
    training = TrainingSettings(**{name: ALL[name]})
    for inputs, words in (
        (NumberInputs(names=("x1", "x2")), "the samples are none"),
        (PictureInputs(size=8, colour=True, flatten="across_pictures"), "flattened across"),
    ):
        with pytest.raises(ExperimentError, match=f"training.{name} changes.*{words}") as refused:
            check_augmentation(training, inputs)
        assert refused.value.suggested_changes == {f"training.{name}": AUGMENTATIONS[name].off}
