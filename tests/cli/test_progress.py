"""Facts about progress in words: when it speaks, and what it says."""

import pytest

from cli import progress
from cli.progress import BETWEEN_LINES, LONG_READ, Progress, reading


def test_that_reading_speaks_once_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    report = reading()
    report(0, 7)
    now[0] += LONG_READ - 0.1
    report(3, 60)
    assert capsys.readouterr().err == ""
    now[0] += 0.2
    report(4, 60)
    report(5, 60)
    assert capsys.readouterr().err == "Reading: 4 of 60\n"
    now[0] += BETWEEN_LINES
    report(50, 60)
    assert capsys.readouterr().err == "Reading: 50 of 60\n"


def test_that_the_last_line_of_a_long_piece_of_work_has_all_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress.time, "monotonic", lambda: 100.0)
    report = Progress("Sweeping", lines=True)
    for done in range(21):
        report(done, 20)
    assert capsys.readouterr().err == "Sweeping ...\nSweeping: 20 of 20\n"
