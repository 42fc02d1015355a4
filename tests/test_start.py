"""start.py and installer.py: what they decide, without a network and without installing."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import installer
import start
from cli.verbs import WINDOW_OPTIONS, opens_window
from core.classroom.desk import DESK_ENDING
from core.models.endings import MODEL_ENDINGS, PROJECT_ENDING
from core.models.exporters import EXPORTERS

ROOT = Path(__file__).resolve().parents[1]


def stamp(folder: Path, made_of: str = "lock cpython-311 linux") -> start.Stamp:
    return start.Stamp(str(folder / "stamp"), sys.executable, made_of)


def project(folder: Path) -> installer.Installer:
    return installer.Installer(
        str(folder), str(folder / ".venv"), sys.executable, stamp(folder, made_of="now")
    )


def pins(lock: str) -> set[str]:
    """Every package with its version and marker, hashes left out."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if re.match(r"\w", line)}


def test_that_start_py_can_be_read_by_python_3_6() -> None:
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 6)).body


def test_that_an_old_python_is_told_what_is_needed() -> None:
    sentence = start.old_python((3, 9, 2), "/usr/bin/python3")
    assert "needs Python 3.11 or newer" in sentence
    assert "/usr/bin/python3 is Python 3.9.2" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_that_a_newer_python_is_welcome(version: tuple[int, ...]) -> None:
    assert start.old_python(version, "python3") == ""


@pytest.mark.parametrize(
    ("arguments", "task", "rest"),
    [
        ([], "window", []),
        (["--new-window", "cats.npz"], "window", ["--new-window", "cats.npz"]),
        (["cats.toml"], "window", ["cats.toml"]),
        (["cats.npz"], "window", ["cats.npz"]),
        (["cats.PY"], "window", ["cats.PY"]),
        ([str(ROOT / "docs")], "window", [str(ROOT / "docs")]),
        (["train", "flower", "--json"], "verb", ["train", "flower", "--json"]),
        (["test"], "test", []),
        (["test", "-k", "start"], "test", ["-k", "start"]),
        (["static"], "static", []),
        (["check"], "check", []),
        (["check", "flower"], "verb", ["check", "flower"]),
    ],
)
def test_that_the_arguments_choose_the_task(
    arguments: list[str], task: str, rest: list[str]
) -> None:
    assert start.chosen(arguments) == (task, rest)


def test_that_every_file_that_main_opens_in_the_window_gets_its_libraries() -> None:
    assert {".toml", PROJECT_ENDING, DESK_ENDING, *MODEL_ENDINGS} == set(start.WINDOW_FILES)
    assert {Path(ending).suffix or ending for ending in EXPORTERS} == set(MODEL_ENDINGS)
    assert all(opens_window(f"cats{ending}") for ending in start.WINDOW_FILES)
    assert start.WINDOW_OPTIONS == WINDOW_OPTIONS
    for option in WINDOW_OPTIONS:
        assert start.chosen([option])[0] == "window"
        assert opens_window(option)


def test_that_a_verb_needs_no_library_of_qt() -> None:
    assert start.needs("verb", "linux", {"DISPLAY": ":0"}) == ({"packages"}, set())


def test_that_only_another_source_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "HERE", str(tmp_path))
    assert start.compiling() == set()
    sources = [tmp_path / start.COMPILED.replace("*", name) for name in ("one", "other")]
    sources[0].parent.mkdir(parents=True)
    for source in sources:
        steps = []
        for text in ("int a;", "int b;", "int a;"):
            source.write_text(text)
            steps.append(start.compiling())
        assert steps[0] == steps[2] != steps[1]


def test_that_all_is_ready_without_a_compiler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    steps = {"packages", "replay 1"}
    stamp(tmp_path).write({"packages", "replay 0"})
    python = sys.executable
    made = installer.Installer(str(tmp_path), str(tmp_path / ".venv"), python, stamp(tmp_path))
    assert made.set_up(steps, set()) == ""
    assert stamp(tmp_path).steps() == steps


@pytest.mark.parametrize(
    ("environ", "steps"),
    [
        ({"DISPLAY": ":0"}, {"packages", "qt", "x"}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"packages", "qt"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, {"packages", "qt"}),
        ({}, {"packages", "qt"}),
    ],
)
def test_that_only_a_window_on_x_needs_the_libraries_of_x(
    environ: dict[str, str], steps: set[str]
) -> None:
    assert start.needs("window", "linux", environ) == (steps, set())


@pytest.mark.parametrize("task", ["window", "test", "verb"])
@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_that_only_linux_leaves_libraries_to_the_system(task: str, platform: str) -> None:
    required, wanted = start.needs(task, platform, {"DISPLAY": ":0"})
    assert (required | wanted) <= set(installer.LOCKS)


def test_that_the_tests_can_do_without_an_x_server() -> None:
    required, wanted = start.needs("test", "linux", {})
    assert required == {"packages", "developer", "qt"}
    assert wanted == {"x", "x server", "letters"}


def test_that_every_step_is_one_that_the_installer_knows() -> None:
    tasks = [start.needs(task, "linux", {"DISPLAY": ":0"}) for task in ("window", "test", "check")]
    steps = set().union(*(required | wanted for required, wanted in tasks))
    assert steps == installer.SYSTEM.keys() | installer.LOCKS.keys()


def test_that_a_stamp_gives_back_what_was_written(tmp_path: Path) -> None:
    stamp(tmp_path).write({"packages", "qt"})
    assert stamp(tmp_path).steps() == {"packages", "qt"}
    assert os.listdir(tmp_path) == ["stamp"]


@pytest.mark.parametrize("content", [None, b"", b"packages\n", b"\xff\xfe"])
def test_that_nothing_is_ready_without_a_whole_stamp(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "stamp").write_bytes(content)
    assert stamp(tmp_path).steps() == set()


def test_that_another_lock_or_python_makes_a_stamp_worthless(tmp_path: Path) -> None:
    stamp(tmp_path, made_of="old lock").write({"packages"})
    assert stamp(tmp_path, made_of="new lock").steps() == set()


def test_that_a_removed_python_makes_a_stamp_worthless(tmp_path: Path) -> None:
    stamp(tmp_path).write({"packages"})
    gone = start.Stamp(str(tmp_path / "stamp"), str(tmp_path / "python"), stamp(tmp_path).made_of)
    assert gone.steps() == set()


def test_that_the_missing_libraries_come_with_the_one_command_for_debian() -> None:
    sentence = installer.missing_sentence({"libEGL.so.1": "libegl1", "Xvfb": "xvfb"}, debian=True)
    assert sentence == (
        "Missing on this system: libEGL.so.1, Xvfb. Install it with: "
        "sudo apt-get install -y --no-install-recommends libegl1 xvfb"
    )


def test_that_other_systems_are_not_told_of_apt() -> None:
    sentence = installer.missing_sentence({"libEGL.so.1": "libegl1"}, debian=False)
    assert "libEGL.so.1" in sentence
    assert "apt" not in sentence


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("<pip._vendor.urllib3 ...>: Failed to establish a new connection: [Errno -3]", "network"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "the lock"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "this Python"),
        ("ERROR: something new", "could not be installed"),
    ],
)
def test_that_a_failure_of_pip_becomes_one_sentence(output: str, reason: str) -> None:
    sentence = installer.pip_reason(output)
    assert reason in sentence
    assert "\n" not in sentence


def test_that_what_python_brings_is_found_and_what_is_not_there_is_not() -> None:
    assert installer.present("ensurepip")
    assert not installer.present("no-such-program")
    assert not installer.present("libno-such-library.so.9")
    assert not installer.present(":family=no such font")


def test_that_an_installation_is_not_made_again(tmp_path: Path) -> None:
    here = project(tmp_path)
    here.stamp.write({"packages"})
    assert here.set_up({"packages"}, set()) == ""
    assert not here.log.exists()


def test_that_a_failed_command_leaves_its_words_in_the_log(tmp_path: Path) -> None:
    here = project(tmp_path)
    with installer.turn(tmp_path / "lock") as here.lock:
        status, output = here.run([sys.executable, "-c", "print('why'); raise SystemExit(3)"])
    assert (status, output) == (3, "why\n")
    assert "why" in here.log.read_text(encoding="utf-8")


def test_that_progress_never_reaches_standard_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    here = project(tmp_path)
    with installer.turn(tmp_path / "lock") as here.lock:
        here.run([sys.executable, "-c", "print('Downloading numpy.whl (17 MB)')"])
    assert capfd.readouterr() == ("", "  Downloading numpy.whl (17 MB)\n")


def test_that_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    nowhere = project(tmp_path / "missing")
    assert f"could not be set up in {tmp_path / 'missing'}" in nowhere.set_up({"packages"}, set())


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_that_packages_behind_a_link_are_never_cleared(tmp_path: Path) -> None:
    here = project(tmp_path)
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "kept").touch()
    Path(here.venv).symlink_to(tmp_path / "others")
    assert "take the link away" in here.set_up({"packages"}, set())
    assert (tmp_path / "others" / "kept").exists()


@pytest.mark.skipif(os.name == "nt", reason="flock is of POSIX")
def test_that_a_second_start_waits_for_the_first(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, installer\n"
        "with installer.turn(pathlib.Path(sys.argv[1])): print('second', flush=True)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "lock")]
    with installer.turn(tmp_path / "lock"):
        second = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        assert second.poll() is None
    assert second.communicate(timeout=30)[0] == "second\n"


def test_that_the_developers_lock_holds_the_users_whole() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", start.LOCKS)
def test_that_a_lock_names_no_address_and_hashes_every_package(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.search(r"://|--(extra-)?index|--find-links|file:", text) is None
    blocks = re.split(r"\n(?=\w)", text)[1:]
    assert len(blocks) == len(pins(lock))
    assert all("--hash=sha256:" in block for block in blocks)


def test_that_the_locks_that_are_installed_are_those_that_the_stamp_knows() -> None:
    assert set(installer.LOCKS.values()) == set(start.LOCKS)
