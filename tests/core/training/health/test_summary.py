"""Facts about what is said of a run of which nothing was found."""

import pytest

from core.training.health.summary import Accuracy, summary

WELL = "Nothing to worry about: "


def of(share: float, count: int = 36, baseline: float = 1 / 3) -> Accuracy:
    return Accuracy(share, count, baseline, "birch")


@pytest.mark.parametrize(
    ("train", "test", "at_rest", "well"),
    [
        (of(1.0, 144), of(0.97), True, True),
        (of(0.99, 200, 0.5), None, True, True),
        (of(0.479, 144), of(0.44), True, False),
        (of(1.0, 144), of(0.61), True, False),
        (of(1.0, 144, 0.83), of(0.861, 36, 0.83), True, False),
        (of(1.0, 144), of(0.97), False, False),
    ],
)
def test_that_the_all_clear_is_for_what_was_measured_to_be_good(
    train: Accuracy, test: Accuracy | None, at_rest: bool, well: bool
) -> None:
    assert str(summary(train, test, at_rest)).startswith(WELL) is well


def test_that_the_all_clear_carries_what_was_measured() -> None:
    said = str(summary(of(1.0, 144), of(0.97), at_rest=True)).replace("\u00a0", " ")
    assert "97.0 % of the test samples are right; always answering birch" in said
    alone = str(summary(of(0.99, 200, 0.5), None, at_rest=True)).replace("\u00a0", " ")
    assert "99.0 % of the training samples are right" in alone


def test_that_a_run_which_goes_on_says_how_far_it_has_come() -> None:
    said = str(summary(of(0.5), of(0.25), at_rest=False))
    assert said.startswith("Trained so far: 50.0")
    assert "25.0" in said
    assert "36 test samples; always answering birch would be right for 33.3" in said
