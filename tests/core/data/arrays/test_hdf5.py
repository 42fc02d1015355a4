"""Facts about the arrays of HDF5 files, such as the course's own cats."""

import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.arrays.load import load_arrays
from core.data.dataset import Dataset
from core.data.facts import gather_facts
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings

MISSING = "h5py, which is optional, is missing"
PIXELS = np.random.RandomState(1).randint(0, 256, (12, 4, 4, 3), np.uint8)
LABELS = np.arange(12) % 2
COURSE = {
    "train_set_x": PIXELS[:8],
    "train_set_y": LABELS[:8],
    "test_set_x": PIXELS[8:],
    "test_set_y": LABELS[8:],
    "list_classes": np.array([b"non-cat", b"cat"]),
}


def _settings(file: Path, **more: object) -> DataSettings:
    return DataSettings(kind="arrays", folder=str(file), **more)


def _write(file: Path, arrays: dict[str, np.ndarray]) -> Path:
    h5py = pytest.importorskip("h5py", reason=MISSING)
    with h5py.File(file, "w") as stored:
        for name, array in arrays.items():
            stored[name] = array
    return file


def _check(data: Dataset) -> None:
    assert data.classes == ("non-cat", "cat")
    assert data.inputs == PictureInputs(4, True)
    np.testing.assert_array_equal(data.train.X[:, 3] * 255, PIXELS[3].ravel())
    assert data.train.labels.tolist() == LABELS[:8].tolist()
    assert data.test.m == 4


def test_that_an_npz_of_the_course_s_arrays_holds_pictures(tmp_path: Path) -> None:
    np.savez(tmp_path / "cats.npz", **COURSE)
    _check(load_arrays(_settings(tmp_path / "cats.npz")))
    facts = gather_facts(_settings(tmp_path / "cats.npz"))
    assert (facts.counts, facts.fixed_size) == ({"non-cat": 4, "cat": 4}, 4)
    assert facts.features is None
    assert facts.has_test


def test_that_the_course_s_two_files_are_read(tmp_path: Path) -> None:
    halves = (
        {name: array for name, array in COURSE.items() if not name.startswith(other)}
        for other in ("test", "train")
    )
    train, test = (_write(tmp_path / f"{n}.h5", half) for n, half in enumerate(halves))
    _check(load_arrays(_settings(train, test_folder=str(test))))


def test_that_any_arrays_of_an_hdf5_file_are_samples(tmp_path: Path) -> None:
    file = _write(tmp_path / "points", {"X": np.eye(4), "Y": LABELS[:4]})
    np.testing.assert_array_equal(load_arrays(_settings(file)).train.X, np.eye(4))


def test_that_an_hdf5_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    file = _write(tmp_path / "cats.h5", COURSE)
    (tmp_path / "cut.h5").write_bytes(file.read_bytes()[:1500])
    with pytest.raises(DataError, match="this HDF5 file is damaged"):
        load_arrays(_settings(tmp_path / "cut.h5"))
    with pytest.raises(DataError, match="the file has weights"):
        load_arrays(_settings(_write(tmp_path / "other.h5", {"weights": np.eye(2)})))


def test_that_an_array_of_another_file_is_not_followed(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py", reason=MISSING)
    _write(tmp_path / "secret.h5", {"X": np.eye(4)})
    with h5py.File(tmp_path / "link.h5", "w") as stored:
        stored["X"] = h5py.ExternalLink("secret.h5", "/X")
        stored["Y"] = LABELS[:4]
    with pytest.raises(DataError, match="the file has Y"):
        load_arrays(_settings(tmp_path / "link.h5"))


def test_that_what_reads_hdf5_is_named_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    (tmp_path / "x.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(99))
    with pytest.raises(DataError, match="where the package h5py is installed"):
        load_arrays(_settings(tmp_path / "x.h5"))


@pytest.mark.parametrize("shape", [(8, 4, 5, 3), (8, 4, 4, 2)])
def test_that_arrays_that_are_no_square_pictures_are_refused(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    np.savez(tmp_path / "x.npz", X=np.zeros(shape, np.uint8), Y=LABELS[:8])
    with pytest.raises(DataError, match=r"give pictures as \(samples, size, size, 3\)"):
        load_arrays(_settings(tmp_path / "x.npz"))
