"""Facts about the limits of settings, which are read off the experiment's annotations."""

import pytest

from core.errors import ExperimentError
from core.experiment.limits import Limits, limits
from core.experiment.settings import Experiment
from core.experiment.toml import with_setting


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("training.learning_rate", Limits(0, 1000, False, True)),
        ("training.momentum", Limits(0, 1, True, False)),
        ("training.epochs", Limits(1, 10_000_000, True, True)),
        ("training.keep_probability", Limits(0, 1, False, True)),
        ("network.seed", Limits(0, 2**32 - 1, True, True)),
    ],
)
def test_that_limits_are_those_of_the_annotation(key: str, expected: Limits) -> None:
    assert limits(key) == expected


@pytest.mark.parametrize("key", ["training.rate", "network.activation", "data.folder"])
def test_that_what_is_not_a_number_with_limits_is_refused(key: str) -> None:
    with pytest.raises(KeyError):
        limits(key)


@pytest.mark.parametrize("key", ["training.learning_rate", "training.momentum", "network.scale"])
def test_that_a_setting_takes_its_limits_where_they_say_so_and_nothing_beyond(key: str) -> None:
    low, high, includes_low, includes_high = limits(key)
    for value, taken in ((low, includes_low), (high, includes_high), (high + 1, False)):
        if taken:
            with_setting(Experiment(), key, value)
        else:
            with pytest.raises(ExperimentError):
                with_setting(Experiment(), key, value)
