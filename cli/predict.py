"""predict: have trained weights name the class of pictures."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from cli.output import print_json, say
from core import program
from core.errors import DataError
from core.files import shown
from core.models.exporters import read_model
from core.models.prediction import Prediction, predict
from core.models.predictions_csv import write_csv


def main(arguments: Sequence[str]) -> None:
    """Print the class and the probabilities of every picture; one that is bad has its error.

    Raises LayerbenchError where the model cannot be used, a path does not exist, the table
    cannot be written, or, after all is printed, not one picture has an answer.
    """
    parser = ArgumentParser(prog=f"{program.NAME} predict", description=__doc__)
    parser.add_argument("model", metavar="MODEL", help="a file of trained weights")
    parser.add_argument("paths", metavar="PICTURE_OR_FOLDER", nargs="+", help="what to look at")
    parser.add_argument("--csv", metavar="FILE", help="write the answers as a table")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    model = read_model(words.model)
    for remark in model.remarks:
        print(remark, file=sys.stderr)
    predictions = list(predict(model, words.paths))
    if words.csv:
        write_csv(words.csv, model.classes, predictions)
    if words.json:
        print_json({"predictions": [_entry(prediction) for prediction in predictions]})
    else:
        for prediction in predictions:
            _tell(prediction)
    if all(prediction.problem for prediction in predictions):
        raise DataError(
            "No picture could be answered: the reasons are given file by file. "
            "Give pictures, or a folder of pictures."
        )


def _entry(prediction: Prediction) -> dict[str, Any]:
    if prediction.problem:
        return {"file": prediction.file, "error": str(prediction.problem)}
    return {
        "file": prediction.file,
        "class": prediction.predicted_class,
        "probabilities": prediction.probabilities,
    }


def _tell(prediction: Prediction) -> None:
    if prediction.problem:
        say("{file}: {problem}", file=prediction.file, problem=prediction.problem)
        return
    share = prediction.probabilities[prediction.predicted_class]
    say(
        "{file}: {name} ({share:.1%})",
        file=prediction.file,
        name=shown(prediction.predicted_class),
        share=share,
    )
