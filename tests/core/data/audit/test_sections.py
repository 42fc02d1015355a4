"""Facts about what is worth a look in a data set as it is used now, and about its pictures."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.audit.audit import audit
from core.data.audit.sections import SECTIONS, AuditedSamples
from core.data.folder.items import list_samples
from core.data.images.previews import (
    ExamplesRequest,
    PreviewRequest,
    read_examples,
    read_preview,
)
from core.data.images.read import read_picture
from core.data.load import load
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings


def _picture(path: Path, seed: int, size: tuple[int, int] = (32, 32)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fields = np.random.RandomState(seed).randint(0, 256, (4, 4, 3), np.uint8)
    Image.fromarray(fields).resize(size, Image.Resampling.BICUBIC).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes; a/copy is a/0, b/same is a/1, and there are odd ones."""
    for number in range(4):
        _picture(tmp_path / f"a/{number}.png", number)
        _picture(tmp_path / f"b/{number}.png", 10 + number)
    _picture(tmp_path / "a/copy.png", 0)
    _picture(tmp_path / "b/same.png", 1)
    _picture(tmp_path / "b/long.png", 30, (100, 20))
    _picture(tmp_path / "b/tiny.png", 31, (8, 8))
    Image.new("RGB", (32, 32), "red").save(tmp_path / "a/red.png")
    return tmp_path


def found(folder: Path, **more: object) -> dict[str, list[set[str]]]:
    """Return what is found, by the files' names, for an experiment with these settings."""
    settings = DataSettings(kind="pictures", folder=str(folder), **more)
    items = list_samples(settings, load(settings))
    evidence = AuditedSamples(audit(str(folder), settings.test_folder), items)
    return {
        key: [{items[place].name for place in places} for places in row.find(evidence)]
        for key, row in SECTIONS.items()
    }


def test_that_every_kind_of_fault_is_found(folder: Path) -> None:
    here = found(folder)
    assert here["duplicates"] == [{"a/0.png", "a/copy.png"}, {"a/1.png", "b/same.png"}]
    assert here["two_classes"] == [{"a/1.png", "b/same.png"}]
    assert here["constant"] == [{"a/red.png"}]
    assert here["tiny"] == [{"b/tiny.png"}]
    assert here["odd_shape"] == [{"b/long.png"}]
    assert here["leak"] == []


def test_that_what_is_left_out_or_relabelled_is_no_fault_any_more(folder: Path) -> None:
    here = found(folder, leave_out=("a/copy.png", "a/red.png"), relabel={"b/same.png": "a"})
    assert here["duplicates"] == [{"a/1.png", "b/same.png"}]
    assert here["two_classes"] == here["constant"] == []


def test_that_copies_on_both_sides_are_found(folder: Path) -> None:
    marks = {"test_pictures": ("a/0.png",), "train_pictures": ("a/copy.png",)}
    assert found(folder, **marks)["leak"] == [{"a/0.png", "a/copy.png"}]
    assert found(folder, test_pictures=("a/0.png",))["leak"] == []
    name = folder.name
    leaks = found(folder, test_folder=str(folder))["leak"]
    assert {"a/0.png", "a/copy.png", f"{name}/a/0.png", f"{name}/a/copy.png"} in leaks


def test_that_a_file_is_shown_as_the_network_sees_it_beside_its_own_shape(folder: Path) -> None:
    inputs = PictureInputs(16, colour=False, fit="crop")
    path = str(folder / "b/long.png")
    steps: list[tuple[int, int]] = []
    shown = read_preview(
        PreviewRequest(path, inputs, 50, "#00ff00"), lambda done, total: steps.append((done, total))
    )
    assert (shown.seen == read_picture(path, inputs)).all()
    assert shown.size == (100, 20)
    assert shown.own.shape == (50, 50, 3)
    assert (shown.own[0, 0] == (0, 255, 0)).all()
    assert shown.bytes == (folder / "b/long.png").stat().st_size
    assert steps


def test_that_a_file_that_is_gone_is_said_to_be(folder: Path) -> None:
    with pytest.raises(DataError):
        read_preview(
            PreviewRequest(str(folder / "gone"), PictureInputs(8, True), 50, "#ffffff"),
            lambda *_: None,
        )


def test_that_examples_are_read_as_other_settings_would(folder: Path) -> None:
    inputs = PictureInputs(8, colour=True, fit="pad", background="#000000")
    paths = tuple(str(folder / name) for name in ("a/0.png", "b/long.png"))
    first, second = read_examples(ExamplesRequest(paths, inputs), lambda *_: None)
    assert first.shape == (8, 8, 3)
    assert not second[0].any()
