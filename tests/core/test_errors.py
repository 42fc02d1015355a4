"""Facts about the errors that a user can put right."""

import pickle

import pytest

from core.errors import (
    Cancelled,
    DataError,
    ExperimentError,
    LayerbenchError,
    ModelError,
    OutputError,
)
from core.messages import Message


def kinds(kind: type[LayerbenchError]) -> list[type[LayerbenchError]]:
    """A class of the tree and all below it."""
    return [kind, *(each for below in kind.__subclasses__() for each in kinds(below))]


def copy_of(error: LayerbenchError) -> LayerbenchError:
    return pickle.loads(pickle.dumps(error))


def test_that_the_tree_holds_the_five_kinds_of_mistakes() -> None:
    assert {*kinds(LayerbenchError)} >= {
        ExperimentError,
        DataError,
        ModelError,
        OutputError,
        Cancelled,
    }


@pytest.mark.parametrize("kind", kinds(LayerbenchError))
def test_that_an_error_of_every_kind_survives_pickling(kind: type[LayerbenchError]) -> None:
    if kind is Cancelled:
        error = Cancelled()
    else:
        error = kind("{file} is bad: {reason}.", file="x", reason=Message("{n} holes", n=2))
    error.suggest({"data.size": 8}, "Take {size} pixels", size=8).suggest({}, "Try again")
    again = copy_of(error)
    assert type(again) is kind
    assert (again.text, again.values, again.fixes) == (error.text, error.values, error.fixes)
    assert str(again) == str(error)
    assert again.suggested_changes == {"data.size": 8}
    assert again.fixes[0].label() == "Take 8 pixels"


def test_that_an_error_inside_an_error_survives_pickling() -> None:
    inner = DataError("{file} is empty", file="x").suggest({"data.folder": "y"})
    again = copy_of(ExperimentError("{problem}: change it.", problem=inner))
    assert str(again) == "x is empty: change it."
    assert again.values["problem"].fixes == inner.fixes


def test_that_a_message_survives_pickling() -> None:
    message = Message("{count:,} files", "many", count=1234)
    again = pickle.loads(pickle.dumps(message))
    assert again == message
    assert str(again) == "1,234 files"
    assert again.key == "many"


@pytest.mark.parametrize(
    "other",
    [
        Message("{count:,} file", "many", count=1234),
        Message("{count:,} files", "few", count=1234),
        Message("{count:,} files", "many", count=1235),
        "1,234 files",
    ],
)
def test_that_messages_that_differ_are_not_equal(other: object) -> None:
    assert Message("{count:,} files", "many", count=1234) != other
