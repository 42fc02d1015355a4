"""A save whose n-th call of the system fails, or is its last: the old file or the new one."""

import dataclasses
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import count, pairwise
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core import files
from core.errors import OutputError
from core.experiment.inputs import NumberInputs
from core.experiment.presets import preset
from core.experiment.settings import Experiment, NetworkSettings
from core.models.exporters import read_model, save
from core.models.model import Model
from core.network.parameters import Parameters
from core.projects.project import Project, read_description, write_project
from core.training.worker.session import Session
from tests.failing_disk import FailingDisk

ROOT = Path(__file__).resolve().parents[2]
SIZES = (2, 300, 1)
INPUTS = NumberInputs(("x1", "x2"))


def _save_bytes(file: Path, number: int) -> None:
    files.write_whole(file, lambda opened: opened.write(b"%d" % number * 20_000))


def _read_bytes(file: Path) -> int:
    data = file.read_bytes()
    assert data == data[:1] * 20_000
    return int(data[:1])


def _save_model(file: Path, number: int) -> None:
    count = sum((n + 1) * k for n, k in pairwise(SIZES))
    parameters = Parameters(SIZES, flat=np.full(count, number / 8))
    experiment = Experiment(network=NetworkSettings(hidden=SIZES[1:2]))
    save(Model(experiment, INPUTS, ("a", "b"), parameters), file, np.zeros((2, 1)))


def _read_model(file: Path) -> int:
    (number,) = set(8 * read_model(file).parameters.flat)
    return int(number)


@cache
def _project() -> Project:
    session = Session()
    session.submit(preset("flower"), lambda done, total: None)
    project = session.capture_project()
    assert project is not None
    return project


def _save_project(file: Path, number: int) -> None:
    described = replace(_project().description, iteration=number)
    write_project(dataclasses.replace(_project(), description=described), file)


def _read_project(file: Path) -> int:
    return read_description(file).iteration


KINDS: dict[str, tuple[Callable[[Path, int], None], Callable[[Path], int]]] = {
    "notes.txt": (_save_bytes, _read_bytes),
    "net.npz": (_save_model, _read_model),
    "net.safetensors": (_save_model, _read_model),
    "net.float64.onnx": (_save_model, _read_model),
    "bench.layerbench": (_save_project, _read_project),
}


@pytest.mark.parametrize("name", KINDS)
def test_that_a_save_whose_nth_call_fails_leaves_a_whole_file_and_no_other(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, read = KINDS[name]
    file, told = tmp_path / name, set()
    found: list[int] = []
    for n in count(1):
        write(file, 1)
        disk = FailingDisk(n, _raise)
        monkeypatch.setattr(files, "os", disk)
        try:
            write(file, 2)
        except OutputError as problem:
            told.add((disk.names[n - 1], "Input/output error" in str(problem)))
        monkeypatch.undo()
        found.append(read(file))
        assert os.listdir(tmp_path) == [name]
        if len(disk.names) < n:
            break
    assert {(call, True) for call in ("open", "write", "fsync", "replace")} <= told
    assert all(says_why for _, says_why in told)
    assert set(found) == {1, 2}


def _raise() -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


# A child saves, and is killed in place of its n-th call.
KILLED = """
import os, signal, sys
from itertools import count
from pathlib import Path
from core import files
from tests.core.test_every_call import KINDS
from tests.failing_disk import FailingDisk

for name in sys.argv[2:]:
    write, read = KINDS[name]
    file, found = Path(sys.argv[1], name), []
    write(file, 1)
    for n in count(1):
        if os.fork() == 0:
            files.os = FailingDisk(n, lambda: os.kill(os.getpid(), signal.SIGKILL))
            write(file, 2)
            os._exit(0)
        _, status = os.wait()
        found.append(read(file))
        if not os.WIFSIGNALED(status):
            break
    # It is the old file until it is the new one, for good.
    assert found == sorted(found) and set(found) == {1, 2} and len(found) > 5, (name, found)
    # The last save has swept what those that were killed have left.
    left = [entry for entry in os.listdir(sys.argv[1]) if entry.startswith(".layerbench-")]
    assert not (files._process_numbers() and left), left
    print(name)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_that_a_save_killed_at_its_nth_call_leaves_a_whole_file(tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    names = ["notes.txt", "net.npz", "bench.layerbench"]
    words = [sys.executable, "-c", KILLED, str(tmp_path), *names]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(place)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.split() == names, done.stderr
