"""Answers as a table: one line a picture, one column a class (.csv)."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.csv_cell import csv_text
from core.files import shown, write_whole
from core.models.prediction import Prediction


def write_csv(path: str | Path, classes: Sequence[str], predictions: Iterable[Prediction]) -> None:
    """Write the file, the class, the probability of every class and the problem, if there is one.

    The table is written whole or not at all; raises OutputError where it cannot be.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["file", "class", *(csv_text(shown(name)) for name in classes), "error"])
    for prediction in predictions:
        writer.writerow(_row(prediction, classes))
    # with the mark by which spreadsheets know that it is UTF-8
    content = table.getvalue().encode("utf-8-sig")
    write_whole(path, lambda file: file.write(content))


def _row(prediction: Prediction, classes: Sequence[str]) -> list[str]:
    if prediction.problem:
        empty = [""] * len(classes)
        return [csv_text(prediction.file), "", *empty, csv_text(str(prediction.problem))]
    return [
        csv_text(prediction.file),
        csv_text(shown(prediction.predicted_class)),
        *(repr(prediction.probabilities[name]) for name in classes),
        "",
    ]
