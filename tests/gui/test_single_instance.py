"""A file that is opened from the desktop comes to the window that is open already."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from core.training.snapshots.snapshot import State
from gui.single_instance import LONGEST, Application, SingleInstance, hand_over, server_name
from tests.gui.conftest import Bench

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="a pipe of Windows is no file")


@pytest.fixture(autouse=True)
def runtime_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Have a folder of sockets of our own; pytest's own are too deep for the name of one."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield folder


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[SingleInstance]:
    window = SingleInstance()
    window.listen()
    yield window
    window.deleteLater()


class LaterStart:
    """Hand paths over as a later start does, in a process of its own."""

    CODE = "import sys; from gui.single_instance import hand_over; print(hand_over(sys.argv[1:]))"

    def __init__(self, *words: str, folder: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.CODE, *words],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def is_taken(self) -> bool:
        """Tell, once it has ended, whether the open window has taken the paths."""
        return self._process.communicate(timeout=20)[0] == "True\n"


def test_that_a_later_start_hands_its_files_to_the_open_window(
    qtbot: QtBot, open_window, tmp_path: Path
) -> None:
    names = ["a.layerbench", "caf\udce9 ü.npz"]
    for name in names:
        (tmp_path / name).touch()
    with qtbot.waitSignal(open_window.received) as received:
        start = LaterStart(*names, folder=tmp_path)
    assert received.args == [[str(tmp_path / name) for name in names]]
    assert start.is_taken


def test_that_a_later_start_with_nothing_to_open_is_taken_too(qtbot: QtBot, open_window) -> None:
    with qtbot.waitSignal(open_window.received) as received:
        start = LaterStart()
    assert received.args == [[]]
    assert start.is_taken


def test_that_a_start_has_its_own_window_where_none_is_open_or_for_what_is_no_file(
    open_window, tmp_path: Path, runtime_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not hand_over(["flower"])
    monkeypatch.setenv("DISPLAY", ":another screen")
    assert not hand_over([str(tmp_path)])


def test_that_a_window_that_was_killed_is_in_nobodys_way(qtbot: QtBot, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(server_name())
    assert os.path.exists(server_name())
    assert not hand_over([str(tmp_path)])
    window = SingleInstance()
    window.listen()
    with qtbot.waitSignal(window.received):
        assert _reaches_a_window()
    window.deleteLater()


def test_that_a_second_window_leaves_the_name_to_the_first(qtbot: QtBot, open_window) -> None:
    SingleInstance(open_window).listen()
    with qtbot.waitSignal(open_window.received):
        assert _reaches_a_window()


def test_that_only_the_user_may_write_to_the_window(open_window) -> None:
    assert os.stat(server_name()).st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\xff\n",
        b"[]\n",
        b"{}\n",
        b'{"paths": ["relative"], "token": ""}\n',
        b'{"paths": [1], "token": ""}\n',
        b'{"paths": [], "token": null}\n',
        b"x" * (LONGEST + 1),
    ],
)
def test_that_rubbish_is_hung_up_on_and_opens_nothing(
    qtbot: QtBot, open_window, rubbish: bytes
) -> None:
    received = []
    open_window.received.connect(received.append)
    with socket.socket(socket.AF_UNIX) as sender, ThreadPoolExecutor(1) as pool:
        sender.connect(server_name())

        def send() -> bytes:
            try:
                sender.sendall(rubbish)
                return sender.recv(1)
            except OSError:  # it was closed while we wrote
                return b""

        answer = pool.submit(send)
        qtbot.waitUntil(answer.done)
    assert answer.result() == b""
    assert received == []


def test_that_a_name_that_is_too_long_leaves_every_start_its_own_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("deep" * 40)))
    SingleInstance().listen()
    assert not hand_over([])


def test_that_what_comes_from_the_desktop_brings_the_window_up_and_is_opened(bench) -> None:
    window = bench.window
    dropped = []
    window.dropped.disconnect()
    window.dropped.connect(dropped.append)
    window.showMinimized()
    window.open_from_desktop(["/caf\udce9.layerbench"])
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    window.open_from_desktop([])
    assert dropped == ["/caf\udce9.layerbench"]


def test_that_what_comes_from_the_desktop_waits_until_no_dialog_asks(
    brief: Bench, tmp_path: Path
) -> None:
    bench, window = brief, brief.window
    for kind in ("moons", "circles"):
        text = f'[data]\nkind = "{kind}"\n[training]\niterations = 50\n'
        (tmp_path / f"{kind}.toml").write_text(text, encoding="utf-8")
    window.menus.actions["report"].trigger()
    dialog = bench.find("report", QDialog)
    dialog.findChild(QPlainTextEdit, "report_analysis").setPlainText("Of the flower.")
    window.open_from_desktop([str(tmp_path / "moons.toml")])
    window.open_from_desktop([str(tmp_path / "circles.toml")])
    assert "moons.toml, circles.toml" in window.statusBar().currentMessage()
    dialog.findChild(QAbstractButton, "keep_words").click()
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "circles")
    for kind in ("moons", "flower"):
        window.menus.actions["undo"].trigger()
        bench.wait(lambda snapshot, kind=kind: snapshot.experiment.data.kind == kind)
    window.menus.actions["report"].trigger()
    dialog = bench.find("report", QDialog)
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "Of the flower."
    dialog.reject()


def test_that_what_was_answered_in_a_dialog_comes_before_what_waits_for_its_end(
    brief: Bench, tmp_path: Path
) -> None:
    bench, window = brief, brief.window
    text = '[data]\nkind = "moons"\n[network]\nhidden = [9]\n'
    (tmp_path / "moons.toml").write_text(text, encoding="utf-8")
    bench.find("train", QAbstractButton).click()
    units = bench.wait_state(State.FINISHED).experiment.network.hidden
    window.menus.actions["export"].trigger()
    dialog, said = bench.find("file_dialog", QFileDialog), []
    window.statusBar().messageChanged.connect(said.append)
    window.open_from_desktop([str(tmp_path / "moons.toml")])
    dialog.findChild(QLineEdit).setText(str(tmp_path / "flower.npz"))
    dialog.accept()
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "moons")
    bench.qtbot.waitUntil(lambda: any("flower.npz" in text for text in said))
    with np.load(tmp_path / "flower.npz") as exported:
        assert len(exported["W1"]) == units[0]


def test_that_a_file_that_macos_sends_is_told(qapp) -> None:
    class Program(QObject):
        file_opened = Signal(str)

    program, opened = Program(), []
    program.file_opened.connect(opened.append)
    # There can be one application in a process, and another one is there.
    assert Application.event(program, QFileOpenEvent(QUrl.fromLocalFile("/a.layerbench")))
    assert opened == ["/a.layerbench"]


def _reaches_a_window() -> bool:
    """Send what a later start would; plain sockets need no process of their own."""
    with socket.socket(socket.AF_UNIX) as sender:
        sender.connect(server_name())
        return sender.send(b'{"paths": [], "token": ""}\n') > 0
