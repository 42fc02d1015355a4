"""The verbs of the command line, and what happens when one goes wrong."""

import sys
from collections.abc import Callable, Sequence

from core.errors import LayerbenchError

MISTAKE = 2
INTERRUPTED = 130

Verb = Callable[[Sequence[str]], int | None]


# Only the verb that is asked for is imported: each is there at once.
def _train() -> Verb:
    from cli import train

    return train.main


def _predict() -> Verb:
    from cli import predict

    return predict.main


def _audit() -> Verb:
    from cli import audit

    return audit.main


def _check() -> Verb:
    from cli import check

    return check.main


def _presets() -> Verb:
    from cli import presets

    return presets.main


VERBS: dict[str, Callable[[], Verb]] = {
    "train": _train,
    "predict": _predict,
    "audit": _audit,
    "check": _check,
    "presets": _presets,
}


def run_verb(verb: str, arguments: Sequence[str]) -> int:
    """Run a verb; give the exit status: 0 done, 2 the user can put it right, 130 stopped.

    A verb may give one of its own.
    """
    try:
        return VERBS[verb]()(arguments) or 0
    except LayerbenchError as problem:
        print(" ".join(str(problem).split("\n")), file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
