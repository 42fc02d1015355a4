"""Which learning rate: the cost while the rate grows with every update of one short run."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from core.experiment.settings import Experiment
from core.messages import fill, to_translate, translate
from core.network.optimisers import OPTIMISERS
from core.training.trainer import Trainer

# The rates of the first and the last update, and how many updates there are: 30 to each factor
# of ten.
LOWEST, HIGHEST, UPDATES = 1e-7, 100.0, 271
# The share of the costs before in a smoothed one, and how many times the lowest ends the run.
SMOOTHING, RISEN = 0.9, 4.0
# By this factor the suggested rate is below the one with the lowest cost, and by another with rules
# that divide a gradient by its usual size, whose steps are as long near the end. Runs with Adam at
# a thirtieth ended at a lower test cost than at a tenth on 6 of 9 sorts of data (photos, sketches,
# digits, a table and points), and the cost swung on none of them, in place of 3.
BELOW, BELOW_OF_NORMALISED = 10.0, 30.0
# The least share of the cost that counts as a fall.
LEAST_FALL = 0.0025
# Where the last REST of the fall takes more than FLAT times the rate, the cost has stayed where it
# was: units died, or everything is learned.
REST, FLAT = 0.05, 30.0
# After fewer updates there is no curve to read: at these rates the cost hardly moves yet, and how
# far it goes up and down there is the luck of the batches.
FEWEST = 20
# The run ends after so many costs in a row that have risen: one may be of a few odd samples.
IN_A_ROW = 3
# A fall is clear where it is so many of its standard deviations by luck alone: the lowest of so
# many smoothed costs is far below an early one by luck, too.
CLEAR = 3.5
Report = Callable[[int, int], None]

RISES = to_translate(
    "The smoothed cost is lowest at a rate of {lowest:.2g}, and rises beyond. A tenth of that, "
    "{rate:.2g}, is a rate that usually works."
)
RISES_NORMALISED = to_translate(
    "The smoothed cost is lowest at a rate of {lowest:.2g}, and rises beyond. A thirtieth of that, "
    "{rate:.2g}, is a rate that usually works with {optimiser}, whose steps stay as long when the "
    "gradient gets small."
)
STAYS = to_translate(
    "From a rate of {lowest:.2g} on the smoothed cost hardly falls any more: units may have died, "
    "or nothing is left to learn. A tenth, {rate:.2g}, is an upper end: try lower ones, too."
)
STAYS_NORMALISED = to_translate(
    "From a rate of {lowest:.2g} on the smoothed cost hardly falls any more: units may have died, "
    "or nothing is left to learn. A thirtieth, {rate:.2g}, is an upper end with {optimiser}, whose "
    "steps stay as long when the gradient gets small: try lower ones, too."
)
LUCK = to_translate(
    "No rate can be told: within {updates} updates the cost falls by no more than batches differ "
    "by luck. Take larger batches, or compare rates by whole runs."
)
NO_FALL = to_translate(
    "No rate clearly lowers the cost within {updates} updates: there is none to suggest. Look at "
    "Health for what keeps the network from learning."
)


@dataclass(frozen=True, slots=True, eq=False)
class LearningRateRange:
    """Costs before updates whose rates grow by a constant factor, both (k,) and read-only.

    `smoothed` (k,) are the costs as a mean of those before, without what the batches differ in at
    the first weights. `lowest` is the rate from which the
    cost no longer falls, and `suggested` the one to take, None where no rate lowers the cost;
    `flat` tells that the cost stays there for long before it rises, `by_luck` that it falls, but no
    further than luck goes. It is of this `experiment`, whatever its rate.
    """

    rates: np.ndarray
    costs: np.ndarray
    smoothed: np.ndarray
    lowest: float | None
    suggested: float | None
    flat: bool
    experiment: Experiment
    by_luck: bool = False

    def is_of(self, experiment: Experiment) -> bool:
        """Tell whether an experiment differs at most in its rate, and in how long it is."""
        own = self.experiment.training
        training = replace(
            experiment.training,
            learning_rate=own.learning_rate,
            iterations=own.iterations,
            epochs=own.epochs,
        )
        return replace(experiment, training=training) == self.experiment

    def sentence(self) -> str:
        """Write which rate to take, and why."""
        if self.suggested is None or self.lowest is None:
            return fill(translate(LUCK if self.by_luck else NO_FALL), updates=len(self.rates))
        rule = OPTIMISERS[self.experiment.training.optimiser]
        text = STAYS if self.flat else RISES
        if not rule.linear:
            text = STAYS_NORMALISED if self.flat else RISES_NORMALISED
        values = {"lowest": self.lowest, "rate": self.suggested}
        return fill(translate(text), **values, optimiser=translate(rule.label))


@np.errstate(all="ignore")
def learning_rate_range(trainer: Trainer, report: Report) -> LearningRateRange:
    """Make UPDATES updates of a run that has not begun, each at a higher rate than the one before.

    The run ends sooner where its cost is no number, or IN_A_ROW are RISEN times the lowest smoothed
    one. See L. N. Smith 2017, Cyclical learning rates for training neural networks, section 3.3.
    Suggested is a tenth of the rate with the lowest smoothed cost, as fastai's `minimum` does:
    https://docs.fast.ai/callback.schedule.html; and less of it for rules whose steps do not shrink.
    `report(done, total)` comes after every update, and what it raises ends it.
    """
    rates = np.geomspace(LOWEST, HIGHEST, UPDATES)
    costs: list[float] = []
    sizes: list[int] = []
    first: list[float] = []
    network, trained = trainer.parametrisation.network, trainer.parametrisation.parameters
    first_parameters = trained.copy()
    for update, rate in enumerate(rates):
        X, Y = trainer.batches.batch(update)
        step = trainer.update_step
        cost = step.begin(X, Y, update, float(rate), trainer.batches.sample_indices)
        if not math.isfinite(cost):
            break
        step.finish()
        costs.append(cost)
        sizes.append(X.shape[1])
        if X.shape[1] < trainer.batches.m or not first:
            first.append(network.cost(network.forward(first_parameters, X), Y))
        else:
            first.append(first[-1])
        if _has_risen(np.array(costs), np.array(sizes)):
            break
        report(update + 1, UPDATES)
    return read_range(
        rates[: len(costs)],
        np.array(costs),
        trainer.experiment,
        np.array(sizes),
        np.array(first),
    )


def read_range(
    rates: np.ndarray,
    costs: np.ndarray,
    experiment: Experiment,
    sizes: np.ndarray | None = None,
    first: np.ndarray | None = None,
) -> LearningRateRange:
    """Find the rate to suggest in costs before updates at growing rates, both (k,).

    `sizes` (k,) are the samples of each batch, by which its cost counts; None for equal ones.
    `first` (k,) are the costs of the same batches at the first weights, None where these are not
    known: what they differ in is no fall.
    """
    sizes = np.ones(len(costs)) if sizes is None else sizes
    even = costs
    if first is not None and len(costs):
        even = costs - first + float(np.average(first, weights=sizes))
    smoothed = _smooth(even, sizes)
    for array in (rates, costs, smoothed):
        array.flags.writeable = False
    fall, luck = 0.0, 0.0
    if len(costs) > FEWEST:
        place = FEWEST + int(smoothed[FEWEST:].argmin())
        fall = float(smoothed[FEWEST - 1] - smoothed[place])
        ends = slice(FEWEST), slice(place + 1)
        luck = math.hypot(*(_luck(even[end], sizes[end]) for end in ends))
    least = LEAST_FALL * abs(float(smoothed[0])) if len(costs) else 0.0
    if not fall > max(least, CLEAR * luck):
        by_luck = fall > least
        return LearningRateRange(rates, costs, smoothed, None, None, False, experiment, by_luck)
    # The first smoothed costs are means of few, and may be the lowest by luck.
    read, at = smoothed[FEWEST:], rates[FEWEST:]
    lowest = float(at[read.argmin()])
    nearly = float(at[np.argmax(read <= read.min() + REST * fall)])
    flat = lowest > FLAT * nearly
    lowest = nearly if flat else lowest
    linear = OPTIMISERS[experiment.training.optimiser].linear
    suggested = lowest / (BELOW if linear else BELOW_OF_NORMALISED)
    return LearningRateRange(rates, costs, smoothed, lowest, suggested, flat, experiment)


def _smooth(costs: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return exponentially weighted means, (k,), in which each cost counts by its batch's size."""
    total, weight, smoothed = 0.0, 0.0, np.empty(len(costs))
    for place, (cost, size) in enumerate(zip(costs, sizes, strict=True)):
        total = SMOOTHING * total + size * cost
        weight = SMOOTHING * weight + size
        smoothed[place] = total / weight
    return smoothed


def _has_risen(costs: np.ndarray, sizes: np.ndarray) -> bool:
    """Tell whether the last costs, of batches of the usual size, are all far above the lowest."""
    usual = costs[sizes == sizes.max()]
    if len(costs) <= FEWEST or len(usual) < IN_A_ROW:
        return False
    return bool(np.all(usual[-IN_A_ROW:] > RISEN * _smooth(costs, sizes).min()))


def _luck(costs: np.ndarray, sizes: np.ndarray) -> float:
    """Return the standard deviation of the last smoothed cost by luck.

    It is read off the steps from one cost to the next, to which a slow fall adds next to nothing
    (J. von Neumann et al. 1941, "The mean square successive difference"), with the weights of the
    smoothed cost, as luck may grow with the rate.
    """
    usual = sizes == sizes.max()
    steps, count = np.diff(costs[usual]), int(np.count_nonzero(usual))
    if count < 2:
        return 0.0
    weights = SMOOTHING ** np.arange(count)[::-1]
    weights /= weights.sum()
    return math.sqrt(float(np.square(weights[1:]) @ np.square(steps)) / 2)
