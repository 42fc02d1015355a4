"""Answers as a table (.csv): one line a picture, or the columns of a table and the answers."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.csv_cell import csv_text
from core.data.table.layout import different_names
from core.experiment.table_cells import DecimalMark, is_number
from core.files import shown, write_whole
from core.models.answers import Answers
from core.models.prediction import Prediction
from core.models.table_rows import TableColumns
from core.network.targets import CLASSES, LABELS

_ANSWERED = {CLASSES.name: ("class",), LABELS.name: ("labels",)}
_PREFIXES = {"probabilities": "probability of", "scores": "score of", "numbers": "predicted"}
_SEPARATOR = ";"


def write_csv(path: str | Path, answers: Answers, predictions: Iterable[Prediction]) -> None:
    """Write what is answered, every reading, and the problem if there is one, beside the file.

    What is answered is the class or the labels, a semicolon between two; of numbers the readings
    are the answer. Where it may be that none of the classes is answered, a column says why it was
    not. Rows of a table keep their columns, their delimiter and their decimal mark.

    The table is written whole or not at all; raises OutputError where it cannot be.
    """
    predictions = list(predictions)
    rows = [prediction.row for prediction in predictions if prediction.row]
    table = io.StringIO(newline="")
    if rows:
        _write_rows(table, answers, predictions, rows[0].columns)
    else:
        _write_files(table, answers, predictions)
    # with the mark by which spreadsheets know that it is UTF-8
    content = table.getvalue().encode("utf-8-sig")
    write_whole(path, lambda file: file.write(content))


def _write_files(table: io.StringIO, answers: Answers, predictions: Iterable[Prediction]) -> None:
    writer = csv.writer(table)
    names = [csv_text(shown(name)) for name in answers.names]
    writer.writerow(["file", *_answered(answers), *names, "error"])
    for prediction in predictions:
        writer.writerow([csv_text(prediction.file), *_answer(prediction, answers)])


def _write_rows(
    table: io.StringIO, answers: Answers, predictions: Sequence[Prediction], columns: TableColumns
) -> None:
    """Write the rows of tables, which may be several, by the names of all their columns."""
    read = [prediction.row.columns for prediction in predictions if prediction.row]
    names = tuple(dict.fromkeys(name for one in dict.fromkeys(read) for name in one.names))
    writer = csv.writer(table, delimiter=columns.delimiter)
    answered = [f"predicted {name}" for name in _answered(answers)]
    prefix = _PREFIXES[answers.readings]
    head = (*names, *answered, *(f"{prefix} {shown(name)}" for name in answers.names), "error")
    writer.writerow(map(csv_text, different_names(head)))
    for prediction in predictions:
        if row := prediction.row:
            cells = dict(zip(row.columns.names, row.cells, strict=False))
            kept = [_kept(cells.get(name, ""), columns.decimal) for name in names]
            writer.writerow([*kept, *_answer(prediction, answers, columns.decimal)])


def _kept(cell: str, decimal: DecimalMark) -> str:
    """Return a cell of a table as it was, but no formula; a number is none."""
    return cell if is_number(cell, decimal) else csv_text(cell)


def _answered(answers: Answers) -> tuple[str, ...]:
    """Name the columns of what is answered."""
    names = _ANSWERED.get(answers.targets.name, ())
    return (*names, "refused") if answers.refuses else names


def _answer(prediction: Prediction, answers: Answers, decimal: DecimalMark = ".") -> list[str]:
    answered = len(_answered(answers))
    if problem := prediction.problem:
        return [*[""] * (answered + len(answers.names)), csv_text(str(problem))]
    said = [csv_text(_SEPARATOR.join(map(shown, prediction.answered)))]
    said = [*said, csv_text(str(prediction.refused or ""))][:answered]
    readings = [repr(prediction.readings[name]) for name in answers.names]
    return [*said, *(text.replace(".", decimal) for text in readings), ""]
