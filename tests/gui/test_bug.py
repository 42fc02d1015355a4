"""Facts about faults of the program itself: shown once, counted, logged, and not for ever."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui import crash_log
from gui.actions.bug_reports import BugReports

ROOT = Path(__file__).resolve().parents[2]
TRACE = "Traceback (most recent call last):\nKeyError: 'W3'\n"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def test_that_a_fault_is_shown_once_with_its_count_and_its_details(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    reports = BugReports(parent)
    for _ in range(3):
        reports.show(TRACE)
    (box,) = parent.findChildren(QMessageBox)
    assert "KeyError: 'W3'" in box.text()
    assert str(crash_log.log_file()) in box.text()
    assert "3 times" in box.informativeText()
    next(button for button in box.buttons() if "Copy" in button.text()).click()
    assert QGuiApplication.clipboard().text() == TRACE
    box.close()
    reports.show(TRACE)
    assert not any(box.isVisible() for box in parent.findChildren(QMessageBox))
    assert crash_log.log_file().read_text(encoding="utf-8").count("KeyError") == 1


def test_that_the_log_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash_log, "LONGEST", 1000)
    for number in range(100):
        crash_log.write_log(f"{number} {TRACE}")
    logs = sorted(crash_log.state_folder().iterdir())
    assert [log.stat().st_size <= 1000 for log in logs] == [True, True]
    assert "99 " in crash_log.log_file().read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_that_a_fault_that_ends_the_program_is_told_at_the_next_start(state: Path) -> None:
    dies = (
        "import os, signal; from gui.crash_log import watch_for_faults\n"
        "watch_for_faults(); os.kill(os.getpid(), signal.SIGSEGV)"
    )
    subprocess.run([sys.executable, "-c", dies], cwd=ROOT, check=False)
    starts = "from gui.crash_log import watch_for_faults; print(watch_for_faults())"
    for expected in (True, False):
        run = subprocess.run(
            [sys.executable, "-c", starts], cwd=ROOT, check=True, capture_output=True, text=True
        )
        assert ("Segmentation fault" in run.stdout) is expected
    assert "Segmentation fault" in crash_log.log_file().read_text(encoding="utf-8")
