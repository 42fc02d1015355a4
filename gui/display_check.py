"""Is there a screen to open a window on? Qt itself would end the program without a word."""

import ctypes
import os
import sys
from collections.abc import Mapping

from PySide6 import __version__ as pyside_version

from core import program
from core.errors import LayerbenchError
from core.files import shown


def check_screen() -> None:
    """Raise LayerbenchError where Qt would crash: no display, or a library is missing."""
    check_versions(pyside_version, sys.version_info[:2])
    if sys.platform == "linux":
        check_display(os.environ, _has_library("libxcb-cursor.so.0"))
        check_server(os.environ)


def check_versions(pyside: str, python: tuple[int, int]) -> None:
    """Refuse a pair of versions that loses references until the process is killed."""
    if pyside.startswith("6.12.0") and python < (3, 12):
        raise LayerbenchError(
            "PySide6 {pyside} crashes on Python {python}. Start Layerbench by start.py, which "
            "installs a version that works.",
            pyside=pyside,
            python=".".join(map(str, python)),
        )


def check_display(environment: Mapping[str, str], has_cursor: bool) -> None:
    """Refuse to open a window where there is no display or Qt cannot use it."""
    plugin = environment.get("QT_QPA_PLATFORM", "")
    if plugin not in ("", "xcb"):
        return
    if not plugin and environment.get("WAYLAND_DISPLAY"):
        return
    if not environment.get("DISPLAY"):
        raise LayerbenchError(
            "There is no screen here to open a window on. The command line works without one: "
            "{program} train flower",
            program=program.NAME,
        )
    if not has_cursor:
        raise LayerbenchError(
            "Qt needs one more library to open a window: sudo apt-get install libxcb-cursor0"
        )


def check_server(environment: Mapping[str, str]) -> None:
    """Refuse to open a window where nobody answers at the display."""
    plugin = environment.get("QT_QPA_PLATFORM", "")
    if plugin not in ("", "xcb") or (not plugin and environment.get("WAYLAND_DISPLAY")):
        return
    display = environment.get("DISPLAY", "")
    if not _answers(display):
        raise LayerbenchError(
            "No screen answers at DISPLAY={display}. Set DISPLAY to one that does; the command "
            "line works without: {program} train flower",
            display=shown(display),
            program=program.NAME,
        )


def _has_library(name: str) -> bool:
    """Tell whether a library can be loaded: from the system, or from beside a packaged program."""
    try:
        return bool(ctypes.CDLL(name))
    except OSError:
        return False


def _answers(display: str) -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt says what it lacks
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
