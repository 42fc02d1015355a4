"""One setting varied: how it is read, what it takes, and what is refused."""

import re

import pytest

from core.errors import ExperimentError
from core.experiment.presets import preset
from core.sweeps.over import Choices, Range, parse_over

FLOWER = preset("flower")
RATE, HIDDEN = "training.learning_rate", "network.hidden"


def test_that_a_list_is_cut_at_its_commas_but_not_within_brackets() -> None:
    over = parse_over("network.hidden=[4],[20],[20,7],[]", FLOWER)
    assert over == Choices(HIDDEN, ([4], [20], [20, 7], []))


def test_that_values_are_read_as_set_reads_them() -> None:
    assert parse_over("training.learning_rate=.01,1e-1", FLOWER) == Choices(RATE, (0.01, 0.1))
    names = parse_over('network.activation=tanh,"relu"', FLOWER)
    assert names == Choices("network.activation", ("tanh", "relu"))


def test_that_a_value_that_is_there_twice_is_tried_once() -> None:
    assert parse_over("network.hidden=[4],[4]", FLOWER) == Choices(HIDDEN, ([4],))


def test_that_two_dots_make_a_range() -> None:
    assert parse_over("training.learning_rate=1e-4..1:log", FLOWER) == Range(RATE, 1e-4, 1.0, True)
    iterations = parse_over("training.iterations=100..300:3", FLOWER)
    assert iterations == Range("training.iterations", 100, 300, whole=True, count=3)
    assert iterations.points() == (100, 200, 300)


def test_that_a_grid_takes_equal_factors_of_a_range_with_log() -> None:
    assert Range(RATE, 0.001, 1.0, log=True, count=4).points() == (0.001, 0.01, 0.1, 1.0)


def test_that_every_whole_number_gets_an_equal_part_of_a_range() -> None:
    over = Range("training.iterations", 1, 4, whole=True)
    drawn = [over.at((part + 0.5) / 400) for part in range(400)]
    assert [drawn.count(value) for value in (1, 2, 3, 4)] == [100] * 4


def test_that_what_is_drawn_stays_within_its_range() -> None:
    over = Range(RATE, 0.00012345, 0.0012345, log=True)
    assert over.at(0.0) == over.low
    assert over.points()[-1] == over.high
    assert over.low <= over.at(1e-12) <= over.at(1 - 1e-12) <= over.high


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("training.rate=1,2", "training.rate is not a setting; did you mean"),
        ("training.learning_rate", "write KEY=A,B,C or KEY=LOW..HIGH"),
        ("training.learning_rate=", "write KEY=A,B,C or KEY=LOW..HIGH"),
        ("training.learning_rate=1..0.1", "the range from 1 to 0.1 is empty"),
        ("training.learning_rate=0.1..0.1", "is empty"),
        ("training.learning_rate=0..1", "training.learning_rate = 0.0 cannot be used"),
        ("network.scale=0..1:log", "equal factors never come to 0"),
        ("training.iterations=1.5..3", "takes whole numbers"),
        ("training.learning_rate=0.1..1:lag", ":lag says nothing of a range"),
        ("training.learning_rate=0.1..1:1", "from 2 to 1000 values of a range, not 1"),
        ("network.activation=tanh,rely", "rely"),
        ("title=a,b", "is for people and changes no number"),
        ("network=1,2", "network is a group of settings"),
    ],
)
def test_that_a_setting_is_refused_with_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(ExperimentError, match=re.escape(sentence)):
        parse_over(text, FLOWER)
