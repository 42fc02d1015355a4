"""A desktop without a screen, for programs that are started and worked from outside: Xvfb, openbox.

Needs xvfb, xdotool and openbox.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

NEEDED = ("Xvfb", "xdotool", "openbox")
PATIENCE_S = 60


class Desktop:
    """One screen of 1366 x 768, as long as the `with` statement lasts."""

    def __init__(self) -> None:
        missing = [name for name in NEEDED if not shutil.which(name)]
        if missing:
            sys.exit(f"Not installed: {', '.join(missing)}.")

    def __enter__(self) -> "Desktop":
        reading, writing = os.pipe()
        server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
        self._server = subprocess.Popen(
            [*server, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.display = f":{answer.readline().strip()}"
        # Keys go to the window that has the focus, and only a window manager gives it.
        self._manager = subprocess.Popen(
            ["openbox"],
            env=os.environ | {"DISPLAY": self.display},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *problem: object) -> None:
        for program in (self._manager, self._server):
            program.terminate()
            program.wait()

    def windows(self, name: str) -> list[str]:
        """Return the windows that can be seen whose titles match a pattern."""
        return self._xdotool("search", "--onlyvisible", "--name", name).split()

    def title(self, window: str) -> str:
        """Return the title of a window; empty where it has gone."""
        return self._xdotool("getwindowname", window).strip()

    def press(self, *keys: str) -> None:
        """Press keys, each with those held beside it, such as ctrl+q."""
        for key in keys:
            self._xdotool("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type a text in place of what a field holds, and Return."""
        self.press("ctrl+a")
        self._xdotool("type", "--delay", "5", text)
        self.press("Return")

    def activate(self, window: str) -> None:
        """Give a window the focus."""
        self._xdotool("windowactivate", "--sync", window)

    def _xdotool(self, *words: str) -> str:
        environment = os.environ | {"DISPLAY": self.display}
        done = subprocess.run(
            ["xdotool", *words], env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout


def wait_for(what: str, found: Callable[[], object], pause_s: float = 0.02) -> None:
    """Wait until something is there. Raises TimeoutError that names it."""
    end = time.monotonic() + PATIENCE_S
    while not found():
        if time.monotonic() > end:
            raise TimeoutError(f"There was no {what} within {PATIENCE_S} s.")
        time.sleep(pause_s)
