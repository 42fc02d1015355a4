"""Facts about what the command line asks the window for."""

import pytest

from cli.window_words import read_window_words
from core.errors import ExperimentError


def test_that_names_alone_are_what_is_opened() -> None:
    words = read_window_words(["a.csv", "b"])
    assert (words.names, words.changes, words.new_window) == (("a.csv", "b"), {}, False)
    assert read_window_words(["--new-window"]).new_window


@pytest.mark.parametrize(
    "words", [["--data", "homes.csv", "--target", "price"], ["homes.csv", "--target=price"]]
)
def test_that_a_table_and_its_target_go_to_the_window(words: list[str]) -> None:
    found = read_window_words(words)
    assert found.names == ("homes.csv",)
    assert found.changes == {"data.target": "price"}


def test_that_several_targets_and_a_table_to_test_on_go_with_it() -> None:
    targets = ["--target", "price", "--target", "rent"]
    found = read_window_words(["homes.csv", *targets, "--test", "new.csv", "--new-window"])
    assert found.changes == {"data.target": ["price", "rent"], "data.test_folder": "new.csv"}
    assert found.new_window


@pytest.mark.parametrize("words", [["--target", "price"], ["a.csv", "--data", "b.csv"]])
def test_that_words_that_do_not_go_together_are_refused(words: list[str]) -> None:
    with pytest.raises(ExperimentError):
        read_window_words(words)
