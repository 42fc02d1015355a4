"""check: compare the gradient of every layer with central differences."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from cli.experiments import add_experiment, experiment_of
from cli.output import print_json, say
from cli.progress import Progress, reading
from core import program
from core.data.load import load
from core.network.gradient_check import STEP, TOLERANCE, ParameterCheck
from core.training.analyses.gradient_check import check, describe, first_wrong_layer

FAILED = 1


def main(arguments: Sequence[str]) -> int:
    """Print what came out for every layer; give the exit status, 1 where a gradient is wrong.

    Raises LayerbenchError for anything the user can put right.
    """
    parser = ArgumentParser(prog=f"{program.NAME} check", description=__doc__)
    add_experiment(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    experiment, _ = experiment_of(words)
    dataset = load(experiment.data, reading())
    checks = check(experiment, dataset, Progress("Checking"))
    print_json(_answer(checks)) if words.json else _tell(checks)
    return 0 if first_wrong_layer(checks) is None else FAILED


def _answer(checks: tuple[ParameterCheck, ...]) -> dict[str, Any]:
    wrong = first_wrong_layer(checks)
    return {
        "passed": wrong is None,
        "step": STEP,
        "tolerance": TOLERANCE,
        "wrong_layer": wrong and wrong.layer,
        "layers": [
            {
                "parameter": part.name,
                "layer": part.layer,
                "in_span": part.in_span,
                "difference": part.difference,
                "worst": part.worst,
                "place": list(part.place),
                "checked": part.checked,
                "size": part.size,
                "kinks": part.kinks,
            }
            for part in checks
        ],
    }


def _tell(checks: tuple[ParameterCheck, ...]) -> None:
    for part in checks:
        say("{line}", line=describe(part))
    wrong = first_wrong_layer(checks)
    if wrong is None:
        say("The gradient is right: every relative error is below {most:.0e}.", most=TOLERANCE)
        return
    say(
        "The gradient of layer {layer} is wrong: {name} is off by {worst:.1e} of its largest "
        "value. Layers before it, which get their gradient from it, are wrong as well.",
        layer=wrong.layer,
        name=wrong.name,
        worst=wrong.worst,
    )
