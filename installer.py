"""Installs what Layerbench needs: .venv with the locked packages, and what the system lacks.

start.py calls it when the stamp in .venv does not list every step that a task needs. The stamp
is written last and taken away first, so a set-up that was interrupted is simply made again.
"""

import contextlib
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from start import Stamp

# a step: what the system must have for it, and the Debian package that brings that
SYSTEM = {
    "qt": {
        "libGL.so.1": "libgl1",
        "libEGL.so.1": "libegl1",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libglib-2.0.so.0": "libglib2.0-0",
    },
    "x": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
    },
    "x server": {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool", "openbox": "openbox"},
    # what the Chinese window is tested with
    "letters": {"fc-list": "fontconfig", ":lang=zh": "fonts-wqy-microhei"},
    # Debian keeps ensurepip, and with it the making of .venv, in a package apart
    "packages": {"ensurepip": "python{}.{}-venv".format(*sys.version_info)},
}

# a step: the lock that it installs; the developers' holds the users' too
LOCKS = {"packages": "requirements.lock", "developer": "requirements-dev.lock"}

# words in pip's output that say why it failed; the first row that is found is told
REASONS = {
    "No space left on device": "The disk is full.",
    "DO NOT MATCH THE HASHES": "A downloaded package is not the one that the lock names.",
    "CERTIFICATE_VERIFY_FAILED": "The package server's certificate is not trusted here.",
    "ProxyError": "The proxy does not let the packages through.",
    "timed out": "The package server answers too slowly.",
    "new connection": "The package server cannot be reached: is there a network?",
    "NameResolutionError": "The package server cannot be reached: is there a network?",
    "No matching distribution": "A package is not offered for this Python on this system.",
}


# what a Python in an environment says of where its headers and NumPy's are, and where a module goes
PLACES = """
import numpy, sysconfig
print(sysconfig.get_path("include"), numpy.get_include(), sep="\\n")
print(sysconfig.get_path("platlib") + "/layerbench_replay" + sysconfig.get_config_var("EXT_SUFFIX"))
"""

# in the stamp while pip works in a .venv that is good for something already
UNFINISHED = "unfinished"


class SetUpError(Exception):
    """What keeps Layerbench from being set up, as one sentence that a user can act on."""


def pip_reason(output: str) -> str:
    """Why pip failed, in a sentence."""
    found = [reason for words, reason in REASONS.items() if words in output]
    return found[0] if found else "The packages could not be installed."


def apt_install(packages: list[str]) -> list[str]:
    """The one command that brings them on Debian and Ubuntu."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def missing_sentence(missing: dict[str, str], debian: bool) -> str:
    """What the system lacks and how it comes there."""
    names = f"Missing on this system: {', '.join(missing)}."
    if debian:
        return f"{names} Install it with: sudo {' '.join(apt_install(list(missing.values())))}"
    return f"{names} Install it with the system's package tool, then start again."


def present(name: str) -> bool:
    """Whether the system has a library, a module of Python, a program, or a font (":lang=zh")."""
    if name == "ensurepip":
        importlib.invalidate_caches()
        return importlib.util.find_spec(name) is not None
    if name.startswith(":") and shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", name], capture_output=True, check=False).stdout)
    if ".so." not in name:
        return shutil.which(name) is not None
    with contextlib.suppress(OSError):
        return bool(ctypes.CDLL(name))
    return False


def missing_for(steps: set[str]) -> dict[str, str]:
    """What the system lacks for some steps, and the packages that bring it."""
    needed = {name: package for step in steps for name, package in SYSTEM[step].items()}
    return {name: package for name, package in needed.items() if not present(name)}


def compile_command(python: str, here: Path) -> list[str]:
    """What compiles the C of the project here for a Python; nothing without a compiler."""
    compiler = shutil.which("cc") if sys.platform == "linux" else None
    sources = sorted(map(str, (here / "core" / "network").glob("*.c")))
    if compiler is None or not sources:
        return []
    asked = subprocess.run([python, "-I", "-c", PLACES], capture_output=True, text=True, check=True)
    headers, numpy, module = asked.stdout.splitlines()
    # No product and sum are drawn together, which would be other bits.
    exact = ["-ffp-contract=off", "-fno-math-errno"]
    flags = ["-shared", "-fPIC", "-O3", *exact, f"-I{headers}", f"-I{numpy}"]
    return [compiler, *flags, *sources, "-o", module]


def say(sentence: str) -> None:
    """Tell the terminal, if there is one; standard output belongs to main.py alone."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr, flush=True)


@contextlib.contextmanager
def turn(path: Path) -> Iterator[int]:
    """Let one set-up run at a time; one that was killed gives the lock up by dying."""
    with path.open("a") as lock:
        if sys.platform == "win32":
            import msvcrt

            while True:  # it gives up after ten seconds
                with contextlib.suppress(OSError):
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another start is setting up Layerbench: waiting for it ...")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


class Installer:
    """One set-up in the project's folder; what its commands print goes to one log."""

    def __init__(self, here: str, venv: str, python: str, stamp: "Stamp") -> None:
        self.here = Path(here)
        self.venv = venv
        self.python = python
        self.stamp = stamp
        self.log = self.here / ".venv-setup.log"
        self.lock = -1

    def set_up(self, required: set[str], wanted: set[str]) -> str:
        """Take the steps that are still to be taken; a sentence if one fails, else nothing."""
        try:
            with turn(self.here / ".venv-setup.lock") as self.lock:
                self.take_steps(required, wanted)
        except SetUpError as error:
            self.write_log(str(error))
            return str(error)
        except OSError as error:
            return "" if self.complete(required) else self.not_written(error)
        return ""

    def take_steps(self, required: set[str], wanted: set[str]) -> None:
        have = self.stamp.steps()
        if UNFINISHED in have:
            have = set()
        to_do = (required | wanted) - have
        if not to_do:
            return
        self.log.write_text("", encoding="utf-8")
        provided = self.provide_system(to_do & SYSTEM.keys(), required)
        if "packages" in to_do:
            self.make_venv()
        if to_do & LOCKS.keys():
            self.install("developer" if "developer" in to_do else "packages", have)
        if any(step.startswith("replay ") for step in to_do):
            have = {step for step in have if not step.startswith("replay ")}
            self.compile()
        self.stamp.write(have | (to_do - SYSTEM.keys()) | provided)

    def provide_system(self, steps: set[str], required: set[str]) -> set[str]:
        """The steps for which nothing is missing in the end; root on Debian gets it installed."""
        debian = os.path.exists("/usr/bin/apt-get")
        missing = missing_for(steps)
        root = sys.platform != "win32" and os.geteuid() == 0
        if missing and debian and root:
            say(f"Installing what the system lacks: {' '.join(missing.values())} ...")
            self.run(["apt-get", "update"])
            self.run(apt_install(list(missing.values())))
            missing = missing_for(steps)
        if hard := missing_for(steps & required):
            tried = f" The details of a try are in {self.log}." if debian and root else ""
            raise SetUpError(missing_sentence(hard, debian) + tried)
        if missing:
            say(f"Some tests will be left out. {missing_sentence(missing, debian)}")
        return {step for step in steps if not SYSTEM[step].keys() & missing.keys()}

    def make_venv(self) -> None:
        # Clearing it would empty what the link leads to, which may be of use to somebody else.
        if os.path.islink(self.venv):
            raise SetUpError(
                f"{self.venv} is a link, and the packages in {os.path.realpath(self.venv)} are not "
                "those that this Layerbench needs: take the link away, then start again."
            )
        say("Setting up Layerbench, once: this may take some minutes ...")
        Path(self.stamp.path).unlink(missing_ok=True)
        base = getattr(sys, "_base_executable", sys.executable)
        if self.run([base, "-I", "-m", "venv", "--clear", self.venv])[0]:
            raise SetUpError(f"Python could not make {self.venv}: {self.log} says why.")

    def install(self, step: str, have: set[str]) -> None:
        """Have pip install a lock; if it is killed in the middle, the stamp tells."""
        if have:
            say("Installing the developers' tools, once ...")
            self.stamp.write(have | {UNFINISHED})
        pip = [self.python, "-I", "-m", "pip", "install", "--no-user", "--no-input"]
        quiet = ["--disable-pip-version-check", "--progress-bar=off"]
        safe = ["--require-hashes", "--only-binary=:all:", "-r", str(self.here / LOCKS[step])]
        failed, output = self.run([*pip, *quiet, *safe])
        if failed and have:
            self.stamp.write(have)
        if failed:
            raise SetUpError(f"{pip_reason(output)} The details are in {self.log}.")

    def compile(self) -> None:
        """Compile the C where that can be done: without it all is the same, but slower."""
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            if command := compile_command(self.python, self.here):
                Path(command[-1]).unlink(missing_ok=True)
                self.run(command)

    def run(self, command: list[str]) -> tuple[int, str]:
        """Run it with the lock in its hand; tell of downloads, since those may take minutes."""
        lines = []
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=() if os.name == "nt" else (self.lock,),
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            text=True,
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                lines.append(line)
                if line.lstrip().startswith("Downloading"):
                    say(f"  {line.strip()}")
        self.write_log(f"$ {' '.join(command)}\n{''.join(lines)}")
        return process.returncode, "".join(lines)

    def write_log(self, text: str) -> None:
        with contextlib.suppress(OSError), self.log.open("a", encoding="utf-8") as log:
            log.write(f"{text.rstrip()}\n")

    def complete(self, required: set[str]) -> bool:
        """Whether all is there although nothing can be written, as on a read-only disk."""
        open_steps = required - self.stamp.steps()
        return open_steps <= SYSTEM.keys() - {"packages"} and not missing_for(open_steps)

    def not_written(self, error: OSError) -> str:
        return (
            f"Layerbench could not be set up in {self.here} ({error.strerror}): "
            "give it a folder of your own with room for 700 MB."
        )
