"""A rule that turns gradients into steps, at work on one vector."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from core.network.parallel import SERIAL, Executor, split_range

# Bytes in a block: with a rule's own vectors beside it, it fits the nearest large cache. Several
# hands take larger ones, because they take the interpreter from each other at every call.
CHUNK_BYTES, SHARED_CHUNK_BYTES = 2**18, 2**20
# Bytes that a step passes over in a piece: less is sooner done than shared.
MIN_BYTES = 2**22
# Averages are cleared of next to nothing every so many updates.
CLEAR_INTERVAL = 64


@dataclass(frozen=True, slots=True)
class Chunk:
    """The parts of W, dW and what is remembered that belong together, and room to work in."""

    W: np.ndarray
    dW: np.ndarray  # noqa: N815
    state: dict[str, np.ndarray]
    buffer: np.ndarray


class HyperParameters(Protocol):
    """The settings that rules read: β (β1 in Adam), β2, and what keeps a division from 0."""

    @property
    def momentum(self) -> float: ...
    @property
    def beta2(self) -> float: ...
    @property
    def epsilon(self) -> float: ...


class UpdateRule(ABC):
    """A rule at work on one vector: all that it remembers is in `state` and `count`.

    `state` holds a vector by name, zeros at the start; `count` is the number of updates,
    in a rule that remembers any. Both may be saved and put back. It works element by element,
    without making arrays, and a block at a time, so that all that it reads of a block is still
    in the cache; `executor` share what is large.
    """

    state_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, size: int, dtype: str = "float64", executor: Executor = SERIAL) -> None:
        self.state = {name: np.zeros(size, dtype) for name in self.state_names}
        self.count = 0
        self._executor = executor
        self._vectors = (np.empty(0), np.empty(0))
        self._pieces: list[list[Chunk]] = []
        numbers = np.finfo(dtype)
        self._negligible = float(numbers.tiny / numbers.eps**2)

    def update(self, W: np.ndarray, dW: np.ndarray, rate: float, settings: HyperParameters) -> None:
        """Change the parameters W by one step, both vectors flat; dW is used up."""
        if self._vectors[0] is not W or self._vectors[1] is not dW:
            self._vectors = W, dW
            pieces = split_range(len(W), W.nbytes * (1 + 2 * len(self.state_names)) // MIN_BYTES)
            shared = self._executor.count > 1 and len(pieces) > 1
            size = (SHARED_CHUNK_BYTES if shared else CHUNK_BYTES) // W.itemsize
            self._pieces = [self._chunks(W, dW, piece, size) for piece in pieces]
        if self.state_names:
            self.count += 1
            if self.count % CLEAR_INTERVAL == 0:
                self._clear()

        def step(chunks: list[Chunk]) -> None:
            for chunk in chunks:
                self._step(chunk, rate, settings)

        self._executor.map(step, self._pieces)

    def _chunks(self, W: np.ndarray, dW: np.ndarray, piece: slice, size: int) -> list[Chunk]:
        longest = min(size, piece.stop - piece.start)
        buffer, chunks = np.empty(longest if self.state_names else 0, W.dtype), []
        for start in range(piece.start, piece.stop, size):
            part = slice(start, min(start + size, piece.stop))
            state = {name: vector[part] for name, vector in self.state.items()}
            chunks.append(Chunk(W[part], dW[part], state, buffer[: part.stop - start]))
        return chunks

    def _clear(self) -> None:
        """Round to 0 what is next to nothing in every average, whatever its sign.

        The gradient of a dead unit is 0 for good, so its averages shrink until they are
        denormal, and there they stay: a processor takes fifty times as long over those.
        """
        for average in self.state.values():
            np.add(average, self._negligible, average)
            np.subtract(average, self._negligible, average)

    @abstractmethod
    def _step(self, chunk: Chunk, rate: float, settings: HyperParameters) -> None:
        """Do so to one block."""


def update_average(average: np.ndarray, beta: float, new: np.ndarray, buffer: np.ndarray) -> None:
    """Move a remembered average, β old + (1 - β) new, and leave (1 - β) new in the room."""
    np.multiply(new, 1 - beta, buffer)
    np.multiply(average, beta, average)
    np.add(average, buffer, average)
