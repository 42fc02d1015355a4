"""Facts about the list of all samples, and about corrections of it by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.folder import edits
from core.data.folder.items import SampleItem, Side, list_samples
from core.data.load import load
from core.errors import DataError, ExperimentError
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import from_toml, to_toml, with_setting


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of four pictures; a/4 is a copy of a/1."""
    for number, name in enumerate(("a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3", "b/4")):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.RandomState(0 if name == "a/4" else number)
        image = Image.fromarray(pixels.randint(0, 256, (8, 8, 3), np.uint8))
        image.save(tmp_path / "data" / name, "PNG")
    return tmp_path / "data"


def settings(folder: Path, **more: object) -> DataSettings:
    return DataSettings(kind="pictures", folder=str(folder), size=8, **more)


def items(now: DataSettings) -> dict[str, SampleItem]:
    return {item.name: item for item in list_samples(now, load(now))}


def on(now: DataSettings, side: Side) -> list[str]:
    return sorted(name for name, item in items(now).items() if item.side is side)


def test_that_every_sample_is_listed_with_its_file_and_class(folder: Path) -> None:
    now = settings(folder, relabel={"a/2": "b"}, leave_out=("b/4",))
    data = load(now)
    found = list_samples(now, data)
    assert [item.class_name for item in found] == ["a"] * 3 + ["b"] * 5
    assert all(Path(item.path).is_file() for item in found)
    for item in found[:-1]:
        assert data.train.names[item.column] == item.name
    assert found[-1] == SampleItem("b/4", str(folder / "b/4"), "b", "b", Side.EXCLUDED, -1)
    assert (items(now)["a/2"].folder_class, items(now)["a/2"].class_name) == ("a", "b")


def test_that_a_picture_of_the_test_folder_is_named_with_it(folder: Path) -> None:
    now = settings(folder, test_folder=str(folder))
    both = load(now)
    found = [item for item in list_samples(now, both) if item.side is Side.TEST]
    assert {item.name for item in found} == {f"data/{name}" for name in both.test.names}
    assert all(Path(item.path).is_file() for item in found)
    without = edits.exclude(now, found[:1])
    assert len(load(without).test.names) == 7
    assert list_samples(without, load(without))[-1].name == found[0].name


def test_that_samples_without_files_are_listed() -> None:
    now = DataSettings(kind="xor", samples=20, test_share=0.2)
    found = list_samples(now, load(now))
    assert len(found) == 20
    assert sum(item.side is Side.TEST for item in found) == 4
    assert {item.name for item in found} == {""}


def test_that_pictures_are_kept_for_the_test_by_hand_and_their_copies_with_them(
    folder: Path,
) -> None:
    now = settings(folder, test_pictures=("a/1", "b/2"))
    assert on(now, Side.TEST) == ["a/1", "a/4", "b/2"]
    assert on(settings(folder, test_pictures=("b/2",)), Side.TEST) == ["b/2"]


def test_that_copies_with_marks_of_their_own_go_where_they_are_told(folder: Path) -> None:
    now = settings(folder, test_pictures=("a/1",), train_pictures=("a/4",))
    assert on(now, Side.TEST) == ["a/1"]


def test_that_a_mark_moves_one_picture_of_a_drawn_share_and_no_other(folder: Path) -> None:
    now = settings(folder, test_share=0.3)
    drawn = on(now, Side.TEST)
    here = items(now)
    other = next(name for name in here if name not in drawn and name.startswith("b"))
    assert on(edits.move_to_test(now, [here[other]]), Side.TEST) == sorted([*drawn, other])
    back = next(name for name in drawn if name.startswith("b"))
    assert on(edits.move_to_train(now, [here[back]]), Side.TEST) == [
        one for one in drawn if one != back
    ]


def test_that_a_class_that_is_all_kept_for_the_test_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(DataError, match="every picture of the class a is kept for the test"):
        load(settings(folder, test_pictures=("a/1", "a/2", "a/3")))


def test_that_a_mark_on_a_file_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match=r"no file a/9.*data\.test_pictures"):
        load(settings(folder, test_pictures=("a/9",)))


def test_that_marks_on_a_file_left_out_do_no_harm(folder: Path) -> None:
    now = settings(folder, test_pictures=("b/2",), leave_out=("b/2",))
    assert on(now, Side.TEST) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"test_folder": "x", "test_pictures": ("a/1",)}, "keep one"),
        ({"train_pictures": ("a/1",), "test_pictures": ("a/1",)}, "a/1 is in data.test_pictures"),
    ],
)
def test_that_marks_at_odds_are_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(ExperimentError, match=said):
        DataSettings(**more)


def test_that_marks_are_part_of_the_experiment_file() -> None:
    experiment = with_setting(Experiment(), "data.test_pictures", ["a/1"])
    experiment = with_setting(experiment, "data.train_pictures", ["b/2"])
    assert from_toml(to_toml(experiment)) == experiment
    assert experiment.data.test_pictures == ("a/1",)


def test_that_every_correction_can_be_taken_back(folder: Path) -> None:
    usual = settings(folder)
    here = items(usual)
    a, b = here["a/1"], here["b/1"]
    now = edits.relabel_items(edits.move_to_test(edits.exclude(usual, [a, b, a]), [a]), [b], "a")
    assert now.leave_out == ("a/1", "b/1")
    assert now.relabel == {"b/1": "a"}
    assert now.test_pictures == ("a/1",)
    assert edits.include(now, [a]).leave_out == ("b/1",)
    assert edits.relabel_items(now, [b], "b").relabel == {}
    assert edits.move_to_train(now, [a]).test_pictures == ()
    assert edits.undo_edits(now, "leave_out", "relabel", "test_pictures") == usual


def test_that_labels_are_corrected_or_kept_and_both_taken_back(folder: Path) -> None:
    usual = settings(folder)
    here = items(usual)
    a, b = here["a/1"], here["b/1"]
    corrected = edits.correct_labels(usual, [a, b], {"a/1": "b"})
    assert corrected.relabel == {"a/1": "b"}
    kept = edits.keep_labels(corrected, [b])
    assert kept.kept_labels == ("b/1",)
    assert kept.of_numbers == corrected
    assert edits.undo_edits(kept, "relabel", "kept_labels") == usual
