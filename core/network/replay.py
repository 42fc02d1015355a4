"""NumPy's calls on fixed arrays, written down once and from then on made in one call of C.

What an update of a small network takes is mostly NumPy's way to its own inner loops. The functions
that call it are called once with operands in place of arrays, which write down what is asked of
them; replay.c makes these steps. So the bits are NumPy's, and the first ones are compared. What
cannot be written down is called as it was, and so is all without the compiled part, or with
LAYERBENCH_REPLAY=0 in the environment.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

try:
    from layerbench_replay import Replay
except ImportError:
    Replay = None

IS_ON = Replay is not None and os.environ.get("LAYERBENCH_REPLAY") != "0"

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
            make = partial(_make, recorded)
            replay = recording.replay(make)
            make()
            yield from [replay] if replay else recorded
            recording, recorded = _Recording(), []
        if call:
            call()
            yield call


def replayed_step(
    step: Callable[[Any, Any], None], chunk: Any, numbers: Sequence[Any]
) -> Callable[..., object] | None:
    """Return what does to a chunk what `step(chunk, numbers)` does, called with any numbers.

    None where there is no such thing. The chunk stays as it is.
    """
    if not IS_ON:
        return None
    recording = _Recording(len(numbers), chunk.W.dtype)
    slots = [
        recording.operand(slot.reshape(())) for slot in np.split(recording.numbers, len(numbers))
    ]
    if not recording.record(step, chunk.of(recording.operand), slots):
        return None
    return recording.replay(partial(step, chunk, numbers), numbers)


def _make(calls: Iterable[Call]) -> None:
    for call in calls:
        call()


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

    def __bool__(self) -> bool:
        raise _Unrecordable

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        raise _Unrecordable


class _Recording:
    """The steps of some calls; `numbers` are those that every replay is given anew."""

    def __init__(self, numbers: int = 0, dtype: Any = np.float64) -> None:
        # of each its function, None for a copy, and operands, the last to be written
        self.steps: list[tuple[np.ufunc | None, tuple[np.ndarray, ...]]] = []
        self.numbers = np.zeros(numbers, dtype)
        self._operands: dict[int, _Operand] = {}
        self._own: set[int] = set()

    def operand(self, array: np.ndarray) -> _Operand:
        """Return what stands for an array, always the same."""
        return self._operands.setdefault(id(array), _Operand(array, self))

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

    def replay(self, plain: Call, numbers: Sequence[float] = ()) -> Callable[..., object] | None:
        """Return what makes the steps, or None where it comes to other bits than the plain call."""
        try:
            replay: Callable[..., object] = Replay(tuple(self.steps), self.numbers)
        except ValueError:
            return None
        outputs = {id(step[1][-1]): step[1][-1] for step in self.steps}
        written = [array for key, array in outputs.items() if key not in self._own]
        before = [array.copy() for array in written]
        results = []
        for make in (plain, partial(replay, *numbers)):
            make()
            results.append([array.tobytes() for array in written])
            for array, old in zip(written, before, strict=True):
                np.copyto(array, old)
        return replay if results[0] == results[1] else None

    def loop(self, ufunc: np.ufunc, inputs: Sequence[Any], out: _Operand | None) -> _Operand:
        """Write down a function of every number."""
        dtype = max(x.dtype for x in inputs if isinstance(x, _Operand))
        arrays = [self._input(x, dtype) for x in inputs]
        result = _result_type(ufunc, dtype.char * len(arrays))
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        out = self._new(shape, result) if out is None else out
        if out.shape != shape or any(_overlap(array, out.array) for array in arrays):
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
        if not is_known or is_buffered or not array.flags.c_contiguous or not array.size:
            raise _Unrecordable
        if not is_sum and ufunc is not np.maximum:
            raise _Unrecordable
        array = self._input(operand, dtype)
        result = self._new(() if is_whole else array.shape[1:], dtype)
        self.copyto(result, 0 if is_sum else self.operand(array[0]))
        terms = array if is_sum else array[1:]
        self.steps.append((ufunc, (result.array, terms, result.array)))
        return result

    def dot(self, A: _Operand, B: _Operand, out: _Operand) -> _Operand:
        """Write down a product of matrices: matmul's loop calls what dot does."""
        # Of numbers dot makes a 0 of either sign.
        if A.array.size == B.array.size == 1:
            raise _Unrecordable
        self.steps.append((np.matmul, (A.array, B.array, out.array)))
        return out

    def vdot(self, a: _Operand, b: _Operand) -> _Operand:
        """Write down the sum of the products of all numbers, a product of a row and a column."""
        if not (a.array.flags.c_contiguous and b.array.flags.c_contiguous):
            raise _Unrecordable
        row, column = (self.operand(x.array.reshape(s)) for x, s in ((a, (1, -1)), (b, (-1, 1))))
        product = self.dot(row, column, self._new((1, 1), a.dtype))
        return self._owned(product.array.reshape(()))

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
        if not isinstance(x, _Operand):
            if type(x) not in (int, float):
                raise _Unrecordable
            number = self._new((), dtype).array
            number[...] = x
            return number
        if x.dtype == dtype:
            return x.array
        if x.dtype == bool:
            raise _Unrecordable
        wider = self._new(x.shape, dtype)
        self.copyto(wider, x)
        return wider.array


def _result_type(ufunc: np.ufunc, inputs: str) -> np.dtype:
    """Return the type that a function of one result makes of inputs of these types."""
    for types in ufunc.types:
        if types[:-1] == f"{inputs}->":
            return np.dtype(types[-1])
    raise _Unrecordable


def _overlap(array: np.ndarray, out: np.ndarray) -> bool:
    """Tell whether an output shares memory with an input without being the same."""
    if array is out or not np.may_share_memory(array, out):
        return False
    same_start = array.ctypes.data == out.ctypes.data
    return not same_start or (array.shape, array.strides) != (out.shape, out.strides)
