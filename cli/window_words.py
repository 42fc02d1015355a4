"""What the command line asks the window for: files and folders, and what to learn of a table."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from cli.verbs import NEW_WINDOW
from core import program
from core.errors import ExperimentError
from core.files import shown


@dataclass(frozen=True, slots=True)
class WindowWords:
    """What the window opens, the settings that go with it, and whether it is one of its own."""

    names: tuple[str, ...]
    changes: dict[str, object]
    new_window: bool


def ask_window(arguments: Sequence[str]) -> WindowWords | None:
    """Read the words without a verb; say why, and return None, where they do not go together."""
    try:
        return read_window_words(arguments)
    except ExperimentError as problem:
        print(problem, file=sys.stderr)
        return None


def read_window_words(arguments: Sequence[str]) -> WindowWords:
    """Read the words without a verb; raise ExperimentError where they do not go together."""
    if not any(word.startswith("-") for word in arguments):
        return WindowWords(tuple(arguments), {}, False)
    from argparse import ArgumentParser  # the window is there sooner without it

    parser = ArgumentParser(prog=program.NAME, allow_abbrev=False, add_help=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data")
    parser.add_argument("--test")
    parser.add_argument("--target", action="append")
    parser.add_argument(NEW_WINDOW, action="store_true")
    found = parser.parse_args(arguments)
    names = [*found.names, *([found.data] if found.data else [])]
    changes: dict[str, object] = {}
    if found.test:
        changes["data.test_folder"] = found.test
    if found.target:
        changes["data.target"] = found.target[0] if len(found.target) == 1 else found.target
    if found.data and found.names:
        raise ExperimentError(
            "{what} and --data both say what to open: leave one of them out.",
            what=shown(found.names[0]),
        )
    if changes and not names:
        raise ExperimentError(
            "--target and --test say more of data: name a table or a folder before them, or "
            "with --data."
        )
    return WindowWords(tuple(names), changes, found.new_window)
