"""NumPy's calls on fixed arrays, written down once and from then on made in one call of C.

What an update of a small network takes is mostly NumPy's way to its own inner loops. The functions
that call it are called once with operands in place of arrays, which write down what is asked of
them; replay.c makes these steps. So the bits are NumPy's, and the first ones are compared. What
cannot be written down is called as it was, and so is all without the compiled part, or with
LAYERBENCH_REPLAY=0 in the environment.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

try:
    import layerbench_replay
    from layerbench_replay import bind
except ImportError:  # it is not compiled, or from another source
    layerbench_replay = None

IS_ON = layerbench_replay is not None and os.environ.get("LAYERBENCH_REPLAY") != "0"

Call = Callable[[], object]


def replayed(calls: Iterable[Call]) -> Iterator[Call]:
    """Make calls once, and list fewer that do the same.

    What all of them write must not depend on what was there before.
    """
    if not IS_ON:
        yield from calls
        return
    recording, recorded = _Recording(), list[Call]()
    for call in (*calls, None):
        if call and recording.record_bound(call):
            recorded.append(call)
            continue
        if recorded:
            replay = recording.replay(recorded)
            yield from [replay] if replay else recorded
        recording.operands.clear()  # which hold it as it holds them
        recording, recorded = _Recording(), []
        if call:
            call()
            yield call


def _same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    bits = f"u{one.itemsize}"
    return np.array_equal(one.view(bits), other.view(bits))


class _Unrecordable(Exception):
    """Something was asked that cannot be written down."""


class _Operand(NDArrayOperatorsMixin):
    """Stand for an array: have its shape, and none of its numbers."""

    def __init__(self, array: np.ndarray, recording: "_Recording") -> None:
        self.array, self._recording = array, recording
        self.shape, self.dtype = array.shape, array.dtype

    def __len__(self) -> int:
        return len(self.array)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (None,), **others: Any
    ) -> "_Operand":
        if method == "__call__" and not others:
            if ufunc is np.matmul:
                return self._recording.dot(*inputs, *out)
            if ufunc.signature is None:
                return self._recording.loop(ufunc, inputs, *out)
        if method != "reduce" or out != (None,):
            raise _Unrecordable
        return self._recording.reduction(ufunc, inputs[0], **others)

    def __array_function__(
        self, function: Callable[..., Any], types: object, args: Sequence[Any], kwargs: object
    ) -> "_Operand":
        if kwargs or function not in (np.dot, np.vdot, np.copyto):
            raise _Unrecordable
        recorded: _Operand = getattr(self._recording, function.__name__)(*args)
        return recorded

    def __setitem__(self, key: object, value: Any) -> None:
        if key is not ...:
            raise _Unrecordable
        self._recording.copyto(self, value)

    def __array__(self, *_: object, **__: object) -> Any:
        raise _Unrecordable

    __bool__ = __array__


class _Recording:
    """The steps of some calls."""

    def __init__(self) -> None:
        # of each its function, None for a copy, and operands, the last to be written
        self.steps: list[tuple[np.ufunc | None, tuple[np.ndarray, ...]]] = []
        self.operands: dict[int, _Operand] = {}
        self._own: set[int] = set()

    def operand(self, array: np.ndarray) -> _Operand:
        """Return what stands for an array, always the same."""
        return self.operands.setdefault(id(array), _Operand(array, self))

    def record(self, function: Callable[..., object], *args: object) -> bool:
        """Write down what a function does to operands, and tell whether that could be."""
        known = len(self.steps)
        try:
            function(*args)
        except (_Unrecordable, TypeError, AttributeError):
            del self.steps[known:]
            return False
        return True

    def record_bound(self, call: Call) -> bool:
        """Write down a call that is bound to arrays, and tell whether that could be."""
        if not isinstance(call, partial) or call.keywords:
            return False
        args = [self.operand(x) if isinstance(x, np.ndarray) else x for x in call.args]
        return any(isinstance(x, _Operand) for x in args) and self.record(call.func, *args)

    def replay(self, plain: Iterable[Call]) -> Call | None:
        """Make the plain calls; return what makes the same steps, None where it has other bits."""
        outputs = {id(step[1][-1]): step[1][-1] for step in self.steps}
        written = [array for key, array in outputs.items() if key not in self._own]
        before = [array.copy() for array in written]
        replay: Call | None = None
        with suppress(ValueError):
            replay = bind(tuple(self.steps))
            replay()
        replayed = [array.copy() for array in written]
        for array, old in zip(written, before, strict=True):
            np.copyto(array, old)
        for call in plain:
            call()
        return replay if all(map(_same_bits, written, replayed)) else None

    def loop(self, ufunc: np.ufunc, inputs: Sequence[Any], out: _Operand | None) -> _Operand:
        """Write down a function of every number."""
        dtype = max(x.dtype for x in inputs if isinstance(x, _Operand))
        arrays = [self._input(x, dtype) for x in inputs]
        result = ufunc.resolve_dtypes((*[dtype] * len(arrays), None))[-1]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        out = self._new(shape, result) if out is None else out
        if any(x is not out.array and np.may_share_memory(x, out.array) for x in arrays):
            raise _Unrecordable
        written = out if out.dtype == result else self._new(shape, result)
        self.steps.append((ufunc, (*arrays, written.array)))
        if written is not out:
            self.copyto(out, written)
        return out

    def reduction(
        self, ufunc: np.ufunc, operand: _Operand, axis: int | None = 0, dtype: Any = None
    ) -> _Operand:
        """Write down the sum of all numbers, or the sums or greatest numbers of columns."""
        array, dtype = operand.array, np.dtype(dtype or operand.dtype)
        is_sum, is_whole = ufunc is np.add, axis is None
        # NumPy adds up what it has to convert a buffer at a time, and a single row as a whole.
        is_buffered = array.dtype != dtype and array.size > np.getbufsize()
        is_known = is_sum if is_whole else axis == 0 and array.ndim == 2 and min(array.shape) > 1
        is_plain = array.flags.c_contiguous and array.size and not is_buffered
        if not (is_known and is_plain and (is_sum or ufunc is np.maximum)):
            raise _Unrecordable
        array = self._input(operand, dtype)
        result = self._new(() if is_whole else array.shape[1:], dtype)
        self.copyto(result, 0 if is_sum else self.operand(array[0]))
        terms = array if is_sum else array[1:]
        self.steps.append((ufunc, (result.array, terms, result.array)))
        return result

    def dot(self, A: _Operand, B: _Operand, out: _Operand) -> _Operand:
        """Write down a product of matrices: matmul's loop calls what dot does."""
        # A number times others is no sum in dot: 0 has either sign, and 0 times infinity is 0.
        if 1 in (A.array.size, B.array.size):
            raise _Unrecordable
        self.steps.append((np.matmul, (A.array, B.array, out.array)))
        return out

    def vdot(self, a: _Operand, b: _Operand) -> _Operand:
        """Write down the sum of the products of all numbers, a product of a row and a column."""
        if not (a.array.flags.c_contiguous and b.array.flags.c_contiguous):
            raise _Unrecordable
        row, column = (self.operand(x.array.reshape(s)) for x, s in ((a, (1, -1)), (b, (-1, 1))))
        return self._owned(self.dot(row, column, self._new((1, 1), a.dtype)).array.reshape(()))

    def copyto(self, out: _Operand, value: Any) -> None:
        """Write down a copy into an array of a type that the numbers fit into."""
        source = value.array if isinstance(value, _Operand) else self._input(value, out.dtype)
        if not np.can_cast(source.dtype, out.dtype):
            raise _Unrecordable
        self.steps.append((None, (source, out.array)))

    def _new(self, shape: tuple[int, ...], dtype: np.dtype) -> _Operand:
        return self._owned(np.empty(shape, dtype))

    def _owned(self, array: np.ndarray) -> _Operand:
        """Return what stands for an array that nobody else writes."""
        self._own.add(id(array))
        return self.operand(array)

    def _input(self, x: Any, dtype: np.dtype) -> np.ndarray:
        """Return the array of an operand, or of a plain number, in a type that it fits into."""
        if type(x) in (int, float):
            return self._owned(np.array(x, dtype)).array
        if not isinstance(x, _Operand) or dtype != x.dtype == bool:
            raise _Unrecordable
        if x.dtype == dtype:
            return x.array
        wider = self._new(x.shape, dtype)
        self.copyto(wider, x)
        return wider.array
