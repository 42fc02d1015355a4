"""A whole run as a pure function of its experiment and data."""

from collections.abc import Callable

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.training.trainer import Trainer

# Updates between two reports.
REPORTED = 16


def run(
    experiment: Experiment, dataset: Dataset, report: Callable[[Trainer], None] | None = None
) -> Trainer:
    """Train to the end and give the trainer; `report` is called every few updates."""
    return finish(Trainer(experiment, dataset), report)


def finish(trainer: Trainer, report: Callable[[Trainer], None] | None = None) -> Trainer:
    """Go on with a run to its end; `report` is called every few updates."""
    while not trainer.finished:
        trainer.step(REPORTED)
        if report:
            report(trainer)
    return trainer
