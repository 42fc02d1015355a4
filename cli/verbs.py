"""The verbs of the command line, and what happens when one goes wrong."""

import sys
from collections.abc import Callable, Sequence

from cli import check, predict, presets, train
from core.errors import LayerbenchError

VERBS: dict[str, Callable[[Sequence[str]], int | None]] = {
    "train": train.main,
    "predict": predict.main,
    "check": check.main,
    "presets": presets.main,
}
MISTAKE = 2
INTERRUPTED = 130


def run_verb(verb: str, arguments: Sequence[str]) -> int:
    """Run a verb; give the exit status: 0 done, 2 the user can put it right, 130 stopped.

    A verb may give one of its own.
    """
    try:
        return VERBS[verb](arguments) or 0
    except LayerbenchError as problem:
        print(" ".join(str(problem).split("\n")), file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
