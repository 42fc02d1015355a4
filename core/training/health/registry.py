"""All that is looked for in a run, and when it can be told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from core.network.network import ForwardPass
from core.training.health import (
    curves,
    gradient_flow,
    samples,
    settings,
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
    run does, because it looks at all samples or takes long.
    """

    examine: Callable[[RunUnderTest], Iterator[Finding]]
    share: float = 0.0
    updates: int = 0
    at_rest: bool = False


CHECKS = (
    Check(curves.stopped_early),
    Check(units.dead),
    Check(units.saturated),
    Check(units.symmetric),
    Check(settings.linear),
    Check(gradient_flow.gradients),
    Check(samples.unscaled),
    Check(curves.too_high, updates=20),
    Check(curves.hardly_moved, share=0.5, updates=curves.SOME),
    Check(curves.no_better, share=0.5, updates=1),
    Check(curves.overfitting, share=0.5, updates=1),
    Check(units.began_saturated, at_rest=True),
    Check(samples.shuffled_labels, share=0.5, updates=curves.SOME, at_rest=True),
)


def findings(
    trainer: Trainer, forward_pass: ForwardPass, Y: np.ndarray, at_rest: bool
) -> Iterator[Finding]:
    """Say what is worth telling about the run as it stands.

    `forward_pass` is a pass over training samples with targets Y (n[L], k).
    """
    seen = RunUnderTest(trainer, forward_pass, Y)
    if trainer.diverged:
        yield from curves.diverged(seen)
        return
    for row in CHECKS:
        late = trainer.iteration >= max(row.share * trainer.updates, row.updates)
        if late and (at_rest or not row.at_rest):
            yield from row.examine(seen)


def final_findings(trainer: Trainer) -> tuple[Finding, ...]:
    """Say what is worth telling about a run, looking at every training sample."""
    X, Y = trainer.parametrisation.train
    with np.errstate(all="ignore"):
        forward_pass = pass_over(
            trainer.parametrisation.network, trainer.parametrisation.parameters, X
        )
        return tuple(findings(trainer, forward_pass, Y, at_rest=True))
