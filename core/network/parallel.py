"""Large products and vectors cut into pieces, which several threads may compute at once.

Between the pieces of a very large product the work may be broken off, see `interruptible`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from core.interruption import check_interruption, cut, is_piece

# A piece of a product has at least so many multiplications, less than which is sooner done than
# shared. More pieces than so many cost more than they bring.
MIN_FLOPS, MAX_PIECES = 2**23, 8
# A piece of a product is at least so many times as long as its result is wide, which it makes anew.
MIN_ASPECT_RATIO = 4
# A product of more multiplications than this (about 50 ms) may be broken off between its blocks.
MAX_FLOPS = 2**30
# Calls of more multiplications than this take much longer than the way to them.
REPLAYED_FLOPS = 2**21
# The matrix library works on so many rows or columns together: cut there, the bits stay the same.
ROWS, COLUMNS = 192, 1920

T = TypeVar("T")
Call = Callable[[], object]

try:
    from core.network.replay import replayed as replayed
except ImportError:  # replay.py and replay.c can be taken away

    def replayed(calls: Iterable[Call]) -> Iterator[Call]:
        """List the calls as they are."""
        return iter(calls)


try:
    from core.network.one_pass import bind_one_pass as bind_one_pass
except ImportError:  # and so can one_pass.py and rules.c, alone or with them

    def bind_one_pass(
        step: Callable[[Any, Any], None], chunk: Any, numbers: np.ndarray
    ) -> Call | None:
        """Return nothing: a step is made as it is."""
        return None


class Executor:
    """Call a function with pieces of work, here one after the other.

    How work is cut depends on its size alone and never on the number of threads, so that the
    bits are the same with one as with many.
    """

    count = 1

    def map(self, do: Callable[[T], object], pieces: Sequence[T]) -> None:
        """Call `do` with every piece, in any order; what it raises comes to the caller."""
        for piece in pieces:
            do(piece)


SERIAL = Executor()


def split_range(length: int, pieces: int) -> list[slice]:
    """Cut 0 ... length - 1 into at most so many pieces, and MAX_PIECES, of about the same size."""
    if pieces <= 1:
        return [slice(0, length)]
    pieces = max(1, min(pieces, length, MAX_PIECES))
    ends = [length * i // pieces for i in range(pieces + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def split_inner(n: int, k: int, m: int) -> list[slice]:
    """Cut the k of a product of (n, k) by (k, m)."""
    return split_range(k, min(n * k * m // MIN_FLOPS, k // max(1, MIN_ASPECT_RATIO * m)))


def prepared(calls: Iterable[Call], flops: int) -> tuple[Call, ...]:
    """Return calls that make so many products: few are replayed, very many may be broken off.

    What the calls write must not depend on what was there before: they may be made here.
    """
    if flops <= REPLAYED_FLOPS:
        return tuple(replayed(calls))
    if flops <= MAX_FLOPS:
        return tuple(calls)
    return tuple(step for call in calls for step in (check_interruption, call))


def bind_rows(
    function: Callable[..., object], *arrays: np.ndarray, executor: Executor = SERIAL
) -> Call:
    """Return the call of a function that treats every row of its arrays by itself.

    Of large ones it is called with some rows at a time.
    """
    if is_piece(arrays[0].size):
        return partial(function, *arrays)
    parts = list(cut(*arrays[0].shape))
    if len(parts) <= 1:
        return partial(function, *arrays)

    def call(part: slice) -> None:
        check_interruption()
        function(*(array[part] for array in arrays))

    return partial(executor.map, call, parts)


def bind_dot(
    A: np.ndarray,
    B: np.ndarray,
    out: np.ndarray,
    executor: Executor = SERIAL,
    dot: Callable[[np.ndarray, np.ndarray, np.ndarray], object] = np.dot,
) -> Call:
    """Return the call that writes A B to `out`, for A (n, k) and B (k, m).

    A very large one is made block by block: some rows of `out`, or columns where those are more.
    """
    (n, m), k = out.shape, len(B)
    longest, multiple = (n, ROWS) if n >= m else (m, COLUMNS)
    if longest <= multiple and n * k * m <= MAX_FLOPS:
        # As most are; to look for pieces would take longer than a small product.
        return partial(dot, A, B, out)
    blocks = min(n * k * m // MAX_FLOPS, longest)
    ends = [longest * i // max(1, blocks) for i in range(blocks + 1)]
    parts = [slice(*pair) for pair in pairwise(ends)]
    if blocks <= 1:
        parts = list(cut(longest, min(n, m), multiple))
    if len(parts) <= 1:
        return partial(dot, A, B, out)

    def multiply(part: slice) -> None:
        check_interruption()
        if n >= m:
            np.matmul(A[part], B, out[part])
        else:
            np.matmul(A, B[:, part], out[:, part])

    return partial(executor.map, multiply, parts)


def bind_product(
    A: np.ndarray, B: np.ndarray, out: np.ndarray, executor: Executor = SERIAL
) -> Call:
    """Return the call that writes A B to `out`, for A (n, k) and B (k, m).

    A large one is the sum of the products of pieces, always in the same order.
    """
    first, *others = split_inner(len(A), *B.shape)
    if not others:
        # dot: the same product as matmul, and quicker to begin; but it would copy such a B
        return bind_dot(A, B, out, executor, np.dot if B.flags.forc else np.matmul)
    buffers = np.empty((len(others), *out.shape), out.dtype)
    outputs = {first.start: out}
    outputs |= {p.start: buffer for p, buffer in zip(others, buffers, strict=True)}

    def multiply() -> None:
        executor.map(lambda p: _multiply_inner(A[:, p], B[p], outputs[p.start]), [first, *others])
        for buffer in buffers:
            check_interruption()
            np.add(out, buffer, out)

    return multiply


def _multiply_inner(A: np.ndarray, B: np.ndarray, out: np.ndarray) -> None:
    """Write A B to `out`, where k is by far the largest of the sizes."""
    steps = max(1, len(A) * B.size // MAX_FLOPS)
    ends = [len(B) * i // steps for i in range(steps + 1)]
    for rows in cut(len(A), ends[1] / 2, ROWS):
        check_interruption()
        np.matmul(A[rows, : ends[1]], B[: ends[1]], out[rows])
    for start, end in pairwise(ends[1:]):
        check_interruption()
        out += A[:, start:end] @ B[start:end]


def bind_outer_product(
    A: np.ndarray, B: np.ndarray, out: np.ndarray, executor: Executor = SERIAL
) -> Call:
    """Return the call that writes A B^T to `out`, for A (n, m) and B (k, m), k being large."""
    pieces = split_inner(len(A), *B.shape)
    if len(pieces) == 1 or len(A) * B.size > MAX_PIECES * MAX_FLOPS:
        return bind_dot(A, B.T, out, executor)

    def multiply(p: slice) -> None:
        for part in cut(p.stop - p.start, len(A), COLUMNS):
            check_interruption()
            columns = slice(p.start + part.start, p.start + part.stop)
            np.matmul(A, B[columns].T, out[:, columns])

    return partial(executor.map, multiply, pieces)
