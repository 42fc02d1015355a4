"""Facts about the file of a teacher's desk: it comes back whole, or says what is wrong."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.classroom.desk import FORMAT, Desk, read_desk, write_desk
from core.errors import ExperimentError, OutputError
from core.experiment import toml
from core.experiment.presets import preset
from core.experiment.toml import with_settings

DESK = Desk(
    depth="learn",
    controls=("learning_rate", "hidden_layers"),
    views=("activations",),
    experiment=preset("circles-zeros"),
    lessons=("zero-weights",),
    note='Zu Hause: warum "bleibt" die Kosten\nbei 0,69? \\ 为什么?\n',
)


def test_that_a_desk_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "week 3.layerdesk"
    write_desk(DESK, file)
    assert read_desk(file) == DESK


@pytest.mark.parametrize("folder", ["photos", "."])
def test_that_data_beside_the_file_are_found_where_both_have_moved(
    tmp_path: Path, folder: str
) -> None:
    before, after = tmp_path / "mine", tmp_path / "theirs"
    (before / folder).mkdir(parents=True)
    changes = {"data.kind": "pictures", "data.folder": str(before / folder)}
    write_desk(
        replace(DESK, experiment=with_settings(DESK.experiment, changes)), before / "a.layerdesk"
    )
    os.rename(before, after)
    assert read_desk(after / "a.layerdesk").experiment.data.folder == str(after / folder)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "says no format"),
        ("format = 'one'", "says no format"),
        (f"format = {FORMAT + 1}\nviews = 3", "newer Layerbench"),
        ("format = 1\ndepth = 'learn'\ncontrols = []", "views"),
        ("format = 1\ndepth = 'learn'\ncontrols = []\nviews = [1]", "views"),
        ("format = 1\ndepth = 'learn'\ncontrols = []\nviews = []\npupils = 3", "pupils"),
        ("format = 1\n[experiment.network]\nseed = 'x'", "network.seed"),
        ("format = 1\n[experiment.network", "not TOML"),
        ("experiment = 3\nformat = 1", "experiment"),
        ("format = 1\ndepth = 'learn'\x00", "UTF-8"),
    ],
)
def test_that_a_damaged_file_is_refused_in_a_sentence_that_names_it(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "bad.layerdesk"
    file.write_text(text)
    with pytest.raises(ExperimentError) as problem:
        read_desk(file)
    assert "bad.layerdesk" in str(problem.value)
    assert words in str(problem.value)


def test_that_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"gone.layerdesk.*no such file or folder"):
        read_desk(tmp_path / "gone.layerdesk")


def test_that_a_desk_that_could_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toml, "LONGEST", 100)
    with pytest.raises(ExperimentError, match="not read again"):
        write_desk(DESK, tmp_path / "a.layerdesk")
    assert list(tmp_path.iterdir()) == []


def test_that_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_desk(DESK, tmp_path / "no folder" / "a.layerdesk")
    assert list(tmp_path.iterdir()) == []
