"""One run of a trial: a pure function, so that it gives the same numbers wherever it is called."""

import math
from collections.abc import Callable

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.sweeps.goals import Goal
from core.sweeps.pruning import Thresholds, is_behind, places
from core.sweeps.run_result import FORMAT, RunResult, finite, kept_curve
from core.training.run import REPORTED
from core.training.trainer import Trainer


def train_run(
    key: str,
    data: str,
    experiment: Experiment,
    dataset: Dataset,
    goal: Goal,
    thresholds: Thresholds = (),
    check: Callable[[], None] | None = None,
) -> RunResult:
    """Train to the end, or to where the run is behind the `thresholds`; `check` may raise.

    `key` and `data` name the run and its samples. Raises ExperimentError where the settings ask for
    what the data does not have.
    """
    trainer = Trainer(experiment, dataset)
    losses: list[float] = []
    stops = places(trainer.updates) if thresholds else ()
    behind: float | None = None
    for place, stop in enumerate(stops):
        _advance(trainer, stop, check)
        if trainer.finished:
            break
        losses.append(_loss(trainer, goal))
        if is_behind(min(losses), thresholds[place]):
            behind = thresholds[place]
            break
    if behind is None:
        _advance(trainer, trainer.updates, check)
    return _result(key, data, trainer, losses, behind)


def _advance(trainer: Trainer, to: int, check: Callable[[], None] | None) -> None:
    while not trainer.finished and trainer.iteration < to:
        trainer.step(min(REPORTED, to - trainer.iteration))
        if check:
            check()


def _loss(trainer: Trainer, goal: Goal) -> float:
    score = trainer.score_test() if goal.of_test else trainer.score_train()
    if score is None:
        return math.inf
    loss = goal.loss(score.accuracy if goal.more_is_better else score.cost)
    return loss if math.isfinite(loss) else math.inf


def _result(
    key: str, data: str, trainer: Trainer, losses: list[float], behind: float | None
) -> RunResult:
    train, test, history = trainer.score_train(), trainer.score_test(), trainer.history
    return RunResult(
        format=FORMAT,
        key=key,
        data=data,
        experiment=trainer.experiment,
        iterations=trainer.iteration,
        unit=trainer.unit,
        diverged=trainer.diverged,
        stopped_early=trainer.stopped_early,
        pruned=behind is not None,
        threshold=behind,
        losses=tuple(map(finite, losses)),
        train_cost=finite(train.cost),
        test_cost=finite(test.cost) if test else None,
        train_accuracy=finite(train.accuracy),
        test_accuracy=finite(test.accuracy) if test else None,
        train_curve=kept_curve(history.train_cost.curve()),
        test_curve=kept_curve(history.test_cost.curve()),
    )
