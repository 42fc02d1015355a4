"""Large work in pieces: nothing is left out, and the results are those of uncut work."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network.parallel import (
    MAX_PIECES,
    MIN_ASPECT_RATIO,
    MIN_FLOPS,
    bind_outer_product,
    bind_product,
    split_inner,
    split_range,
)

SIZES = [(3, 40, 5), (25, 12_288, 64), (7, 12_288, 209), (200, 6_000, 100), (300, 300, 300)]


@given(st.integers(1, 100_000), st.integers(-1, 40))
def test_that_pieces_hold_everything_once_and_in_order(length: int, pieces: int) -> None:
    slices = split_range(length, pieces)
    assert 1 <= len(slices) <= MAX_PIECES
    assert [slices[0].start, slices[-1].stop] == [0, length]
    assert all(left.stop == right.start for left, right in pairwise(slices))
    lengths = {piece.stop - piece.start for piece in slices}
    assert min(lengths) >= 1
    assert max(lengths) - min(lengths) <= 1


@given(st.integers(1, 600), st.integers(1, 20_000), st.integers(1, 600))
def test_that_only_large_products_are_cut_and_into_long_pieces(n: int, k: int, m: int) -> None:
    pieces = split_inner(n, k, m)
    assert len(pieces) == 1 or n * k * m >= len(pieces) * MIN_FLOPS
    assert len(pieces) == 1 or k >= len(pieces) * MIN_ASPECT_RATIO * m


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_that_a_product_in_pieces_is_the_product(sizes: tuple[int, int, int], order: str) -> None:
    n, k, m = sizes
    random = np.random.RandomState(1)
    A, B = random.randn(n, k), np.asarray(random.randn(k, m), order=order)
    out = np.full((n, m), np.nan)
    bind_product(A, B, out)()
    exact = (A.astype(np.longdouble) @ B[:, :3]).astype(float)
    np.testing.assert_allclose(out[:, :3], exact, rtol=0, atol=1e-14 * k)
    np.testing.assert_allclose(out, np.einsum("ik,kj->ij", A, B), rtol=0, atol=1e-13 * k)


def test_that_a_product_reads_every_other_sample_where_it_stands() -> None:
    X = np.asfortranarray(np.random.RandomState(1).randn(12_288, 720))
    W, out = np.random.RandomState(2).randn(25, 12_288), np.empty((25, 240))
    bind_product(W, X[:, ::3], out)()
    np.testing.assert_allclose(out, W @ X[:, ::3].copy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize("sizes", [(3, 5, 40), (20, 209, 12_288), (25, 64, 12_288)])
def test_that_an_outer_product_in_pieces_is_the_product(sizes: tuple[int, int, int]) -> None:
    n, m, k = sizes
    random = np.random.RandomState(1)
    A, B, out = random.randn(n, m), np.asfortranarray(random.randn(k, m)), np.full((n, k), np.nan)
    bind_outer_product(A, B, out)()
    np.testing.assert_allclose(out, np.einsum("im,jm->ij", A, B), rtol=0, atol=1e-13 * m)
