"""Arrays from an .npz file: what is read, and how every wrong file is told apart."""

import contextlib
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.data.arrays.load import TEST, TRAIN, load_arrays
from core.data.dataset import Dataset
from core.errors import DataError
from core.experiment.settings import DataSettings
from core.training.worker.file_contents import Contents, contents_of

X = np.arange(12.0).reshape(2, 6)
Y = np.array([0, 1, 0, 1, 0, 1])


def load(file: Path, **more: object) -> Dataset:
    return load_arrays(DataSettings(kind="arrays", folder=str(file), **more))


@pytest.fixture
def save(tmp_path):
    def save(name: str = "some.npz", **arrays: object) -> Path:
        np.savez(tmp_path / name, **arrays)
        return tmp_path / name

    return save


class Canary:
    """A pickle of this makes a file when it is loaded."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self):
        return os.mkdir, (str(self.file),)


def test_that_the_football_file_of_the_course_is_read(course):
    data = load(course / "football.npz")
    with np.load(course / "football.npz") as stored:
        np.testing.assert_array_equal(data.train.X, stored["train_X"])
        np.testing.assert_array_equal(data.train.Y, stored["train_Y"])
        np.testing.assert_array_equal(data.test.X, stored["test_X"])
        np.testing.assert_array_equal(data.test.Y, stored["test_Y"])
    assert data.classes == ("0", "1")
    assert data.inputs.names == ("x1", "x2")


@pytest.mark.parametrize("names", [("X", "Y"), ("train_X", "train_Y")])
@pytest.mark.parametrize("shape", [(6,), (1, 6)])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, bool])
def test_that_labels_of_any_number_type_and_both_shapes_are_read(save, names, shape, dtype):
    data = load(save(**{names[0]: X, names[1]: Y.reshape(shape).astype(dtype)}))
    np.testing.assert_array_equal(data.train.X, X)
    assert data.train.labels.tolist() == Y.tolist()
    assert data.test is None


@pytest.mark.parametrize("names", TRAIN)
def test_that_samples_in_rows_are_samples_too(save, names):
    data = load(save(**{names[0]: X.T, names[1]: Y.reshape(6, 1)}))
    np.testing.assert_array_equal(data.train.X, X)
    assert data.train.labels.tolist() == Y.tolist()


@pytest.mark.parametrize("names", TEST)
def test_that_a_test_is_found_by_any_name_of_one(save, names):
    data = load(save(X=X, Y=Y, **{names[0]: X[:, :4], names[1]: Y[:4]}))
    np.testing.assert_array_equal(data.test.X, X[:, :4])


def test_that_two_arrays_without_a_name_are_samples_and_labels(tmp_path):
    np.savez(tmp_path / "two.npz", X.T, Y)
    assert contents_of(tmp_path / "two.npz") is Contents.ARRAYS
    data = load(tmp_path / "two.npz")
    np.testing.assert_array_equal(data.train.X, X)


def test_that_as_many_rows_as_columns_are_samples_in_columns(save):
    square = np.arange(36.0).reshape(6, 6)
    np.testing.assert_array_equal(load(save(X=square, Y=Y)).train.X, square)


def test_that_grey_pictures_of_bytes_need_no_channel(save):
    pixels = np.arange(6 * 16, dtype=np.uint8).reshape(6, 4, 4)
    train = {"x_train": pixels, "y_train": Y}
    data = load(save(**train, x_test=pixels[:2], y_test=Y[:2]))
    np.testing.assert_allclose(data.train.X, pixels.reshape(6, 16).T / 255)
    assert (data.inputs.size, data.inputs.colour, data.test.m) == (4, False, 2)


def test_that_samples_are_contiguous_float64_and_read_only(save):
    train = load(save(X=X.astype(np.int16), Y=Y)).train
    assert train.X.dtype == np.float64
    assert train.X.flags.f_contiguous
    assert not train.X.flags.writeable
    assert not train.Y.flags.writeable


def test_that_three_labels_make_three_classes(save):
    data = load(save(X=X, Y=np.array([0, 1, 2, 2, 1, 0])))
    assert data.classes == ("0", "1", "2")
    assert data.train.Y.shape == (3, 6)


def test_that_a_second_file_gives_the_test_samples(save):
    train = save("train.npz", X=X, Y=Y)
    test = save("test.npz", X=X[:, :3] + 100, Y=Y[:3])
    data = load(train, test_folder=str(test))
    np.testing.assert_array_equal(data.test.X, X[:, :3] + 100)
    assert data.train.m == 6


def test_that_the_second_file_wins_over_test_samples_of_the_first(save):
    train = save("train.npz", train_X=X, train_Y=Y, test_X=X, test_Y=Y)
    test = save("test.npz", test_X=X[:, :2], test_Y=Y[:2])
    assert load(train, test_folder=str(test)).test.m == 2


def test_that_other_arrays_in_the_file_do_no_harm(save, tmp_path):
    file = save(X=X, Y=Y, notes=np.array([Canary(tmp_path / "canary")], dtype=object))
    assert load(file).train.m == 6
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize("name", ["X", "Y"])
def test_that_pickled_objects_are_refused_and_never_run(save, tmp_path, name):
    arrays = {"X": X, "Y": Y} | {name: np.array([Canary(tmp_path / "canary")], dtype=object)}
    with pytest.raises(DataError, match=rf"some.npz: {name} contains Python objects"):
        load(save(**arrays))
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\x80\x04\x95 pickle", "this is a pickle"),
        (b"\x89HDF\r\n\x1a\n", "HDF5"),
        (b"<!DOCTYPE html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
        (b"x1,x2,label\n1,2,0\n", "this is no .npz file but text: open a table as one"),
        (b"PAR1", "no .npz file but a Parquet table: open it with pandas, and save it as CSV"),
        (b"\xd0\xcf\x11\xe0", "this is no .npz file: make one"),
        (b"PK\x03\x04 cut short", "damaged"),
    ],
)
def test_that_a_wrong_file_is_told_by_its_first_bytes(tmp_path, content, words):
    file = tmp_path / "wrong.npz"
    file.write_bytes(content)
    with pytest.raises(DataError, match=words) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")


def test_that_a_single_array_is_told_apart(tmp_path):
    np.save(tmp_path / "x.npy", X)
    with pytest.raises(DataError, match=r"one array \(\.npy\)"):
        load(tmp_path / "x.npy")


def test_that_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        load(tmp_path / "nowhere.npz")
    with pytest.raises(DataError, match="there is no such file"):
        load(Path("with\0nul.npz"))
    with pytest.raises(DataError, match="this is a folder"):
        load(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_that_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.npz")
    with pytest.raises(DataError, match="not an ordinary file"):
        load(tmp_path / "pipe.npz")


def test_that_an_array_that_is_there_twice_is_refused(save):
    file = save(X=X, Y=Y)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("X.npy", archive.read("X.npy"))
    with pytest.raises(DataError, match="X is in the file twice"):
        load(file)


def test_that_a_zip_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "zip.npz", "w") as archive:
        archive.writestr("X", "no array")
        archive.writestr("Y", "no array")
    with pytest.raises(DataError, match="X is no NumPy array"):
        load(tmp_path / "zip.npz")


def test_that_missing_arrays_are_named_with_those_that_are_there(save):
    with pytest.raises(DataError, match=r"train_X \+ train_Y or X \+ Y .* has images, Y:"):
        load(save(images=X, Y=Y))
    with pytest.raises(DataError, match="the file has train_X"):
        load(save(train_X=X))
    with pytest.raises(DataError, match=r"test_X \+ test_Y must be there"):
        load(save(X=X, Y=Y, test_X=X))
    with pytest.raises(DataError, match="the file has -"):
        load(save())


def with_value(value: float) -> np.ndarray:
    changed = X.copy()
    changed[1, 2] = changed[0, 4] = value
    return changed


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"Y": Y[:5]}, r"Y has the shape \(5,\), X \(2, 6\)"),
        ({"Y": Y.reshape(3, 2)}, r"Y has the shape \(3, 2\)"),
        ({"X": X[:, :5].T}, r"Y has the shape \(6,\), X \(5, 2\).*a column of X or a row"),
        ({"X": X.ravel()}, r"X has the shape \(12,\)"),
        ({"X": np.zeros((2, 0)), "Y": Y[:0]}, r"X has the shape \(2, 0\)"),
        ({"X": with_value(np.nan)}, "X has 2 values that are no finite numbers"),
        ({"X": with_value(-np.inf)}, "X has 2 values that are no finite numbers"),
        ({"X": X.astype(complex)}, "X holds no plain numbers"),
        ({"X": X.astype(str)}, "X holds no plain numbers"),
        ({"Y": Y.astype(str)}, "Y holds no plain numbers"),
        ({"Y": Y + 0.5}, r"Y has the label 0\.5"),
        ({"Y": -Y}, "Y has the label -1"),
        ({"Y": Y * 1e300}, r"Y has the label 1e\+300"),
        ({"Y": np.where(Y, np.nan, 0)}, "Y has 3 values"),
        ({"Y": Y * 0 + 1}, "all training samples are of class 1"),
        ({"Y": Y * 2}, "no training sample is of class 1"),
        ({"Y": Y + 1}, "no training sample is of class 0"),
    ],
)
def test_that_arrays_that_do_not_fit_are_refused_in_plain_words(save, arrays, words):
    with pytest.raises(DataError, match=words):
        load(save(**({"X": X, "Y": Y} | arrays)))


def test_that_more_classes_than_make_sense_are_refused(save):
    with pytest.raises(DataError, match="name 2000 classes"):
        load(save(X=np.zeros((1, 2000)), Y=np.arange(2000)))


def test_that_test_samples_must_fit_the_training_samples(save):
    with pytest.raises(DataError, match="a test sample has 1 number, a training sample 2"):
        load(save(train_X=X, train_Y=Y, test_X=X[:1], test_Y=Y))
    with pytest.raises(DataError, match="test samples of class 2, but no training samples"):
        load(save(train_X=X, train_Y=Y, test_X=X, test_Y=Y * 2))


def test_that_a_share_besides_ready_test_samples_is_refused(save):
    with pytest.raises(DataError, match=r"set data.test_share to 0"):
        load(save(train_X=X, train_Y=Y, test_X=X, test_Y=Y), test_share=0.2)


def test_that_a_share_is_taken_for_the_test(save):
    data = load(save(X=X, Y=Y), test_share=0.34)
    assert data.train.m + data.test.m == 6
    assert data.counts(data.test) == {"0": 1, "1": 1}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 10**9)", "damaged"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 6), 3: 4}", "damaged"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 6)}", "but 0 bytes"),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1" + "0" * 14 + ")}",
            "but 0 bytes",
        ),
    ],
    ids=["open bracket", "mixed keys", "cut short", "a lie"],
)
def test_that_an_array_with_a_wrong_description_is_refused(tmp_path, header, words):
    text = header.encode().ljust(117) + b"\n"
    content = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    with zipfile.ZipFile(tmp_path / "described.npz", "w") as archive:
        archive.writestr("X.npy", content)
    with pytest.raises(DataError, match=words):
        load(tmp_path / "described.npz")


def test_that_a_file_name_that_cannot_be_printed_is_escaped(tmp_path):
    with pytest.raises(DataError) as caught:
        load(tmp_path / "bad\udcff\n.npz")
    assert str(caught.value).isprintable()
    str(caught.value).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1), value=st.integers(0, 255), end=st.floats(0, 1))
@example(place=0.0, value=0, end=1.0)
def test_that_a_damaged_file_is_read_or_refused_but_never_a_crash(save, place, value, end):
    file = save("damaged.npz", X=X, Y=Y)
    content = bytearray(file.read_bytes())
    content[int(place * (len(content) - 1))] = value
    file.write_bytes(content[: int(end * len(content))] if place < 0.5 else content)
    with contextlib.suppress(DataError):
        load(file)
