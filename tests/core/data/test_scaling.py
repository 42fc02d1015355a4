"""Facts about the scale of the inputs: shifted and divided by what the training samples say."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from core.data.byte_matrix import ByteMatrix, as_float
from core.data.dataset import Dataset
from core.data.load import load
from core.data.scaling import SCALINGS
from core.errors import DataError, ExperimentError, ModelError
from core.experiment.inputs import NumberInputs, PictureInputs
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.description import describe, parse_description
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.training.run import run

SHAPES = DataSettings(kind="shapes", samples=30, size=9, test_share=0.2)
SCALED = [name for name in SCALINGS if name != "unit"]


def _scaled(settings: DataSettings, scaling: str) -> Dataset:
    return load(replace(settings, scaling=scaling))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of eight pictures of noise, in colours that are far from grey."""
    random = np.random.RandomState(2)
    for number in range(16):
        place = tmp_path / f"class{number % 2}"
        place.mkdir(exist_ok=True)
        pixels = random.randint(0, (256, 128, 32), (9, 9, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(place / f"{number:02}.png")
    return tmp_path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Arrays of three features: one large, one that never changes, one small."""
    random = np.random.RandomState(3)
    X = random.normal((2000, 7, 0.1), (300, 0, 0.01), (40, 3)).T
    np.savez(tmp_path / "three.npz", X=X, Y=(X[0] > 2000).astype(int))
    return tmp_path / "three.npz"


def test_that_scaling_in_the_unit_range_leaves_every_bit_as_it_was() -> None:
    dataset = load(SHAPES)
    assert dataset.inputs == PictureInputs(9, True)
    assert dataset.train.X.min() >= 0
    assert dataset.train.X.max() <= 1
    assert np.array_equal(np.rint(dataset.train.X * 255) / 255, dataset.train.X)


def test_that_centred_pictures_lie_around_0() -> None:
    raw, centred = _scaled(SHAPES, "unit"), _scaled(SHAPES, "centred")
    assert np.array_equal(centred.train.X, raw.train.X - 0.5)
    assert raw.test
    assert centred.test
    assert np.array_equal(centred.test.X, raw.test.X - 0.5)


def test_that_standardised_training_pictures_have_mean_0_and_deviation_1_in_each_colour() -> None:
    X = _scaled(SHAPES, "standardised").train.X
    by_colour = X.T.reshape(-1, 3)
    assert np.allclose(by_colour.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(by_colour.std(axis=0), 1, atol=1e-12)


def test_that_test_samples_are_scaled_by_the_training_samples() -> None:
    raw, standardised = _scaled(SHAPES, "unit"), _scaled(SHAPES, "standardised")
    assert raw.test
    assert standardised.test
    colours = raw.train.X.T.reshape(-1, 3)
    expected = (raw.test.X.T.reshape(-1, 3) - colours.mean(axis=0)) / colours.std(axis=0)
    assert np.allclose(standardised.test.X.T.reshape(-1, 3), expected, atol=1e-12)


def test_that_numbers_are_standardised_by_feature_and_a_constant_one_becomes_0(file: Path) -> None:
    settings = DataSettings(kind="arrays", folder=str(file), scaling="standardised")
    X = load(settings).train.X
    assert np.allclose(X.mean(axis=1), 0, atol=1e-9)
    assert np.allclose(X.std(axis=1), (1, 0, 1), atol=1e-9)


@pytest.mark.parametrize("name", ["unit", "none"])
def test_that_points_of_a_generator_are_as_they_are_unless_they_are_scaled(name: str) -> None:
    points = DataSettings(kind="moons")
    drawn = load(points)
    assert not drawn.inputs.mean
    assert np.array_equal(_scaled(points, name).train.X, drawn.train.X)


@pytest.mark.parametrize(
    ("name", "scaler"), [("range", MinMaxScaler()), ("standardised", StandardScaler())]
)
def test_that_points_are_scaled_as_scikit_learn_does_and_led_back(name: str, scaler) -> None:
    points = DataSettings(kind="moons", test_share=0.3)
    raw, scaled = load(points), _scaled(points, name)
    scaler.fit(raw.train.X.T)
    for before, after in ((raw.train, scaled.train), (raw.test, scaled.test)):
        assert before
        assert after
        assert np.allclose(after.X, scaler.transform(before.X.T).T, atol=1e-12)
        assert np.allclose(scaled.inputs.unscale(after.X), before.X, atol=1e-12)


def test_that_pictures_without_scaling_are_bytes_again() -> None:
    X = _scaled(SHAPES, "none").train.X
    assert np.allclose(X, np.rint(X), atol=1e-9)
    assert X.max() > 200


def test_that_the_range_of_each_colour_becomes_0_to_1() -> None:
    X = _scaled(SHAPES, "range").train.X.T.reshape(-1, 3)
    assert np.allclose((X.min(axis=0), X.max(axis=0)), ([0] * 3, [1] * 3))


@pytest.mark.parametrize("scaling", SCALED)
def test_that_a_scaled_sample_gives_its_pixels_back(scaling: str) -> None:
    raw, scaled = load(SHAPES), _scaled(SHAPES, scaling)
    assert isinstance(raw.inputs, PictureInputs)
    assert isinstance(scaled.inputs, PictureInputs)
    for x, seen in zip(as_float(raw.train.X).T, as_float(scaled.train.X).T, strict=True):
        pixels = raw.inputs.picture(x)
        assert np.array_equal(scaled.inputs.picture(seen), pixels)
        assert np.array_equal(scaled.inputs.column(pixels)[:, 0], seen)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("scaling", SCALED)
def test_that_pictures_kept_as_bytes_are_scaled_to_the_same_bits(
    folder: Path, scaling: str, precision: str
) -> None:
    settings = DataSettings(kind="pictures", folder=str(folder), size=8, scaling=scaling)
    floats, kept = (load(replace(settings, storage=storage)) for storage in ("float", "bytes"))
    assert isinstance(kept.train.X, ByteMatrix)
    assert floats.inputs == kept.inputs
    X = floats.train.X.astype(precision)
    assert np.array_equal(as_float(kept.train.X.astype(precision)), X)


def test_that_other_scaling_takes_the_pixels_that_were_read_before(folder: Path) -> None:
    settings = DataSettings(kind="pictures", folder=str(folder), size=8)
    before = load(settings)
    after = load(replace(settings, scaling="standardised"), before=before)
    assert after.decoded is before.decoded


@pytest.mark.parametrize("scaling", SCALED)
def test_that_the_span_of_scaled_samples_gives_the_run_of_whole_weights(scaling: str) -> None:
    dataset = _scaled(SHAPES, scaling)
    ways = [
        run(
            Experiment(training=TrainingSettings(iterations=60, parametrisation=way)), dataset
        ).history.train_cost.curve()
        for way in ("direct", "span")
    ]
    assert np.allclose(ways[0].values, ways[1].values, atol=1e-10)


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_standardised_numbers_leave_in_every_format(
    file: Path, ending: str, tmp_path: Path
) -> None:
    experiment = Experiment(
        data=DataSettings(kind="arrays", folder=str(file), scaling="standardised"),
        training=TrainingSettings(iterations=50, learning_rate=1.0),
    )
    dataset = load(experiment.data)
    trainer = run(experiment, dataset)
    model = Model.of(experiment, dataset, trainer.parameters)
    save(model, tmp_path / f"model{ending}", as_float(dataset.train.X))
    assert read_model(tmp_path / f"model{ending}").inputs == dataset.inputs


def test_that_the_script_scales_the_numbers_of_a_file_by_itself(file: Path, tmp_path: Path) -> None:
    experiment = Experiment(
        data=DataSettings(kind="arrays", folder=str(file), scaling="standardised"),
        training=TrainingSettings(iterations=200, learning_rate=1.0),
    )
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    save(model, tmp_path / "model.py", as_float(dataset.train.X))
    (tmp_path / "raw.txt").write_text("3500 7 0.1\n500 7 0.1\n")
    words = [sys.executable, str(tmp_path / "model.py"), str(tmp_path / "raw.txt")]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\n")
    assert [line.rpartition(": ")[2][:1] for line in said[:2]] == ["1", "0"]


def test_that_a_described_deviation_of_0_is_refused() -> None:
    with pytest.raises(ExperimentError, match="deviation"):
        NumberInputs(("x1",), mean=(0.0,), deviation=(0.0,))
    with pytest.raises(ExperimentError, match="one number for each"):
        PictureInputs(4, True, mean=(0.5,), deviation=(1.0,))


def test_that_a_model_whose_scaling_is_damaged_is_refused() -> None:
    model = Model.of(
        experiment := Experiment(
            data=replace(SHAPES, scaling="centred"), network=NetworkSettings()
        ),
        dataset := load(experiment.data),
        run(replace(experiment, training=TrainingSettings(iterations=1)), dataset).parameters,
    )
    text = describe(model).replace("[0.5, 0.5, 0.5]", "[0.5, NaN, 0.5]")
    with pytest.raises(ModelError, match="damaged"):
        parse_description("model.npz", text)


def test_that_a_scaling_of_numbers_does_not_speak_of_pixels() -> None:
    labels = [row.label_for(NumberInputs(("x1", "x2"))) for row in SCALINGS.values()]
    assert labels[0] == "as they are"
    assert len(set(labels)) == len(labels)
    assert not any("pixel" in label for label in labels)
    assert [row.label_for(PictureInputs(4, True)) for row in SCALINGS.values()] == [
        row.label for row in SCALINGS.values()
    ]


@pytest.mark.parametrize("scaling", ["standardised", "range"])
def test_that_numbers_too_far_apart_to_be_scaled_are_named(tmp_path: Path, scaling: str) -> None:
    X = np.array([[1.0, 2.0, 3.0, 4.0], [1e308, -1e308, 1e308, -1e308]]).T
    np.savez(tmp_path / "far.npz", X=X, y=[0, 1, 0, 1])
    settings = DataSettings(kind="arrays", folder=str(tmp_path / "far.npz"))
    with pytest.raises(DataError, match="The numbers of x2 are too large, or too far apart"):
        _scaled(settings, scaling)
