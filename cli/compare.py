"""compare: a student's own arrays beside the right ones, and the slip where one is wrong."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from cli.experiments import add_experiment, experiment_of
from cli.output import print_json, say
from cli.progress import reading
from core import program
from core.data.load import load
from core.messages import listed
from core.own_numbers.bench import Bench, bench_of
from core.own_numbers.compare import Comparison, compare
from core.own_numbers.read import read_own_numbers
from core.own_numbers.words import LEFT_OUT, explanation_of, sentence_of, summary_of

WRONG = 3


def main(arguments: Sequence[str]) -> int:
    """Print every array in the order of computation; give the exit status, 3 where one is wrong.

    Raises LayerbenchError for anything the user can put right.
    """
    parser = ArgumentParser(prog=f"{program.NAME} compare", description=__doc__)
    parser.add_argument(
        "mine",
        metavar="MINE",
        help="an .npz or .json of arrays by the course's names: X, Y, W1, b1, Z1, A1, cost, dZ1, "
        "dW1, db1, W1_after and so on; learning_rate, lambd and keep_prob where there are any",
    )
    add_experiment(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    own = read_own_numbers(words.mine)
    comparison = compare(own, _bench(words) if words.what or words.data else None)
    if words.json:
        print_json(_answer(comparison))
    else:
        _tell(comparison)
    return 0 if comparison.first_wrong is None else WRONG


def _bench(words: Any) -> Bench:
    experiment, _ = experiment_of(words)
    return bench_of(experiment, load(experiment.data, reading()))


def _tell(comparison: Comparison) -> None:
    for remark in comparison.remarks:
        say("{remark}", remark=remark)
    width = max(len(str(array.place)) for array in comparison.arrays)
    for array in comparison.arrays:
        say("{name}  {line}", name=f"{array.place!s:{width}}", line=sentence_of(array))
    if comparison.left_out:
        say(LEFT_OUT, names=listed(comparison.left_out))
    say("{summary}", summary=summary_of(comparison))


def _answer(comparison: Comparison) -> dict[str, Any]:
    wrong = comparison.first_wrong
    return {
        "right": wrong is None,
        "first_wrong": wrong and str(wrong.place),
        "activations": [row.name for row in comparison.setup.activations],
        "loss": comparison.setup.loss.name,
        "samples_as_rows": comparison.arrangement.samples_as_rows,
        "weights_turned": comparison.arrangement.weights_turned,
        "remarks": list(map(str, comparison.remarks)),
        "left_out": list(comparison.left_out),
        "arrays": [
            {
                "name": str(array.place),
                "shape": list(array.shape),
                "verdict": array.verdict,
                "digits": array.digits,
                "right_shape": array.right_shape and list(array.right_shape),
                "place": array.index and list(array.index),
                "own": array.own,
                "expected": array.right,
                "after": array.after and str(array.after),
                "slips": [
                    {
                        "name": found.slip.name,
                        "place": str(found.place),
                        "scope": found.scope,
                        "sentence": str(explanation_of(found)),
                        "right": str(found.right),
                    }
                    for found in array.slips
                ],
            }
            for array in comparison.arrays
        ],
    }
