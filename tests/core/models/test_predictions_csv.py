"""Facts about answers for many files: in order, errors among them, and as a table."""

import csv
from pathlib import Path

import pytest

from core.errors import OutputError
from core.models.answers import Answers
from core.models.prediction import Prediction, predict
from core.models.predictions_csv import write_csv
from tests.core.models.conftest import Trained, draw


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("many")
    files = [folder / f"{number:03}.png" for number in range(150)]
    for number, file in enumerate(files):
        draw(number, 20, 20).save(file)
    files[70].write_text("no picture")
    return files


def test_that_many_files_are_answered_in_order(photographer: Trained, files: list[Path]) -> None:
    predictions = list(predict(photographer[0], files))
    assert [prediction.file for prediction in predictions] == [str(file) for file in files]
    assert [index for index, prediction in enumerate(predictions) if prediction.problem] == [70]


def test_that_an_answer_does_not_depend_on_the_others(
    photographer: Trained, files: list[Path]
) -> None:
    many = list(predict(photographer[0], files[:20]))
    assert many == [
        prediction for file in files[:20] for prediction in predict(photographer[0], [file])
    ]


def test_that_the_table_has_every_answer(
    photographer: Trained, files: list[Path], tmp_path: Path
) -> None:
    model, _ = photographer
    predictions = list(predict(model, files[65:75]))
    write_csv(tmp_path / "answers.csv", model.answers, predictions)
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["file"] for row in rows] == [prediction.file for prediction in predictions]
    assert rows[5]["error"] == "this is a text file, not a picture"
    assert rows[5]["class"] == ""
    for row, prediction in zip(rows, predictions, strict=True):
        if not prediction.problem:
            assert row["class"] == prediction.answered[0]
            assert [float(row[name]) for name in model.classes] == [*prediction.readings.values()]


def test_that_a_table_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder does not exist"):
        write_csv(tmp_path / "none" / "answers.csv", Answers(("a", "b")), [])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_that_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    name = f"{start}HYPERLINK(1)"
    answered = Prediction(f"{start}1.png", {name: 0.75, "b": 0.25}, answered=(name,))
    write_csv(tmp_path / "a.csv", Answers((name, "b")), [answered])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as table:
        cells = [cell for row in csv.reader(table) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert cells[-3:] == ["0.75", "0.25", ""]
