"""A progress bar on standard error, where that is a terminal."""

import sys
import time

from core.words import tr

WIDTH = 30
BETWEEN = 0.1


class Progress:
    """Draw how far a piece of work is; silent where nobody watches."""

    def __init__(self, label: str) -> None:
        self._label = tr(label)
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._start = self._last = time.monotonic()

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Draw `done` of `total`, at most ten times a second, and clear the line at the end."""
        now = time.monotonic()
        if not self._shown or (now - self._last < BETWEEN and done < total):
            return
        self._last = now
        if done >= total:
            sys.stderr.write("\r\x1b[K")
        else:
            sys.stderr.write(f"\r{self._line(done, total, now)} {note}\x1b[K")
        sys.stderr.flush()

    def _line(self, done: int, total: int, now: float) -> str:
        full = WIDTH * done // total
        left = (now - self._start) / done * (total - done) if done else 0.0
        bar = "#" * full + "." * (WIDTH - full)
        return tr("{label} [{bar}] {done}/{total}, {left:.1f} s left").format(
            label=self._label, bar=bar, done=done, total=total, left=left
        )
