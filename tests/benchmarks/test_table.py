"""Facts about the table of speeds: what counts as the fastest, and what stands beside it."""

from benchmarks.race import Times
from benchmarks.results_table import TITLE, verdicts, with_section
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


def test_that_a_run_compiled_as_a_whole_is_a_peer_in_every_verdict() -> None:
    (line,) = _verdicts("two-layer-cats")
    assert line == (
        "- two-layer-cats: fastest, jax-float32, 1.50x of 15x MISSED; "
        "jax-scanned 0.75x of 1x MISSED; pytorch-compiled 0.50x of 1x MISSED"
    )


def test_that_a_ratio_that_is_wanted_is_reached_or_missed() -> None:
    counted = _verdicts("small-batches")[0]
    assert "jax-float32, 1.50x of 1x reached; pytorch-float32 4.50x of 10x MISSED" in counted


def test_that_the_median_counts() -> None:
    assert Times([9.0, 1.0, 2.0]).median == 2.0


def test_that_we_say_so_where_we_could_not_take_part() -> None:
    times = {"ours": Times(missing="MemoryError: too large")}
    assert [*verdicts(WORKS["wide"], times)] == ["- wide: not measured"]


def test_that_a_section_takes_the_place_of_that_of_its_kind_of_processor_alone() -> None:
    results = with_section(with_section("", "## AVX-512\n\n### Memory\nold"), "## AVX2\n\nother")
    assert results == f"{TITLE}\n\n## AVX-512\n\n### Memory\nold\n\n## AVX2\n\nother\n"
    assert (
        with_section(results, "## AVX-512\nnew")
        == f"{TITLE}\n\n## AVX-512\nnew\n\n## AVX2\n\nother\n"
    )
