"""Where a run stands: all that it needs, beside its curves, to go on with the same bits."""

from typing import Literal, NamedTuple

import numpy as np

from core.experiment.settings import Experiment
from core.training.trainer import Trainer


class RunState(NamedTuple):
    """A run between two updates, in arrays that training does not change.

    `way` says how it is worked out, and so what `weights` and the vectors of `rule` are of;
    `rule_count` is the rule's own, `batches_start` the (update, epoch) at which batches began.
    """

    experiment: Experiment
    way: Literal["direct", "span"]
    iteration: int
    batches_start: tuple[int, int]
    weights: np.ndarray
    rule: dict[str, np.ndarray]
    rule_count: int
    diverged: bool
    stopped_early: bool

    @classmethod
    def of(cls, trainer: Trainer) -> "RunState":
        """Copy what there is of a run."""
        rule = trainer.descent.rule
        return cls(
            trainer.experiment,
            trainer.way.name,
            trainer.iteration,
            trainer.batches.start,
            trainer.way.parameters.flat.copy(),
            {name: vector.copy() for name, vector in rule.state.items()},
            rule.count,
            trainer.diverged,
            trainer.stopped_early,
        )

    @property
    def size(self) -> int:
        """Count the bytes of the arrays."""
        return self.weights.nbytes * (1 + len(self.rule))

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether a trainer has the settings and the way that these arrays are of."""
        return trainer.way.name == self.way and trainer.experiment == self.experiment

    def put_back(self, trainer: Trainer) -> None:
        """Have a trainer that it fits go on from here; ValueError where an array does not."""
        rule = trainer.descent.rule
        trainer.way.parameters.flat[:] = self.weights
        for name, vector in rule.state.items():
            vector[:] = self.rule[name]
        rule.count = self.rule_count
        trainer.diverged, trainer.stopped_early = self.diverged, self.stopped_early
        trainer.iteration = self.iteration
        trainer.learn_in_batches(self.batches_start)
