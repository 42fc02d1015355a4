"""Slips in X, Y and the start of the weights, beside what is on the bench."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.load import load
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.own_numbers.bench import Bench, bench_of
from core.own_numbers.compare import Comparison, compare
from core.own_numbers.job import ComparisonOrder, run_comparison
from core.own_numbers.read import read_own_numbers
from core.own_numbers.values import Place
from core.own_numbers.words import summary_of


@pytest.fixture(scope="module")
def bench() -> Bench:
    changes = {"data.kind": "shapes", "data.size": 6, "data.samples": 12, "network.hidden": [3]}
    experiment = with_settings(Experiment(), changes)
    return bench_of(experiment, load(experiment.data))


def compared(bench: Bench, folder: Path, **own: np.ndarray) -> Comparison:
    file = folder / "mine.npz"
    np.savez(file, **own)
    return compare(read_own_numbers(file), bench)


def first_slips(comparison: Comparison) -> tuple[str, list[str]]:
    wrong = comparison.first_wrong
    assert wrong is not None
    return str(wrong.place), [found.slip.name for found in wrong.slips]


def test_that_pictures_that_were_not_divided_are_named(bench: Bench, tmp_path: Path) -> None:
    X = bench.arrays[Place("X")] * 255
    assert first_slips(compared(bench, tmp_path, X=X)) == ("X", ["pictures not divided"])


def test_that_pictures_flattened_the_other_way_are_named(bench: Bench, tmp_path: Path) -> None:
    X = bench.arrays[Place("X")]
    pictures = X.T.reshape(12, 6, 6, 3)
    wrong = compared(bench, tmp_path, X=pictures.reshape(-1, 12))
    assert first_slips(wrong) == ("X", ["flattened the other way"])


def test_that_they_are_named_where_only_what_follows_is_in_the_file(
    bench: Bench, tmp_path: Path
) -> None:
    W, X = bench.arrays[Place("W", 1)], bench.arrays[Place("X")]
    wrong = compared(bench, tmp_path, Z1=W @ (255 * X))
    assert first_slips(wrong) == ("Z1", ["pictures not divided"])


def test_that_pictures_in_the_file_tell_how_they_are_flattened(tmp_path: Path) -> None:
    pictures = np.random.RandomState(1).randint(0, 256, (5, 4, 4, 3))
    X = pictures.reshape(-1, 5) / 255
    file = tmp_path / "mine.npz"
    np.savez(file, train_x_orig=pictures, X=X)
    assert first_slips(compare(read_own_numbers(file))) == ("X", ["flattened the other way"])


def test_that_labels_the_other_way_round_are_named(tmp_path: Path) -> None:
    experiment = with_settings(Experiment(), {"data.kind": "moons", "data.samples": 20})
    bench = bench_of(experiment, load(experiment.data))
    wrong = compared(bench, tmp_path, Y=1 - bench.arrays[Place("Y")])
    assert first_slips(wrong) == ("Y", ["labels the other way round"])


def test_that_the_scale_and_the_seed_of_another_start_are_named(
    bench: Bench, tmp_path: Path
) -> None:
    W = bench.arrays[Place("W", 1)]
    wrong = compared(bench, tmp_path, W1=100 * W)
    assert first_slips(wrong) == ("W1", ["scale of another start"])
    other = np.random.RandomState(7).randn(*W.shape) * 0.01
    assert first_slips(compared(bench, tmp_path, W1=other)) == ("W1", ["seed of another start"])


def test_that_weights_of_later_are_taken_as_they_are(bench: Bench, tmp_path: Path) -> None:
    W = np.random.RandomState(5000).randn(*bench.arrays[Place("W", 1)].shape)
    comparison = compared(bench, tmp_path, W1=W, Z1=W @ bench.arrays[Place("X")])
    assert [array.verdict for array in comparison.arrays] == ["given", "right"]


def test_that_pixels_kept_as_bytes_are_the_same_x(tmp_path: Path) -> None:
    for label in ("dark", "light"):
        (tmp_path / label).mkdir()
        Image.new("RGB", (4, 4), (30, 90, 200 if label == "light" else 10)).save(
            tmp_path / label / "one.png"
        )
    place = {"data.kind": "pictures", "data.folder": str(tmp_path), "data.size": 4}
    ways = [
        with_settings(Experiment(), {**place, "data.storage": way}) for way in ("float", "bytes")
    ]
    floats, from_bytes = (bench_of(one, load(one.data)).arrays[Place("X")] for one in ways)
    np.testing.assert_array_equal(from_bytes, floats)


def weighed(bench: Bench, with_weights: bool) -> dict[str, np.ndarray]:
    """One pass of logistic regression whose classes count 1 and 4, as a student writes it."""
    X, Y, W, b = (bench.arrays[Place(*name)] for name in (("X",), ("Y",), ("W", 1), ("b", 1)))
    m = X.shape[1]
    c = np.where(Y == 1, 4.0, 1.0) if with_weights else np.ones_like(Y)
    A = 1 / (1 + np.exp(-(W @ X + b)))
    dZ = c * (A - Y)
    return {
        "Z1": W @ X + b,
        "A1": A,
        "cost": -np.sum(c * (Y * np.log(A) + (1 - Y) * np.log(1 - A))) / m,
        "dZ1": dZ,
        "dW1": dZ @ X.T / m,
        "db1": dZ.sum(axis=1, keepdims=True) / m,
    }


def test_that_weighed_classes_are_right_and_forgotten_weights_are_named(tmp_path: Path) -> None:
    settings = {"data.kind": "moons", "data.samples": 12, "network.hidden": []}
    weights = {"training.class_weights": [1.0, 4.0]}
    experiment = with_settings(Experiment(), {**settings, **weights})
    bench = bench_of(experiment, load(experiment.data))
    right, forgotten = (weighed(bench, with_weights) for with_weights in (True, False))
    assert compared(bench, tmp_path, **right).first_wrong is None
    wrong = compared(bench, tmp_path, **{**right, "cost": forgotten["cost"]})
    assert first_slips(wrong) == ("cost", ["no class weights"])
    of_slopes = {name: forgotten[name] for name in ("dZ1", "dW1", "db1")}
    wrong = compared(bench, tmp_path, **{**right, **of_slopes})
    assert first_slips(wrong) == ("dZ1", ["no class weights"])


def test_that_a_file_of_slopes_alone_is_compared_with_the_experiment_that_is_open(
    tmp_path: Path,
) -> None:
    settings = {"data.kind": "moons", "data.samples": 12, "network.hidden": []}
    experiment = with_settings(Experiment(), settings)
    dataset = load(experiment.data)
    numbers = weighed(bench_of(experiment, dataset), with_weights=False)
    file = tmp_path / "mine.npz"
    np.savez(file, dW1=12 * numbers["dW1"], db1=numbers["db1"])
    beside = run_comparison(ComparisonOrder(str(file), experiment, dataset), lambda *_: None)
    assert first_slips(beside) == ("dW1", ["no 1/m"])
    alone = run_comparison(ComparisonOrder(str(file), experiment, None), lambda *_: None)
    assert str(summary_of(alone)).startswith("Nothing could be compared: that takes X, Y, W1")
