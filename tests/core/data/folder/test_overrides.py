"""Facts about what an experiment chooses of a folder, whose files stay as they are."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from core.data.folder.load import load_folder
from core.errors import DataError
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import from_toml, to_toml, with_setting
from tests.noise_photos import noise_photos


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(
        ("data/a/1", "data/a/2", "data/b/3", "more/a/4", "more/b/5", "more/a/6")
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.RandomState(number).randint(0, 256, (8, 8, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / name, "PNG")
    return tmp_path


def _settings(folder: Path, **more: object) -> DataSettings:
    more = {"test_folder": str(folder / "more")} | more
    return DataSettings(kind="pictures", folder=str(folder / "data"), size=8, **more)


def test_that_a_file_left_out_is_no_sample_but_is_listed(folder: Path) -> None:
    data = load_folder(_settings(folder, leave_out=("a/2",)))
    assert data.train.names == ("a/1", "b/3")
    assert [(one.file, one.reason) for one in data.skipped] == [
        ("a/2", "left out by this experiment")
    ]
    assert (folder / "data" / "a" / "2").exists()


def test_that_a_file_gets_the_other_class(folder: Path) -> None:
    data = load_folder(_settings(folder, relabel={"a/2": "b", "more/a/4": "b"}))
    assert [data.classes[label] for label in data.train.labels] == ["a", "b", "b"]
    assert data.train.names == ("a/1", "a/2", "b/3")
    assert data.test
    assert data.counts(data.test) == {"a": 1, "b": 2}


def test_that_a_name_that_cannot_be_written_is_meant_as_it_is_shown(folder: Path) -> None:
    (folder / "data" / "a" / "2").rename(folder / "data" / "a" / "caf\udce9")
    data = load_folder(_settings(folder, leave_out=("a/caf\\xe9",)))
    assert data.train.names == ("a/1", "b/3")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"leave_out": ("a/9",)}, "no file a/9"),
        ({"relabel": {"a/9": "b"}}, "no file a/9"),
        ({"relabel": {"a/1": "z"}}, "the class z, which is not there: choose one of a, b"),
        ({"leave_out": ("b/3",)}, "no picture of the class b"),
    ],
)
def test_that_a_choice_that_cannot_be_is_refused(
    folder: Path, more: dict[str, object], said: str
) -> None:
    with pytest.raises(DataError, match=said):
        load_folder(_settings(folder, **more))


def test_that_the_choices_are_part_of_the_experiment_file() -> None:
    experiment = with_setting(Experiment(), "data.relabel", {"a/x y.png": "b"})
    experiment = with_setting(experiment, "data.leave_out", ["a/1", "b/2"])
    assert from_toml(to_toml(experiment)) == experiment
    assert experiment.data.relabel == {"a/x y.png": "b"}
    assert experiment.data.leave_out == ("a/1", "b/2")


def test_that_a_folder_in_a_class_is_kept_for_the_test_or_left_out_whole(tmp_path: Path) -> None:
    for number, name in enumerate(f"{a}/{b}" for a in "ab" for b in ("train", "test", "val")):
        (tmp_path / name).mkdir(parents=True)
        for one in range(2):
            colour = (40 * number, 100 * one, 0)
            Image.new("RGB", (4, 4), colour).save(tmp_path / name / f"{one}.png")
    now = DataSettings(
        kind="pictures",
        folder=str(tmp_path),
        level="top",
        test_pictures=("a/test", "b/test"),
        train_pictures=("a/test/1.png",),
        leave_out=("a/val", "b/val"),
    )
    loaded = load_folder(now)
    assert loaded.test is not None
    assert sorted(loaded.test.names) == ["a/test/0.png", "b/test/0.png", "b/test/1.png"]
    assert loaded.train.m == 5
    assert {left.file.split("/")[1] for left in loaded.skipped} == {"val"}


@pytest.mark.parametrize("number", range(8))
def test_that_a_correction_moves_no_other_picture_into_the_test_or_out_of_it(
    tmp_path: Path, number: int
) -> None:
    folder = noise_photos(tmp_path, ("a", "b"), 10)
    (folder / "b" / "copy.png").write_bytes((folder / "b" / "01.png").read_bytes())
    settings = DataSettings(kind="pictures", folder=str(folder), size=8, test_share=0.3)
    name = f"{'ab'[number % 2]}/{number:02}.png"
    sides_before = _sides(settings)
    out = _sides(replace(settings, leave_out=(name,)))
    assert out == {one: side for one, side in sides_before.items() if one != name}
    other = "ba"[number % 2]
    assert _sides(replace(settings, relabel={name: other})) == sides_before


def test_that_a_share_is_drawn_again_where_corrections_leave_a_class_without_a_test(
    tmp_path: Path,
) -> None:
    folder = noise_photos(tmp_path, ("a", "b"), 10)
    settings = DataSettings(kind="pictures", folder=str(folder), size=8, test_share=0.3)
    tested = [name for name, side in _sides(settings).items() if side and name[0] == "a"]
    now = load_folder(replace(settings, leave_out=tuple(tested)))
    assert now.test
    assert now.counts(now.test) == {"a": 2, "b": 3}


def _sides(settings: DataSettings) -> dict[str, bool]:
    data = load_folder(settings)
    assert data.test
    return dict.fromkeys(data.train.names, False) | dict.fromkeys(data.test.names, True)
