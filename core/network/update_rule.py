"""A rule that turns gradients into steps, at work on one vector."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from core.interruption import check_interruption, cut
from core.network.parallel import MAX_PIECES, SERIAL, Call, Executor, bind_one_pass, split_range
from core.network.parameters import Parameters

# Bytes in a chunk: with a rule's own vectors beside it, it fits the nearest large cache. Several
# threads take larger ones, because they take the interpreter from each other at every call.
CHUNK_BYTES, SHARED_CHUNK_BYTES = 2**18, 2**20
# Bytes that a step reads in a piece: less is sooner done than shared.
MIN_BYTES = 2**21
# Updates from one clearing of negligible averages to the next.
CLEAR_INTERVAL = 64


Rate = float | np.ndarray
"""One of all numbers, or one of each."""
Rates = tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of W, dW and the state, and a buffer of the same length.

    `weights` are the parts of W that are weights and not biases.
    """

    W: np.ndarray
    weights: tuple[np.ndarray, ...]
    dW: np.ndarray  # noqa: N815
    state: dict[str, np.ndarray]
    buffer: np.ndarray

    def of(self, change: Callable[[np.ndarray], Any]) -> "Chunk":
        """Return a chunk of what becomes of every array."""
        state = {name: change(vector) for name, vector in self.state.items()}
        weights = tuple(map(change, self.weights))
        return Chunk(change(self.W), weights, change(self.dW), state, change(self.buffer))


class HyperParameters(Protocol):
    """The settings that rules read: β (β1 in Adam), β2, ε of a division, and λ of the decay."""

    @property
    def momentum(self) -> float: ...
    @property
    def beta2(self) -> float: ...
    @property
    def epsilon(self) -> float: ...
    @property
    def weight_decay(self) -> float: ...


class UpdateRule(ABC):
    """Update the parameters of one vector, step by step.

    `state` holds a vector by each of `state_names`, zeros at the start; `count` is the number
    of updates, in a rule that has a state. Both may be saved and restored. A rule works element
    by element, without new arrays, and a chunk at a time, so that all that it reads of a chunk
    is still in the cache; the `executor` shares long vectors among threads. The update of a very
    long one may be broken off between two rounds, see `interruptible`: `finish` makes the others.
    One that `treats_biases_apart` multiplies weights, and no bias, by `_kept` before its step.
    """

    state_names: ClassVar[tuple[str, ...]] = ()
    treats_biases_apart: ClassVar[bool] = False

    def __init__(self, parameters: Parameters, executor: Executor = SERIAL) -> None:
        flat = parameters.flat
        self.state = {name: np.zeros(flat.size, flat.dtype) for name in self.state_names}
        self.count = 0
        self._executor = executor
        self._weight_slices = parameters.weight_slices
        self._vectors = (np.empty(0), np.empty(0))
        self._rounds: list[list[list[tuple[Chunk, Call]]]] = []
        self._done = 0
        self._now: Rates = ()
        self._kept: Rate = 1.0
        self._numbers = np.empty(0)
        numbers = np.finfo(flat.dtype)
        self._negligible = float(numbers.tiny / numbers.eps**2)

    def begin(self, W: np.ndarray, dW: np.ndarray, rate: Rate, settings: HyperParameters) -> None:
        """Begin to change the parameters W by one step, both vectors flat; `finish` uses dW up.

        A rate for every number goes with vectors of one chunk.
        """
        self.count += bool(self.state_names)
        self._now, self._done = self._factors(rate, settings), 0
        if self._vectors[0] is not W or self._vectors[1] is not dW:
            self._vectors = W, dW
            self._numbers = np.array(self._now if type(rate) is float else ())
            self._rounds = list(self._cut(W, dW))
        if self._numbers.size:
            self._numbers[...] = self._now

    def finish(self) -> None:
        """Make what is left of the update that has begun, if anything is.

        Where that is broken off a later call goes on.
        """
        while self._done < len(self._rounds):
            if len(self._rounds) > 1:
                check_interruption()
            self._executor.map(self._make, self._rounds[self._done])
            self._done += 1

    def _cut(self, W: np.ndarray, dW: np.ndarray) -> Iterator[list[list[tuple[Chunk, Call]]]]:
        """Cut the vectors into rounds, and each into the pieces that threads share."""
        vectors = 1 + 2 * len(self.state_names)
        longest = (SHARED_CHUNK_BYTES if self.state_names else 0) // W.itemsize
        buffers = [np.empty(min(longest, len(W)), W.dtype) for _ in range(MAX_PIECES)]
        for part in cut(len(W)):
            start, n = part.start, part.stop - part.start
            pieces = split_range(n, n * W.itemsize * vectors // MIN_BYTES)
            shared = self._executor.count > 1 and len(pieces) > 1
            size = (SHARED_CHUNK_BYTES if shared else CHUNK_BYTES) // W.itemsize
            yield [
                self._chunks(W, dW, slice(start + piece.start, start + piece.stop), size, buffer)
                for piece, buffer in zip(pieces, buffers, strict=False)
            ]

    def _chunks(
        self, W: np.ndarray, dW: np.ndarray, piece: slice, size: int, buffer: np.ndarray
    ) -> list[tuple[Chunk, Call]]:
        chunks = []
        for start in range(piece.start, piece.stop, size):
            part = slice(start, min(start + size, piece.stop))
            state = {name: vector[part] for name, vector in self.state.items()}
            weights = tuple(W[overlap] for overlap in _overlaps(self._weight_slices, part))
            chunk = Chunk(W[part], weights, dW[part], state, buffer[: part.stop - start])
            chunks.append((chunk, self._bind(chunk)))
        return chunks

    def _clear(self, chunk: Chunk) -> None:
        """Round negligible values of every average to 0, whatever their sign.

        The gradient of a dead unit is 0 for good, so its averages shrink until they are
        denormal, and there they stay: a processor takes fifty times as long over those.
        """
        for average in chunk.state.values():
            np.add(average, self._negligible, average)
            np.subtract(average, self._negligible, average)

    def _bind(self, chunk: Chunk) -> Call:
        """Return the call that steps like `_step` with the factors of now."""
        call = bind_one_pass(self._step, chunk, self._numbers) if self._numbers.size else None
        return call or (lambda: self._step(chunk, self._now))

    def _make(self, steps: Iterable[tuple[Chunk, Call]]) -> None:
        for chunk, step in steps:
            if self.count % CLEAR_INTERVAL == 0:
                self._clear(chunk)
            for W in chunk.weights if self.treats_biases_apart else ():
                np.multiply(W, self._kept, W)
            step()

    @abstractmethod
    def _factors(self, rate: Rate, settings: HyperParameters) -> Rates:
        """Return the numbers that a step of now is made with, in its own order."""

    @abstractmethod
    def _step(self, chunk: Chunk, factors: Rates) -> None:
        """Update one chunk; its dW and its buffer may be overwritten."""


def _overlaps(slices: Sequence[slice], part: slice) -> Iterator[slice]:
    """List what each of the slices has in common with the part."""
    for each in slices:
        start, stop = max(each.start, part.start), min(each.stop, part.stop)
        if start < stop:
            yield slice(start, stop)


def update_average(
    average: np.ndarray, beta: Rate, new: np.ndarray, rest: Rate, buffer: np.ndarray
) -> None:
    """Set the average to β average + rest new, and the buffer to rest new, where rest is 1 - β."""
    np.multiply(new, rest, buffer)
    np.multiply(average, beta, average)
    np.add(average, buffer, average)
