"""predict: have trained weights answer for pictures, or for the rows of a table."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from cli.output import print_json, say
from cli.written_files import check_place, check_written
from core import program
from core.errors import DataError
from core.experiment.inputs import TableInputs
from core.files import shown
from core.messages import Message, fill, listed, to_translate, tr, translate
from core.models.answers import Answers, number_text
from core.models.exporters import read_model
from core.models.prediction import Prediction, predict, predict_row
from core.models.predictions_csv import write_csv
from core.network.targets import CLASSES, LABELS, NUMBERS

_WORDS = {
    "probabilities": to_translate("{name} ({value:.1%})"),
    "scores": to_translate("{name} (score {number})"),
    "numbers": to_translate("{name} {number}"),
}


def main(arguments: Sequence[str]) -> None:
    """Print the answer for every picture or row; one that is bad has its error.

    Raises LayerbenchError where the model cannot be used, a path does not exist, the table
    cannot be written, or, after all is printed, nothing has an answer.
    """
    parser = ArgumentParser(prog=f"{program.NAME} predict", description=__doc__)
    parser.add_argument("model", metavar="MODEL", help="a file of trained weights")
    parser.add_argument(
        "paths",
        metavar="PICTURE_FOLDER_OR_TABLE",
        nargs="*",
        help="what to look at: pictures, or tables with the columns that it was trained with",
    )
    parser.add_argument(
        "--row",
        metavar="CELLS",
        action="append",
        default=[],
        help="a row of a table, in the order of the columns that it was trained with",
    )
    parser.add_argument(
        "--out",
        "--csv",
        dest="csv",
        metavar="FILE",
        help="write the answers as a table (.csv); of rows all columns are kept",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    if not words.paths and not words.row:
        parser.error("the following arguments are required: PICTURE_FOLDER_OR_TABLE")
    check_place(words.csv)
    check_written([words.csv], words.paths)
    model = read_model(words.model)
    for remark in model.remarks:
        _warn(remark)
    typed = [one for text in words.row for one in predict_row(model, text, _warn)]
    predictions = [*typed, *predict(model, words.paths, _warn)]
    if words.csv:
        write_csv(words.csv, model.answers, predictions)
    problems = [prediction for prediction in predictions if prediction.problem]
    # Of a table that was written the lines need not be read once more.
    written = words.csv and isinstance(model.inputs, TableInputs)
    if words.json:
        print_json({"predictions": [_entry(one, model.answers) for one in predictions]})
    else:
        for prediction in problems if written else predictions:
            _tell(prediction, model.answers)
    if written and not words.json:
        answered = len(predictions) - len(problems)
        file = shown(words.csv)
        say("wrote {file}: {count:,} {count:row|rows} answered", file=file, count=answered)
    if len(problems) == len(predictions):
        if isinstance(model.inputs, TableInputs):
            raise DataError("No row could be answered: give a table with rows below its names.")
        raise DataError(
            "No picture could be answered: the reasons are given file by file. "
            "Give pictures, or a folder of pictures."
        )


def _warn(remark: Message) -> None:
    print(remark, file=sys.stderr)


def _entry(prediction: Prediction, answers: Answers) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": prediction.file}
    if prediction.row:
        entry["row"] = prediction.row.number
    if prediction.problem:
        return {**entry, "error": str(prediction.problem)}
    if answers.targets is CLASSES:
        entry["class"] = prediction.answered[0] if prediction.answered else None
        if prediction.refused:
            entry["refused"] = str(prediction.refused)
        if prediction.distance is not None:
            entry["distance"] = prediction.distance
    elif answers.targets is LABELS:
        entry["labels"] = prediction.answered
    return {**entry, answers.readings: prediction.readings}


def _tell(prediction: Prediction, answers: Answers) -> None:
    file = prediction.file
    if prediction.row:
        text = tr("{file}, row {number}")
        file = fill(text, file=file, number=prediction.row.number)
    if prediction.problem:
        say("{file}: {problem}", file=file, problem=prediction.problem)
        return
    if prediction.refused:
        say("{file}: none of these: {reason}", file=file, reason=prediction.refused)
        return
    named = answers.names if answers.targets is NUMBERS else prediction.answered
    said = [
        fill(
            translate(_WORDS[answers.readings]),
            name=shown(name),
            value=value,
            number=number_text(value),
        )
        for name in named
        for value in (prediction.readings[name],)
    ]
    answer = str(listed(said)) or tr("none of the labels")
    say("{file}: {answer}", file=file, answer=answer)
