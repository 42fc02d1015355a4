"""Layerbench: without a verb the window opens, with one it works without a screen."""

import os
import sys

# One thread for matrix products: more than the free cores make a training slower, and one
# gives the same bits every time. NumPy reads this when it is imported, so it comes first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from cli.verbs import VERBS, explain, opens_window, run_verb


def main(arguments: list[str]) -> int:
    """Run the verb that is named first, or the window; give the exit status."""
    first = arguments[0] if arguments else ""
    if first in VERBS:
        return run_verb(first, arguments[1:])
    if first and not opens_window(first):
        return explain(first)
    from gui.app import run_window

    return run_window(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
