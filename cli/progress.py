"""How far a piece of work is, on standard error: a bar on a terminal, else perhaps lines."""

import sys
import time

from core.messages import tr, translate

WIDTH = 30
BETWEEN = 0.1
BETWEEN_LINES = 5.0


class Progress:
    """Draw how far a piece of work is; silent where nobody watches, unless `lines` are wanted.

    Lines are for work that can take long in a script: one at once, then one now and then.
    """

    def __init__(self, label: str, lines: bool = False) -> None:
        self._label = translate(label)
        self._bar = sys.stderr is not None and sys.stderr.isatty()
        self._shown = self._bar or (lines and sys.stderr is not None)
        self._start = time.monotonic()
        self._last = self._start - BETWEEN_LINES

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Draw `done` of `total`, at most ten times a second, and clear the line at the end."""
        now = time.monotonic()
        between = BETWEEN if self._bar else BETWEEN_LINES
        if not self._shown or (now - self._last < between and (done < total or not self._bar)):
            return
        self._last = now
        sys.stderr.write(self._drawn(done, total, now, note))
        sys.stderr.flush()

    def _drawn(self, done: int, total: int, now: float, note: str) -> str:
        if not self._bar:
            text = tr("{label}: {done:,} of {total:,}\n") if done else tr("{label} ...\n")
            return text.format(label=self._label, done=done, total=total)
        if done >= total:
            return "\r\x1b[K"
        return f"\r{self._line(done, total, now)} {note}\x1b[K"

    def _line(self, done: int, total: int, now: float) -> str:
        full = WIDTH * done // total
        left = (now - self._start) / done * (total - done) if done else 0.0
        bar = "#" * full + "." * (WIDTH - full)
        return tr("{label} [{bar}] {done}/{total}, {left:.1f} s left").format(
            label=self._label, bar=bar, done=done, total=total, left=left
        )
