"""Facts about saving on bad days: short memory, a full disk, a read-only place."""

import dataclasses
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import OutputError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.network.parameters import Parameters
from tests.core.models.conftest import Trained

ROOT = Path(__file__).resolve().parents[3]

# A network of 16 MB is saved while more and more megabytes are left.
SHORT = """
import resource, sys
import numpy as np
from pathlib import Path
from core.errors import LayerbenchError, OutputError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings
from core.models.exporters import read_model, save
from core.models.model import Model
from core.network.parameters import Parameters

file, told = Path(sys.argv[1]), 0
sizes = (400, 5_000, 1)
inputs = NumberInputs(names=tuple(f"x{i}" for i in range(sizes[0])))
experiment = Experiment(network=NetworkSettings(hidden=sizes[1:2]))
flat = np.linspace(-1, 1, 401 * 5_000 + 5_001)
model = Model(experiment, inputs, ("a", "b"), Parameters(sizes, flat=flat))
# As training does: its library takes what it needs at the first product.
np.ones((300, 300)) @ np.ones((300, 300))
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
for free in range(0, 200, 10):
    resource.setrlimit(resource.RLIMIT_AS, (taken + free * 2**20, resource.RLIM_INFINITY))
    try:
        save(model, file, np.zeros((400, 2)))
    except OutputError as problem:
        assert "not enough memory" in str(problem), problem
        assert not file.exists()
        told += 1
    else:
        break
for free in range(0, 200, 10):
    resource.setrlimit(resource.RLIMIT_AS, (taken + free * 2**20, resource.RLIM_INFINITY))
    try:
        again = read_model(file)
    except LayerbenchError as problem:
        assert "memory" in str(problem), problem
    else:
        break
assert np.array_equal(again.parameters.flat, flat)
print("told" if told else "never short")
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_that_a_network_larger_than_the_memory_is_told_and_leaves_no_file(
    tmp_path: Path, ending: str
) -> None:
    words = [sys.executable, "-c", SHORT, str(tmp_path / f"net{ending}")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout == "told\n", done.stderr


Mount = Callable[..., None]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Mount]]:
    """A small disk of its own, where this machine allows it, and what changes its options."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> None:
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        try:
            subprocess.run(words, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no disk can be mounted here")

    mount("size=256k")
    yield place, mount
    subprocess.run(["umount", str(place)], check=True)


def _large() -> tuple[Model, np.ndarray]:
    """A network of half a megabyte."""
    sizes = (10, 5000, 1)
    parameters = Parameters(sizes, flat=np.linspace(-1, 1, 60_001))
    inputs = NumberInputs(tuple(f"x{i}" for i in range(10)))
    experiment = Experiment(network=NetworkSettings(hidden=(5000,)))
    return Model(experiment, inputs, ("a", "b"), parameters), np.zeros((10, 2))


@pytest.mark.usefixtures("proved_here")
@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".float64.onnx", ".py"])
def test_that_a_full_disk_costs_nothing_that_was_there(
    points: Trained, disk: tuple[Path, Mount], ending: str
) -> None:
    place, _ = disk
    save(points[0], place / f"net{ending}", points[1])
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    with pytest.raises(OutputError, match=r"net.*: the disk is full"):
        save(*_at(place / f"net{ending}", *_large()))
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before
    read_model(place / f"net{ending}")


@pytest.mark.usefixtures("proved_here")
@pytest.mark.parametrize("ending", [".npz", ".py"])
def test_that_a_read_only_place_is_told(
    points: Trained, disk: tuple[Path, Mount], ending: str
) -> None:
    place, mount = disk
    save(points[0], place / f"net{ending}", points[1])
    mount("remount,ro")
    with pytest.raises(OutputError, match=r"net.*: that place is read-only"):
        save(points[0], place / f"net{ending}", points[1])
    read_model(place / f"net{ending}")


def test_that_a_limit_on_the_size_of_files_is_told(points: Trained, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    save(points[0], tmp_path / "net.npz", points[1])
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    model, X = _large()
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
    try:
        with pytest.raises(OutputError, match=r"net.npz|free some space"):
            save(model, tmp_path / "net.npz", X)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert np.array_equal(
        read_model(tmp_path / "net.npz").parameters.flat, points[0].parameters.flat
    )


def _at(file: Path, model: Model, X: np.ndarray) -> tuple[Model, Path, np.ndarray]:
    return model, file, X


@pytest.mark.usefixtures("proved_here")
def test_that_what_killed_exports_left_in_the_temporary_place_is_swept(
    points: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    ended = subprocess.Popen(["true"])
    ended.wait()
    left, lived = (place / f".layerbench-{n}-{'0' * 16}.tmp" for n in (ended.pid, os.getppid()))
    for folder in (left, lived, place / "other"):
        folder.mkdir()
        (folder / "model.npz").write_bytes(b"x")
        os.utime(folder, (0, 0))
    save(points[0], tmp_path / "net.py", points[1])
    assert sorted(entry.name for entry in place.iterdir()) == [lived.name, "other"]


@pytest.mark.usefixtures("proved_here")
def test_that_an_export_is_tried_in_one_folder_that_a_later_one_can_sweep(
    points: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[list[str]] = []
    difference = EXPORTERS[".py"].difference

    def look(model: Model, file: Path, X: np.ndarray) -> float:
        seen.append([entry.name for entry in tmp_path.iterdir() if entry.is_dir()])
        return difference(model, file, X)

    row = dataclasses.replace(EXPORTERS[".py"], difference=look)
    monkeypatch.setitem(EXPORTERS, ".py", row)
    save(points[0], tmp_path / "net.py", points[1])
    ((name,),) = seen
    assert name.startswith(f".layerbench-{os.getpid()}-")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["net.npz", "net.py"]
