"""A file that is opened from the desktop comes to the window that is open already."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from gui.single_instance import LONGEST, Application, SingleInstance, hand_over, server_name

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


@pytest.fixture
def later_start() -> Iterator[Callable[..., "Future[bool]"]]:
    """Hand over from another thread, as a later start does from a process of its own."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda *words: pool.submit(hand_over, words)


def test_that_a_later_start_hands_its_files_to_the_open_window(
    qtbot: QtBot, open_window, later_start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["a.layerbench", "caf\udce9 ü.npz"]
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    with qtbot.waitSignal(open_window.received) as received:
        start = later_start(*names)
    assert received.args == [[str(tmp_path / name) for name in names]]
    assert start.result()
    with qtbot.waitSignal(open_window.received) as received:
        start = later_start()
    assert received.args == [[]]
    assert start.result()


def test_that_a_start_has_its_own_window_where_none_is_open_or_for_what_is_no_file(
    open_window, tmp_path: Path, runtime_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not hand_over(["flower"])
    monkeypatch.setenv("DISPLAY", ":another screen")
    assert not hand_over([str(tmp_path)])


def test_that_a_window_that_was_killed_is_in_nobodys_way(
    qtbot: QtBot, later_start, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(server_name())
    assert os.path.exists(server_name())
    assert not hand_over([str(tmp_path)])
    window = SingleInstance()
    window.listen()
    with qtbot.waitSignal(window.received) as received:
        start = later_start(str(tmp_path))
    assert start.result()
    assert received.args == [[str(tmp_path)]]


def test_that_a_second_window_leaves_the_name_to_the_first(
    qtbot: QtBot, open_window, later_start, tmp_path: Path
) -> None:
    SingleInstance(open_window).listen()
    with qtbot.waitSignal(open_window.received):
        later_start(str(tmp_path))


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


def test_that_a_file_that_macos_sends_is_told(qapp) -> None:
    class Program(QObject):
        file_opened = Signal(str)

    program, opened = Program(), []
    program.file_opened.connect(opened.append)
    # There can be one application in a process, and another one is there.
    assert Application.event(program, QFileOpenEvent(QUrl.fromLocalFile("/a.layerbench")))
    assert opened == ["/a.layerbench"]
