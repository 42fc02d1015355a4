"""Facts about where pixels are kept: the same numbers as floats, as bytes and in a file."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.byte_matrix import ByteMatrix, as_float, gather
from core.data.dataset import Dataset
from core.data.folder.load import load_folder
from core.data.images import storage
from core.data.images.mapped_file import cache_folder, free_disk, rows_on_disk
from core.data.images.storage import (
    BYTES,
    CACHE,
    FLOAT,
    choose_storage,
)
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.memory import free_memory

COLOUR = PictureInputs(64, True)
NUMBERS = 100_000 * COLOUR.count


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    random = np.random.RandomState(2)
    for number in range(30):
        place = tmp_path / "photos" / "ab"[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        noise = random.randint(0, 256, (9, 8, 3), np.uint8)
        Image.fromarray(noise).save(place / f"{number}.png")
    (tmp_path / "photos" / "a" / "broken.png").write_bytes(b"no picture")
    return str(tmp_path / "photos")


def _load(folder: str, kept: str) -> Dataset:
    settings = DataSettings(kind="pictures", folder=folder, size=8, test_share=0.3, storage=kept)
    return load_folder(settings)


def _choose(free: int | None, disk: int | None = None, kept: str = "auto", count: int = 100_000):
    settings = DataSettings(kind="pictures", storage=kept)
    return choose_storage(settings, count, COLOUR, free, disk)


def _offers(free: int, disk: int | None = None, kept: str = "auto") -> list[dict[str, object]]:
    with pytest.raises(DataError) as refused:
        _choose(free, disk, kept)
    return [offer.changes for offer in refused.value.fixes]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_that_every_byte_becomes_what_the_float_way_makes_of_it(dtype: str) -> None:
    rows = np.arange(256, dtype=np.uint8).reshape(16, 16)
    X = ByteMatrix(rows, np.arange(16)).astype(dtype)
    assert X[:, :].dtype == dtype
    assert (X[:, :] == (rows.T / 255.0).astype(dtype)).all()
    assert X[:, :].flags.f_contiguous


@pytest.mark.parametrize(
    "chosen", [3, slice(1, 20, 3), np.array([5, 5, 0]), np.arange(21) > 12, slice(4, 4)]
)
def test_that_columns_are_taken_as_numpy_takes_them(chosen) -> None:
    rows = np.random.RandomState(1).randint(0, 256, (30, 7), np.uint8)
    places = np.random.RandomState(2).permutation(30)[:21]
    expected = (rows[places] / 255.0).T
    X = ByteMatrix(rows, places)
    assert X.shape == expected.shape
    assert np.array_equal(X[:, chosen], expected[:, chosen])
    assert np.array_equal(as_float(X), expected)


def test_that_samples_are_taken_into_a_buffer_whatever_they_are_kept_as() -> None:
    rows = np.random.RandomState(1).randint(0, 256, (30, 7), np.uint8)
    X = ByteMatrix(rows, np.arange(30))
    first, second = np.empty((4, 7)), np.empty((4, 7))
    chosen = np.array([8, 1, 29, 8])
    gather(X, chosen, first)
    gather(as_float(X), chosen, second)
    assert np.array_equal(first, second)


def test_that_a_part_of_a_sample_cannot_be_taken() -> None:
    with pytest.raises(IndexError, match="whole samples"):
        ByteMatrix(np.zeros((3, 4), np.uint8), np.arange(3))[slice(1, 2), 0]


@pytest.mark.parametrize("kept", [BYTES, CACHE])
def test_that_all_ways_to_keep_a_folder_give_the_same_samples(folder: str, kept: str) -> None:
    floats, found = _load(folder, FLOAT), _load(folder, kept)
    assert isinstance(floats.train.X, np.ndarray)
    assert isinstance(found.train.X, ByteMatrix)
    for one, other in ((floats.train, found.train), (floats.test, found.test)):
        assert one.names == other.names
        assert np.array_equal(one.Y, other.Y)
        assert np.array_equal(one.X, as_float(other.X))
    assert [left.file for left in found.skipped] == ["a/broken.png"]
    assert not found.train.X.rows.flags.writeable


def test_that_training_and_test_pixels_are_one_array(folder: str) -> None:
    found = _load(folder, BYTES)
    assert found.train.X.rows is found.test.X.rows


def test_that_small_data_stays_floats_and_large_data_does_not() -> None:
    assert _choose(None, count=209) == FLOAT
    assert _choose(None, count=storage.LARGE // (8 * COLOUR.count)) == FLOAT
    assert _choose(None, count=storage.LARGE // (8 * COLOUR.count) + 1) == BYTES
    assert _choose(None) == BYTES
    assert _choose(None, kept=FLOAT) == FLOAT
    assert _choose(None, kept=CACHE) == CACHE


def test_that_too_much_for_the_memory_is_refused_with_the_numbers() -> None:
    with pytest.raises(
        DataError,
        match=r"100,000 pictures of 64 x 64 x 3 need 1\.2 GB of memory, and 1\.0 GB are free: "
        r"that is enough for 81,380 of them",
    ):
        _choose(1_000_000_000)


def test_that_the_refusal_offers_what_fits() -> None:
    size, grey = {"data.size": 56}, {"data.colour": False}
    assert _offers(1_000_000_000, disk=2_000_000_000) == [{"data.storage": CACHE}, size, grey]
    assert _offers(1_000_000_000, disk=1_000_000_000) == [size, grey]
    assert _offers(4_000_000_000, kept=FLOAT) == [{"data.storage": BYTES}, {"data.size": 32}, grey]
    assert _offers(1_000_000_000, 1_000_000_000, kept=CACHE)[0] == size


def test_that_a_full_disk_is_offered_sizes_that_fit_on_it_or_none() -> None:
    assert _offers(10**12, 0, kept=CACHE) == [{"data.storage": BYTES}]
    assert _offers(1_000_000, 0, kept=CACHE) == []
    assert _offers(1_000_000, 320_000_000, kept=CACHE) == [{"data.size": 32}]


@pytest.mark.parametrize("free", [10_000_000, 300_000_000, 1_200_000_000])
@pytest.mark.parametrize("kept", ["auto", FLOAT, CACHE])
@pytest.mark.parametrize("disk", [0, 3_000_000, 400_000_000, 1_210_000_000])
def test_that_everything_that_is_offered_is_accepted(free: int, kept: str, disk: int) -> None:
    for changes in _offers(free, disk, kept):
        names = {name.removeprefix("data."): value for name, value in changes.items()}
        settings = DataSettings(**{"kind": "pictures", "storage": kept, **names})
        choose_storage(settings, 100_000, PictureInputs(settings.size, settings.colour), free, disk)


def test_that_a_full_disk_is_refused_before_anything_is_written() -> None:
    with pytest.raises(DataError, match=r"need 1\.2 GB on the disk, and 1\.2 GB are free"):
        _choose(10**12, NUMBERS - 1, kept=CACHE)
    assert not os.path.exists(cache_folder())


def test_that_the_cache_leaves_no_file_behind_however_the_program_ends(own_cache: Path) -> None:
    rows = rows_on_disk(50, 1000)
    assert rows.shape == (50, 1000)
    assert not rows.any()
    rows[49] = 7
    assert rows[49, 999] == 7
    if os.name == "posix":  # it has no name, so there is nothing that could stay
        assert list((own_cache / "layerbench").iterdir()) == []


def test_that_a_cache_that_the_disk_cannot_hold_is_refused_in_words() -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
    try:
        with pytest.raises(DataError, match=r"no file of 0\.0 GB can be made there"):
            rows_on_disk(1000, 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, before)


def test_that_a_cache_without_a_place_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match="file/layerbench"):
        rows_on_disk(1, 1)


def test_that_free_memory_and_disk_are_known_here() -> None:
    assert free_memory() > 1_000_000
    assert free_disk() > 0
