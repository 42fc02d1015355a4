"""Find out whether a run hangs on rounding: train a twin whose first weights differ by a hair."""

from collections.abc import Callable

import numpy as np

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.messages import to_translate
from core.network.parameters import Parameters
from core.training.health.findings import Finding, Level
from core.training.trainer import Trainer

# One part in this many is about what rounding does to a number in float64; in float32 the
# same few units in the last place.
HAIR = {"float64": 1e-15, "float32": 5e-7}
# Costs that part by more than this share of themselves do not agree in the third digit.
PARTED = 5e-4
# Costs below this share of the first one are compared as if they were as large as it.
SMALL = 1e-3
REPORTED = 64

SENSITIVE = to_translate(
    "Sensitive to rounding: a twin run whose starting weights differ by one part in {parts} has "
    "other costs from iteration {at} on, by up to {most:.2%}. This curve is one of many: to "
    "compare its third digit with another's means nothing."
)
TORN = to_translate(
    "Sensitive to rounding: of this run and a twin whose starting weights differ by one part in "
    "{parts} one diverges and the other does not. This curve is one of many."
)
CALM = to_translate(
    "Not sensitive to rounding: a twin run whose starting weights differ by one part in {parts} "
    "has the same costs, to one part in {agree}."
)


def measure_rounding(
    experiment: Experiment,
    dataset: Dataset,
    report: Callable[[int, int], None] | None = None,
    first_weights: Parameters | None = None,
) -> Finding:
    """Train the experiment and its twin to the end, side by side, and say how far they part.

    `report(done, total)` comes every few updates, and what it raises ends it.
    """
    run, other = (Trainer(experiment, dataset, first_weights=first_weights) for _ in range(2))
    flat = other.parametrisation.parameters.flat
    hair = HAIR[flat.dtype.name]
    flat *= 1 + hair * np.sign(np.random.RandomState(1).randn(flat.size)).astype(flat.dtype)
    while not (run.finished and other.finished):
        run.step()
        other.step()
        if report and run.iteration % REPORTED == 0:
            report(run.iteration, run.updates)
    most, at = _parting(run, other)
    values: dict[str, object] = {"parts": _power(1 / hair), "most": most, "at": at}
    if most <= PARTED:
        values["agree"] = _power(1 / max(most, np.finfo(float).eps))
        return Finding("calm_to_rounding", Level.NOTE, CALM, values)
    text, began = (SENSITIVE, at) if run.diverged is other.diverged else (TORN, None)
    return Finding("sensitive_to_rounding", Level.WARNING, text, values, began=began)


def _parting(run: Trainer, other: Trainer) -> tuple[float, int]:
    """Return how far costs part at most, as a share of them, and the iteration where they do."""
    curves = [trainer.history.train_cost.curve() for trainer in (run, other)]
    m = min(len(curve.values) for curve in curves)
    costs, others = (curve.values[:m] for curve in curves)
    apart = np.abs(costs - others) / np.maximum(np.abs(costs), SMALL * abs(float(costs[0])))
    # Both have diverged where neither is a number.
    apart[np.isnan(apart)] = 0.0
    clearly = int(np.argmax(apart > PARTED))
    an_epoch = run.experiment.training.batches(run.dataset.train.m)
    most = float(apart.max()) if run.diverged is other.diverged else np.inf
    return most, int(curves[0].at[clearly]) * an_epoch


def _power(number: float) -> str:
    """Write a large number short: 1e15."""
    return f"{number:.0e}".replace("e+", "e")
