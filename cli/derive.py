"""derive: write out the formulas of forward, cost, backward and update, with their shapes."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cli.experiments import add_experiment, experiment_of
from cli.output import print_json, say
from cli.progress import reading
from cli.written_files import check_place, check_written
from core import program
from core.calculation.derivation import derive
from core.calculation.forms import FORMS, NUMBERS_FILE, PLAIN, Form
from core.calculation.given import save_given
from core.calculation.lines import Derivation
from core.data.load import load
from core.training.trainer import Trainer


def main(arguments: Sequence[str]) -> None:
    """Print the formulas of an experiment in one form.

    Raises LayerbenchError for anything the user can put right.
    """
    parser = ArgumentParser(prog=f"{program.NAME} derive", description=__doc__)
    add_experiment(parser)
    parser.add_argument(
        "--form", choices=FORMS, default=PLAIN.name, help="how they are written (%(default)s)"
    )
    parser.add_argument(
        "--numbers",
        metavar="FILE",
        type=Path,
        help="save what the first update starts from: X, Y, W1, b1, ...; the NumPy program reads "
        f"it from {NUMBERS_FILE}",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    check_place(words.numbers)
    experiment, _ = experiment_of(words)
    data = experiment.data
    check_written([words.numbers], [words.what, data.folder, data.test_folder])
    dataset = load(experiment.data, reading())
    derivation, form = derive(experiment, dataset), FORMS[words.form]
    if words.numbers:
        save_given(Trainer(experiment, dataset, "direct"), words.numbers)
    if words.json:
        print_json(_answer(derivation, form))
    else:
        say("{text}", text=form.write(derivation).rstrip("\n"))


def _answer(derivation: Derivation, form: Form) -> dict[str, Any]:
    return {
        "form": form.name,
        "text": form.write(derivation),
        "stages": [
            {
                "stage": stage.name,
                "layer": stage.layer or None,
                "lines": [
                    {"name": line.name, "shape": line.result.shape, "text": form.line(line)}
                    for line in stage.lines
                ],
            }
            for stage in derivation.stages
        ],
    }
