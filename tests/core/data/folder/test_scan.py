"""Facts about scanning a folder: classes, order, what is left out and what is refused."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.data.folder.level_check import folder_title
from core.data.folder.listing import FolderVisits
from core.data.folder.load import load_folder
from core.data.folder.scan import scan
from core.errors import Cancelled, DataError
from core.experiment.settings import DataSettings
from core.natural_sort import natural


def _make(root: Path, *files: str) -> str:
    for file in files:
        path = os.path.join(root, file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as new:
            new.write(b"x")
    return str(root)


def _refusal(folder: str | Path) -> str:
    with pytest.raises(DataError) as refused:
        scan(str(folder))
    text = str(refused.value)
    assert "\n" not in text
    return text


def _names(folder: str) -> list[str]:
    return [file.name for file in scan(folder).files]


def _reasons(folder: str) -> dict[str, str]:
    return {skipped.file: skipped.reason for skipped in scan(folder).skipped}


def test_that_each_folder_in_it_is_a_class(tmp_path: Path):
    found = scan(_make(tmp_path, "dogs/1.png", "cats/2.png", "cats/3.png"))
    assert found.classes == ("cats", "dogs")
    assert found.counts() == {"cats": 2, "dogs": 1}
    assert [file.class_name for file in found.files] == ["dogs", "cats", "cats"]
    assert all(os.path.isfile(file.path) for file in found.files)


def test_that_samples_are_in_the_order_of_file_names_over_all_classes(tmp_path: Path):
    folder = _make(tmp_path, "b/1", "a/2", "b/10", "a/3", "b/3", "a/sub/0")
    assert _names(folder) == ["b/1", "b/10", "a/2", "a/3", "b/3", "a/sub/0"]


def test_that_the_course_has_its_original_order(course: Path):
    found = scan(str(course / "cat" / "train"))
    assert [file.name[-8:] for file in found.files] == [f"{row:04}.png" for row in range(209)]
    assert found.counts() == {"cat": 72, "non-cat": 137}


def test_that_classes_count_1_2_10(tmp_path: Path):
    folder = _make(tmp_path, *(f"{name}/x" for name in ("10", "2", "1", "a10", "a9")))
    assert scan(folder).classes == ("1", "2", "10", "a9", "a10")


@given(st.lists(st.text(max_size=6)))
def test_that_any_names_have_one_natural_order(names: list[str]):
    backwards = names[::-1]
    assert sorted(names, key=natural) == sorted(backwards, key=natural)


def test_that_system_rubbish_is_counted_and_nothing_else(tmp_path: Path):
    rubbish = (".DS_Store", "Thumbs.db", "a/desktop.ini", "a/._x.jpg", "b/.x")
    folders = (".ipynb_checkpoints/x", "__MACOSX/a/x", "a/.ipynb_checkpoints/x.png", ".c/x")
    found = scan(_make(tmp_path, "a/x.jpg", "b/y.jpg", *rubbish, *folders))
    assert found.classes == ("a", "b")
    assert [file.name for file in found.files] == ["a/x.jpg", "b/y.jpg"]
    assert found.ignored == 9
    assert found.rubbish[".ipynb_checkpoints"] == 2
    assert found.rubbish["._*"] == 1
    assert found.skipped == ()


def test_that_loose_files_beside_the_classes_are_named(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y", "labels.csv")
    assert _reasons(folder) == {"labels.csv": "not in the folder of a class"}


def test_that_links_that_lead_back_end(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y")
    for link, target in (("a/up", ".."), ("a/self", "."), ("b/other", "../a"), ("again", "a")):
        os.symlink(target, tmp_path / link)
    assert _names(folder) == ["a/x", "b/y"]
    assert scan(folder).classes == ("a", "b")
    assert set(_reasons(folder)) == {"a/up", "a/self", "b/other", "again"}


def test_that_a_link_never_takes_files_from_the_class_they_lie_in(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/deep/y")
    os.symlink("../b/deep", tmp_path / "a" / "link")
    assert _names(folder) == ["b/deep/y", "a/x"]


def test_that_a_linked_class_and_a_linked_picture_are_read(tmp_path: Path):
    _make(tmp_path / "far", "x", "y")
    folder = _make(tmp_path / "data", "a/x")
    os.symlink(tmp_path / "far", tmp_path / "data" / "b")
    os.symlink("x", tmp_path / "data" / "a" / "z")
    assert _names(folder) == ["a/x", "b/x", "b/y", "a/z"]


def test_that_what_is_no_file_is_named(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y")
    os.mkfifo(tmp_path / "a" / "pipe.jpg")
    os.symlink("nowhere", tmp_path / "a" / "gone.jpg")
    os.symlink("round.jpg", tmp_path / "a" / "round.jpg")
    assert _reasons(folder) == {
        "a/pipe.jpg": "not an ordinary file",
        "a/gone.jpg": "a link that leads nowhere",
        "a/round.jpg": "a link that leads to itself",
    }


ODD = ["caf\udce9", "a\nb", "😀", "\u202eb", "con", "x" * 255, " ", "A", "a", "e\u0301", "\xe9"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no such files there")
def test_that_links_to_devices_and_to_the_system_s_own_files_cost_themselves_alone(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y")
    for number, place in enumerate(("/dev/zero", "/dev/tty", "/proc/self/mem", "/proc/self/fd/0")):
        (tmp_path / "a" / f"{number}.png").symlink_to(place)
    Image.new("RGB", (4, 4), "red").save(tmp_path / "a" / "x", "PNG")
    Image.new("RGB", (4, 4), "blue").save(tmp_path / "b" / "y", "PNG")
    data = load_folder(DataSettings(kind="pictures", folder=folder, size=4))
    assert data.train.names == ("a/x", "b/y")
    assert len(data.skipped) == 4


def test_that_any_file_and_class_name_is_kept_exactly(tmp_path: Path):
    found = scan(_make(tmp_path, *(f"{odd}/{odd}" for odd in ODD)))
    assert set(found.classes) == {unicodedata.normalize("NFC", odd) for odd in ODD}
    assert {file.name for file in found.files} == {f"{odd}/{odd}" for odd in ODD}
    assert all(os.path.isfile(file.path) for file in found.files)


def test_that_a_path_too_long_for_the_system_costs_that_path_alone(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y")
    before = os.getcwd()
    try:
        os.chdir(tmp_path / "a")
        for _ in range(20):  # step by step, because the whole path cannot be named
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        Path("deep").write_bytes(b"x")
    finally:
        os.chdir(before)
    found = scan(folder)
    assert [file.name for file in found.files] == ["a/x", "b/y"]
    (deep,) = found.skipped
    assert deep.reason == "its path is too long for this system"


def test_that_pictures_without_class_folders_are_told(tmp_path: Path):
    _make(tmp_path, "cats/1.jpg", "cats/2.jpg", "dogs/1.jpg")
    told = _refusal(tmp_path / "cats")
    assert "2 files, and no folders" in told
    assert f"the one above, {tmp_path}?" in told


@pytest.mark.parametrize("between", ["", "data/"])
def test_that_the_level_above_is_told_with_the_right_folder(tmp_path: Path, between: str):
    parts = ("val", "test", "train")
    folder = _make(
        tmp_path, "README", *(f"{between}{part}/{name}/x" for part in parts for name in "abc")
    )
    told = _refusal(folder)
    assert "one level too high" in told
    right = f"{folder}/data" if between else f"{folder}/train"
    test = "" if between else f", and {folder}/test for the test"
    assert told.endswith(f"Give {right} instead{test}.")


def test_that_the_window_can_offer_the_right_folders(tmp_path: Path):
    folder = _make(tmp_path, *(f"{part}/{name}/x" for part in ("train", "test") for name in "ab"))
    with pytest.raises(DataError) as problem:
        scan(folder)
    offer = problem.value.suggested_changes
    assert offer == {"data.folder": f"{folder}/train", "data.test_folder": f"{folder}/test"}


def test_that_one_folder_of_folders_is_one_level_too_high(tmp_path: Path):
    told = _refusal(_make(tmp_path, "export/photos/a/x", "export/photos/b/x"))
    assert "export in it holds folders (1) and no pictures" in told
    assert told.endswith(f"Give {tmp_path}/export/photos instead.")


def _fixes(folder: str, **settings: object) -> list[dict[str, object]]:
    with pytest.raises(DataError) as problem:
        load_folder(DataSettings(kind="pictures", folder=folder, **settings))
    return [fix.changes for fix in problem.value.fixes]


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("training_set", "test_set"),
        ("seg_train/seg_train", "seg_test/seg_test"),
        ("TrainImages", "TestImages"),
        ("a lot", "a few"),
    ],
)
def test_that_folders_of_the_same_folders_are_parts_whatever_they_are_called(
    tmp_path: Path, train: str, test: str
):
    names = [f"{train}/{name}/{number}" for name in ("cats", "dogs") for number in range(3)]
    folder = _make(tmp_path, *names, *(f"{test}/{name}/9" for name in ("cats", "dogs")))
    right = {"data.folder": f"{folder}/{train}", "data.test_folder": f"{folder}/{test}"}
    fixes = _fixes(folder)
    assert fixes == [right, {"data.level": "top"}]
    assert scan(f"{folder}/{train}").classes == ("cats", "dogs")
    assert len(scan(folder, level="top").classes) == 2
    assert _fixes(folder, test_share=0.2)[0] == {**right, "data.test_share": 0.0}


def test_that_parts_within_every_class_are_asked_about_and_leave_the_classes(tmp_path: Path):
    parts = ("train", "test", "val")
    folder = _make(tmp_path, *(f"{a}/{part}/x" for a in "ab" for part in parts))
    assert "(test, train, val)" in _refusal(folder)
    on_test, together = _fixes(folder, test_share=0.2)
    assert on_test["data.test_pictures"] == ["a/test", "b/test"]
    assert on_test["data.leave_out"] == ["a/val", "b/val"]
    assert on_test["data.test_share"] == 0.0
    assert together == {"data.level": "top"}
    assert scan(folder, level="top").counts() == {"a": 3, "b": 3}


def test_that_a_validation_part_within_every_class_is_the_test_where_there_is_no_other(
    tmp_path: Path,
):
    folder = _make(tmp_path, *(f"{a}/{part}/x" for a in "ab" for part in ("train", "val")))
    assert _fixes(folder)[0]["data.test_pictures"] == ["a/val", "b/val"]


@pytest.mark.parametrize("within", [("train",), ("test", "val"), ("train", "training")])
def test_that_folders_within_classes_that_divide_nothing_are_no_parts(
    tmp_path: Path, within: tuple[str, ...]
):
    folder = _make(tmp_path, *(f"{a}/{part}/x" for a in "ab" for part in within))
    assert scan(folder).classes == ("a", "b")


@pytest.mark.parametrize("beside", ["labels.csv", "README", "split.py"])
def test_that_a_file_beside_the_classes_hides_no_level(tmp_path: Path, beside: str):
    parts = [f"{part}/{name}/x" for part in ("train", "test") for name in ("cats", "dogs")]
    folder = _make(tmp_path, *parts, f"train/{beside}", f"test/{beside}", beside)
    assert _fixes(folder)[0] == {
        "data.folder": f"{folder}/train",
        "data.test_folder": f"{folder}/test",
    }
    alone = _make(tmp_path / "alone", f"train/{beside}", "train/cats/x", "train/dogs/x")
    assert _fixes(alone) == [{"data.folder": f"{alone}/train", "data.test_folder": ""}]


def test_that_a_picture_beside_folders_makes_them_the_class_s_own(tmp_path: Path):
    folder = _make(tmp_path, "a/old/x", "b/old/x", "a/old2/x", "b/old2/x")
    for name in "ab":
        Image.new("RGB", (4, 4)).save(tmp_path / name / "x.png")
    assert scan(folder).counts() == {"a": 3, "b": 3}


@pytest.mark.parametrize("name", ["test", "validation", "Val", "hold-out", "test_images"])
def test_that_pictures_called_test_beside_classes_are_asked_about(tmp_path: Path, name: str):
    folder = _make(tmp_path, "cats/1", "dogs/1", f"{name}/1")
    assert _fixes(folder) == [{"data.leave_out": [name]}, {"data.level": "top"}]
    assert scan(folder, left_out=[name]).classes == ("cats", "dogs")
    assert name in scan(folder, level="top").classes


def test_that_a_folder_that_is_left_out_is_none_of_the_classes(tmp_path: Path):
    folder = _make(tmp_path, "cats/1", "dogs/2", "test/1")
    for name, colour in (("cats/1", "red"), ("dogs/2", "blue")):
        Image.new("RGB", (4, 4), colour).save(tmp_path / name, "PNG")
    data = load_folder(DataSettings(kind="pictures", folder=folder, leave_out=("test",), size=4))
    assert (data.classes, data.skipped) == (("cats", "dogs"), ())


@pytest.mark.parametrize("between", ["", "test/"])
def test_that_a_test_folder_beside_its_classes_is_offered_as_the_test(tmp_path: Path, between: str):
    test = f"test/{between}".removesuffix("/")
    folder = _make(tmp_path, "cats/1", "dogs/2", f"{test}/cats/3", f"{test}/dogs/4")
    for name, colour in (
        ("cats/1", 1),
        ("dogs/2", 2),
        (f"{test}/cats/3", 3),
        (f"{test}/dogs/4", 4),
    ):
        Image.new("L", (4, 4), colour).save(tmp_path / name, "PNG")
    fixes = _fixes(folder)
    assert fixes == [{"data.test_folder": f"{folder}/{test}"}]
    settings = DataSettings(
        kind="pictures", folder=folder, size=4, test_folder=fixes[0]["data.test_folder"]
    )
    data = load_folder(settings)
    assert data.train.names == ("cats/1", "dogs/2")
    assert data.test
    assert data.test.names == ("cats/3", "dogs/4")


def test_that_a_vehicle_called_train_is_a_class(tmp_path: Path):
    assert scan(_make(tmp_path, "car/1", "train/1", "plane/1")).classes == ("car", "plane", "train")


def test_that_a_test_folder_one_level_too_high_is_put_right_itself(tmp_path: Path):
    train = _make(tmp_path / "photos", "a/1", "b/2")
    above = _make(tmp_path / "others", "test/a/3", "test/b/4")
    assert _fixes(train, test_folder=above)[0] == {"data.test_folder": f"{above}/test"}


def test_that_train_and_test_are_no_classes(tmp_path: Path):
    told = _refusal(_make(tmp_path, "train/x", "test/y"))
    assert "test, train are parts of a data set" in told


def test_that_folders_within_classes_are_no_other_level(tmp_path: Path):
    folder = _make(tmp_path, "cats/2019/x", "cats/2020/x", "dogs/2019/x", "dogs/2020/x")
    assert scan(folder).counts() == {"cats": 2, "dogs": 2}


def test_that_one_class_is_refused_by_name(tmp_path: Path):
    assert "only one class (cats)" in _refusal(_make(tmp_path, "cats/x"))


def test_that_a_class_without_files_is_named(tmp_path: Path):
    _make(tmp_path, "a/x", "b/y", "c\nd/.DS_Store")
    assert "no pictures in the class c\\nd." in _refusal(tmp_path)


def test_that_an_empty_folder_is_told(tmp_path: Path):
    assert f"{tmp_path}: this folder is empty" in _refusal(_make(tmp_path, ".DS_Store"))


def test_that_nothing_but_a_link_to_itself_is_told(tmp_path: Path):
    os.symlink(".", tmp_path / "loop")
    assert "two or more are needed" in _refusal(tmp_path)


@pytest.mark.parametrize("name", ["none", "a\0b", "x" * 300, ""])
def test_that_a_missing_folder_is_told(name: str):
    assert _refusal(name)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04", "this is a ZIP file, not a folder. Unpack it"),
        (bytes(257) + b"ustar", "this is a tar archive, not a folder. Unpack it"),
        (b"\0\0\0\x18ftypisom", "this is a video, not a folder"),
        (b"file,label\n", "this is a text file, not a folder"),
        (b"\xff\xd8\xff\xe0", "this is one file (JPEG), not a folder"),
        (b"", "empty file"),
    ],
)
def test_that_a_file_instead_of_a_folder_is_called_by_its_name(tmp_path: Path, data, told):
    (tmp_path / "photos").write_bytes(data)
    assert told in _refusal(tmp_path / "photos")


def test_that_a_pipe_instead_of_a_folder_is_told(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in _refusal(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_that_a_folder_without_permission_is_told(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y", "a/closed/x")
    (tmp_path / "a" / "closed").chmod(0)
    assert _reasons(folder) == {"a/closed": "no permission to read"}
    (tmp_path / "b").chmod(0)
    assert "no permission to read" in _refusal(folder)
    (tmp_path / "b").chmod(0o700)
    (tmp_path / "a" / "closed").chmod(0o700)


def test_that_a_scan_can_be_stopped(tmp_path: Path):
    def stop(found: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        scan(_make(tmp_path, "a/x", "b/y"), stop)


def test_that_a_folder_of_which_every_folder_is_left_out_is_told(tmp_path: Path):
    folder = _make(tmp_path, "a/x", "b/y")
    with pytest.raises(DataError, match="nothing is left to learn from"):
        scan(folder, left_out=["a", "b"])


@pytest.mark.skipif(not os.path.ismount("/proc"), reason="no such file system there")
def test_that_other_file_systems_are_not_entered_unasked():
    assert "proc" in _refusal("/")
    assert "file systems of their own" in _refusal("/")
    visits = FolderVisits()
    assert visits.entries("/")
    with pytest.raises(DataError, match="of another file system, which is not entered"):
        visits.entries("/proc")
    assert visits.entries("/proc", asked_for=True)


def test_that_very_many_files_are_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.data.folder.scan.MOST_FILES", 5)
    folder = _make(tmp_path, *(f"{name}/{number}" for name in "ab" for number in range(3)))
    assert _fixes(folder) == [{"data.level": "top"}]
    assert "more than 5 files" in _refusal(folder)
    assert len(scan(folder, level="top").files) == 6


@pytest.mark.skipif(not os.path.ismount("/proc"), reason="no such file system there")
def test_that_the_system_s_own_files_are_refused_at_once():
    assert "the system's own" in _refusal("/proc")
    assert "the system's own" in _refusal("/proc/self")


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("/home/me/cats/train", "cats"),
        ("/home/me/cats/seg_train/", "cats"),
        ("C:\\me\\cats\\Training", "cats"),
        ("/home/me/cats", "cats"),
        ("train", "train"),
        ("football.npz", "football.npz"),
        ("", ""),
    ],
)
def test_that_a_part_of_data_is_called_by_the_folder_above(folder: str, title: str) -> None:
    assert folder_title(folder) == title
