"""Facts about audits: what is found in a folder before anything is trained on it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from core.data.audit.advice import advice
from core.data.audit.audit import Audit, audit
from core.data.images.perceptual_hash import NEAR, near_duplicates
from core.errors import Cancelled, DataError


def _scene(number: int, size: tuple[int, int] = (80, 60)) -> Image.Image:
    """A picture that looks like no other."""
    coarse = np.random.RandomState(number).randint(0, 256, (5, 5, 3), np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def _put(root: Path, name: str, image: Image.Image, **how: object) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    image.save(root / name, **how)


def _keys(found: Audit) -> set[str]:
    return {one.key for one in advice(found)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of eight different pictures each."""
    for number in range(16):
        _put(tmp_path / "data", f"{'ab'[number % 2]}/{number}.png", _scene(number))
    return tmp_path / "data"


def test_that_the_course_s_own_duplicate_and_baselines_are_found(course: Path) -> None:
    found = audit(str(course / "cat"))
    (group,) = found.duplicates
    assert group.files == ("cat/0146.png", "test/cat/0017.png")
    assert group.train_and_test
    assert found.counts == {"cat": 72, "non-cat": 137}
    assert found.baseline
    assert found.test_baseline
    assert (found.baseline.class_name, round(found.baseline.share, 3)) == ("non-cat", 0.656)
    assert (found.test_baseline.class_name, found.test_baseline.share) == ("cat", 0.66)
    assert found.near_duplicates == ()
    assert _keys(found) == {"wrong_level", "leak"}


def test_that_a_clean_folder_has_nothing_to_tell(folder: Path) -> None:
    found = audit(str(folder))
    assert (found.counts, found.skipped, found.ignored) == ({"a": 8, "b": 8}, (), 0)
    assert (found.duplicates, found.near_duplicates) == ((), ())
    assert (found.smallest, found.largest) == ((80, 60), (80, 60))
    assert advice(found) == ()


def test_that_equal_pixels_are_found_whatever_the_file(folder: Path) -> None:
    _put(folder, "a/copy.bmp", _scene(0))
    _put(folder, "b/other.tiff", _scene(1))
    _put(folder, "a/other.webp", _scene(1), lossless=True)
    found = audit(str(folder))
    assert [(one.files, one.across_classes) for one in found.duplicates] == [
        (("a/0.png", "a/copy.bmp"), False),
        (("b/1.png", "b/other.tiff", "a/other.webp"), True),
    ]
    assert found.near_duplicates == ()
    assert _keys(found) == {"duplicates", "two_classes"}
    # What lies in two classes is told of once.
    assert [one.values["count"] for one in advice(found)] == [1, 1]


def test_that_a_picture_saved_otherwise_is_nearly_equal(folder: Path) -> None:
    _put(folder, "a/small.png", _scene(0).resize((40, 30)))
    _put(folder, "a/jpeg.jpg", _scene(2), quality=40)
    _put(folder, "b/light.png", ImageEnhance.Brightness(_scene(3)).enhance(1.02))
    found = audit(str(folder))
    assert {frozenset(one.files) for one in found.near_duplicates} == {
        frozenset({"a/0.png", "a/small.png"}),
        frozenset({"a/2.png", "a/jpeg.jpg"}),
        frozenset({"b/3.png", "b/light.png"}),
    }
    assert found.duplicates == ()


def test_that_a_test_picture_among_the_training_pictures_is_a_leak(folder: Path) -> None:
    test = folder.parent / "more"
    _put(test, "a/x.png", _scene(4))
    _put(test, "b/y.jpg", _scene(5), quality=60)
    found = audit(str(folder), str(test))
    assert [one.files for one in found.duplicates] == [("a/4.png", "more/a/x.png")]
    assert [one.files for one in found.near_duplicates] == [("b/5.png", "more/b/y.jpg")]
    leak = next(one for one in advice(found) if one.key == "leak")
    assert leak.values["count"] == 2


def test_that_odd_pictures_are_named(folder: Path) -> None:
    _put(folder, "a/white.png", Image.new("RGB", (50, 50), "white"))
    _put(folder, "a/tiny.png", _scene(50, (9, 12)))
    _put(folder, "b/long.png", _scene(51, (500, 90)))
    found = audit(str(folder))
    assert (found.constant, found.tiny, found.odd) == (
        ("a/white.png",),
        ("a/tiny.png",),
        ("b/long.png",),
    )
    assert _keys(found) == {"constant", "tiny", "odd_shape"}


def test_that_what_is_left_out_has_its_reason_and_rubbish_is_counted(folder: Path) -> None:
    (folder / "a" / "page.jpg").write_bytes(b"<!doctype html>")
    (folder / "note.txt").write_bytes(b"hello")
    (folder / "a" / ".DS_Store").write_bytes(b"x")
    found = audit(str(folder))
    assert [(one.file, one.reason) for one in found.skipped] == [
        ("a/page.jpg", "this is a web page, not a picture"),
        ("note.txt", "not in the folder of a class"),
    ]
    assert found.ignored == 1


def test_that_a_class_without_a_picture_and_uneven_ones_are_told(folder: Path) -> None:
    (folder / "c").mkdir()
    _put(folder, "d/x.png", _scene(60))
    found = audit(str(folder))
    assert found.counts == {"a": 8, "b": 8, "c": 0, "d": 1}
    assert _keys(found) == {"empty_class", "imbalance"}


def test_that_one_class_is_told_and_still_audited(tmp_path: Path) -> None:
    _put(tmp_path, "a/x.png", _scene(1))
    _put(tmp_path, "a/y.png", _scene(2))
    found = audit(str(tmp_path))
    assert found.counts == {"a": 2}
    assert "one_class" in _keys(found)


def test_that_other_test_classes_are_told(folder: Path) -> None:
    _put(folder.parent / "more", "a/x.png", _scene(70))
    _put(folder.parent / "more", "z/y.png", _scene(71))
    found = audit(str(folder), str(folder.parent / "more"))
    assert "other_classes" in _keys(found)
    assert found.test_baseline
    assert found.test_baseline.share == 0.5


def test_that_the_test_has_the_best_constant_answer_of_its_own(folder: Path) -> None:
    _put(folder, "a/16.png", _scene(16))
    for number in range(3):
        _put(folder.parent / "test", f"{'abb'[number]}/{number}.png", _scene(30 + number))
    found = audit(str(folder), str(folder.parent / "test"))
    assert found.baseline
    assert found.test_baseline
    assert (found.baseline.class_name, found.baseline.share) == ("a", 9 / 17)
    assert (found.test_baseline.class_name, found.test_baseline.share) == ("b", 2 / 3)


def test_that_a_folder_without_classes_is_refused(tmp_path: Path) -> None:
    _put(tmp_path, "x.png", _scene(1))
    with pytest.raises(DataError, match="no folders in it"):
        audit(str(tmp_path))


def test_that_an_audit_can_be_stopped(folder: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        audit(str(folder), report=stop)


def test_that_all_near_pairs_are_found_among_many() -> None:
    """The bands against a comparison of every fingerprint with every other."""
    random = np.random.RandomState(1)
    prints = random.randint(0, 2**63, 300, np.int64).astype(np.uint64)
    for number in range(100):
        flips = random.permutation(64)[: random.randint(0, 9)].astype(np.uint64)
        flipped = np.bitwise_xor.reduce(np.uint64(1) << flips) if len(flips) else np.uint64(0)
        prints[200 + number] = prints[number] ^ flipped
    fields = np.zeros((300, 192), np.uint8)
    apart = np.bitwise_count(prints[:, None] ^ prints[None, :])
    expected = {(a, b) for a, b in zip(*np.nonzero(apart <= NEAR), strict=True) if a < b}
    found = {(group[0], group[1]) for group in near_duplicates(prints, fields)}
    assert found == expected


def test_that_many_equal_fingerprints_are_no_burden() -> None:
    prints = np.zeros(50_000, np.uint64)
    fields = np.zeros((50_000, 192), np.uint8)
    assert [len(group) for group in near_duplicates(prints, fields)] == [50_000]
