"""Networks of tables answer from a file as in training, in every format and in one script."""

import csv
import json
import runpy
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.load import load
from core.errors import DataError, LayerbenchError, ModelError
from core.experiment import table_cells
from core.experiment.inputs import TableInputs
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.messages import Message
from core.models.description import describe
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.models.prediction import predict, predict_row
from core.models.predictions_csv import write_csv
from core.training.run import run
from tests.core.models.conftest import Trained

HEAD = ["area", "rooms", "city", "jobs", "price", "happy", "likes"]
CITIES = ("Köln; am Rhein", "Rome", 'the "Bronx"', "Oslo")
Functions = dict[str, Any]


def _rows(count: int = 60) -> list[list[str]]:
    """Rows with a decimal comma, quotes, delimiters in quotes and missing cells."""
    random = np.random.RandomState(3)
    rows = []
    for number in range(count):
        area, rooms = random.rand() * 200, random.randint(1, 8)
        jobs = random.choice(["cook", "singer", "clerk"], random.randint(1, 3), replace=False)
        price = 1000 * area + 9000 * rooms
        likes = random.choice(["tea", "jazz", "chess"], random.randint(1, 4), replace=False)
        rows.append(
            [
                "?" if number % 13 == 5 else f"{area:.2f}".replace(".", ","),
                str(rooms),
                "" if number % 17 == 3 else CITIES[random.randint(4)],
                ",".join(jobs),
                f"{price:,.1f}".replace(",", " ").replace(".", ","),
                "yes" if area > 90 else "no",
                "|".join(likes),
            ]
        )
    return rows


def _write(
    path: Path, rows: list[list[str]], delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("tables") / "houses.csv", [HEAD, *_rows()])


TARGETS = {
    "a class": ("happy", {}, "cross_entropy"),
    "a price": ("price", {}, "half_squared_error"),
    "labels": ("likes", {"likes": "categories"}, "cross_entropy"),
    "a score": ("happy", {}, "hinge"),
}


def train_on(table: Path, what: str, **more: object) -> Trained:
    target, columns, loss = TARGETS[what]
    left = {name: "leave_out" for name in ("price", "happy", "likes") if name != target}
    experiment = Experiment(
        data=DataSettings(
            kind="table",
            folder=str(table),
            target=target,
            columns={**left, **columns},
            scaling="standardised",
            **more,
        ),
        network=NetworkSettings(hidden=(5,)),
        training=TrainingSettings(loss=loss, iterations=30),
    )
    dataset = load(experiment.data)
    return Model.of(experiment, dataset, run(experiment, dataset).parameters), dataset.train.X


@pytest.fixture(scope="session")
def trained(houses: Path) -> Callable[[str], Trained]:
    models: dict[str, Trained] = {}

    def get(what: str) -> Trained:
        if what not in models:
            more = {"missing": "other"} if what == "a price" else {}
            more |= {"category_code": "integer"} if what == "a score" else {}
            models[what] = train_on(houses, what, **more)
        return models[what]

    return get


def features_by_the_recipe(about: dict[str, Any], row: dict[str, str]) -> list[float]:
    """Follow the words of the recipe, and nothing else."""
    found: list[float] = []
    for column in about["inputs"]["columns"]:
        cell = unicodedata.normalize("NFC", row[column["name"]].strip())
        if column["role"] == "number":
            known = cell.lower() not in ("", "?")
            number = float(cell.replace(" ", "").replace(",", ".")) if known else column["mean"]
            found += [number, float(not known)] if column["marks_missing"] else [number]
            continue
        several = cell.split(column["separator"]) if column["role"] == "categories" else [cell]
        one_hot = [float(value in several) for value in column["values"]]
        if column["code"] == "integer" and column["role"] == "category":
            found.append(1.0 + one_hot.index(1) if 1 in one_hot else 0.0)
        else:
            found += [*one_hot, float(not all(value in column["values"] for value in several))]
    return found


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def readings_of(entries: list[dict[str, Any]]) -> np.ndarray:
    names = ("probabilities", "scores", "numbers")
    return np.array([list(next(e[n] for n in names if n in e).values()) for e in entries]).T


def script_of(model: Model, folder: Path) -> Functions:
    """The functions of a model's script."""
    for ending, content in EXPORTERS[".py"].contents(model).items():
        (folder / f"net{ending}").write_bytes(content)
    return runpy.run_path(str(folder / "net.py"))


def entries_of(script: Functions, folder: Path, file: Path | str) -> list[dict[str, Any]]:
    return script["entries"](str(file), *script["load"](folder / "net.npz"))


@pytest.mark.usefixtures("proved_here")
@pytest.mark.parametrize("what", TARGETS)
def test_that_every_format_answers_from_the_file_as_the_trainer(
    what: str, trained: Callable[[str], Trained], houses: Path, tmp_path: Path
) -> None:
    model, X = trained(what)
    expected = model.readings(X)
    size = np.abs(expected).max()
    for ending in EXPORTERS:
        assert save(model, tmp_path / f"net{ending}", X).verified
        again = read_model(tmp_path / f"net{ending}")
        assert again.inputs == model.inputs
        found = [list(one.readings.values()) for one in predict(again, [houses])]
        tolerance = 1e-5 if ending == ".onnx" else 1e-12
        np.testing.assert_allclose(np.array(found).T, expected, rtol=0, atol=tolerance * size)
    script = runpy.run_path(str(tmp_path / "net.py"))
    answered = entries_of(script, tmp_path, houses)
    np.testing.assert_allclose(readings_of(answered), expected, rtol=0, atol=1e-12 * size)
    assert [entry["row"] for entry in answered] == list(range(1, 61))


@pytest.mark.parametrize("what", TARGETS)
def test_that_a_graph_answers_for_features_made_by_the_words_of_the_recipe(
    what: str, trained: Callable[[str], Trained], houses: Path, tmp_path: Path
) -> None:
    model, X = trained(what)
    save(model, tmp_path / "net.onnx", X)
    about = json.loads(describe(model))
    raw = np.array([features_by_the_recipe(about, row) for row in read(houses)], np.float32)
    session = onnxruntime.InferenceSession(tmp_path / "net.onnx")
    (found,) = session.run([model.answers.readings], {"features": raw})
    expected = model.readings(X)
    atol = 1e-5 * np.abs(expected).max()
    np.testing.assert_allclose(found.T, expected, rtol=0, atol=atol)
    named = json.loads(session.get_modelmeta().custom_metadata_map["features"])
    assert len(named) == raw.shape[1]
    assert named[0] == "area"
    assert any("inputs.decimal" in step for step in about["recipe"])


def test_that_the_script_of_a_table_runs_with_numpy_alone(
    trained: Callable[[str], Trained], houses: Path, tmp_path: Path, numpy_alone: Callable[..., str]
) -> None:
    model, X = trained("a price")
    script_of(model, tmp_path)
    found = json.loads(numpy_alone(tmp_path / "net.py", "--json", houses))["predictions"]
    expected = model.readings(X)
    np.testing.assert_allclose(readings_of(found), expected, rtol=1e-12)
    first = _rows()[0]
    words = numpy_alone(tmp_path / "net.py", "--row=" + ";".join([first[0], first[1], '"R";a']))
    assert ", row 1: price " in words


ODD = {
    "columns in another order": lambda rows: [[row[k] for k in (3, 0, 2, 1)] for row in rows],
    "a title above": lambda rows: [["Houses of 2020"], [], *rows],
    "blank lines": lambda rows: [rows[0], [], *rows[1:5], ["  "], *rows[5:9]],
    "no names": lambda rows: [row[:4] for row in rows[1:]],
    "one row": lambda rows: rows[:2],
    "rows of other lengths": lambda rows: [*rows[:4], rows[4][:3], [*rows[5], "x"], rows[6]],
    "blank cells at the end": lambda rows: [*rows[:4], [*rows[4], "", " "]],
    "row names without a name": lambda rows: [rows[0], *([str(k), *r] for k, r in enumerate(rows))],
    "names twice": lambda rows: [[*row, row[0]] for row in rows],
    "new values": lambda rows: [rows[0], ["1,5", "3", "Quito", "pilot,cook"], ["2", "1", "", "NA"]],
    "some that are no numbers": lambda rows: [*rows[:9], ["big", "inf", "Oslo", "cook"]],
    "other letters": lambda rows: [rows[0], ["1 200,5", "1e1", " Ko\u0308ln; am Rhein", "cook"]],
}
FILES = {
    "utf-8": (";", "utf-8"),
    "with a mark": ("\t", "utf-8-sig"),
    "utf-16": ("|", "utf-16"),
    "western": (",", "cp1252"),
}


@pytest.mark.parametrize("odd", ODD)
def test_that_the_script_and_the_program_read_odd_tables_alike(
    odd: str, trained: Callable[[str], Trained], houses: Path, tmp_path: Path
) -> None:
    model, _ = trained("a class")
    script = script_of(model, tmp_path)
    rows = ODD[odd]([HEAD[:4], *(row[:4] for row in _rows())])
    for name, (delimiter, encoding) in FILES.items():
        if encoding == "cp1252" and odd == "other letters":
            continue
        table = _write(tmp_path / f"{name}.csv", rows, delimiter, encoding)
        found = entries_of(script, tmp_path, table)
        expected = list(predict(model, [table]))
        assert len(found) == len(expected) > 0
        for entry, one in zip(found, expected, strict=True):
            assert one.row is not None
            assert entry["row"] == one.row.number
            assert entry.get("error", "") == str(one.problem or "")
            if not one.problem:
                assert entry["class"] == one.answered[0]
                assert entry["probabilities"] == pytest.approx(one.readings, abs=1e-12)


def test_that_names_or_their_order_make_no_difference(
    trained: Callable[[str], Trained], houses: Path, tmp_path: Path
) -> None:
    model, X = trained("a class")
    expected = model.readings(X)
    for odd in ("columns in another order", "a title above", "no names", "names twice"):
        rows = ODD[odd]([HEAD[:4], *(row[:4] for row in _rows())])
        table = _write(tmp_path / "table.csv", rows)
        found = np.array([list(one.readings.values()) for one in predict(model, [table])]).T
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


BAD = {
    "no such column": ([["area", "rooms", "city"], ["1", "2", "Oslo"]], "jobs"),
    "no names, too few cells": ([["1", "2", "Oslo"]], "has 3 cells where the network takes 4"),
    "words for numbers": ([HEAD[:4], ["big", "2", "Oslo", "cook"]], "takes numbers from area"),
    "an open quotation mark": (None, "quotation mark"),
}


@pytest.mark.parametrize("bad", BAD)
def test_that_a_table_of_other_columns_gets_a_sentence(
    bad: str, trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    model, _ = trained("a class")
    rows, words = BAD[bad]
    table = tmp_path / "table.csv"
    if rows is None:
        table.write_text('area;rooms;city;jobs\n1;2;"Oslo;cook\n3;4;Oslo;cook\n')
    else:
        _write(table, rows)
    with pytest.raises(DataError, match=words) as refused:
        list(predict(model, [table]))
    assert "table.csv" in str(refused.value)
    (entry,) = entries_of(script_of(model, tmp_path), tmp_path, table)
    assert any(word in entry["error"] for word in ("jobs", "takes numbers", "quotation mark"))


def test_that_cells_that_count_as_others_are_told(
    trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    model, _ = trained("a class")
    rows = [HEAD[:4], *(row[:4] for row in _rows(9)), ["big", "1", "Quito", "pilot,cook"]]
    told: list[Message] = []
    predictions = list(predict(model, [_write(tmp_path / "t.csv", rows)], told.append))
    assert [one.problem for one in predictions] == [None] * 10
    words = " ".join(map(str, told))
    assert "1 cell of area is no number and counts as missing" in words
    assert 'a value of city that training did not have, and counts as "other"' in words
    assert "a value of jobs" in words


def test_that_a_typed_row_is_answered_as_in_a_file(
    trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    model, _ = trained("labels")
    row = ["80,5", "3", "Rome", "cook,singer"]
    (in_file,) = predict(model, [_write(tmp_path / "t.csv", [HEAD[:4], row])])
    for text in ("80,5;3;Rome;cook,singer", "80,5\t3\tRome\tcook,singer"):
        (typed,) = predict_row(model, text, lambda message: None)
        assert typed.readings == in_file.readings
        (entry,) = entries_of(script_of(model, tmp_path), tmp_path, f"--row={text}")
        assert entry["probabilities"] == pytest.approx(in_file.readings, abs=1e-12)
        assert entry["labels"] == list(in_file.answered)
    with pytest.raises(DataError, match="3 cells where the network takes 4"):
        list(predict_row(model, "1;2;Rome", lambda message: None))


def test_that_a_network_of_no_table_takes_no_row(points: Trained) -> None:
    with pytest.raises(ModelError, match="no rows of a table"):
        list(predict_row(points[0], "1,2", lambda message: None))


@pytest.mark.parametrize("what", TARGETS)
def test_that_a_table_of_answers_keeps_the_columns_of_the_rows(
    what: str, trained: Callable[[str], Trained], houses: Path, tmp_path: Path
) -> None:
    model, X = trained(what)
    write_csv(tmp_path / "a.csv", model.answers, predict(model, [houses]))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    assert head[:7] == HEAD
    assert [row[:7] for row in rows] == _rows()
    said = {
        "a class": ["predicted class", "probability of no", "probability of yes"],
        "a score": ["predicted class", "score of no", "score of yes"],
        "a price": ["predicted price"],
        "labels": ["predicted labels", *(f"probability of {n}" for n in ("chess", "jazz", "tea"))],
    }[what]
    assert head[7:] == [*said, "error"]
    width = len(model.answers.names)
    cells = [row[-width - 1 : -1] for row in rows]
    readings = np.array([[float(cell.replace(",", ".")) for cell in row] for row in cells])
    expected = model.readings(X)
    np.testing.assert_allclose(readings.T, expected, rtol=0, atol=1e-12 * np.abs(expected).max())


def test_that_no_cell_that_is_kept_is_a_formula_and_numbers_stay(
    trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    table = _write(tmp_path / "t.csv", [[*HEAD[:4], "=x"], ["-5,5", "1", "=1+1", "cook", "+a"]])
    model, _ = trained("a class")
    write_csv(tmp_path / "a.csv", model.answers, predict(model, [table]))
    head, row = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("area;rooms;city;jobs;'=x;")
    assert row.startswith("-5,5;1;'=1+1;cook;'+a;")


@given(st.text(alphabet="0123456789.,+-eE '’\u00a0inafNA/?#\t%€$CHFchf", max_size=12))
def test_that_the_script_reads_a_cell_as_the_program(functions: Functions, cell: str) -> None:
    for decimal in (".", ","):
        ours, own = table_cells.number(cell, decimal), functions["number"](cell, decimal)
        assert own == ours or (not np.isfinite(ours) and np.isnan(own))
    assert (cell.strip().casefold() in functions["MISSING"]) == table_cells.is_missing(cell)
    assert functions["clean"](cell) == table_cells.clean(cell)


@pytest.fixture(scope="session")
def functions(
    trained: Callable[[str], Trained], tmp_path_factory: pytest.TempPathFactory
) -> Functions:
    return script_of(trained("a class")[0], tmp_path_factory.mktemp("functions"))


LIES = {
    "a column more": lambda about: about["inputs"]["columns"].append(
        {"name": "more", "role": "number"}
    ),
    "a column twice": lambda about: about["inputs"]["columns"].append(
        about["inputs"]["columns"][0]
    ),
    "a value twice": lambda about: about["inputs"]["columns"][2]["values"].append("Rome"),
    "a value less": lambda about: about["inputs"]["columns"][2]["values"].pop(),
    "no finite mean": lambda about: about["inputs"]["columns"][0].update(mean=float("nan")),
    "a role of a later program": lambda about: about["inputs"]["columns"][0].update(role="picture"),
    "no decimal mark": lambda about: about["inputs"].update(decimal="x"),
    "no separator": lambda about: about["inputs"]["columns"][3].update(separator=""),
    "no columns": lambda about: about["inputs"].update(columns=[]),
}


@pytest.mark.parametrize("lie", LIES)
def test_that_a_description_that_lies_of_its_columns_is_refused(
    lie: str, trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    model, X = trained("a class")
    save(model, tmp_path / "net.npz", X)
    with np.load(tmp_path / "net.npz") as stored:
        arrays = dict(stored)
    about = json.loads(str(arrays["layerbench"]))
    LIES[lie](about)
    np.savez(tmp_path / "net.npz", **(arrays | {"layerbench": np.array(json.dumps(about))}))
    with pytest.raises(LayerbenchError, match=r"net\.npz"):
        read_model(tmp_path / "net.npz")


def test_that_values_with_the_sign_of_a_formula_or_a_delimiter_pass_the_script(
    trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    model, X = trained("a class")
    assert isinstance(model.inputs, TableInputs)
    columns = list(model.inputs.columns)
    values = ("=a", 'b"c', "d;e", "f\ng")[: len(columns[2].values)]
    columns[2] = replace(columns[2], values=values)
    inputs = replace(model.inputs, columns=tuple(columns))
    other = Model(model.experiment, inputs, model.classes, model.parameters)
    assert save(other, tmp_path / "net.py", X).largest_difference <= 1e-12


@pytest.mark.parametrize("code", ["one_hot", "integer"])
def test_that_an_unseen_value_is_answered_as_the_mean_of_those_that_training_had(
    code: str, tmp_path: Path
) -> None:
    table = tmp_path / "flats.csv"
    rows = [[str(n), "ABB"[n % 3], "cook|singer" if n % 2 else "cook"] for n in range(24)]
    priced = [[*row, str(300 + 5 * int(row[0]) + 80 * (row[1] == "A"))] for row in rows]
    _write(table, [["size", "city", "jobs", "price"], *priced])
    experiment = Experiment(
        data=DataSettings(
            kind="table",
            folder=str(table),
            target="price",
            columns={"size": "number"},
            category_code=code,
        ),
        network=NetworkSettings(hidden=(), initialisation="he", scale=1.0),
        training=TrainingSettings(loss="half_squared_error", iterations=20, learning_rate=1e-3),
    )
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    script = script_of(model, tmp_path)

    def answer(city: str, jobs: str = "cook|singer") -> float:
        told: list[Message] = []
        (one,) = predict_row(model, f"7;{city};{jobs}", told.append)
        (entry,) = entries_of(script, tmp_path, f"--row=7;{city};{jobs}")
        assert entry["numbers"] == pytest.approx(one.readings, abs=1e-9)
        strange = city == "Z" or "diver" in jobs
        assert any("the mean of those" in str(message) for message in told) is strange
        return one.readings["price"]

    of_known = (answer("A") + 2 * answer("B")) / 3
    assert answer("Z") == pytest.approx(of_known, abs=1e-9)
    assert answer("") == pytest.approx(of_known, abs=1e-9)
    # A word of a list that nobody had adds nothing.
    assert answer("A", "cook|diver") == pytest.approx(answer("A", "cook"), abs=1e-9)


def test_that_a_row_of_data_is_not_taken_for_the_names_of_columns(
    trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    rows = [["one", "two", "three", "four", "five"], ["12,5", "3", "Rome", "cook", "area"]]
    with pytest.raises(DataError, match="no row names the columns area, rooms, city, jobs"):
        list(predict(trained("a class")[0], [_write(tmp_path / "other.csv", rows)]))


def test_that_a_number_too_large_to_answer_for_is_refused_by_its_column(
    trained: Callable[[str], Trained], tmp_path: Path
) -> None:
    rows = [HEAD[:4], ["12,5", "3", "Rome", "cook"], ["1e160", "3", "Rome", "cook"]]
    with pytest.raises(DataError, match=r"area is 1e160 in a row, and 1e\+150 is the largest"):
        list(predict(trained("a class")[0], [_write(tmp_path / "large.csv", rows)]))
