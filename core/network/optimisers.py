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

Vectors = dict[str, np.ndarray]


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
    in a rule that needs it. Both may be saved and put back.
    """

    remembers: ClassVar[tuple[str, ...]] = ()
    counts: ClassVar[bool] = False

    def __init__(self, size: int, dtype: str = "float64") -> None:
        self.state = {name: np.zeros(size, dtype) for name in self.remembers}
        self.count = 0
        blocks = [slice(at, min(at + BLOCK, size)) for at in range(0, size, BLOCK)]
        self._blocks = [(part, self._views(part)) for part in blocks]
        self._rooms = np.empty(min(size, BLOCK) if self.remembers else 0, dtype)

    def update(self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients) -> None:
        """Change the parameters W by one step, both vectors flat; dW is used up."""
        self.count += self.counts
        for part, state in self._blocks:
            self._step(W[part], dW[part], rate, settings, state)

    def _views(self, part: slice) -> Vectors:
        return {name: vector[part] for name, vector in self.state.items()}

    @abstractmethod
    def _step(
        self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients, state: Vectors
    ) -> None:
        """Do so to one block, whose part of what is remembered is `state`."""

    def _room(self, like: np.ndarray) -> np.ndarray:
        return self._rooms[: like.size]

    def _average(self, average: np.ndarray, beta: float, new: np.ndarray) -> np.ndarray:
        """Move a remembered average, β old + (1 - β) new, and give the room with (1 - β) new."""
        average *= beta
        room = np.multiply(new, 1 - beta, out=self._room(new))
        average += room
        return room


class GradientDescent(Rule):
    """W = W - α dW. Source: Cauchy 1847, Comptes rendus 25, 536-538."""

    def _step(
        self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients, state: Vectors
    ) -> None:
        """Step down the gradient itself."""
        dW *= rate
        W -= dW


class Momentum(Rule):
    """v = β v + (1 - β) dW; W = W - α v.

    Source: Polyak 1964, "Some methods of speeding up the convergence of iteration methods";
    as an average, in the course (C2W2). Frameworks leave out the factor 1 - β: α (1 - β)
    there is α here.
    """

    remembers = ("v",)

    def _step(
        self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients, state: Vectors
    ) -> None:
        """Step down the average of the gradients so far."""
        self._average(state["v"], settings.momentum, dW)
        np.multiply(state["v"], rate, out=dW)
        W -= dW


class Nesterov(Rule):
    """v = β v + (1 - β) dW; W = W - α (β v + (1 - β) dW).

    Source: Nesterov 1983, "A method of solving a convex programming problem with convergence
    rate O(1/k²)"; with the gradient at hand, Bengio et al. 2012, arXiv:1212.0901, equation 7.
    """

    remembers = ("v",)

    def _step(
        self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients, state: Vectors
    ) -> None:
        """Step to where the average of the gradients will be after one more like this."""
        beta, v = settings.momentum, state["v"]
        new = self._average(v, beta, dW)
        np.multiply(v, beta, out=dW)
        dW += new
        dW *= rate
        W -= dW


class RMSprop(Rule):
    """s = β₂ s + (1 - β₂) dW²; W = W - α dW / (√s + ε).

    Source: Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6.5.
    """

    remembers = ("s",)

    def _step(
        self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients, state: Vectors
    ) -> None:
        """Divide every gradient by its usual size."""
        s, root = state["s"], np.square(dW, out=self._room(dW))
        s *= settings.beta2
        root *= 1 - settings.beta2
        s += root
        np.sqrt(s, out=root)
        root += settings.epsilon
        dW /= root
        dW *= rate
        W -= dW


class Adam(Rule):
    """v = β v + (1 - β) dW; s = β₂ s + (1 - β₂) dW²; W = W - α v̂ / (√ŝ + ε).

    v̂ = v / (1 - βᵗ) and ŝ = s / (1 - β₂ᵗ), t counting the updates from 1.
    Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.
    """

    remembers = ("v", "s")
    counts = True

    def _step(
        self, W: np.ndarray, dW: np.ndarray, rate: float, settings: Coefficients, state: Vectors
    ) -> None:
        """Divide the average of the gradients by their usual size, both corrected for t."""
        beta, beta2 = settings.momentum, settings.beta2
        v, s = state["v"], state["s"]
        self._average(v, beta, dW)
        dW *= dW
        root = self._average(s, beta2, dW)
        np.sqrt(s, out=root)
        # Both corrections as factors: a division takes as long as all the rest.
        root *= 1 / sqrt(1 - beta2**self.count)
        root += settings.epsilon
        step = np.multiply(v, rate / (1 - beta**self.count), out=dW)
        step /= root
        W -= step


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
