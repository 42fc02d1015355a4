"""One window for what is opened from the desktop: a later start hands its paths to it, and ends."""

import hashlib
import json
import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

import resources
from gui.crash_log import state_folder

# QtNetwork is imported where it is needed: it takes 20 to 40 ms, and the first window of all can
# be seen before it is.

CONNECT_MS = 200
ANSWER_MS = 3000
"""A window that is slower than this, as one that hangs, leaves what is opened to a new one."""
LONGEST = 1_000_000
"""Bytes of a message."""
TOKEN = "XDG_ACTIVATION_TOKEN"
"""What a desktop gives to the program that the user has started, so that it may come to the top."""


class Application(QApplication):
    """Tell of the files that macOS hands to a program that runs already."""

    file_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.file_opened.emit(event.file())
            return True
        return super().event(event)


def server_name() -> str:
    """Return where the open window listens: one for each user, screen and installation.

    A socket in the folder that the system keeps for one user and session, or else among the logs;
    on Windows a named pipe.
    """
    screen = (os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", ""))
    where = (str(resources.path("")), str(state_folder()), *screen)
    name = f"layerbench-{hashlib.sha256(os.fsencode('|'.join(where))).hexdigest()[:16]}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}"
    return os.path.join(os.environ.get("XDG_RUNTIME_DIR") or state_folder(), name)


def hand_over(words: Sequence[str]) -> bool:
    """Give files and folders to the window that is open; tell whether it has taken them.

    Without any the window only comes to the top. What is no file, such as the name of a preset, is
    for a window of its own.
    """
    if not os.path.exists(server_name()) or not all(map(os.path.exists, words)):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(server_name())
    if not socket.waitForConnected(CONNECT_MS):
        return False
    paths = [os.path.abspath(word) for word in words]
    message = {"paths": paths, "token": os.environ.get(TOKEN, "")}
    socket.write(json.dumps(message).encode() + b"\n")
    return socket.waitForReadyRead(ANSWER_MS)


class SingleInstance(QObject):
    """Listen to later starts, unless another window does.

    `received` carries the paths that one of them was to open, none where it was to open nothing.
    """

    # An object, because Qt's own strings lose the bytes of names that are not UTF-8.
    received = Signal(object)

    def listen(self) -> None:
        """Take the name, also from a window that has ended without giving it back.

        Where the name is too long or the folder cannot be written, every start has a window of
        its own.
        """
        from PySide6.QtNetwork import QLocalServer, QLocalSocket

        other = QLocalSocket()
        other.connectToServer(server_name())
        if other.waitForConnected(CONNECT_MS):
            other.abort()
            return
        QLocalServer.removeServer(server_name())
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        self._server.listen(server_name())

    def _accept(self) -> None:
        while socket := self._server.nextPendingConnection():
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)

    def _read(self) -> None:
        from PySide6.QtNetwork import QLocalSocket

        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            return
        message = _parse(bytes(socket.readLine().data()))
        if message is None:
            socket.abort()
            return
        socket.write(b"taken\n")
        # Before it is opened, which may take a while.
        socket.flush()
        paths, token = message
        if token:
            os.environ[TOKEN] = token
        self.received.emit(paths)


def _parse(line: bytes) -> tuple[list[str], str] | None:
    """Return the paths and the token of a message; None for what no later start has sent."""
    try:
        message = json.loads(line)
        paths, token = message["paths"], message["token"]
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(paths, list) or not all(isinstance(word, str) for word in (*paths, token)):
        return None
    return (paths, token) if all(map(os.path.isabs, paths)) else None
