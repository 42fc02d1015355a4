"""What the command line says: words for people, or one JSON object."""

import json
import math
import sys
from typing import Any

from core.errors import OutputError
from core.messages import fill, translate


def print_json(answer: dict[str, Any]) -> None:
    """Print one JSON object, and nothing else; what JSON has no number for becomes null."""
    _write(f"{json.dumps(_finite(answer), allow_nan=False)}\n")


def say(text: str, /, **values: object) -> None:
    """Print a sentence on standard output; any file name can be printed."""
    if sys.stdout is None:
        return
    line = f"{fill(translate(text), **values)}\n"
    encoding = sys.stdout.encoding or "utf-8"
    _write(line.encode(encoding, "backslashreplace").decode(encoding))


def finish_output() -> None:
    """Write what still waits for standard output.

    Raises OutputError where it cannot be written, BrokenPipeError where nobody reads it.
    """
    _write("", flush=True)


def _write(text: str, flush: bool = False) -> None:
    try:
        print(text, end="", flush=flush)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise OutputError(
            "Standard output cannot be written ({reason}): what was to be printed is lost.",
            reason=problem.strerror or problem,
        ) from None


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return value
