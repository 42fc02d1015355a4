"""The clocks of the profile find the parts of an update."""

from dataclasses import replace

import pytest

from benchmarks.profile import PARTS, measure
from benchmarks.work import WORKS


@pytest.mark.parametrize("name", ["deep-cats", "small-batches", "six-adam-float32"])
def test_that_every_part_of_an_update_is_found(name: str) -> None:
    seconds, spent = measure(replace(WORKS[name], updates=20))
    assert list(spent) == list(PARTS)
    assert all(part > 0 for part in spent.values())
    assert sum(spent.values()) < seconds
