"""Layerbench: without a verb the window opens, with one it works without a screen."""

import gc
import os
import signal
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy reads it: the same bits every time
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's words would tell where it imports

from cli.verbs import MISTAKE, VERBS, explain, opens_window, run_verb
from cli.window_words import ask_window
from core.languages import language_of_terminal, use_language
from core.program import serve_app


def main(arguments: list[str]) -> int:
    """Run the verb that is named first, or the window; give the exit status."""
    if sys.stderr is None:  # an app of Windows without a console
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    use_language(language_of_terminal())
    first = arguments[0] if arguments else ""
    if first in VERBS:
        return run_verb(first, arguments[1:])
    if first and not opens_window(first):
        return explain(first)
    words = ask_window(arguments)
    if words is None:
        return MISTAKE
    gc.disable()  # what is imported stays: to look for garbage in it took a tenth of the time
    from gui.app import run_window

    gc.freeze()
    return run_window(words.names, words.new_window, words.changes)


if __name__ == "__main__":
    serve_app()
    sys.exit(main(sys.argv[1:]))
