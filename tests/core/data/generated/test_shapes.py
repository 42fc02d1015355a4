"""Simple shapes: their area, their outline, their colours and their seed."""

import numpy as np
import pytest

from core.data.generated.shapes import CLASSES, coverage, shapes
from core.errors import Cancelled, ExperimentError
from core.experiment.inputs import PictureInputs

SMALL = PictureInputs(size=16, colour=True)
MIDDLE = np.array([0.5, 0.5])


@pytest.mark.parametrize("shape", CLASSES)
def test_that_every_shape_has_the_area_of_its_circle(shape):
    assert coverage(shape, 200, MIDDLE, 0.25).mean() == pytest.approx(np.pi * 0.25**2, rel=0.005)


def test_that_a_circle_a_square_and_a_triangle_look_like_it():
    size, radius = 200, 0.25
    rows = {shape: coverage(shape, size, MIDDLE, radius).sum(axis=1) / size for shape in CLASSES}
    assert rows["circle"].max() == pytest.approx(2 * radius, abs=0.02)
    side = radius * np.sqrt(np.pi)
    np.testing.assert_allclose(rows["square"][rows["square"] > 0.3], side, atol=0.01)
    widths = rows["triangle"][rows["triangle"] > 0.02]
    assert (np.diff(widths[:-2]) > 0).all(), "a triangle stands on its side"
    assert widths.max() == pytest.approx(radius * np.sqrt(4 * np.pi / np.sqrt(3)), abs=0.02)


@pytest.mark.parametrize("colour", [True, False])
def test_that_shapes_are_pictures_of_whole_255ths(colour):
    inputs = PictureInputs(size=12, colour=colour)
    X, labels = shapes(20, 0.1, 1, inputs)
    assert X.shape == (inputs.count, 20)
    assert X.min() >= 0
    assert X.max() <= 1
    np.testing.assert_array_equal(inputs.picture(X[:, 3]).ravel() / 255, X[:, 3])
    assert labels.tolist()[:4] == [0, 1, 2, 0]


def test_that_a_shape_without_noise_has_two_colours_well_apart_and_lies_inside():
    X, _ = shapes(60, 0.0, 2, PictureInputs(size=32, colour=True))
    for picture in X.T.reshape(60, 32, 32, 3):
        ground = picture[0, 0]
        edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert np.abs(edge - ground).max() < 0.35, "only a corner may touch the edge"
        assert np.abs(picture - ground).max(axis=(0, 1)).min() > 0.34


def test_that_noise_spreads_the_background():
    quiet, _ = shapes(30, 0.0, 1, SMALL)
    loud, _ = shapes(30, 0.1, 1, SMALL)
    corners = loud.T.reshape(30, 16, 16, 3)[:, 0, :4]
    assert np.ptp(quiet.T.reshape(30, 16, 16, 3)[:, 0, :4], axis=1).mean() < 0.02
    assert np.ptp(corners, axis=1).mean() > 0.1


def test_that_the_seed_decides_the_shapes_and_more_of_them_keep_the_first():
    few, many, other = (shapes(m, 0.1, s, SMALL)[0] for m, s in ((5, 1), (9, 1), (5, 2)))
    np.testing.assert_array_equal(few, many[:, :5])
    assert not np.array_equal(few, other)


def test_that_a_picture_of_one_pixel_can_be_drawn():
    assert shapes(3, 0.1, 1, PictureInputs(size=1, colour=False))[0].shape == (1, 3)


def test_that_drawing_tells_how_far_it_is():
    told = []
    shapes(4, 0.1, 1, SMALL, lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_that_drawing_can_be_stopped():
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        shapes(4, 0.1, 1, SMALL, stop)


def test_that_more_pictures_than_memory_are_refused_before_they_are_drawn():
    with pytest.raises(
        ExperimentError, match="1,000,000 pictures of 1024 x 1024 pixels need"
    ) as refused:
        shapes(1_000_000, 0.1, 1, PictureInputs(size=1024, colour=True))
    fewer, smaller = (offer.changes for offer in refused.value.fixes)
    assert 1 < fewer["data.samples"] < 1_000_000
    assert 0 < smaller["data.size"] < 1024
