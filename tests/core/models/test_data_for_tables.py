"""Facts about tables for a network that was trained before: read as in training, or refused."""

import csv
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.errors import DataError, LayerbenchError, ModelError
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.compatibility import data_settings_for, load_for, settings_for
from core.models.exporters import read_model, save
from core.models.model import Model
from core.training.run import run
from core.training.trainer import Trainer
from core.training.worker.model_data import find_data, load_with
from tests.cli.run_main import run_main

HEAD = ["area", "city", "jobs", "note", "price"]
ROWS = [
    [
        str(30 + 37 * k % 101),
        ("Oslo", "Rome")[k % 3 % 2],
        ("cook", "cook;singer", "clerk")[k % 3],
        f"n{k % 2}",
        str(1000 + 900 * (37 * k % 101)),
    ]
    for k in range(40)
]
# Another city, a missing area, columns in another order, one more and one less.
NEW_HEAD = ["price", "floor", "jobs", "city", "area"]
NEW_ROWS = [
    ["100000", "1", "pilot;cook", "Quito", "50"],
    ["250000", "2", "clerk", "Rome", ""],
    ["70000", "3", "singer", "Oslo", "31"],
    ["90000", "4", "", "Rome", "77"],
]


def _write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, np.ndarray, Path]:
    """A network of houses that came back from a file."""
    folder = tmp_path_factory.mktemp("houses")
    table = _write(folder / "houses.csv", [HEAD, *ROWS])
    experiment = Experiment(
        data=DataSettings(
            kind="table",
            folder=str(table),
            target="price",
            columns={"note": "leave_out"},
            scaling="standardised",
        ),
        network=NetworkSettings(hidden=(3,)),
        training=TrainingSettings(loss="half_squared_error", iterations=20),
    )
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    save(model, folder / "net.npz", dataset.train.X)
    return read_model(folder / "net.npz"), dataset.train.X, folder


def _settings(model: Model, table: Path) -> DataSettings:
    return data_settings_for(model, DataSettings(kind="table", folder=str(table)))


def test_that_its_own_table_is_read_as_in_training(
    trained: tuple[Model, np.ndarray, Path],
) -> None:
    model, X, folder = trained
    settings = _settings(model, folder / "houses.csv")
    assert settings.target == "price"
    assert settings.columns == {"note": "leave_out", "price": "number"}
    dataset = load_for(model, settings)
    assert np.array_equal(dataset.train.X, X)
    assert dataset.target_scale == model.target_scale


def test_that_another_table_is_read_with_the_maps_and_scales_of_training(
    trained: tuple[Model, np.ndarray, Path], tmp_path: Path
) -> None:
    model, _, _ = trained
    table = _write(tmp_path / "new.csv", [NEW_HEAD, *NEW_ROWS])
    dataset = load_for(model, _settings(model, table))
    assert model.target_scale is not None
    numbers = model.target_scale.unscale(dataset.train.Y)
    np.testing.assert_allclose(numbers, [[100_000, 250_000, 70_000, 90_000]], rtol=1e-12)
    areas = np.array([float(row[0]) for row in ROWS])
    area = (np.array([50, areas.mean(), 31, 77]) - areas.mean()) / areas.std()
    # area; Oslo, Rome, other; clerk, cook, singer, other. No training row was one of the others,
    # so that a cell of no known value is as the rows of training are in the mean.
    oslo = np.mean([row[1] == "Oslo" for row in ROWS])
    clerks, cooks, singers = (
        np.mean([word in row[2] for row in ROWS]) for word in ("clerk", "cook", "singer")
    )
    expected = [
        [*area],
        *([oslo, 0, 1, 0], [1 - oslo, 1, 0, 1], [1, 0, 0, 0]),
        *([0, 1, 0, clerks], [1, 0, 0, cooks], [0, 0, 1, singers], [1, 0, 0, 1]),
    ]
    np.testing.assert_allclose(dataset.train.X, expected, rtol=1e-12, atol=1e-12)


def test_that_training_goes_on_with_another_table(
    trained: tuple[Model, np.ndarray, Path], tmp_path: Path
) -> None:
    model, _, _ = trained
    table = _write(tmp_path / "new.csv", [NEW_HEAD, *NEW_ROWS])
    experiment = settings_for(model, Experiment(data=DataSettings(kind="table", folder=str(table))))
    assert experiment.training.loss == "half_squared_error"
    dataset = load_for(model, experiment.data)
    trainer = Trainer(experiment, dataset, first_weights=model.parameters)
    before = trainer.parameters.flat.copy()
    trainer.step()
    assert np.isfinite(trainer.parameters.flat).all()
    assert not np.array_equal(trainer.parameters.flat, before)


WITHOUT_AREA = [["price", "city", "jobs"], ["1", "Oslo", "cook"], ["2", "Rome", "clerk"]] * 2
OTHERS = {
    "a column less": (WITHOUT_AREA, {}, "has no column area"),
    "words for numbers": (
        [HEAD, *([*("big", "small")[k % 2 : k % 2 + 1], *row[1:]] for k, row in enumerate(ROWS))],
        {},
        "area holds no numbers",
    ),
    "classes to learn": (
        [[*HEAD, "sold"], *([*row, ("yes", "no")[k % 2]] for k, row in enumerate(ROWS))],
        {"target": "sold", "columns": {"note": "leave_out", "price": "leave_out"}},
        "answers numbers, and the data teach classes",
    ),
    "labels to learn": (
        [[*HEAD, "likes"], *([*row, ("a;b", "b", "a")[k % 3]] for k, row in enumerate(ROWS))],
        {"target": "likes", "columns": {"note": "leave_out", "price": "leave_out"}},
        "answers numbers, and the data teach several labels at once",
    ),
    "another number to learn": (
        [[*HEAD, "tax"], *([*row, str(k * 1.5)] for k, row in enumerate(ROWS))],
        {"target": "tax", "columns": {"note": "leave_out", "price": "leave_out"}},
        "answers the numbers price, and the data teach tax",
    ),
    "another role": (
        [HEAD, *ROWS],
        {"columns": {"note": "category"}},
        r"city \(category\), jobs \(categories\), and the data .* note \(category\)",
    ),
    "integers for categories": (
        [HEAD, *ROWS],
        {"category_code": "integer"},
        r"and the data are rows .* city \(category, integer\)",
    ),
}


@pytest.mark.parametrize("other", OTHERS)
def test_that_a_table_that_does_not_fit_is_refused_in_words(
    other: str, trained: tuple[Model, np.ndarray, Path], tmp_path: Path
) -> None:
    model, _, _ = trained
    rows, changes, words = OTHERS[other]
    settings = replace(_settings(model, _write(tmp_path / "t.csv", rows)), **changes)
    with pytest.raises((ModelError, DataError), match=words) as refused:
        load_for(model, settings)
    if "note" not in rows[0]:  # without the network its settings name a column that is not there
        return
    # In the window the weights are then drawn anew, and a line says why.
    dataset, kept = load_with(model, settings, lambda done, total: None, None)
    assert kept is None
    assert str(refused.value) in str(dataset.remarks[-1])


def test_that_other_data_than_a_table_is_refused(
    trained: tuple[Model, np.ndarray, Path], tmp_path: Path
) -> None:
    model, X, _ = trained
    np.savez(tmp_path / "a.npz", X=X, Y=np.arange(X.shape[1]) % 2)
    with pytest.raises(ModelError, match=r"takes rows of a table with the columns area \(number\)"):
        load_for(model, DataSettings(kind="arrays", folder=str(tmp_path / "a.npz")))


def test_that_a_network_of_numbers_opens_without_its_data(
    trained: tuple[Model, np.ndarray, Path],
) -> None:
    model, _, _ = trained
    experiment, dataset, problem = find_data(model, None, lambda done, total: None)
    assert (experiment.data.kind, experiment.data.folder, problem) == ("table", "", None)
    assert (dataset.blank, dataset.targets.name) == (True, "numbers")
    assert dataset.target_scale == model.target_scale


def test_that_a_table_on_the_bench_is_taken(
    trained: tuple[Model, np.ndarray, Path], tmp_path: Path
) -> None:
    model, _, folder = trained
    data = DataSettings(kind="table", folder=str(folder / "houses.csv"))
    on_bench = data, load(data)
    experiment, dataset, problem = find_data(model, on_bench, lambda done, total: None)
    assert (problem, dataset.blank, experiment.data.target) == (None, False, "price")
    assert dataset.inputs == model.inputs
    other = DataSettings(
        kind="table", folder=str(_write(tmp_path / "t.csv", WITHOUT_AREA)), target="city"
    )
    on_bench = other, load(other)
    _, dataset, problem = find_data(model, on_bench, lambda done, total: None)
    assert dataset.blank
    assert isinstance(problem, LayerbenchError)
    assert "has no column area" in str(problem)


def test_that_the_command_line_trains_on_from_a_network_of_a_table(
    trained: tuple[Model, np.ndarray, Path], tmp_path: Path
) -> None:
    table = _write(tmp_path / "new.csv", [NEW_HEAD, *NEW_ROWS])
    model = trained[2] / "net.npz"
    quick = ("--set", "training.iterations=2", "--json")
    done = run_main("train", table, "--from", model, *quick)
    assert done.returncode == 0, done.stderr
    bad = run_main("train", _write(tmp_path / "t.csv", WITHOUT_AREA), "--from", model, *quick)
    assert bad.returncode == 2
    assert "has no column area" in bad.stderr
