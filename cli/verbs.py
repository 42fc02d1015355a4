"""The verbs of the command line, and what happens when one goes wrong."""

import json
import os
import shlex
import signal
import sys
from collections.abc import Callable, Sequence

from cli.output import finish_output, say
from core.classroom.desk import DESK_ENDING
from core.data.endings import ARRAY_ENDINGS, TABLE_ENDINGS
from core.errors import LayerbenchError, OutputError
from core.experiment.presets import is_experiment
from core.files import shown
from core.messages import listed, tr
from core.models.endings import MODEL_ENDINGS, PROJECT_ENDING

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


def _derive() -> Verb:
    from cli import derive

    return derive.main


def _compare() -> Verb:
    from cli import compare

    return compare.main


def _vectorise() -> Verb:
    from cli import vectorise

    return vectorise.main


def _sweep() -> Verb:
    from cli import sweep

    return sweep.main


def _report() -> Verb:
    from cli import report

    return report.main


def _class() -> Verb:
    from cli import class_results

    return class_results.main


def _presets() -> Verb:
    from cli import presets

    return presets.main


VERBS: dict[str, Callable[[], Verb]] = {
    "train": _train,
    "predict": _predict,
    "audit": _audit,
    "check": _check,
    "derive": _derive,
    "compare": _compare,
    "vectorise": _vectorise,
    "sweep": _sweep,
    "report": _report,
    "class": _class,
    "presets": _presets,
}

# Has a window of its own also where one is open.
NEW_WINDOW = "--new-window"
# What the window takes in front of names.
WINDOW_OPTIONS = (NEW_WINDOW, "--data", "--test", "--target")

# These take --set.
SETTING = ("train", "check", "derive", "compare", "vectorise", "sweep", "report")


def run_verb(verb: str, arguments: Sequence[str]) -> int:
    """Run a verb; return the exit status: 0 done, 2 the user can put it right, 130 stopped.

    A verb may return one of its own.
    """
    return _status(lambda: VERBS[verb]()(arguments) or 0, verb in SETTING)


def _status(work: Callable[[], int], takes_settings: bool = False) -> int:
    """Work and return the exit status, whatever becomes of the output."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:  # from here on it is answered in words
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        status = work()
        finish_output()
        return status
    except SystemExit as end:  # argparse has explained the verb, or a mistake
        status = int(end.code or 0)
        return _status(lambda: status)
    except LayerbenchError as problem:
        try:
            finish_output()
        except (OSError, OutputError):
            _close_output()
        ways = _ways_out(problem) if takes_settings else []
        sentence = "\n".join((" ".join(str(problem).split("\n")), *ways))
        print(sentence, file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print(tr("Stopped."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has had enough.
        _close_output()
        return 0


def _close_output() -> None:
    """Send what still waits nowhere; else Python complains again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ways_out(problem: LayerbenchError) -> list[str]:
    """Return what to add to the command line for everything that is offered, a line each."""
    changes = [fix.changes for fix in problem.fixes if fix.changes]  # else it is another try
    ways = [" ".join(_option(*change) for change in fix.items()) for fix in changes]
    return [tr("Add one of these:"), *ways] if ways else []


def _option(key: str, value: object) -> str:
    written = value if isinstance(value, str) else json.dumps(value)
    return "--set " + shown(shlex.quote(f"{key}={written}"))


def opens_window(word: str) -> bool:
    """Tell whether a word is what the window opens: a folder, or a file of some kinds."""
    if word in WINDOW_OPTIONS or is_experiment(word):
        return True
    opened = (PROJECT_ENDING, DESK_ENDING, *MODEL_ENDINGS, *ARRAY_ENDINGS, *TABLE_ENDINGS)
    return word.lower().endswith(opened) or os.path.isdir(word)


def explain(word: str) -> int:
    """Say what can be asked for, where a word is not one of these; give the exit status."""
    return _status(lambda: _explain(word))


def _explain(word: str) -> int:
    asked = word in ("-h", "--help", "help")
    text = tr(
        "Without a word, or with a folder of pictures, a table, an experiment, a project or a "
        "network, the window opens; --data, --test and --target say what it learns of, as train "
        "has them, and with {new_window} one more of it opens. The words are: {verbs}; "
        "each explains itself with --help."
    )
    if not asked:
        text = tr(
            "{word} is neither a verb nor an experiment. Without a word, or with a folder of "
            "pictures, a table, an experiment, a project or a network, the window opens. The words "
            "are: {verbs}; each explains itself with --help."
        )
    sentence = text.format(word=shown(word), verbs=listed(VERBS), new_window=NEW_WINDOW)
    if asked:
        say("{text}", text=sentence)
        return 0
    print(sentence, file=sys.stderr)
    return MISTAKE
