"""How a verb ends when a signal comes, or a place cannot be written to."""

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cli import train
from cli.verbs import explain, run_verb
from core.languages import ENGLISH, use_language

ROOT = Path(__file__).resolve().parents[2]
SIGNALLED = """
import os, signal, sys
import main
from core.training.trainer import Trainer
step, steps = Trainer.step, []
def counted(self, *given):
    steps.append(1)
    if len(steps) == 5:
        os.kill(os.getpid(), signal.{name})
    return step(self, *given)
Trainer.step = counted
sys.exit(main.main(sys.argv[1:]))
"""
ENDLESS = ("train", "flower", "--set", "training.iterations=10000000", "--json")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_that_a_signal_ends_a_training_and_its_weights_are_written(
    name: str, status: int, tmp_path: Path
) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            SIGNALLED.format(name=name),
            *ENDLESS,
            "--out",
            str(tmp_path / "model.npz"),
            "--checkpoint",
            str(tmp_path / "run.npz"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (status, "")
    iterations = json.loads(ended.stdout)["iterations"]
    assert 0 < iterations < 1000
    with np.load(tmp_path / "model.npz") as model:
        assert "W1" in model.files
    more = f"training.iterations={iterations + 1}"
    again = ("train", "flower", "--set", more, "--resume", str(tmp_path / "run.npz"))
    assert run_verb(again[0], again[1:]) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_that_a_checkpoint_that_fails_costs_neither_the_weights_nor_the_results(
    tmp_path: Path, capsys
) -> None:
    model = tmp_path / "model.npz"
    full = tmp_path / "full.npz"
    full.symlink_to("/dev/full")
    words = ["flower", "--set", "training.iterations=3", "--json", "--out", str(model)]
    assert run_verb("train", [*words, "--checkpoint", str(full)]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["iterations"] == 3
    assert "full.npz" in err
    assert model.is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("train", "--help"),
        ("presets",),
        ("presets", "--json"),
        ("train", "flower", "--set", "training.epochs=2"),
    ],
)
def test_that_a_full_disk_under_standard_output_is_told_in_a_sentence(words) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "main.py", *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr.startswith("Standard output cannot be written (")
    assert len(ended.stderr.splitlines()) == 1


IMPORTING = """
import runpy, signal, sys

class Interrupted:
    def find_spec(self, name, *_):
        if name == "core.languages":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupted())
runpy.run_path("main.py", run_name="__main__")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_that_ctrl_c_during_the_imports_ends_the_program_without_a_word() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTING], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_that_help_is_there_on_a_terminal_that_has_not_its_letters(monkeypatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "latin-1")
    monkeypatch.setattr(sys, "stdout", out)
    use_language("zh_CN")
    try:
        assert explain("--help") == 0
    finally:
        use_language(ENGLISH)
    out.seek(0)
    assert "\\u" in out.read()


def test_that_health_without_memory_costs_no_result(monkeypatch, capsys) -> None:
    def exhausted(trainer) -> None:
        raise MemoryError

    monkeypatch.setattr(train, "final_findings", exhausted)
    assert run_verb("train", ["flower", "--set", "training.iterations=3", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["iterations"] == 3
    assert [finding["key"] for finding in answer["health"]] == ["not_looked_at"]


@pytest.mark.skipif(sys.platform != "linux", reason="displays of X11")
def test_that_a_display_where_nobody_answers_is_told_in_a_sentence() -> None:
    ended = subprocess.run(
        [
            "env",
            "-u",
            "WAYLAND_DISPLAY",
            "-u",
            "QT_QPA_PLATFORM",
            "DISPLAY=:7777",
            sys.executable,
            "main.py",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "DISPLAY=:7777" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
