"""Pictures that are flattened across each other, as a frequent slip does, on purpose."""

from pathlib import Path

import numpy as np
import pytest

from core.data.byte_matrix import ByteMatrix, as_float
from core.data.dataset import Dataset
from core.data.flattening import REMARK, columns_across
from core.data.load import load
from core.errors import ExperimentError
from core.experiment.settings import DataSettings, Experiment
from core.models.compatibility import check_fits, data_settings_for
from core.models.description import describe
from core.models.exporters import save
from core.models.model import Model
from core.models.prediction import predict
from core.network.parameters import Parameters
from core.suggestion import suggest_for
from tests.cli.run_main import run_main
from tests.noise_photos import noise_photos

ACROSS = DataSettings(kind="shapes", samples=9, test_samples=6, size=5, flatten="across_pictures")


@pytest.fixture
def photos(tmp_path: Path) -> str:
    """A folder of two classes with 3 noisy pictures each."""
    return str(noise_photos(tmp_path / "photos", ("cat", "dog"), 3))


def model_of(dataset: Dataset) -> Model:
    """A network without hidden layers whose weights are all 0."""
    outputs = len(dataset.train.Y)
    return Model.of(
        Experiment(data=ACROSS), dataset, Parameters((dataset.inputs.count, 4, outputs))
    )


def test_that_columns_are_what_reshape_makes_of_the_pictures_of_each_side() -> None:
    right = load(DataSettings(kind="shapes", samples=9, test_samples=6, size=5))
    wrong = load(ACROSS)
    for there, here in ((right.train, wrong.train), (right.test, wrong.test)):
        pictures = there.X.T.reshape(there.m, 5, 5, 3)
        np.testing.assert_array_equal(here.X, pictures.reshape(-1, there.m))
        np.testing.assert_array_equal(here.Y, there.Y)
        assert here.X.flags.f_contiguous
        assert not here.X.flags.writeable
    assert [remark.key for remark in wrong.remarks] == [REMARK]
    assert right.remarks == ()


@pytest.mark.parametrize("storage", ["float", "bytes"])
def test_that_single_columns_across_are_those_of_all(photos: str, storage: str) -> None:
    settings = {"kind": "pictures", "folder": photos, "size": 4, "storage": storage}
    right = load(DataSettings(**settings)).train.X
    wrong = as_float(load(DataSettings(**settings, flatten="across_pictures")).train.X)
    np.testing.assert_array_equal(columns_across(right, [4, 0]), wrong[:, [4, 0]])


def test_that_pixels_kept_as_bytes_are_mixed_alike(photos: str) -> None:
    settings = {"kind": "pictures", "folder": photos, "size": 4, "flatten": "across_pictures"}
    floats = load(DataSettings(**settings, test_share=0.3))
    kept = load(DataSettings(**settings, test_share=0.3, storage="bytes"))
    assert isinstance(kept.train.X, ByteMatrix)
    np.testing.assert_array_equal(as_float(kept.train.X), floats.train.X)
    np.testing.assert_array_equal(as_float(kept.test.X), floats.test.X)


def test_that_the_pictures_are_right_again_without_reading_them_again(photos: str) -> None:
    settings = DataSettings(kind="pictures", folder=photos, size=4)
    right = load(settings)
    wrong = load(DataSettings(kind="pictures", folder=photos, size=4, flatten="across_pictures"))
    again = load(settings, before=wrong)
    assert again.decoded is wrong.decoded
    np.testing.assert_array_equal(again.train.X, right.train.X)


def test_that_what_cannot_be_mixed_is_refused_with_a_way_out(photos: str, tmp_path: Path) -> None:
    file = tmp_path / "numbers.npz"
    np.savez(file, X=np.eye(4), Y=np.array([0, 1, 0, 1]))
    for settings in (
        {"kind": "arrays", "folder": str(file)},
        {"kind": "pictures", "folder": photos, "size": 4, "storage": "cache"},
    ):
        with pytest.raises(ExperimentError, match=r"data\.flatten") as refused:
            load(DataSettings(**settings, flatten="across_pictures"))
        assert refused.value.suggested_changes == {"data.flatten": "by_picture"}


def test_that_a_network_of_mixed_pictures_is_given_no_single_one(
    photos: str, tmp_path: Path
) -> None:
    model = model_of(dataset := load(ACROSS))
    with pytest.raises(ExperimentError, match="no picture alone"):
        list(predict(model, [photos]))
    with pytest.raises(ExperimentError, match="no picture alone"):
        save(model, tmp_path / "mixed.npz", dataset.train.X)
    assert not list(tmp_path.glob("mixed*"))


def test_that_it_fits_no_other_data_and_its_description_says_how_it_was_fed() -> None:
    model = model_of(load(ACROSS))
    assert data_settings_for(model, DataSettings(kind="shapes")).flatten == "across_pictures"
    with pytest.raises(ExperimentError, match="flattened across"):
        model.inputs.check_one_picture()
    plain = load(DataSettings(kind="shapes", samples=9, size=5))
    with pytest.raises(Exception, match="flattened across each other, and the data are"):
        check_fits(model, plain)
    assert "By mistake no picture is a column" in describe(model)


def test_that_an_export_is_refused_before_the_training() -> None:
    data = ("data.kind=digits", "data.samples=20", "data.flatten=across_pictures")
    words = (word for setting in data for word in ("--set", setting))
    done = run_main("train", "flower", *words, "--out", "mixed.npz")
    assert done.returncode == 2
    assert "no picture alone" in done.stderr
    assert not done.stdout


def test_that_no_suggestion_chooses_it(photos: str) -> None:
    for data in (DataSettings(kind="pictures", folder=photos), DataSettings(kind="shapes")):
        suggestion = suggest_for(Experiment(data=data), frozenset())
        assert "data.flatten" not in suggestion.changes
