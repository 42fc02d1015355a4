"""The table of sources: every row loads, repeats itself and keeps to what it says of itself."""

import numpy as np
import pytest

from core.data.load import load
from core.data.registry import DATASETS, kind_of_file
from core.errors import Cancelled, DataError, ExperimentError
from core.experiment.inputs import NumberInputs, PictureInputs
from core.experiment.settings import DataSettings

BUILT_IN = [name for name, row in DATASETS.items() if row.samples]
TABLES = [name for name in BUILT_IN if "columns" in DATASETS[name].settings]
DRAWN = [name for name in BUILT_IN if "test_samples" in DATASETS[name].settings]
POINTS = ["flower", "circles", "moons", "xor", "spiral"]
USUAL = dict(zip(POINTS, (400, 300, 300, 300, 300), strict=True)) | {"digits": 1797, "shapes": 300}
USUAL |= {"houses": 400, "people": 600, "wave": 200}


def settings(kind: str, **more: object) -> DataSettings:
    return DataSettings(kind=kind, **({"size": 8} | more))


def test_that_the_table_has_all_sources_of_an_experiment_file():
    assert list(DATASETS) == [
        "pictures",
        *POINTS,
        "painted",
        "digits",
        "shapes",
        "houses",
        "people",
        "wave",
        "arrays",
        "table",
    ]
    assert all(row.name == name for name, row in DATASETS.items())


def test_that_the_ending_of_a_file_says_what_opens_it() -> None:
    files = ("a.CSV", "from a spreadsheet.txt", "iris.data", "b.npz", "c.jpg", "d")
    kinds = ["table", "table", "table", "arrays", "", ""]
    assert [kind_of_file(file) for file in files] == kinds


@pytest.mark.parametrize("row", DATASETS.values(), ids=DATASETS)
def test_that_every_row_names_settings_that_there_are(row):
    assert set(row.settings) <= set(DataSettings.__struct_fields__)
    assert row.needs_folder == ("folder" in row.settings)
    assert row.label
    assert row.description.endswith(".")


@pytest.mark.parametrize("kind", BUILT_IN)
def test_that_built_in_data_has_its_usual_number_of_samples(kind):
    data = load(settings(kind))
    assert data.train.m == USUAL[kind] == DATASETS[kind].samples
    assert data.test is None
    assert data.inputs.count == len(data.train.X)
    assert set(data.train.labels) == set(range(len(data.classes)))


@pytest.mark.parametrize("kind", BUILT_IN)
def test_that_built_in_data_repeats_itself_bit_for_bit(kind):
    first, again = (load(settings(kind, samples=40, test_share=0.25)) for _ in range(2))
    assert first.train.X.tobytes() == again.train.X.tobytes()
    assert first.test.X.tobytes() == again.test.X.tobytes()
    np.testing.assert_array_equal(first.train.labels, again.train.labels)


@pytest.mark.parametrize("kind", [kind for kind in BUILT_IN if DATASETS[kind].noise is not None])
def test_that_the_usual_noise_is_the_one_in_the_table(kind):
    usual = load(settings(kind, samples=20))
    said = load(settings(kind, samples=20, noise=DATASETS[kind].noise))
    other = load(settings(kind, samples=20, noise=DATASETS[kind].noise * 2))
    # Of a number that another one tells the noise is in what is learned.
    samples = [np.vstack([part.train.X, part.train.Y]) for part in (usual, said, other)]
    np.testing.assert_array_equal(samples[0], samples[1])
    assert not np.array_equal(samples[0], samples[2])


@pytest.mark.parametrize("kind", BUILT_IN)
def test_that_samples_are_contiguous_and_read_only(kind):
    train = load(settings(kind)).train
    assert train.X.dtype == np.float64
    assert train.X.flags.f_contiguous
    assert not train.X.flags.writeable
    assert not train.Y.flags.writeable


@pytest.mark.parametrize("kind", BUILT_IN)
def test_that_a_share_is_taken_from_every_class(kind):
    data = load(settings(kind, samples=100, test_share=0.2))
    train, test = data.counts(data.train), data.counts(data.test)
    assert data.train.m + data.test.m == 100
    for name in data.classes:
        assert test[name] / (train[name] + test[name]) == pytest.approx(0.2, abs=0.06)


@pytest.mark.parametrize("kind", [kind for kind in DRAWN if kind not in TABLES])
def test_that_test_samples_are_drawn_with_the_next_seed(kind):
    data = load(settings(kind, samples=60, test_samples=30, seed=4))
    fresh = load(settings(kind, samples=30, seed=5))
    np.testing.assert_array_equal(data.test.X, fresh.train.X)
    np.testing.assert_array_equal(data.test.Y, fresh.train.Y)
    assert data.train.m == 60


def test_that_circles_have_the_published_training_and_test_points():
    data = load(settings("circles", test_samples=100))
    assert data.train.X.sum() == pytest.approx(0.10318058999808777, rel=1e-10)
    assert data.test.X.sum() == pytest.approx(-0.418253070660783, rel=1e-10)


def test_that_the_next_seed_of_the_last_seed_is_0():
    data = load(settings("moons", seed=2**32 - 1, test_samples=10))
    fresh = load(settings("moons", seed=0, samples=10))
    np.testing.assert_array_equal(data.test.X, fresh.train.X)


def test_that_points_have_named_features_and_pictures_their_size():
    assert load(settings("xor")).inputs == NumberInputs(("x1", "x2"))
    assert load(settings("digits", size=64)).inputs == PictureInputs(size=8, colour=False)
    grey = load(settings("shapes", size=5, colour=False))
    assert grey.inputs == PictureInputs(size=5, colour=False)


def test_that_test_samples_and_a_share_together_are_refused():
    with pytest.raises(ExperimentError, match="both set"):
        load(settings("flower", test_samples=10, test_share=0.2))


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("spiral", {"samples": 2}, "data.samples = 2: there are 3 classes"),
        ("shapes", {"samples": 2}, "data.samples = 2: there are 3 classes"),
        ("flower", {"test_samples": 1}, "data.test_samples = 1: there are 2 classes"),
        ("digits", {"samples": 5000}, "data.samples = 5000: give 10"),
        ("digits", {"samples": 9}, "data.samples = 9: give 10"),
    ],
)
def test_that_a_number_of_samples_that_cannot_be_is_refused(kind, more, words):
    with pytest.raises(ExperimentError, match=words):
        load(settings(kind, **more))


def test_that_an_unknown_kind_is_told_the_choices():
    with pytest.raises(ExperimentError, match=r'data.kind = "cats" .* pictures, flower, circles'):
        load(settings("cats"))


def test_that_pictures_without_a_folder_say_how_to_give_one():
    with pytest.raises(DataError, match="--data FOLDER, or use Open folder"):
        load(settings("pictures"))
    with pytest.raises(DataError, match="--data FILE"):
        load(settings("arrays"))


def test_that_loading_can_be_stopped_by_whoever_is_told_how_far_it_is():
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        load(settings("shapes"), stop)
