"""The verbs of the command line, and what happens when one goes wrong."""

import sys
from collections.abc import Callable, Sequence

from cli import predict, presets, train
from core.errors import LayerbenchError

VERBS: dict[str, Callable[[Sequence[str]], None]] = {
    "train": train.main,
    "predict": predict.main,
    "presets": presets.main,
}
MISTAKE = 2
INTERRUPTED = 130


def run_verb(verb: str, arguments: Sequence[str]) -> int:
    """Run a verb; give the exit status: 0 done, 2 the user can put it right, 130 stopped."""
    try:
        VERBS[verb](arguments)
    except LayerbenchError as problem:
        print(" ".join(str(problem).split("\n")), file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    return 0
