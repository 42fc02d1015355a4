"""Facts about the table of speeds: what counts as the fastest, and what stands beside it."""

from benchmarks.race import Times
from benchmarks.results_table import verdicts
from benchmarks.work import WORKS

SECONDS = {
    "ours": 2.0,
    "pytorch-float32": 9.0,
    "pytorch-compiled": 1.0,
    "jax-float32": 3.0,
    "jax-scanned": 1.5,
    "sklearn": 8.0,
}


def _verdicts(name: str, **changed: float) -> list[str]:
    times = {who: Times([seconds]) for who, seconds in (SECONDS | changed).items()}
    times["ours"].way = "span"
    return [*verdicts(WORKS[name], times)]


def test_that_a_run_compiled_as_a_whole_has_a_line_of_its_own() -> None:
    counted, beside = _verdicts("two-layer-cats")
    assert counted == "- two-layer-cats: fastest, jax-float32, 1.50x of 15x MISSED"
    assert beside.endswith("compiled as a whole: jax-scanned 0.75x; pytorch-compiled 0.50x")


def test_that_a_ratio_that_is_wanted_is_reached_or_missed() -> None:
    counted = _verdicts("small-batches")[0]
    assert counted.endswith("jax-float32, 1.50x of 1x reached; pytorch-float32 4.50x of 10x MISSED")


def test_that_the_median_counts() -> None:
    assert Times([9.0, 1.0, 2.0]).median == 2.0


def test_that_we_say_so_where_we_could_not_take_part() -> None:
    times = {"ours": Times(missing="MemoryError: too large")}
    assert [*verdicts(WORKS["wide"], times)] == ["- wide: not measured"]
