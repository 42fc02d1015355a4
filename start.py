#!/usr/bin/env python3
"""Runs Layerbench, or its tests; on a fresh machine it has everything installed first.

    python3 start.py [ARGUMENTS]    main.py with these arguments; without any, the window
    python3 start.py test [...]     the tests, with pytest's own arguments
    python3 start.py static         format, rules and types of the code
    python3 start.py check          static, then test

An old Python gets a sentence instead of a traceback, so this file parses on Python 3.6.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
LOCKS = ("requirements.lock", "requirements-dev.lock")
COMPILED = os.path.join("core", "network", "*.c")
OLDEST = (3, 11)
WINDOW_OPTIONS = ("--new-window", "--data", "--test", "--target")
WINDOW_FILES = (".layerbench", ".layerdesk", ".toml", ".npz", ".safetensors", ".onnx", ".py")
STATIC = [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"]]


def old_python(version: "tuple[int, ...]", executable: str) -> str:
    """What to tell somebody whose Python is too old; empty when it is not."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    needed, given = (".".join(map(str, numbers)) for numbers in (OLDEST, version[:3]))
    return (
        "Layerbench needs Python {} or newer, and {} is Python {}: "
        "install a newer one and use it to start this file."
    ).format(needed, executable, given)


def chosen(arguments: "list[str]") -> "tuple[str, list[str]]":
    """The task and its arguments; `check WHAT` is not ours but main.py's gradient check."""
    if arguments[:1] == ["test"]:
        return "test", arguments[1:]
    if arguments in (["static"], ["check"]):
        return arguments[0], []
    first = arguments[0] if arguments else ""
    # a folder may be called as a verb is, which main.py looks for first
    folder = os.sep in first and os.path.isdir(first)
    file = first.lower().endswith(WINDOW_FILES)
    window = first in ("", *WINDOW_OPTIONS) or file or folder
    return "window" if window else "verb", arguments


def needs(task: str, platform: str, environ: "dict[str, str]") -> "tuple[set[str], set[str]]":
    """The steps of installer.py that a task needs, and those it can do without."""
    if task == "verb":
        return {"packages"}, set()
    linux = platform == "linux"
    if task == "window":
        wayland = "WAYLAND_DISPLAY" in environ or "DISPLAY" not in environ
        x = environ.get("QT_QPA_PLATFORM", "" if wayland else "xcb").startswith("xcb")
        return {"packages"} | ({"qt", "x"} if linux and x else {"qt"} if linux else set()), set()
    if task == "static" or not linux:
        return {"packages", "developer"}, set()
    return {"packages", "developer", "qt"}, {"x", "x server", "letters"}


def identity() -> str:
    """What .venv must have been made of and with, to be used without another look."""
    made_with = "{} {}".format(sys.implementation.cache_tag, sys.platform)
    return "{} {}".format(digest([os.path.join(HERE, name) for name in LOCKS]), made_with)


def compiling() -> "set[str]":
    """The step that compiles the C as it is now, which everything can do without."""
    import glob

    sources = sorted(glob.glob(os.path.join(HERE, COMPILED)))
    return {"replay " + digest(sources)} if sources else set()


def digest(files: "list[str]") -> str:
    """The SHA-256 of what files hold, one after the other."""
    import hashlib

    held = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:
            held.update(file.read())
    return held.hexdigest()


class Stamp:
    """A file in .venv: what that was made of, and which of the installer's steps are done."""

    def __init__(self, path: str, python: str, made_of: str) -> None:
        self.path = path
        self.python = python
        self.made_of = made_of

    def steps(self) -> "set[str]":
        """Nothing if .venv is half made, made of something else, or its Python was removed."""
        if not os.path.exists(self.python):
            return set()
        try:
            with open(self.path, encoding="utf-8") as file:
                first, *steps = file.read().splitlines() or [""]
        except (OSError, ValueError):
            return set()
        return set(steps) if first == self.made_of else set()

    def write(self, steps: "set[str]") -> None:
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write("\n".join([self.made_of, *sorted(steps)]) + "\n")
        os.replace(self.path + ".new", self.path)


def prepare(task: str) -> str:
    """Do what the task still lacks; a sentence if that cannot be done, else nothing."""
    required, wanted = needs(task, sys.platform, dict(os.environ))
    wanted |= compiling()
    stamp = Stamp(os.path.join(VENV, "layerbench.stamp"), PYTHON, identity())
    if required | wanted <= stamp.steps():
        return ""
    import installer

    return installer.Installer(HERE, VENV, PYTHON, stamp).set_up(required, wanted)


def run_main(arguments: "list[str]") -> int:
    """Become main.py where the system can; elsewhere wait for it."""
    command = [PYTHON, os.path.join(HERE, "main.py"), *arguments]
    if os.name == "posix":
        os.execv(PYTHON, command)
    import subprocess

    return subprocess.call(command)


def run_tools(commands: "list[list[str]]") -> int:
    """Run all of them, even after one that failed; the first failure's status."""
    import subprocess

    environ = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    # Many tests start a program of their own, which need not compile everything anew.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    results = [
        subprocess.call([PYTHON, "-m", *command], cwd=HERE, env=environ) for command in commands
    ]
    return next((result for result in results if result), 0)


def complain(sentence: str) -> int:
    """Say it once; a window that Windows opened for this stays until it has been read."""
    if sys.stderr is not None:  # None without a console
        print(sentence, file=sys.stderr)
        if os.name == "nt" and len(sys.argv) == 1 and sys.stdin.isatty():
            input("Press Enter to close this window.")
    return 2


def main(arguments: "list[str]") -> int:
    problem = old_python(sys.version_info[:3], sys.executable)
    if problem:
        return complain(problem)
    task, rest = chosen(arguments)
    try:
        problem = prepare(task)
        if problem:
            return complain(problem)
        if task in ("window", "verb"):
            return run_main(rest)
        tests = [["pytest", "-n", "auto", "--dist", "worksteal", *rest]]
        return run_tools({"test": tests, "static": STATIC, "check": STATIC + tests}[task])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
