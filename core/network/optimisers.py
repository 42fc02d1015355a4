"""The rules that turn a gradient into a step.

The averages are the course's: v = β v + (1 - β) dW, with no correction of the first ones
but in Adam.
"""

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from core.messages import to_translate
from core.network.formula import Formula
from core.network.update_rule import (
    Chunk,
    HyperParameters,
    Rate,
    Rates,
    UpdateRule,
    update_average,
)


class GradientDescent(UpdateRule):
    """W = W - α dW. Source: Cauchy 1847, Comptes rendus 25, 536-538."""

    def _factors(self, rate: Rate, settings: HyperParameters) -> Rates:
        """Return the rate."""
        return (rate,)

    def _step(self, chunk: Chunk, factors: Rates) -> None:
        """Step down the gradient itself."""
        (rate,) = factors
        np.multiply(chunk.dW, rate, chunk.dW)
        np.subtract(chunk.W, chunk.dW, chunk.W)


class Momentum(UpdateRule):
    """v = β v + (1 - β) dW; W = W - α v.

    Source: Polyak 1964, "Some methods of speeding up the convergence of iteration methods";
    as an average, in the course (C2W2). Frameworks leave out the factor 1 - β: α (1 - β)
    there is α here.
    """

    state_names = ("v",)

    def _factors(self, rate: Rate, settings: HyperParameters) -> Rates:
        """Return β, 1 - β and the rate."""
        return settings.momentum, 1 - settings.momentum, rate

    def _step(self, chunk: Chunk, factors: Rates) -> None:
        """Step down the average of the gradients so far."""
        beta, rest, rate = factors
        v, dW = chunk.state["v"], chunk.dW
        update_average(v, beta, dW, rest, chunk.buffer)
        np.multiply(v, rate, dW)
        np.subtract(chunk.W, dW, chunk.W)


class Nesterov(Momentum):
    """v = β v + (1 - β) dW; W = W - α (β v + (1 - β) dW).

    Source: Nesterov 1983, "A method of solving a convex programming problem with convergence
    rate O(1/k²)"; with the gradient at hand, Bengio et al. 2012, arXiv:1212.0901, equation 7.
    """

    def _step(self, chunk: Chunk, factors: Rates) -> None:
        """Step to where the average of the gradients will be after one more like this."""
        beta, rest, rate = factors
        v, dW, new = chunk.state["v"], chunk.dW, chunk.buffer
        update_average(v, beta, dW, rest, new)
        np.multiply(v, beta, dW)
        np.add(dW, new, dW)
        np.multiply(dW, rate, dW)
        np.subtract(chunk.W, dW, chunk.W)


class RMSprop(UpdateRule):
    """s = β₂ s + (1 - β₂) dW²; W = W - α dW / (√s + ε).

    Source: Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6.5.
    """

    state_names = ("s",)

    def _factors(self, rate: Rate, settings: HyperParameters) -> Rates:
        """Return β₂, 1 - β₂, ε and the rate."""
        return settings.beta2, 1 - settings.beta2, settings.epsilon, rate

    def _step(self, chunk: Chunk, factors: Rates) -> None:
        """Divide every gradient by its usual size."""
        beta2, rest, epsilon, rate = factors
        s, dW, buffer = chunk.state["s"], chunk.dW, chunk.buffer
        np.multiply(dW, dW, buffer)
        update_average(s, beta2, buffer, rest, buffer)
        np.sqrt(s, buffer)
        np.add(buffer, epsilon, buffer)
        np.divide(dW, buffer, dW)
        np.multiply(dW, rate, dW)
        np.subtract(chunk.W, dW, chunk.W)


class Adam(UpdateRule):
    """v = β v + (1 - β) dW; s = β₂ s + (1 - β₂) dW²; W = W - α v̂ / (√ŝ + ε).

    v̂ = v / (1 - βᵗ) and ŝ = s / (1 - β₂ᵗ), t counting the updates from 1: both corrections
    are factors of α and ε here, which saves a look at every number.
    Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1, and the end of section 2.
    """

    state_names = ("v", "s")

    def _factors(self, rate: Rate, settings: HyperParameters) -> Rates:
        """Return β, 1 - β, β₂, 1 - β₂, and ε and the rate of this update."""
        beta, beta2 = settings.momentum, settings.beta2
        correction = sqrt(1 - beta2**self.count)
        epsilon, rate = settings.epsilon * correction, rate * correction / (1 - beta**self.count)
        return beta, 1 - beta, beta2, 1 - beta2, epsilon, rate

    def _step(self, chunk: Chunk, factors: Rates) -> None:
        """Divide the average of the gradients by their usual size, both corrected for t."""
        beta, rest, beta2, rest2, epsilon, rate = factors
        v, s, dW, buffer = chunk.state["v"], chunk.state["s"], chunk.dW, chunk.buffer
        update_average(v, beta, dW, rest, buffer)
        np.multiply(dW, dW, dW)
        update_average(s, beta2, dW, rest2, buffer)
        np.sqrt(s, buffer)
        np.add(buffer, epsilon, buffer)
        np.divide(v, buffer, buffer)
        np.multiply(buffer, rate, buffer)
        np.subtract(chunk.W, buffer, chunk.W)


class AdamW(Adam):
    """Adam's step, and W = W - α λ W beside it: no gradient, and so in neither average.

    Biases do not decay. α is the rate of now, and λ what the decay is of it, as in frameworks:
    the paper's λ is that of here times the rate before any schedule.
    Source: Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2.
    """

    treats_biases_apart = True

    def _factors(self, rate: Rate, settings: HyperParameters) -> Rates:
        """Return Adam's factors, and let the weights shrink by their share before its step."""
        self._kept = 1 - rate * settings.weight_decay
        return super()._factors(rate, settings)


class Assignment(NamedTuple):
    """One line of a rule: what `name` (W, or of its state v or s) becomes.

    The formula is of W, dW, v and s. With `weights_only` biases have no such line.
    """

    name: str
    formula: Formula
    weights_only: bool = False


_AVERAGE = Assignment(
    "v",
    Formula(
        "β v + (1 - β) dW",
        r"\beta v + (1 - \beta) dW",
        "momentum * v + (1 - momentum) * dW",
    ),
)
_AVERAGE_OF_SQUARES = Assignment(
    "s",
    Formula(
        "β₂ s + (1 - β₂) dW * dW",
        r"\beta_2 s + (1 - \beta_2) {dW}^2",
        "beta2 * s + (1 - beta2) * dW**2",
    ),
)
_ADAM = (
    _AVERAGE,
    _AVERAGE_OF_SQUARES,
    Assignment(
        "W",
        Formula(
            "W - α v / (1 - βᵗ) / (√(s / (1 - β₂ᵗ)) + ε)",
            r"W - \alpha \frac{v / (1 - \beta^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}",
            "W - learning_rate * v / (1 - momentum**t) / (np.sqrt(s / (1 - beta2**t)) + epsilon)",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Optimiser:
    """One row: `make_rule(parameters, executor)` returns the rule that updates such parameters.

    `update` is what the rule does to one array of them, line by line. `linear` says that a step is
    linear in the gradients so far; `settings` names the training settings that it reads beside the
    learning rate.
    """

    name: str
    label: str
    formula: str
    make_rule: type[UpdateRule]
    update: tuple[Assignment, ...]
    linear: bool = False
    settings: tuple[str, ...] = ()


OPTIMISERS = {
    row.name: row
    for row in (
        Optimiser(
            "gradient_descent",
            to_translate("gradient descent"),
            "W = W - α dW",
            GradientDescent,
            (Assignment("W", Formula("W - α dW", r"W - \alpha \, dW", "W - learning_rate * dW")),),
            linear=True,
        ),
        Optimiser(
            "momentum",
            to_translate("momentum"),
            "v = β v + (1 - β) dW; W = W - α v",
            Momentum,
            (
                _AVERAGE,
                Assignment("W", Formula("W - α v", r"W - \alpha v", "W - learning_rate * v")),
            ),
            linear=True,
            settings=("momentum",),
        ),
        Optimiser(
            "nesterov",
            to_translate("Nesterov momentum"),
            "v = β v + (1 - β) dW; W = W - α (β v + (1 - β) dW)",
            Nesterov,
            (
                _AVERAGE,
                Assignment(
                    "W",
                    Formula(
                        "W - α (β v + (1 - β) dW)",
                        r"W - \alpha (\beta v + (1 - \beta) dW)",
                        "W - learning_rate * (momentum * v + (1 - momentum) * dW)",
                    ),
                ),
            ),
            linear=True,
            settings=("momentum",),
        ),
        Optimiser(
            "rmsprop",
            to_translate("RMSprop"),
            "s = β₂ s + (1 - β₂) dW²; W = W - α dW / (√s + ε)",
            RMSprop,
            (
                _AVERAGE_OF_SQUARES,
                Assignment(
                    "W",
                    Formula(
                        "W - α dW / (√(s) + ε)",
                        r"W - \alpha \frac{dW}{\sqrt{s} + \varepsilon}",
                        "W - learning_rate * dW / (np.sqrt(s) + epsilon)",
                    ),
                ),
            ),
            settings=("beta2", "epsilon"),
        ),
        Optimiser(
            "adam",
            to_translate("Adam"),
            "v = β v + (1 - β) dW; s = β₂ s + (1 - β₂) dW²; W = W - α v̂ / (√ŝ + ε)",
            Adam,
            _ADAM,
            settings=("momentum", "beta2", "epsilon"),
        ),
        Optimiser(
            "adamw",
            to_translate("AdamW"),
            "v, s as in Adam; W = W - α (v̂ / (√ŝ + ε) + λ W); no decay of biases",
            AdamW,
            (
                Assignment(
                    "W",
                    Formula(
                        "W - α λ_w W",
                        r"W - \alpha \lambda_w W",
                        "W - learning_rate * weight_decay * W",
                    ),
                    weights_only=True,
                ),
                *_ADAM,
            ),
            settings=("momentum", "beta2", "epsilon", "weight_decay"),
        ),
    )
}
