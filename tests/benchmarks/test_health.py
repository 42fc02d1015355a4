"""Facts about Health's buttons, from the trials of `python -m benchmarks.health`."""

from functools import cache

import pytest

from benchmarks.health import SITUATIONS, Trial, lines, trial

tried = cache(trial)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_that_a_failing_run_is_told_and_its_first_button_makes_it_better(situation: str) -> None:
    one: Trial = tried(situation)
    assert one.found, "an all-clear"
    assert one.button, "no button"
    assert one.improves, f"{one.button.label()}: {one.before:.4g} -> {one.after:.4g}"


def test_that_the_table_has_a_line_a_situation_and_counts_them() -> None:
    some = [tried(situation) for situation in list(SITUATIONS)[:2]]
    *table, count = lines(some)
    assert len(table) == 2 + len(some)
    assert "2 of 2 improve, 0 get worse" in count
