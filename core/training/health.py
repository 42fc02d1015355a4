"""Look at a run and say, with numbers, why it learns or why it does not."""

from collections.abc import Callable, Iterator

import numpy as np

from core.network.network import Network, Pass
from core.network.parameters import Parameters
from core.training.findings import Finding, Level

# |tanh| above this, or a sigmoid this near to 0 or 1 in the same measure, has a slope
# under 2 % of its greatest: gradients hardly pass.
SATURATED = 0.99
# A unit counts as saturated when it is so on this share of the samples.
SATURATED_SHARE = 0.9
# A cost that has fallen by less than this share has hardly moved.
LEAST_FALL = 0.01
# No cost has moved after fewer updates than this.
SOME = 100
# Curves may tell of the largest class only after this share of the run.
ENOUGH = 0.5


def look_inside(
    network: Network, parameters: Callable[[], Parameters], made: Pass
) -> Iterator[Finding]:
    """Find dead, saturated and symmetric units, from a pass over samples (n[0], m).

    `parameters` is asked only where activations make it likely that units are alike.
    """
    for l, activation in enumerate(network.activations, 1):
        A = made.A[l]
        if activation.name == "relu":
            yield from _dead(l, A)
        if activation.name in ("sigmoid", "tanh"):
            yield from _saturated(l, A if activation.name == "tanh" else 2 * A - 1)
        # Units with the same weights have the same activations, which are quicker to compare.
        if _distinct(A) < len(A):
            whole = parameters()
            yield from _symmetric(l, whole.W[l - 1], whole.b[l - 1])


def diverged(iteration: int, learning_rate: float) -> Finding:
    """Say that the cost is no longer a number."""
    return Finding(
        "diverged",
        Level.ERROR,
        "The cost stopped being a finite number at iteration {iteration}, with a learning rate "
        "of {rate:g}. Try a tenth of it.",
        {"iteration": iteration, "rate": learning_rate},
    )


def stopped_early(unit: str, best: int, cost: float) -> Finding:
    """Say that the run ended because the test cost no longer fell."""
    text = {
        "iteration": "Stopped early: the test cost has not fallen below {cost:.6f} since iteration "
        "{best}. The weights are those of the last step.",
        "epoch": "Stopped early: the test cost has not fallen below {cost:.6f} since epoch "
        "{best}. The weights are those of the last step.",
    }[unit]
    return Finding("stopped_early", Level.NOTE, text, {"best": best, "cost": cost})


def hardly_moved(first: float, last: float) -> Iterator[Finding]:
    """Find that the cost is still about what it was at the start."""
    if last > (1 - LEAST_FALL) * first and last < (1 + LEAST_FALL) * first:
        yield Finding(
            "rate_too_low",
            Level.WARNING,
            "The cost has hardly moved, from {first:.4f} to {last:.4f}: the learning rate is too "
            "low, or hardly any gradient reaches the weights.",
            {"first": first, "last": last},
        )


def no_better(accuracy: float, baseline: float) -> Iterator[Finding]:
    """Find that the training samples are named no better than by one answer for all."""
    if accuracy <= baseline:
        yield Finding(
            "no_better_than_largest_class",
            Level.WARNING,
            "Train accuracy is {accuracy:.1%}; always answering the largest class gives "
            "{baseline:.1%}. The network has not learned to tell the classes apart.",
            {"accuracy": accuracy, "baseline": baseline},
        )


def _dead(l: int, A: np.ndarray) -> Iterator[Finding]:
    dead = int(np.count_nonzero(~A.any(axis=1)))
    if dead:
        yield Finding(
            "dead_units",
            Level.WARNING,
            "Layer {layer}: {dead} of {units} units are dead: they output 0 on all {samples} "
            "samples looked at, so no gradient passes through them now.",
            {"layer": l, "dead": dead, "units": len(A), "samples": A.shape[1]},
            l,
        )


def _saturated(l: int, A: np.ndarray) -> Iterator[Finding]:
    share = np.mean(np.abs(A) > SATURATED, axis=1)
    saturated = int(np.count_nonzero(share > SATURATED_SHARE))
    if saturated:
        yield Finding(
            "saturated_units",
            Level.WARNING,
            "Layer {layer}: {saturated} of {units} units are saturated: on most samples they sit "
            "at the flat end of their curve, where hardly any gradient passes.",
            {"layer": l, "saturated": saturated, "units": len(A)},
            l,
        )


def _symmetric(l: int, W: np.ndarray, b: np.ndarray) -> Iterator[Finding]:
    different = _distinct(np.hstack([W, b]))
    if different < len(W):
        yield Finding(
            "symmetric_units",
            Level.WARNING,
            "Layer {layer}: of its {units} units only {different} differ: units with the same "
            "weights get the same gradient and stay the same.",
            {"layer": l, "units": len(W), "different": different},
            l,
        )


def _distinct(rows: np.ndarray) -> int:
    """Count the rows that are not the same bit for bit."""
    return len({row.tobytes() for row in rows})
