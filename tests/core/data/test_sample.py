"""One sample of a data set is known again by its name, and by its number where it has none."""

import numpy as np
import pytest

from core.data.dataset import Dataset, samples
from core.data.sample import Sample, find_sample
from core.experiment.inputs import NumberInputs, PictureInputs
from core.experiment.settings import DataSettings


def dataset(train: tuple[str, ...], test: tuple[str, ...] = (), colour: bool = False) -> Dataset:
    """Pictures of 2 x 2 pixels, the labels 0, 1, 0, 1, ..."""
    inputs = PictureInputs(2, colour)
    sides = [
        samples(np.full((inputs.count, len(names)), 0.5), np.arange(len(names)) % 2, 2, names)
        for names in (train, test)
    ]
    return Dataset(sides[0], sides[1] if test else None, ("a", "b"), inputs)


def points(m: int) -> Dataset:
    X = np.arange(2.0 * m).reshape(2, m)
    return Dataset(samples(X, np.arange(m) % 2, 2), None, ("a", "b"), NumberInputs(("x1", "x2")))


def test_that_a_sample_is_found_by_its_name_where_others_went() -> None:
    before, after = dataset(("a/1", "b/1", "a/2")), dataset(("a/2",), ("b/1",))
    assert find_sample(after, Sample.of(before, 2)) == Sample(0, False, "a/2")
    assert find_sample(after, Sample.of(before, 1)) == Sample(0, True, "b/1")
    assert find_sample(after, Sample.of(before, 0)) is None


def test_that_of_two_files_of_one_name_the_one_of_the_same_side_is_meant() -> None:
    both = dataset(("a/1", "b/1"), ("b/1", "a/1"))
    for test in (False, True):
        sample = Sample.of(both, 1, test)
        assert find_sample(both, sample) == sample


def test_that_samples_without_names_are_known_by_their_numbers() -> None:
    assert find_sample(points(5), Sample.of(points(3), 2)) == Sample(2)
    assert find_sample(points(2), Sample.of(points(3), 2)) is None
    assert find_sample(dataset(("a/1", "b/1")), Sample.of(points(3), 1)) is None


def test_that_a_sample_gives_its_inputs_and_its_class() -> None:
    assert Sample(2).x(points(3)).tolist() == [2.0, 5.0]
    assert [Sample(number).label(points(3)) for number in range(3)] == [0, 1, 0]


def test_that_a_picture_from_outside_fits_data_of_its_size_alone() -> None:
    pixels = np.array([[[0], [255]], [[51], [102]]], np.uint8)
    sample = Sample.of_file("/home/me/own.png", pixels)
    grey = dataset(("a/1", "b/1"))
    assert find_sample(grey, sample) is sample
    assert find_sample(dataset(("a/1", "b/1"), colour=True), sample) is None
    assert find_sample(points(3), sample) is None
    assert sample.x(grey).tolist() == [0.0, 1.0, 0.2, 0.4]
    assert sample.label(grey) is None


@pytest.mark.parametrize(
    ("sample", "path"),
    [
        (Sample(0, False, "a/1.png"), "pictures/a/1.png"),
        (Sample(0, True, "a/1.png"), "held/a/1.png"),
        (Sample(3), ""),
        (Sample.of_file("/own.png", np.zeros((2, 2, 1), np.uint8)), "/own.png"),
    ],
)
def test_that_a_sample_knows_its_file(sample: Sample, path: str) -> None:
    assert sample.path(DataSettings(folder="pictures", test_folder="held")) == path
