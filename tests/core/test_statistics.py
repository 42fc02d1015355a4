"""The interval of a share, against published tables and its own definition."""

import math

import numpy as np
import pytest

from core.statistics import Z_95, grouped_interval, wilson_interval


def test_that_forty_of_fifty_is_67_to_89_percent() -> None:
    low, high = wilson_interval(0.8, 50)
    assert (round(low, 2), round(high, 2)) == (0.67, 0.89)


# Newcombe, "Two-sided confidence intervals for the single proportion",
# Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_that_published_intervals_are_repeated(right: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(right / n, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.93])
def test_that_the_ends_are_just_not_rejected_by_a_score_test(share: float) -> None:
    for end in wilson_interval(share, 40):
        assert abs(share - end) == pytest.approx(Z_95 * math.sqrt(end * (1 - end) / 40))


def test_that_the_interval_stays_within_0_and_1() -> None:
    assert wilson_interval(1.0, 3)[1] == 1.0
    assert wilson_interval(0.0, 3)[0] == 0.0


def test_that_nothing_is_known_without_samples() -> None:
    assert wilson_interval(0.5, 0) == (0.0, 1.0)


def test_that_answers_that_go_together_count_once_and_others_each() -> None:
    right = np.random.RandomState(1).rand(4, 3000) < 0.8
    alone, together = right.mean(axis=0), right[0].astype(float)
    assert grouped_interval(alone) == pytest.approx(wilson_interval(right.mean(), 12_000), abs=1e-3)
    assert grouped_interval(together) == wilson_interval(right[0].mean(), 3000)
    # All right says no more of the labels than of the samples.
    assert grouped_interval(np.ones(20)) == wilson_interval(1.0, 20)
