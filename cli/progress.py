"""How far a piece of work is, on standard error: a bar on a terminal, else perhaps lines."""

import sys
import time

from core.messages import to_translate, tr, translate

WIDTH = 30
LONG_READ = 2.0
"""Seconds; reading that takes longer is told in lines where nobody watches a bar."""
BETWEEN = 0.1
BETWEEN_LINES = 5.0


class Progress:
    """Draw how far a piece of work is; silent where nobody watches, unless `lines` are wanted.

    Lines are for work that can take long in a script: one once `silent` seconds have gone by
    since the first report, then one now and then, and one at the end where there was any.
    """

    def __init__(self, label: str, lines: bool = False, silent: float = 0.0) -> None:
        self._label = translate(label)
        self._bar = sys.stderr is not None and sys.stderr.isatty()
        self._shown = self._bar or (lines and sys.stderr is not None)
        self._start = time.monotonic()
        self._last: float | None = None
        self._silent = silent
        self._told = False

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Draw `done` of `total`, at most ten times a second, and clear the line at the end."""
        now = time.monotonic()
        if self._last is None:
            self._last = now - BETWEEN_LINES + self._silent
        between = BETWEEN if self._bar else BETWEEN_LINES
        is_end = done >= total and (self._bar or self._told)
        if not self._shown or (now - self._last < between and not is_end):
            return
        self._last, self._told = now, True
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


def reading() -> Progress:
    """Return the progress of reading data, of which many or large pictures take long."""
    return Progress(to_translate("Reading"), lines=True, silent=LONG_READ)
