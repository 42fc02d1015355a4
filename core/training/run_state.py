"""Where a run stands: all that it needs, beside its curves, to go on with the same bits."""

from typing import Literal, NamedTuple

import numpy as np

from core.experiment.settings import Experiment
from core.interruption import copied, copy_to
from core.training.trainer import Trainer


class RunState(NamedTuple):
    """A run between two updates, in arrays that training does not change.

    `parametrisation` says what `weights` and the vectors of `rule` are of; `rule_count` is the
    number of updates that the rule has made, `batches_start` the (update, epoch) at which the
    batches began.
    """

    experiment: Experiment
    parametrisation: Literal["direct", "span"]
    iteration: int
    batches_start: tuple[int, int]
    weights: np.ndarray
    rule: dict[str, np.ndarray]
    rule_count: int
    diverged: bool
    stopped_early: bool

    @classmethod
    def of(cls, trainer: Trainer) -> "RunState":
        """Copy the state of a run."""
        trainer.finish_update()
        rule = trainer.update_step.rule
        return cls(
            trainer.experiment,
            trainer.parametrisation.name,
            trainer.iteration,
            trainer.batches.start,
            copied(trainer.parametrisation.parameters.flat),
            {name: copied(vector) for name, vector in rule.state.items()},
            rule.count,
            trainer.diverged,
            trainer.stopped_early,
        )

    @property
    def size(self) -> int:
        """Count the bytes of the arrays."""
        return self.weights.nbytes * (1 + len(self.rule))

    def matches(self, trainer: Trainer) -> bool:
        """Tell whether a trainer has the settings and parametrisation of these arrays."""
        return (
            trainer.parametrisation.name == self.parametrisation
            and trainer.experiment == self.experiment
        )

    def restore_into(self, trainer: Trainer) -> None:
        """Put a trainer that it matches into this state.

        Raises ValueError where an array has another shape.
        """
        trainer.forget_update()
        rule = trainer.update_step.rule
        copy_to(trainer.parametrisation.parameters.flat, self.weights)
        for name, vector in rule.state.items():
            copy_to(vector, self.rule[name])
        rule.count = self.rule_count
        trainer.diverged, trainer.stopped_early = self.diverged, self.stopped_early
        trainer.iteration = self.iteration
        trainer.make_batches(self.batches_start)
