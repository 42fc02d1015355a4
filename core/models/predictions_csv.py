"""Answers as a table: one line a picture, one column a class, a label or a number (.csv)."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from core.csv_cell import csv_text
from core.files import shown, write_whole
from core.models.answers import Answers
from core.models.prediction import Prediction
from core.network.targets import CLASSES, LABELS

_ANSWERED = {CLASSES.name: ("class",), LABELS.name: ("labels",)}
_SEPARATOR = ";"


def write_csv(path: str | Path, answers: Answers, predictions: Iterable[Prediction]) -> None:
    """Write the file, what is answered, every reading, and the problem if there is one.

    What is answered is the class or the labels, a semicolon between two; of numbers the readings
    are the answer.

    The table is written whole or not at all; raises OutputError where it cannot be.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    answered = _ANSWERED.get(answers.targets.name, ())
    names = [csv_text(shown(name)) for name in answers.names]
    writer.writerow(["file", *answered, *names, "error"])
    for prediction in predictions:
        writer.writerow(_row(prediction, answers, len(answered)))
    # with the mark by which spreadsheets know that it is UTF-8
    content = table.getvalue().encode("utf-8-sig")
    write_whole(path, lambda file: file.write(content))


def _row(prediction: Prediction, answers: Answers, answered: int) -> list[str]:
    file, problem = csv_text(prediction.file), prediction.problem
    if problem:
        return [file, *[""] * (answered + len(answers.names)), csv_text(str(problem))]
    said = [csv_text(_SEPARATOR.join(map(shown, prediction.answered)))] * answered
    return [file, *said, *(repr(prediction.readings[name]) for name in answers.names), ""]
