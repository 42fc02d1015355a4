"""vectorise: measure forward and backward by loops and by matrices on this computer.

Without WHAT the network is logistic regression of the course's shape, on made-up numbers.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cli.experiments import add_experiment, experiment_of
from cli.output import print_json, say
from cli.progress import Progress, reading
from core import program
from core.data.load import load
from core.messages import to_translate
from core.network.initialisers import initial_parameters
from core.training.analyses.vectorisation import (
    Vectorisation,
    describe,
    measure_course_example,
    measure_vectorisation,
)
from core.training.trainer import network_of

MADE_UP = to_translate(
    "Logistic regression of the course's shape, on made-up numbers: name a preset, an experiment "
    "or data to measure its network."
)

LONG = 2.0
"""Seconds of loops before a line says how far they are."""


def main(arguments: Sequence[str]) -> None:
    """Print how long loops and matrices take, and whether their results are equal.

    Raises LayerbenchError for anything the user can put right.
    """
    parser = ArgumentParser(prog=f"{program.NAME} vectorise", description=__doc__)
    add_experiment(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    made_up = not any((words.what, words.data, words.test, words.target, words.set))
    progress = Progress("Looping", lines=True, silent=LONG)
    measured = measure_course_example(progress) if made_up else _measure(words, progress)
    if words.json:
        print_json(_answer(measured, made_up))
        return
    if made_up:
        say(MADE_UP)
    for sentence in describe(measured):
        say("{sentence}", sentence=sentence)


def _measure(words: Namespace, progress: Progress) -> Vectorisation:
    experiment, _ = experiment_of(words)
    dataset = load(experiment.data, reading())
    network, start = network_of(experiment, dataset), experiment.network
    parameters = initial_parameters(network.sizes, start.initialisation, start.scale, start.seed)
    return measure_vectorisation(start, network, parameters, dataset, progress)


def _answer(measured: Vectorisation, made_up: bool) -> dict[str, Any]:
    return {
        "made_up": made_up,
        "sizes": measured.sizes,
        "samples": measured.samples,
        "all_samples": measured.all_samples,
        **{
            name: asdict(timing)
            | {"all_loop_seconds": timing.all_loop_seconds, "ratio": timing.ratio}
            for name, timing in measured.timings.items()
        },
        "multiplications": measured.multiplications,
        "equal": measured.is_equal,
        "largest_difference": measured.difference,
    }
