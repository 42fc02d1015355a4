"""The table QUESTIONS: sweeps that are ready to be asked, each answered by a sentence."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, best_constant_answer
from core.data.registry import DATASETS
from core.errors import ExperimentError
from core.experiment.presets import without_words
from core.experiment.settings import Experiment
from core.messages import fill, listed, paragraph, percentage, to_translate, tr, translate
from core.network.initialisers import INITIALISERS
from core.network.targets import NUMBERS
from core.runs.comparison import setting_label, setting_text
from core.sweeps.goals import GOALS
from core.sweeps.over import Choices, Over
from core.sweeps.results import SweepResults, Trial
from core.sweeps.sweep import Sweep, Values
from core.sweeps.usual_ranges import LAYERS, VARIED, base_for, layers

SEEDS = 3
SCALES = (0.01, 0.1, 1.0, 3.0)
PICTURES = "data.leave_out"
DRAWN_SAMPLES, TRAIN_SHARE = "data.samples", "data.train_share"
# Of all training samples these shares are tried, each but the last drawn so many times.
SHARES, DRAWS = (0.125, 0.25, 0.5, 1.0), 2
# Fewer samples than this cannot be divided so.
FEWEST = 24
# A share of fewer test samples is a coarse one.
FEW_TESTED = 100
# A doubling of the samples that adds no more adds little: a share of right answers, or of a cost.
LITTLE = 0.04
# How many times as many units the larger of two networks has in every hidden layer.
LARGER, USUAL_UNITS = 4, 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a row: what it is called, how it is answered, its sweep, and its answer.

    `plan(experiment, dataset)` raises ExperimentError where it cannot be asked of these; the answer
    is of the trials that have ended, and at least one has a result.
    """

    name: str
    label: str
    about: str
    plan: Callable[[Experiment, Dataset], Sweep]
    answer: Callable[[SweepResults, "DataCounts"], "Answer"]


class DataCounts(NamedTuple):
    """Of the data of a sweep: n[0], n[L], the training samples, and those of the test part.

    `constant` is the share of the test part that the best answer for all of them has right; 0 where
    there are no classes or no test part.
    """

    inputs: int
    outputs: int
    samples: int
    test_samples: int
    constant: float = 0.0

    @classmethod
    def of(cls, dataset: Dataset) -> "DataCounts":
        """Count them."""
        train = dataset.train
        test = dataset.test
        constant = best_constant_answer(test).share if test else 0.0
        tested = test.m if test else 0
        return cls(dataset.inputs.count, len(train.Y), train.m, tested, constant)


class Answer(NamedTuple):
    """A sentence with its numbers, and what it says to take: a trial, or settings, if any."""

    sentence: str
    take: Trial | None = None
    changes: Values = {}  # noqa: RUF012


BEST = to_translate(
    "Best of {count}: {settings}, with a median {goal} of {median} ({low} to {high} over {seeds} "
    "first weights)."
)
BEST_SO_FAR = to_translate("So far {count} of {total} choices have ended.")
NONE_BEATS = to_translate(
    "None of these has more of the test samples right than always answering the largest class "
    "would ({constant}): none is to be taken. Look at Health for what is in the way."
)
BEST_DOES_NOT = to_translate(
    "But {settings} has {accuracy} of the test samples right, no more than always answering the "
    "largest class would ({constant}), as others do: compare them by the test accuracy."
)
BEST_OF_ONE = to_translate("Best of {count}: {settings}, with a {goal} of {median}.")
ALIKE = to_translate(
    "{others} {others:other is|others are} as good within luck (one standard error of its runs)."
)
NO_OTHER = to_translate(
    "No other median is within one standard error of its runs; where ranges overlap, other seeds "
    "may still turn the order round."
)
SMALLEST = to_translate("The smallest of these, {smallest}, is enough: take that one.")
AT_THE_END = to_translate(
    "The best {setting} is at the end of its range: a wider one may have better."
)
ONE_SEED = to_translate("Each was trained from one seed only, so luck may have decided.")
NOTHING = to_translate("No run has a result yet.")


def best_answer(results: SweepResults, counts: DataCounts) -> Answer:
    """Say which settings are best, and how many others are as good within luck."""
    best = results.best
    if best is None:
        return Answer(translate(NOTHING))
    parts = [_best_sentence(results, best)]
    if len(results.trials) < results.sweep.total:
        text = translate(BEST_SO_FAR)
        parts.append(fill(text, count=len(results.trials), total=results.sweep.total))
    if results.sweep.seeds > 1:
        others = len(_as_good(results, best)) - 1
        parts.append(fill(translate(ALIKE if others else NO_OTHER), others=others))
    else:
        parts.append(translate(ONE_SEED))
    parts += [
        fill(translate(AT_THE_END), setting=setting_label(over.key))
        for over in results.sweep.over
        if _is_at_an_end(results, best, over.key)
    ]
    return _checked(Answer(paragraph(*parts), best), results, counts)


def layers_answer(results: SweepResults, counts: DataCounts) -> Answer:
    """Say which network is best, and the smallest that is as good within luck."""
    answer = best_answer(results, counts)
    if answer.take is None:
        return answer
    alike = _as_good(results, answer.take)
    smallest = min(alike, key=lambda trial: _weights(trial.settings[LAYERS], counts))
    if smallest is answer.take:
        return answer
    text = fill(translate(SMALLEST), smallest=settings_text(smallest.settings))
    return _checked(Answer(paragraph(answer.sentence, text), smallest), results, counts)


def _checked(answer: Answer, results: SweepResults, counts: DataCounts) -> Answer:
    """Take nothing that is no better than one answer for all test samples, and say so."""
    if answer.take is None:
        return answer
    accuracy = answer.take.figure("test_accuracy")[0]
    # Of numbers there is no accuracy: it is NaN, and never at most the constant's.
    if not counts.constant or not accuracy <= counts.constant:
        return answer
    beaten = any(t.figure("test_accuracy")[0] > counts.constant for t in results.trials)
    text = fill(
        translate(BEST_DOES_NOT if beaten else NONE_BEATS),
        settings=settings_text(answer.take.settings),
        accuracy=figure_text(accuracy, "test_accuracy"),
        constant=figure_text(counts.constant, "test_accuracy"),
    )
    return Answer(paragraph(answer.sentence, text))


def _best_sentence(results: SweepResults, best: Trial) -> str:
    goal = results.goal
    median, low, high = (figure_text(value, goal.name) for value in best.figure(goal.name))
    text = translate(BEST if results.sweep.seeds > 1 else BEST_OF_ONE)
    return fill(
        text,
        count=len(results.trials),
        settings=settings_text(best.settings),
        goal=translate(goal.label),
        median=median,
        low=low,
        high=high,
        seeds=results.sweep.seeds,
    )


def _is_at_an_end(results: SweepResults, best: Trial, key: str) -> bool:
    """Tell whether a number of the best trial is the lowest or highest of some that were tried."""
    values = [trial.settings[key] for trial in results.trials]
    tried = {value for value in values if isinstance(value, int | float)}
    numbers = all(isinstance(value, int | float) for value in values)
    return numbers and len(tried) > 2 and best.settings[key] in (min(tried), max(tried))


def _as_good(results: SweepResults, best: Trial) -> list[Trial]:
    """Return the trials whose median is within one standard error of the best one's.

    The rule is that of Breiman et al. 1984, Classification and regression trees, section 3.4.3.
    """
    losses = [loss for loss in best.run_losses if math.isfinite(loss)]
    error = float(np.std(losses, ddof=1)) / math.sqrt(len(losses)) if len(losses) > 1 else 0.0
    return [trial for trial in results.trials if trial.loss <= best.loss + error]


def _weights(hidden: Sequence[int], counts: DataCounts) -> int:
    return count_weights((counts.inputs, *hidden, counts.outputs))


def count_weights(sizes: Sequence[int]) -> int:
    """Count the weights and biases of layers of these sizes."""
    return sum((before + 1) * after for before, after in itertools.pairwise(sizes))


def settings_text(settings: dict[str, Any]) -> str:
    """Write the settings of a trial as people do: learning rate 0.1, activation tanh."""
    text = tr("{setting} {value}")
    named = (
        text.format(setting=setting_label(key), value=setting_text(key, value))
        for key, value in settings.items()
        if key != PICTURES
    )
    return str(listed(named))


DRAWN_WEIGHTS = to_translate(
    "Here the first weights are drawn ({kind}): from equal ones hidden units would stay alike."
)
ONE_ACTIVATION = to_translate("Here all hidden layers have the activation of the first, {name}.")


def remarks(sweep: Sweep, experiment: Experiment) -> str:
    """Say what a sweep over the layers has changed in the experiment that it is of."""
    before, now = experiment.network, sweep.experiment.network
    parts = []
    if now.initialisation != before.initialisation:
        kind = setting_text("network.initialisation", now.initialisation)
        parts.append(fill(translate(DRAWN_WEIGHTS), kind=kind))
    if now.activation != before.activation:
        name = setting_text("network.activation", now.activation)
        parts.append(fill(translate(ONE_ACTIVATION), name=name))
    return paragraph(*parts)


def figure_text(value: float, name: str) -> str:
    """Write a cost as a number, and an accuracy in percent."""
    if not math.isfinite(value):
        return "-"
    return percentage(f"{100 * value:.1f}") if GOALS[name].more_is_better else f"{value:.4g}"


def _rates(experiment: Experiment, dataset: Dataset) -> Sweep:
    return Sweep(
        experiment=experiment,
        over=(VARIED["training.learning_rate"](experiment),),
        seeds=SEEDS,
    )


def _networks(experiment: Experiment, dataset: Dataset) -> Sweep:
    over = (layers(experiment),)
    return Sweep(experiment=base_for(experiment, over), over=over, seeds=SEEDS)


def _starts(experiment: Experiment, dataset: Dataset) -> Sweep:
    kinds = tuple(name for name, row in INITIALISERS.items() if row.draws)
    scales = tuple(sorted({*SCALES, experiment.network.scale} - {0.0}))
    over: tuple[Over, ...] = (
        Choices("network.initialisation", kinds),
        Choices("network.scale", scales),
    )
    return Sweep(experiment=experiment, over=over, seeds=2)


def _more_samples(experiment: Experiment, dataset: Dataset) -> Sweep:
    """Train with an eighth, a quarter, a half and all of the samples, in two sizes of network."""
    if dataset.test is None:
        raise ExperimentError(
            "Whether more samples help is seen on a test part, and nothing is kept for the test: "
            "set data.test_share to 0.2 or so, or give a test folder."
        )
    if dataset.train.m < FEWEST:
        raise ExperimentError(
            "{samples} training samples are too few to try with fewer: give {fewest} at least.",
            samples=dataset.train.m,
            fewest=FEWEST,
        )
    hidden = experiment.network.hidden
    larger = tuple(LARGER * units for units in hidden) or (USUAL_UNITS,)
    base = base_for(experiment, (layers(experiment),))
    base, samples = _with_fewer(base, dataset)
    return Sweep(
        experiment=base,
        over=(samples, Choices(LAYERS, (hidden, larger))),
        seeds=2,
        goal="test_cost" if dataset.targets is NUMBERS else "test_accuracy",
    )


def _with_fewer(experiment: Experiment, dataset: Dataset) -> tuple[Experiment, Choices]:
    """Return an experiment whose test samples stay, and choices of fewer training samples."""
    data, m = experiment.data, dataset.train.m
    if dataset.train.names and DATASETS[data.kind].needs_folder and data.kind == "pictures":
        if dataset.test and not data.test_folder:
            # Drawn again from fewer files the test part would be another one.
            names = tuple(sorted(dataset.test.names))
            data = replace(data, test_share=0.0, test_pictures=names, train_pictures=())
        left_out = _left_out(dataset)
        choices = tuple(tuple(sorted({*data.leave_out, *names})) for names in left_out)
        return replace(experiment, data=data), Choices(PICTURES, choices)
    if DRAWN_SAMPLES.partition(".")[2] in DATASETS[data.kind].settings and data.test_samples:
        counts = tuple(dict.fromkeys(round(share * m) for share in SHARES))
        return experiment, Choices(DRAWN_SAMPLES, counts)
    shares = tuple(share * data.train_share for share in SHARES)
    return experiment, Choices(TRAIN_SHARE, shares)


def _left_out(dataset: Dataset) -> list[tuple[str, ...]]:
    """Return which files to leave out for each share and draw: of each class the same share."""
    labels, names = dataset.train.labels, np.array(dataset.train.names, dtype=object)
    found: list[tuple[str, ...]] = []
    for share in SHARES[:-1]:
        for draw in range(DRAWS):
            random = np.random.RandomState(draw)
            order = random.permutation(len(labels))
            out = [
                order[labels[order] == label][max(1, round(share * np.sum(labels == label))) :]
                for label in np.unique(labels)
            ]
            found.append(tuple(names[np.concatenate(out)].tolist()))
    return [*found, ()]


def samples_of(settings: dict[str, Any], sweep: Sweep, counts: DataCounts) -> int:
    """Count the training samples of a trial of *Do I need more pictures?*."""
    if PICTURES in settings:
        return counts.samples - len({*settings[PICTURES]} - {*sweep.experiment.data.leave_out})
    if TRAIN_SHARE in settings:
        return round(counts.samples * settings[TRAIN_SHARE] / sweep.experiment.data.train_share)
    return int(settings[DRAWN_SAMPLES])


class _Curve(NamedTuple):
    """Of one network: the medians of the goal's figure by the number of samples, growing."""

    hidden: tuple[int, ...]
    samples: list[int]
    medians: list[float]
    spread: float


HALF = to_translate(
    "Size of the hidden layers {network}: with all {samples:,} training samples the {goal} is "
    "{all}, with half of them {half}."
)
MORE_HELPS = to_translate(
    "The last doubling added {gain}. Each doubling usually adds less than the one before, so twice "
    "as many would add some of that, hardly more: get more samples."
)
MORE_HARDLY = to_translate(
    "The last doubling added {gain}, and {little} or less is little: more samples of the same kind "
    "would hardly help. Try another network, or other inputs."
)
STILL_RISES = to_translate(
    "The last doubling added {gain}: it still gets better, but {tested:,} test samples and {seeds} "
    "first weights are too few to tell that from luck ({luck})."
)
NO_RISE = to_translate(
    "The last doubling added {gain}, but {tested:,} test samples and {seeds} first weights are too "
    "few to tell: so much comes and goes by luck ({luck})."
)
COARSE = to_translate(
    "The test part has {samples} samples only: each is {points} points, and the next {samples} may "
    "be answered otherwise."
)
LARGER_BETTER = to_translate("The larger network is better by {gain}: take it.")
LARGER_ALIKE = to_translate("A network with more units is no better with these samples.")


def samples_answer(results: SweepResults, counts: DataCounts) -> Answer:
    """Say what the last doubling of the samples did, and whether a larger network does more.

    Nothing is extrapolated but that doublings add less and less, as in power laws of the error:
    J. Hestness et al. 2017, Deep learning scaling is predictable, empirically.
    """
    curves = [curve for curve in _curves(results, counts) if len(curve.samples) > 1]
    if not curves:
        return Answer(translate(NOTHING))
    goal, sign = results.goal, 1.0 if results.goal.more_is_better else -1.0
    best = max(curves, key=lambda curve: sign * curve.medians[-1])
    gain = sign * (best.medians[-1] - best.medians[-2])
    luck, little = best.spread, LITTLE * abs(best.medians[-2])
    if goal.more_is_better:
        share = best.medians[-1]
        # The standard error of a share of so many samples.
        error = math.sqrt(share * (1 - share) / max(counts.test_samples, 1))
        luck, little = max(luck, error), LITTLE
    parts = [
        fill(
            translate(HALF),
            network=setting_text(LAYERS, best.hidden),
            samples=best.samples[-1],
            goal=translate(goal.label),
            all=figure_text(best.medians[-1], goal.name),
            half=figure_text(best.medians[-2], goal.name),
        ),
        fill(
            translate(_verdict(gain, luck, little)),
            gain=_difference_text(gain, goal.more_is_better),
            luck=_difference_text(luck, goal.more_is_better),
            little=_difference_text(little, goal.more_is_better),
            tested=counts.test_samples,
            seeds=results.sweep.seeds,
        ),
    ]
    if goal.more_is_better and counts.test_samples < FEW_TESTED:
        points = f"{100 / max(counts.test_samples, 1):.1f}"
        parts.append(fill(translate(COARSE), samples=counts.test_samples, points=points))
    changes: Values = {}
    if len(curves) > 1:
        small, large = (sign * curve.medians[-1] for curve in curves[:2])
        better = large - small > max(luck, *(curve.spread for curve in curves))
        text = translate(LARGER_BETTER if better else LARGER_ALIKE)
        parts.append(fill(text, gain=_difference_text(large - small, goal.more_is_better)))
        if better:
            changes = {LAYERS: curves[1].hidden}
    return Answer(paragraph(*parts), changes=changes)


def _verdict(gain: float, luck: float, little: float) -> str:
    if gain <= little and luck <= little:
        return MORE_HARDLY
    if gain > luck:
        return MORE_HELPS
    return STILL_RISES if gain > 0 else NO_RISE


def _difference_text(value: float, in_percent: bool) -> str:
    return f"{100 * value:.1f} points" if in_percent else f"{value:.3g}"


def _curves(results: SweepResults, counts: DataCounts) -> list[_Curve]:
    networks = dict.fromkeys(tuple(trial.settings[LAYERS]) for trial in results.trials)
    curves, name = [], results.goal.name
    for hidden in sorted(networks, key=lambda hidden: _weights(hidden, counts)):
        figures: dict[int, list[float]] = {}
        for trial in results.trials:
            if tuple(trial.settings[LAYERS]) == hidden:
                values = [getattr(run.result, name) for run in trial.runs if run.result]
                known = [value for value in values if value is not None]
                figures.setdefault(samples_of(trial.settings, results.sweep, counts), []).extend(
                    known
                )
        samples = sorted(count for count, known in figures.items() if known)
        medians = [float(np.median(figures[count])) for count in samples]
        spread = max((max(figures[n]) - min(figures[n]) for n in samples[-2:]), default=0.0)
        curves.append(_Curve(hidden, samples, medians, spread))
    return curves


_ROWS = (
    Question(
        "rates",
        to_translate("Which rate, by whole runs?"),
        to_translate("Whole runs at seven rates about the one of now, from three first weights."),
        _rates,
        best_answer,
    ),
    Question(
        "layers",
        to_translate("How many layers and units?"),
        to_translate(
            "Networks from no hidden layer to three, from three first weights each: the smallest "
            "that does as well as the best is enough."
        ),
        _networks,
        layers_answer,
    ),
    Question(
        "start",
        to_translate("Which start?"),
        to_translate(
            "Every kind of first weights at several scales, from two seeds each: where does the "
            "cost come down furthest?"
        ),
        _starts,
        best_answer,
    ),
    Question(
        "samples",
        to_translate("Do I need more pictures?"),
        to_translate(
            "Learn from an eighth, a quarter, a half and all of the samples, in two sizes of "
            "network: does the test part still gain? Of pictures each part is drawn twice."
        ),
        _more_samples,
        samples_answer,
    ),
)
QUESTIONS = {row.name: row for row in _ROWS}


def own_sweep(experiment: Experiment, over: tuple[Over, ...] = ()) -> Sweep:
    """Return a sweep of one's own, which begins with the rate and the layers about those of now."""
    over = over or tuple(
        VARIED[key](experiment) for key in ("training.learning_rate", "network.scale")
    )
    return Sweep(experiment=base_for(without_words(experiment), over), over=over)
