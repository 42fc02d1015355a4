"""Facts about loading folders of pictures into a Dataset."""

import os
import shutil
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.dataset import Dataset
from core.data.folder.load import load_folder
from core.data.folder.positive_class import positive_class_in
from core.data.folder.scan import scan
from core.data.images import decode_many
from core.data.images.decode_many import decode
from core.data.images.read import read_with_info
from core.errors import Cancelled, DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings


def _make(root: Path, *files: str, size: int = 8) -> str:
    """Make noise pictures, each different."""
    for number, file in enumerate(files):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.RandomState(number).randint(0, 256, (size, size, 3), np.uint8)
        Image.fromarray(noise).save(root / file, "PNG")
    return str(root)


def _settings(folder: str, **more: object) -> DataSettings:
    return DataSettings(**{"kind": "pictures", "folder": folder, "size": 8, **more})


def _load(folder: str, **more: object) -> Dataset:
    return load_folder(_settings(folder, **more))


def _refusal(folder: str, **more: object) -> str:
    with pytest.raises(DataError) as refused:
        _load(folder, **more)
    return str(refused.value)


def test_that_the_course_is_loaded_as_published(course: Path):
    cats = course / "cat"
    data = _load(str(cats / "train"), test_folder=str(cats / "test"), size=64, positive_class="cat")
    assert data.classes == ("non-cat", "cat")
    assert data.counts(data.train) == {"non-cat": 137, "cat": 72}
    assert data.counts(data.test) == {"non-cat": 17, "cat": 33}
    assert data.train.X.shape == (12288, 209)
    assert data.train.X.flags.f_contiguous
    assert not data.train.X.flags.writeable
    assert data.train.names[2] == "cat/0002.png"
    with Image.open(cats / "train" / "cat" / "0002.png") as image:
        assert (data.train.X[:, 2] == np.asarray(image.convert("RGB")).ravel() / 255).all()
    assert (data.test.X[:, 17] == data.train.X[:, 146]).all()
    assert data.skipped == ()
    assert [remark.values["same"] for remark in data.remarks] == [1]  # cat/0146.png


def test_that_a_sample_is_its_picture_and_its_class(tmp_path: Path):
    data = _load(_make(tmp_path, "b/1", "a/2", "b/3"))
    assert data.train.names == ("b/1", "a/2", "b/3")
    assert data.train.Y.tolist() == [[1, 0, 1]]
    for column, name in zip(data.train.X.T, data.train.names, strict=True):
        with Image.open(tmp_path / name) as image:
            assert (data.inputs.picture(column) == np.asarray(image)).all()
    assert data.test is None


def test_that_classes_are_in_natural_order(tmp_path: Path):
    assert _load(_make(tmp_path, "10/x", "9/y", "1/z")).classes == ("1", "9", "10")


def test_that_the_positive_class_is_the_last(tmp_path: Path):
    folder = _make(tmp_path, "cat/x", "dog/y")
    assert _load(folder, positive_class="cat").classes == ("dog", "cat")
    assert _load(folder, positive_class="CAT").classes == ("dog", "cat")


def test_that_a_positive_class_that_is_none_is_refused_with_a_way_out(tmp_path: Path):
    with pytest.raises(DataError) as refused:
        _load(_make(tmp_path, "cat/x", "dog/y"), positive_class="horse")
    assert str(refused.value) == (
        f"{tmp_path}: data.positive_class = horse is none of its classes: choose one of cat, dog, "
        "or leave it empty."
    )
    assert refused.value.suggested_changes == {"data.positive_class": ""}


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        (("Cat/x", "dog/y"), "cat"),
        (("horse/x", "dog/y"), ""),
        (("train/horse/x", "test/dog/y"), "cat"),
        (("data/horse/x",), "cat"),
        (("x",), "cat"),
    ],
)
def test_that_another_folder_keeps_a_positive_class_unless_its_classes_are_others(
    tmp_path: Path, files: tuple[str, ...], kept: str
):
    assert positive_class_in(_make(tmp_path, *files), "cat") == kept
    assert positive_class_in(str(tmp_path / "none"), "cat") == "cat"


def test_that_grey_pictures_have_one_channel(tmp_path: Path):
    data = _load(_make(tmp_path, "a/x", "b/y"), colour=False)
    assert data.inputs == PictureInputs(8, False)
    assert data.train.X.shape == (64, 2)


def test_that_what_is_left_out_is_listed_with_its_reason(tmp_path: Path):
    folder = _make(tmp_path / "train", "a/x", "b/y", ".hidden/z")
    test = _make(tmp_path / "more", "a/x", "b/y", "b/Thumbs.db")
    (tmp_path / "train" / "a" / "page.jpg").write_bytes(b"<!doctype html>")
    (tmp_path / "train" / "note.txt").write_bytes(b"hello")
    (tmp_path / "more" / "b" / "empty.jpg").write_bytes(b"")
    data = _load(folder, test_folder=test + "/")
    assert [(one.file, one.reason) for one in data.skipped] == [
        ("a/page.jpg", "this is a web page, not a picture"),
        ("note.txt", "not in the folder of a class"),
        ("more/b/empty.jpg", "empty file"),
    ]
    leak, told = data.remarks
    assert (leak.key, leak.values["same"]) == ("leak", 2)
    assert str(told) == "2 system files ignored: 1 .hidden, 1 Thumbs.db."
    assert (data.train.m, data.test.m) == (2, 2)


def test_that_a_class_that_loses_all_its_pictures_is_named(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y")
    (tmp_path / "b" / "y").write_bytes(b"hello")
    assert "no picture of the class b can be read" in _refusal(folder)


def test_that_test_classes_are_matched_by_name(tmp_path: Path):
    train = _make(tmp_path / "train", "a/1", "b/2", "c/3")
    test = _make(tmp_path / "test", "c/1", "a/2", "b/3")
    data = _load(train, test_folder=test, positive_class="a")
    assert data.classes == ("b", "c", "a")
    assert [data.classes[label] for label in data.test.labels] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        ("abd", "does not have: d; classes of the training folder are missing: c."),
        ("abcd", "does not have: d."),
        ("ab", "classes of the training folder are missing: c."),
    ],
)
def test_that_other_test_classes_are_refused_by_name(tmp_path: Path, classes: str, told: str):
    train = _make(tmp_path / "train", "a/1", "b/2", "c/3")
    test = _make(tmp_path / "test", *(f"{name}/x" for name in classes))
    assert told in _refusal(train, test_folder=test)


def test_that_a_test_share_is_the_same_whatever_the_order_on_the_disk(tmp_path: Path):
    files = [f"{name}/{number}" for name in "ab" for number in range(10)]
    first = _load(_make(tmp_path / "1", *files), test_share=0.3)
    for number in reversed(range(len(files))):
        file = tmp_path / "2" / files[number]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((tmp_path / "1" / files[number]).read_bytes())
    second = _load(str(tmp_path / "2"), test_share=0.3)
    assert first.train.names == second.train.names
    assert (first.test.X == second.test.X).all()
    assert first.counts(first.test) == {"a": 3, "b": 3}


def test_that_equal_pictures_stay_on_one_side(tmp_path: Path):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(5)))
    for number in range(5):
        (tmp_path / "a" / f"copy{number}").write_bytes((tmp_path / "a" / str(number)).read_bytes())
    data = _load(folder, test_share=0.4)
    train, test = ({column.tobytes() for column in part.X.T} for part in (data.train, data.test))
    assert not train & test


def test_that_a_class_too_small_for_a_share_is_named(tmp_path: Path):
    folder = _make(tmp_path, "a/1", "a/2", "b/3")
    assert "The class b has 1 sample" in _refusal(folder, test_share=0.5)


def test_that_names_of_any_bytes_load_and_round_trip(tmp_path: Path):
    names = ["caf\udce9/x\udcff.png", "a\nb/😀.png"]
    data = _load(_make(tmp_path, *names))
    assert set(data.train.names) == set(names)
    assert all(os.path.exists(tmp_path / name) for name in data.train.names)


def test_that_reading_the_same_folder_twice_gives_the_same_bits(tmp_path: Path):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "abc" for number in range(20)))
    first, second = _load(folder), _load(folder)
    assert (first.train.X == second.train.X).all()
    assert first.train.names == second.train.names


def test_that_progress_ends_with_all_and_never_with_a_total_of_none(tmp_path: Path):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(20)))
    told: list[tuple[int, int]] = []
    load_folder(_settings(folder), lambda done, total: told.append((done, total)))
    assert told[-1] == (40, 40)
    assert all(0 <= done <= total and total for done, total in told)


@pytest.mark.parametrize("when", [1, 2])
def test_that_a_stop_reaches_the_caller_and_ends_the_threads(tmp_path: Path, when: int):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(200)))
    told: list[int] = []

    def stop(done: int, total: int) -> None:
        told.append(done)
        if len(told) == when:
            raise Cancelled

    with pytest.raises(Cancelled):
        load_folder(_settings(folder), stop)
    assert len(told) == when
    for thread in threading.enumerate():
        if thread.name.startswith("picture"):
            thread.join(timeout=5)
            assert not thread.is_alive()


def test_that_a_folder_that_vanishes_while_it_is_read_is_told(tmp_path: Path):
    folder = _make(tmp_path / "photos", *(f"{name}/{number}" for name in "ab" for number in "12"))
    away: list[Path] = []

    def take_away(done: int, total: int) -> None:
        if not away:
            away.append((tmp_path / "photos").rename(tmp_path / "away"))

    with pytest.raises(DataError, match=r"photos is no longer there") as told:
        load_folder(_settings(folder), take_away)
    (offer,) = told.value.fixes
    assert (offer.changes, offer.label()) == ({}, "Try again")


def test_that_a_class_that_vanishes_while_it_is_read_is_no_class_of_fewer(tmp_path: Path):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "abc" for number in range(9)))

    def take_away(done: int, total: int) -> None:
        if (tmp_path / "a").is_dir():
            (tmp_path / "a").rename(tmp_path.parent / "away")

    # as a stick that is pulled out: what was read of it says nothing of how much there was
    with pytest.raises(DataError, match="no such file or folder"):
        load_folder(_settings(folder), take_away)


def test_that_a_folder_that_never_was_is_not_said_to_be_gone(tmp_path: Path):
    assert "no such folder. Check the name" in _refusal(str(tmp_path / "none"))


def test_that_what_has_changed_since_the_scan_costs_that_picture_alone(tmp_path: Path):
    found = scan(_make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in "12")))
    (tmp_path / "a" / "1").write_bytes(b"<!DOCTYPE html>")
    (tmp_path / "a" / "2").unlink()
    (tmp_path / "b" / "1").unlink()
    (tmp_path / "b" / "1").mkdir()
    inputs, paths = PictureInputs(8, True), [file.path for file in found.files]
    records = decode(paths, inputs, lambda done, total: None).records
    said = [str(records[path].problem) for path in paths]
    assert dict(zip([file.name for file in found.files], said, strict=True)) == {
        "a/1": "this is a web page, not a picture",
        "a/2": "no such file or folder",
        "b/1": "not an ordinary file",
        "b/2": "None",
    }


def test_that_a_correction_reads_no_picture_again_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(5)))
    first = _load(folder)
    changes = {"leave_out": ("a/1",), "relabel": {"a/2": "b"}, "test_pictures": ("b/3",)}
    wanted = [_settings(folder, **changes), _settings(folder, test_share=0.3), _settings(folder)]
    expected = [load_folder(settings) for settings in wanted]
    monkeypatch.setattr(decode_many, "read_with_info", None)
    before = first
    for settings, whole in zip(wanted, expected, strict=True):
        before = load_folder(settings, None, before)
        assert before.decoded is first.decoded
        assert (before.train.names, before.remarks) == (whole.train.names, whole.remarks)
        assert (before.train.X == whole.train.X).all()
        assert (before.train.Y == whole.train.Y).all()
        assert (before.test is None) == (whole.test is None)
        assert before.test is None or (before.test.X == whole.test.X).all()


def test_that_only_files_that_have_changed_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(5)))
    (tmp_path / "a" / "bad").write_bytes(b"<!doctype html>")
    first = _load(folder, storage="bytes")
    Image.new("RGB", (8, 8), "red").save(tmp_path / "b" / "3", "PNG")
    (tmp_path / "a" / "bad").unlink()
    _make(tmp_path, "a/new")
    read: list[str] = []

    def noted(path: str, inputs: PictureInputs) -> object:
        read.append(os.path.relpath(path, tmp_path))
        return read_with_info(path, inputs)

    monkeypatch.setattr(decode_many, "read_with_info", noted)
    second = load_folder(_settings(folder, storage="bytes"), None, first)
    assert sorted(read) == ["a/new", "b/3"]
    assert (second.train.X[:, :] == _load(folder).train.X).all()
    assert second.skipped == ()


@pytest.mark.parametrize("changed", [{"size": 4}, {"colour": False}, {"background": "#000000"}])
def test_that_what_changes_the_pixels_has_them_read_again(tmp_path: Path, changed):
    folder = _make(tmp_path, "a/x", "b/y")
    Image.new("RGBA", (8, 8)).save(tmp_path / "a" / "glass.png")
    data = load_folder(_settings(folder, **changed), None, _load(folder))
    assert (data.train.X == _load(folder, **changed).train.X).all()


def test_that_samples_stay_when_their_folder_is_gone(tmp_path: Path):
    folder = _make(tmp_path / "photos", "a/1", "b/2")
    data = _load(folder, storage="bytes")
    before = data.train.X[:, :]
    shutil.rmtree(folder)
    assert (data.train.X[:, :] == before).all()


def test_that_few_open_files_are_enough(tmp_path: Path):
    resource = pytest.importorskip("resource")
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(300)))
    old = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, old[1]))
    try:
        assert _load(folder).train.m == 600
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, old)


def test_that_a_class_without_a_picture_is_told_with_the_reasons(
    tmp_path: Path, without_heic: None
):
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for number in range(3):
            (tmp_path / name / f"{number}.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(9))
    (tmp_path / "dogs" / "x.png").write_bytes(b"")
    with pytest.raises(DataError) as refused:
        load_folder(DataSettings(kind="pictures", folder=str(tmp_path)))
    text = str(refused.value)
    assert "no picture of the class cats, dogs can be read (6 files: HEIC photo: it is read" in text
    assert "; 1 file: empty file)" in text


def test_that_one_damaged_picture_of_any_kind_costs_that_picture_alone(tmp_path: Path):
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (4, 4), name.replace("cats", "red").replace("dogs", "blue")).save(
            tmp_path / name / "x.png"
        )
    frames = [Image.effect_noise((30, 30), 90).convert("P") for _ in range(3)]
    frames[0].save(tmp_path / "cats" / "cut.gif", save_all=True, append_images=frames[1:])
    (tmp_path / "cats" / "cut.gif").write_bytes((tmp_path / "cats" / "cut.gif").read_bytes()[:39])
    data = load_folder(DataSettings(kind="pictures", folder=str(tmp_path), size=4))
    assert data.train.names == ("cats/x.png", "dogs/x.png")
    assert [left.file for left in data.skipped] == ["cats/cut.gif"]


COMPOSED, APART = "Caf\xe9", "Cafe\u0301"


def _pictures(folder: Path, *names: str) -> str:
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (40 * number, 90, 200)).save(folder / name, "PNG")
    return str(folder)


def test_that_names_that_look_the_same_are_the_same_class(tmp_path: Path):
    train = _pictures(tmp_path / "train", f"{COMPOSED}/1.png", "dogs/2.png")
    test = _pictures(tmp_path / "test", "dogs/0.png", "dogs/3.png", f"{APART}/4.png")
    settings = DataSettings(
        kind="pictures", folder=train, test_folder=test, size=4, positive_class=APART
    )
    data = load_folder(settings)
    assert data.classes == ("dogs", COMPOSED)
    assert data.test
    assert data.test.labels.tolist() == [0, 0, 1]
    assert data.test.names[-1] == f"{APART}/4.png"


def test_that_corrections_find_a_file_in_either_spelling(tmp_path: Path):
    files = (f"{APART}/1{APART}.png", f"{APART}/2.png", "dogs/3.png", "dogs/4.png")
    folder = _pictures(tmp_path, *files)
    settings = DataSettings(
        kind="pictures",
        folder=folder,
        size=4,
        leave_out=(f"{COMPOSED}/1{COMPOSED}.png",),
        relabel={"dogs/3.png": COMPOSED},
    )
    data = load_folder(settings)
    assert data.counts(data.train) == {COMPOSED: 2, "dogs": 1}
    assert [left.file for left in data.skipped] == [files[0]]


def test_that_two_spellings_in_one_folder_are_told(tmp_path: Path):
    folder = _pictures(tmp_path, f"{APART}/1.png", f"{COMPOSED}/2.png", "dogs/3.png")
    data = load_folder(DataSettings(kind="pictures", folder=folder, size=4))
    assert data.counts(data.train) == {COMPOSED: 2, "dogs": 1}
    assert [remark.key for remark in data.remarks] == ["two_spellings"]


def test_that_names_that_only_a_program_tells_apart_are_one_class(tmp_path: Path):
    unseen = "ca\u200bts"
    folder = _pictures(tmp_path, "cats/1.png", f"{unseen}/2.png", "cats /3.png", "dogs/4.png")
    data = load_folder(DataSettings(kind="pictures", folder=folder, size=4))
    assert data.counts(data.train) == {"cats": 3, "dogs": 1}
    assert [remark.key for remark in data.remarks] == ["two_spellings"]


@pytest.mark.skipif(sys.platform != "linux", reason="files of one name by case")
def test_that_classes_that_differ_by_case_alone_are_told(tmp_path: Path):
    folder = _pictures(tmp_path, "cats/1.png", "Cats/2.png", "dogs/3.png")
    data = load_folder(DataSettings(kind="pictures", folder=folder, size=4))
    assert len(data.classes) == 3
    (told,) = (str(remark) for remark in data.remarks if remark.key == "case_alone")
    assert told.startswith("Cats, cats differ in upper and lower case alone")


def test_that_a_test_folder_that_is_the_training_folder_is_told(tmp_path: Path):
    folder = _pictures(tmp_path, "cats/1.png", "dogs/2.png")
    data = load_folder(DataSettings(kind="pictures", folder=folder, test_folder=folder, size=4))
    (remark,) = data.remarks
    assert str(remark).startswith("2 of 2 test pictures are among the training pictures")


def test_that_one_test_picture_that_is_learned_is_counted(tmp_path: Path):
    train = _pictures(tmp_path / "a", "cats/1.png", "dogs/2.png")
    test = _pictures(tmp_path / "b", "cats/1.png", "dogs/3.png", "dogs/4.png")
    (tmp_path / "b" / "dogs" / "3.png").unlink()
    data = load_folder(DataSettings(kind="pictures", folder=train, test_folder=test, size=4))
    assert [str(remark).split(",")[0] for remark in data.remarks] == [
        "1 of 2 test pictures are among the training pictures"
    ]


def test_that_few_learned_test_pictures_are_told_with_what_they_can_change(tmp_path: Path):
    train = _pictures(tmp_path / "a", "cats/0.png", "dogs/1.png")
    for number in range(20):
        file = tmp_path / "b" / ("cats" if number % 2 == 0 else "dogs") / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (number * 12, 90, 200)).save(file)
    data = load_folder(
        DataSettings(kind="pictures", folder=train, test_folder=str(tmp_path / "b"), size=4)
    )
    assert [str(remark) for remark in data.remarks] == [
        "1 of 20 test pictures is among the training pictures: this can change the test accuracy "
        "by at most 5 points."
    ]


def test_that_leaving_every_picture_out_is_refused_with_a_way_back(tmp_path: Path):
    folder = _pictures(tmp_path, "cats/1.png", "dogs/2.png")
    settings = DataSettings(
        kind="pictures", folder=folder, leave_out=("cats/1.png", "dogs/2.png"), size=4
    )
    with pytest.raises(DataError, match="nothing is left to learn from") as refused:
        load_folder(settings)
    assert refused.value.suggested_changes == {"data.leave_out": []}


def test_that_deep_pictures_that_become_flat_are_told(tmp_path: Path):
    ramp = np.arange(16, dtype=np.uint16).reshape(4, 4)
    for name, levels in (("cold", 51_241 + ramp), ("warm", 52_100 + ramp), ("full", ramp * 4000)):
        (tmp_path / name).mkdir()
        Image.fromarray(levels).save(tmp_path / name / "x.png")
    data = load_folder(DataSettings(kind="pictures", folder=str(tmp_path), size=4, colour=False))
    flat = [remark for remark in data.remarks if remark.key == "flat"]
    assert [str(remark).split(" span")[0] for remark in flat] == [
        "2 of 3 pictures of more than 8 bits"
    ]
