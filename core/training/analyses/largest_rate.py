"""The largest learning rate that still works: by the curvature of the cost, or by trial runs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from core.data.byte_matrix import Columns
from core.network.optimisers import GradientDescent
from core.network.parameters import Parameters
from core.training.metrics import chunks
from core.training.trainer import Trainer

# Updates of a trial run, the ends of the rates that are tried, and how often the step between the
# last that works and the first that does not is halved: to 2 % in the end.
TRIAL, LOWEST, HIGHEST, HALVINGS = 50, 1e-9, 1000.0, 5
# A trial has failed where its cost has been so many times the first one, whatever its end.
RISEN = 2.0
# Steps of the power iteration, and the relative change at which it ends.
STEPS, SETTLED = 300, 1e-9
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LargestRate:
    """The largest learning rate that works, None where none does; `by_curvature` says how known.

    By curvature every smaller rate lowers the cost at every step: it is 2 divided by the largest
    eigenvalue that the Hessian of the cost can have, whatever the weights. Otherwise it was the
    largest that lowered the cost in trial runs of TRIAL updates.
    """

    rate: float | None
    by_curvature: bool


def largest_rate(trainer: Trainer, report: Report) -> LargestRate:
    """Return the largest rate with the settings of a run that has not begun.

    For its formula see Nesterov 2018, Lectures on convex optimization, section 2.1.5.
    `report(done, total)` comes now and then, and what it raises ends it.
    """
    if (eigenvalue := _largest_eigenvalue(trainer, report)) is not None:
        return LargestRate(2 / eigenvalue if eigenvalue else HIGHEST, by_curvature=True)
    return LargestRate(_by_trial(trainer, report), by_curvature=False)


def _largest_eigenvalue(trainer: Trainer, report: Report) -> float | None:
    """Return the largest eigenvalue that the Hessian can have, None where no formula says it."""
    loss, training = trainer.network.loss, trainer.experiment.training
    descent = isinstance(trainer.update_step.rule, GradientDescent) and trainer.batches.full_batch
    convex = len(trainer.network.sizes) == 2 and not training.l1
    if loss.curvature is None or trainer.batches.augmenter or not (descent and convex):
        return None
    train, curvature = trainer.dataset.train, loss.curvature(trainer.network.sizes[-1])
    weights = loss.sample_weights(train.Y)[0]
    return curvature * _largest_of_products(train.X, weights, report) + training.l2 / train.m


def _largest_of_products(X: Columns, weights: np.ndarray, report: Report) -> float:
    """Return the largest eigenvalue of Σ c [x; 1] [x; 1]ᵀ / m, by power iteration.

    `weights` (m,) are the c of the samples.
    """
    vector = np.random.RandomState(1).randn(X.shape[0] + 1)
    length = before = 0.0
    for step in range(STEPS):
        vector /= np.linalg.norm(vector) or 1.0
        product = np.zeros_like(vector)
        for part in chunks(X):
            samples = X[:, part]
            along = (vector[:-1] @ samples + vector[-1]) * weights[part]
            product[:-1] += samples @ along
            product[-1] += along.sum()
        vector, before = product / X.shape[1], length
        length = float(np.linalg.norm(vector))
        report(step, STEPS)
        if abs(length - before) <= SETTLED * length:
            break
    return length


def _by_trial(trainer: Trainer, report: Report) -> float | None:
    """Return the largest rate that works, from the run's own on by factors of 2, then nearer."""
    first, rate = trainer.parameters.copy(), trainer.experiment.training.learning_rate
    works = _works(trainer, first, rate, report)
    factor = 2.0 if works else 0.5
    while works == (factor > 1) and LOWEST <= rate * factor <= HIGHEST:
        rate *= factor
        works = _works(trainer, first, rate, report)
    if works == (factor > 1):
        return HIGHEST if works else None
    low = rate if works else rate / factor
    for halving in range(1, HALVINGS + 1):
        middle = low * 2 ** (0.5**halving)
        low = middle if _works(trainer, first, middle, report) else low
    return low


@np.errstate(all="ignore")
def _works(trainer: Trainer, first: Parameters, rate: float, report: Report) -> bool:
    """Tell whether a trial run ends with a lower cost, and never had one much higher."""
    training = replace(trainer.experiment.training, learning_rate=rate, patience=0)
    trial = Trainer(
        replace(trainer.experiment, training=training), trainer.dataset, first_weights=first
    )
    before = trial.score_train().cost + trial.penalty
    for done in range(TRIAL):
        if trial.finished:
            break
        trial.step()
        report(done, TRIAL)
    after = trial.score_train().cost + trial.penalty
    highest = trial.history.train_cost.curve().values.max(initial=before)
    return after < before and bool(highest <= RISEN * before)
