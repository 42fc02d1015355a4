"""Experiment files that others wrote: hostile, unlucky, or from another system."""

import sys
import time

import pytest

from core.errors import ExperimentError
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import (
    GROUPS_OF_RUN,
    LONGEST,
    differing_settings,
    from_toml,
    parse_value,
    read_experiment,
    to_toml,
    with_settings,
)


def refused(text: str) -> str:
    with pytest.raises(ExperimentError) as error:
        from_toml(text)
    return str(error.value)


@pytest.mark.parametrize(
    "folder", [r"C:\Users\name\photos", r"C:\temp\new", r"D:\pictures\cats", r"\\server\new\photos"]
)
def test_that_a_path_of_windows_in_double_quotes_is_told_its_cause_and_its_cure(folder) -> None:
    message = refused(f'[data]\nkind = "pictures"\nfolder = "{folder}"\n')
    assert "backslash" in message
    assert "'single quotes'" in message
    right = from_toml(f"[data]\nkind = 'pictures'\nfolder = '{folder}'\n")
    assert right.data.folder == folder


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('[data]\nkind = "moons"\n'.encode("utf-16-be"), "save it as UTF-8"),
        ("[data]\nkind = “moons”\n".encode(), "Line 2: “ is no quotation mark"),
        (b'{"data": {"kind": "moons"}}', "This is JSON, not TOML"),
        (b"[data]\nseed = 1\n[data]\nseed = 2\n", "Line 3: this is there already"),
        (b"[data]\nbogus = 1\n", "data.bogus is not a setting; did you mean data.groups"),
        (b"format = 1\n", "format is not a setting; did you mean title, lesson"),
        (b"data = 1\n", r"data is a group of settings: write \[data\]"),
    ],
)
def test_that_what_is_not_toml_is_told_its_cause(tmp_path, data: bytes, words: str) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(data)
    with pytest.raises(ExperimentError, match=words):
        read_experiment(file)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_that_the_marks_of_editors_are_read(encoding, tmp_path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes('title = "Versuch é"\r\n[data]\r\nkind = "moons"\r\n'.encode(encoding))
    assert read_experiment(file).title == "Versuch é"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le"])
def test_that_a_text_of_another_encoding_is_told_how_to_be_saved(encoding, tmp_path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes('title = "é"\n'.encode(encoding))
    with pytest.raises(ExperimentError, match=r"mine\.toml"):
        read_experiment(file)


@pytest.mark.parametrize(
    "text",
    [
        "[" + ".".join("a" * 100_000) + "]\n",
        ".".join(["a"] * 100_000) + " = 1\n",
        "x = {" + " . ".join(["a"] * 100_000) + " = 1}\n",
        "[" + ".".join(['"a"'] * 100_000) + "]\n",
        "[" + " . ".join("a" * 100_000) + "]\n",
    ],
)
def test_that_a_name_of_100_000_parts_is_refused_at_once(text) -> None:
    start = time.process_time()
    assert "parts" in refused(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "number", ["9" * 5000, "0x" + "f" * 5000, "1" * 5000 + ".5", "-" + "1_" * 3000 + "1"]
)
def test_that_a_number_of_5_000_digits_is_out_of_range(number) -> None:
    assert "digits" in refused(f"[training]\niterations = {number}\n")
    assert parse_value(number) == number


def test_that_texts_and_comments_may_hold_points_and_digits() -> None:
    name = "a.b.c.d.e.f.g.h.i.j.k." + "1" * 500 + ".png"
    text = f'# {name}\nlesson = """\n{name}\n"""\n[data]\nleave_out = ["{name}", \'{name}\']\n'
    assert from_toml(text).data.leave_out == (name, name)


def test_that_what_stands_behind_a_megabyte_counts(tmp_path) -> None:
    file = tmp_path / "long.toml"
    file.write_text("#" * 1_200_000 + "\n[training]\nlearning_rate = 0.25\n", encoding="utf-8")
    assert read_experiment(file).training.learning_rate == 0.25


def test_that_a_file_that_is_too_long_is_refused_and_not_cut(tmp_path) -> None:
    file = tmp_path / "long.toml"
    with file.open("wb") as stream:
        stream.truncate(LONGEST + 1)
    with pytest.raises(ExperimentError, match="bytes"):
        read_experiment(file)


def test_that_an_experiment_with_20_000_marked_pictures_opens_again(tmp_path) -> None:
    names = tuple(
        f"a class of some length/IMG_20261126_{number:08}.jpeg" for number in range(20_000)
    )
    data = DataSettings(kind="pictures", test_pictures=names, relabel=dict.fromkeys(names, "cat"))
    file = tmp_path / "marked.toml"
    file.write_text(to_toml(Experiment(data=data)), encoding="utf-8")
    assert read_experiment(file).data == data


@pytest.mark.skipif(sys.platform != "linux", reason="the file is of Linux")
def test_that_a_file_whose_reading_fails_is_told(tmp_path) -> None:
    with pytest.raises(ExperimentError, match="/proc/self/mem cannot be read"):
        read_experiment("/proc/self/mem")


def test_that_a_folder_longer_than_a_path_may_be_is_only_a_folder_that_is_not_there(
    tmp_path,
) -> None:
    file = tmp_path / "mine.toml"
    folder = "a/" * 5000
    file.write_text(f'[data]\nfolder = "{folder}"\n', encoding="utf-8")
    assert read_experiment(file).data.folder == folder


def test_that_settings_that_differ_are_those_of_a_run_unless_others_are_asked_for() -> None:
    changes: dict[str, object] = {"training.learning_rate": 0.5, "answers.threshold": 0.9}
    before, after = Experiment(), with_settings(Experiment(), changes)
    assert differing_settings(before, after) == ["training.learning_rate"]
    assert differing_settings(after, before, (*GROUPS_OF_RUN, "answers")) == list(changes)
    assert differing_settings(before, before) == []
