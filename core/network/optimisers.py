"""The rules that turn a gradient into a step.

The averages are the course's: v = β v + (1 - β) dW, with no correction of the first ones
but in Adam. Every rule works element by element on one flat vector, without making arrays,
and a block at a time, so that all that it reads of a block is still in the cache.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar, Protocol

import numpy as np

# Numbers in a block: with a rule's own vectors beside it, it fits the nearest large cache.
BLOCK = 16384
# Averages are cleared of next to nothing every so many updates.
CLEARED = 64

Vectors = dict[str, np.ndarray]
Blocks = list[tuple[np.ndarray, np.ndarray, Vectors]]


class Coefficients(Protocol):
    """The settings that rules read: β (β1 in Adam), β2, and what keeps a division from 0."""

    @property
    def momentum(self) -> float: ...
    @property
    def beta2(self) -> float: ...
    @property
    def epsilon(self) -> float: ...


class Rule(ABC):
    """A rule at work on one vector: all that it remembers is in `state` and `count`.

    `state` holds a vector by name, zeros at the start; `count` is the number of updates,
    in a rule that remembers any. Both may be saved and put back.
    """

    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, size: int, dtype: str = "float64") -> None:
        self.state = {name: np.zeros(size, dtype) for name in self.remembers}
        self.count = 0
        self._rooms = np.empty(min(size, BLOCK) if self.remembers else 0, dtype)
        self._cut = (np.empty(0), np.empty(0))
        self._blocks: Blocks = []
        numbers = np.finfo(dtype)
        self._little = float(numbers.tiny / numbers.eps**2)

    def update(self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients) -> None:
        """Change the parameters W by one step, both vectors flat; dW is used up."""
        if self._cut[0] is not W or self._cut[1] is not dW:
            self._cut, self._blocks = (W, dW), self._cut_up(W, dW)
        if self.remembers:
            self.count += 1
            if self.count % CLEARED == 0:
                self._clear()
        for block in self._blocks:
            self._step(*block, rate, settings)

    def _cut_up(self, W: np.ndarray, dW: np.ndarray) -> Blocks:
        parts = [slice(at, at + BLOCK) for at in range(0, len(W), BLOCK)]
        return [
            (W[part], dW[part], {name: vector[part] for name, vector in self.state.items()})
            for part in parts
        ]

    def _clear(self) -> None:
        """Round to 0 what is next to nothing in every average, whatever its sign.

        The gradient of a dead unit is 0 for good, so its averages shrink until they are
        denormal, and there they stay: a processor takes fifty times as long over those.
        """
        for _, _, state in self._blocks:
            for average in state.values():
                np.add(average, self._little, average)
                np.subtract(average, self._little, average)

    @abstractmethod
    def _step(
        self, W: np.ndarray, dW: np.ndarray, state: Vectors, rate: float, settings: Coefficients
    ) -> None:
        """Do so to one block, whose part of what is remembered is `state`."""

    def _average(self, average: np.ndarray, beta: float, new: np.ndarray) -> np.ndarray:
        """Move a remembered average, β old + (1 - β) new, and give the room with (1 - β) new."""
        room = np.multiply(new, 1 - beta, self._rooms[: new.size])
        np.multiply(average, beta, average)
        np.add(average, room, average)
        return room


class GradientDescent(Rule):
    """W = W - α dW. Source: Cauchy 1847, Comptes rendus 25, 536-538."""

    def _step(
        self, W: np.ndarray, dW: np.ndarray, state: Vectors, rate: float, settings: Coefficients
    ) -> None:
        """Step down the gradient itself."""
        np.multiply(dW, rate, dW)
        np.subtract(W, dW, W)


class Momentum(Rule):
    """v = β v + (1 - β) dW; W = W - α v.

    Source: Polyak 1964, "Some methods of speeding up the convergence of iteration methods";
    as an average, in the course (C2W2). Frameworks leave out the factor 1 - β: α (1 - β)
    there is α here.
    """

    remembers = ("v",)

    def _step(
        self, W: np.ndarray, dW: np.ndarray, state: Vectors, rate: float, settings: Coefficients
    ) -> None:
        """Step down the average of the gradients so far."""
        self._average(state["v"], settings.momentum, dW)
        np.multiply(state["v"], rate, dW)
        np.subtract(W, dW, W)


class Nesterov(Rule):
    """v = β v + (1 - β) dW; W = W - α (β v + (1 - β) dW).

    Source: Nesterov 1983, "A method of solving a convex programming problem with convergence
    rate O(1/k²)"; with the gradient at hand, Bengio et al. 2012, arXiv:1212.0901, equation 7.
    """

    remembers = ("v",)

    def _step(
        self, W: np.ndarray, dW: np.ndarray, state: Vectors, rate: float, settings: Coefficients
    ) -> None:
        """Step to where the average of the gradients will be after one more like this."""
        new = self._average(state["v"], settings.momentum, dW)
        np.multiply(state["v"], settings.momentum, dW)
        np.add(dW, new, dW)
        np.multiply(dW, rate, dW)
        np.subtract(W, dW, W)


class RMSprop(Rule):
    """s = β₂ s + (1 - β₂) dW²; W = W - α dW / (√s + ε).

    Source: Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6.5.
    """

    remembers = ("s",)

    def _step(
        self, W: np.ndarray, dW: np.ndarray, state: Vectors, rate: float, settings: Coefficients
    ) -> None:
        """Divide every gradient by its usual size."""
        s, room = state["s"], self._rooms[: dW.size]
        np.multiply(dW, dW, room)
        self._average(s, settings.beta2, room)
        np.sqrt(s, room)
        np.add(room, settings.epsilon, room)
        np.divide(dW, room, dW)
        np.multiply(dW, rate, dW)
        np.subtract(W, dW, W)


class Adam(Rule):
    """v = β v + (1 - β) dW; s = β₂ s + (1 - β₂) dW²; W = W - α v̂ / (√ŝ + ε).

    v̂ = v / (1 - βᵗ) and ŝ = s / (1 - β₂ᵗ), t counting the updates from 1: both corrections
    are factors of α and ε here, which saves a look at every number.
    Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1, and the end of section 2.
    """

    remembers = ("v", "s")

    def _step(
        self, W: np.ndarray, dW: np.ndarray, state: Vectors, rate: float, settings: Coefficients
    ) -> None:
        """Divide the average of the gradients by their usual size, both corrected for t."""
        beta, beta2 = settings.momentum, settings.beta2
        v, s = state["v"], state["s"]
        correction = sqrt(1 - beta2**self.count)
        self._average(v, beta, dW)
        np.multiply(dW, dW, dW)
        room = self._average(s, beta2, dW)
        np.sqrt(s, room)
        np.add(room, settings.epsilon * correction, room)
        np.divide(v, room, room)
        np.multiply(room, rate * correction / (1 - beta**self.count), room)
        np.subtract(W, room, W)


@dataclass(frozen=True, slots=True)
class Optimiser:
    """One row: `start(size, dtype)` makes the rule for a vector of that many parameters.

    `linear` says that a step is linear in the gradients so far; `settings` names the
    training settings that it reads beside the learning rate.
    """

    name: str
    label: str
    formula: str
    start: type[Rule]
    linear: bool = False
    settings: tuple[str, ...] = ()


OPTIMISERS = {
    row.name: row
    for row in (
        Optimiser(
            "gradient_descent", "gradient descent", "W = W - α dW", GradientDescent, linear=True
        ),
        Optimiser(
            "momentum",
            "momentum",
            "v = β v + (1 - β) dW; W = W - α v",
            Momentum,
            linear=True,
            settings=("momentum",),
        ),
        Optimiser(
            "nesterov",
            "Nesterov momentum",
            "v = β v + (1 - β) dW; W = W - α (β v + (1 - β) dW)",
            Nesterov,
            linear=True,
            settings=("momentum",),
        ),
        Optimiser(
            "rmsprop",
            "RMSprop",
            "s = β₂ s + (1 - β₂) dW²; W = W - α dW / (√s + ε)",
            RMSprop,
            settings=("beta2", "epsilon"),
        ),
        Optimiser(
            "adam",
            "Adam",
            "v = β v + (1 - β) dW; s = β₂ s + (1 - β₂) dW²; W = W - α v̂ / (√ŝ + ε)",
            Adam,
            settings=("momentum", "beta2", "epsilon"),
        ),
    )
}
