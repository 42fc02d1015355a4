"""The facts of tests/x_server, on an X server started for them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "xdotool", "openbox")
TESTS = Path(__file__).resolve().parents[1] / "x_server"


@pytest.fixture
def display() -> Iterator[str]:
    """Start an X server; it picks a free number itself and writes it down."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        pytest.skip(f"no X server to test on: {' and '.join(missing)} not installed")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = f":{answer.readline().strip()}"
    # Keys go to the window that has the focus, and only a window manager gives it.
    desk = subprocess.Popen(
        ["openbox"], env=os.environ | {"DISPLAY": number}, stderr=subprocess.DEVNULL
    )
    yield number
    for program in (desk, server):
        program.terminate()
        program.wait()


def test_that_a_real_mouse_works_the_window(display: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS)],
        env=os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]


@pytest.mark.parametrize("action", [("key", "ctrl+q"), ("key", "alt+F4")])
def test_that_closing_while_it_trains_ends_the_program_well(
    display: str, tmp_path: Path, action: tuple[str, ...]
) -> None:
    environment = os.environ | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    long = tmp_path / "long.toml"
    long.write_text("[training]\niterations = 10000000\n")
    main = TESTS.parents[1] / "main.py"
    program = subprocess.Popen([sys.executable, str(main), str(long)], env=environment)
    show = ("search", "--sync", "--onlyvisible", "--name", "Layerbench", "windowactivate", "--sync")
    for words in (show, ("key", "F5")):
        subprocess.run(["xdotool", *words], env=environment, check=True, timeout=30)
    assert _status(program, environment, action) == 0


def _status(program: subprocess.Popen, environment: dict[str, str], action: tuple[str, ...]) -> int:
    """Close the program, answer the question what is to be saved, and return its exit status.

    A key that comes before the window or the question is there is lost, so it is pressed again.
    """
    for patience in (1, 2, 4, 8, 16):
        for words in (action, ("key", "alt+d")):
            subprocess.run(["xdotool", *words], env=environment, check=True, timeout=30)
            with suppress(subprocess.TimeoutExpired):
                return program.wait(timeout=patience)
    program.kill()
    return program.wait()
