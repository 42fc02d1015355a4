"""All that is looked for in a run, in the order of cause and effect, and when it can be told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from core.network.network import ForwardPass
from core.training.health import (
    answers,
    curves,
    generalisation,
    gradient_flow,
    samples,
    settings,
    start,
    units,
)
from core.training.health.findings import Finding
from core.training.health.run_under_test import RunUnderTest
from core.training.metrics import pass_over
from core.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Check:
    """One check as a row of a table.

    It can be told after `share` of the run and `updates` of it; `at_rest` waits until the
    run does, because it looks at all samples or takes long. `of_diverged` is for runs whose
    numbers are no longer finite, which no other check looks at.
    """

    examine: Callable[[RunUnderTest], Iterator[Finding]]
    share: float = 0.0
    updates: int = 0
    at_rest: bool = False
    of_diverged: bool = False


CHECKS = (
    # The samples explain what the start does, the start what the rate does, the rate what becomes
    # of units and gradients, and those what is learned.
    Check(samples.unscaled),
    Check(samples.shuffled_labels, share=0.5, updates=curves.SOME, at_rest=True),
    Check(units.symmetric),
    Check(units.saturated_start, at_rest=True),
    Check(start.large_start, at_rest=True),
    Check(curves.diverged, of_diverged=True),
    Check(answers.strong_penalty, share=0.5, updates=1),
    Check(curves.too_high, updates=20),
    Check(units.dead),
    Check(units.saturated),
    Check(gradient_flow.gradients),
    Check(settings.linear),
    Check(curves.hardly_moved, share=0.5, updates=curves.SOME),
    Check(curves.slow, share=1.0, updates=1, at_rest=True),
    Check(answers.no_better, share=0.5, updates=1),
    Check(answers.never_answered, share=0.5, updates=1),
    Check(generalisation.overfitting, share=0.5, updates=1),
    Check(generalisation.no_better_on_test, share=0.5, updates=1),
    Check(curves.still_falling, share=1.0, updates=1, at_rest=True),
    Check(curves.stopped_early),
    Check(generalisation.no_test_samples, share=0.5, updates=1),
)


def findings(
    trainer: Trainer, forward_pass: ForwardPass, Y: np.ndarray, at_rest: bool
) -> Iterator[Finding]:
    """Say what is worth telling about the run as it stands, causes before what they explain.

    `forward_pass` is a pass over training samples with targets Y (n[L], k).
    """
    seen = RunUnderTest(trainer, forward_pass, Y)
    for row in CHECKS:
        late = trainer.iteration >= max(row.share * trainer.updates, row.updates)
        if late and (at_rest or not row.at_rest) and row.of_diverged is trainer.diverged:
            yield from row.examine(seen)


def final_findings(trainer: Trainer) -> tuple[Finding, ...]:
    """Say what is worth telling about a run, looking at every training sample."""
    X, Y = trainer.parametrisation.train
    with np.errstate(all="ignore"):
        forward_pass = pass_over(
            trainer.parametrisation.network,
            trainer.parametrisation.parameters,
            X,
            trainer.executor,
        )
        return tuple(findings(trainer, forward_pass, Y, at_rest=True))
