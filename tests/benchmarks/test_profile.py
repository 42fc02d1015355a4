"""The clocks of the profile find the parts of an update."""

from dataclasses import replace

import pytest

from benchmarks.profile import PARTS, measure
from benchmarks.work import WORKS
from core.network import replay


@pytest.mark.parametrize("name", ["deep-cats", "small-batches", "six-adam-float32"])
def test_that_every_part_of_an_update_is_found(name: str) -> None:
    seconds, spent = measure(replace(WORKS[name], updates=20))
    assert list(spent) == list(PARTS)
    found = {part for part, seconds in spent.items() if seconds}
    assert found | {"replayed"} == set(PARTS)
    assert ("replayed" in found) == (replay.IS_ON and name != "six-adam-float32")
    assert sum(spent.values()) < seconds
