"""All that is looked for in a run, in the order of cause and effect, and when it can be told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.interruption import check_interruption
from core.network.network import ForwardPass
from core.network.targets import CLASSES, LABELS, NUMBERS, TARGETS
from core.training.health import (
    answers,
    capacity,
    curves,
    generalisation,
    gradient_flow,
    labels_and_numbers,
    samples,
    settings,
    start,
    underfitting,
    units,
)
from core.training.health.findings import Finding
from core.training.health.run_under_test import RunUnderTest
from core.training.history import Curve
from core.training.metrics import pass_over
from core.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Check:
    """One check as a row of a table: what it looks for, and why it is told before what follows.

    It can be told after `share` of the run and `updates` of it; `at_rest` waits until the
    run does, because it looks at all samples or takes long. A run whose numbers are no longer
    finite is looked at by the rows `of_diverged` and by those `of_any`, which ask for data,
    settings and first weights alone. `targets` are the kinds of targets it is about.
    """

    examine: Callable[[RunUnderTest], Iterator[Finding]]
    because: str
    share: float = 0.0
    updates: int = 0
    at_rest: bool = False
    of_diverged: bool = False
    of_any: bool = False
    targets: tuple[str, ...] = tuple(TARGETS)

    def applies(self, trainer: Trainer, at_rest: bool) -> bool:
        """Tell whether a run can be told about as it stands."""
        late = trainer.diverged or (
            trainer.iteration >= max(self.share * trainer.updates, self.updates)
        )
        of_state = self.of_any or self.of_diverged is trainer.diverged
        of_targets = trainer.dataset.targets.name in self.targets
        return late and of_state and of_targets and (at_rest or not self.at_rest)


OF_CLASSES, OF_OTHERS = (CLASSES.name,), (LABELS.name, NUMBERS.name)

# A row explains only what follows it. `because` says what of that it does.
CHECKS = (
    Check(
        generalisation.test_was_learned,
        "a test of samples that were learned before tells neither good nor bad of what follows",
        of_any=True,
    ),
    Check(
        samples.unscaled,
        "sums far from 0 make the first cost large, the rate too high, and units flat",
        of_any=True,
    ),
    Check(
        answers.strong_penalty,
        "weights held at 0 are alike, pass no gradient and answer one class; steps of a strong "
        "penalty alone can go too far",
        share=0.5,
        updates=1,
        of_any=True,
    ),
    Check(units.symmetric, "units that are alike are one unit, of which no rate makes two"),
    Check(
        units.saturated_start,
        "units that begin at a flat end pass no gradient on, at any rate",
        at_rest=True,
    ),
    Check(
        start.large_start,
        "a first cost far too large makes steps far too long, which kill units",
        at_rest=True,
        of_any=True,
    ),
    Check(
        gradient_flow.fading_start,
        "layers that wait for a gradient learn late at any rate, and a longer run waits with them",
    ),
    Check(curves.diverged, "there are no numbers left to look at", of_diverged=True),
    Check(
        curves.tiny_last_batch,
        "steps by a few left-over samples make a cost swing, and leave answers anywhere",
        share=0.5,
        updates=1,
    ),
    Check(
        curves.too_high,
        "steps too long kill and saturate units, and leave costs and answers anywhere",
        updates=1,
    ),
    Check(
        capacity.too_few_units,
        "what does not fit through a layer is lost to all after it, and one unit dies easily",
        share=0.5,
        updates=curves.SOME,
        at_rest=True,
        targets=OF_CLASSES,
    ),
    Check(units.lost_layers, "nothing passes a dead layer: no weight before it can change"),
    Check(units.saturated_layers, "a gradient fades where it passes flat ends"),
    Check(gradient_flow.gradients, "layers that get hardly any gradient leave the cost as it is"),
    Check(
        underfitting.decayed,
        "a rate that has gone leaves the cost where it is, however high it began",
        share=1.0,
        updates=1,
        at_rest=True,
    ),
    Check(
        curves.far_too_slow,
        "weights that are still about the first ones are of no use, and the first ones at random",
        share=0.5,
        updates=curves.SOME,
    ),
    Check(
        curves.slow,
        "a cost that has fallen little leaves many answers wrong",
        share=1.0,
        updates=1,
        at_rest=True,
    ),
    Check(settings.linear, "what no straight line tells apart leaves the cost where it is"),
    Check(
        curves.stuck,
        "a cost that has not fallen leaves the answers at random",
        share=0.5,
        updates=curves.SOME,
    ),
    Check(
        curves.still_falling,
        "answers get right while a cost falls, and it had not done falling",
        share=1.0,
        updates=1,
        at_rest=True,
    ),
    Check(
        generalisation.test_cost_still_falls,
        "what is right on train alone says little while the test cost still falls",
        share=1.0,
        updates=1,
        at_rest=True,
        targets=OF_CLASSES,
    ),
    Check(
        generalisation.overfitting,
        "a test cost that rises ends a run early, and is what makes the test worse than train",
        share=0.5,
        updates=1,
        targets=OF_CLASSES,
    ),
    Check(
        labels_and_numbers.overfitting,
        "a test cost of labels or numbers that rises is what makes the test worse than train",
        share=0.5,
        updates=1,
        targets=OF_OTHERS,
    ),
    Check(curves.stopped_early, "what was not learned by the stop stays so"),
    Check(
        generalisation.uneven_classes,
        "a class that is nearly always right to answer is answered in the place of others, and "
        "leaves units with nothing to tell",
        share=0.5,
        updates=1,
        at_rest=True,
        targets=OF_CLASSES,
    ),
    Check(units.dead, "single units that are lost leave less to learn with, and explain no more"),
    Check(units.saturated, "as single dead units do"),
    Check(
        underfitting.no_hidden_layer,
        "what no straight border tells apart is answered wrong",
        share=1.0,
        updates=1,
        at_rest=True,
        targets=OF_CLASSES,
    ),
    Check(
        labels_and_numbers.no_hidden_layer,
        "what no sum of the inputs makes is answered wrong",
        share=1.0,
        updates=1,
        at_rest=True,
        targets=OF_OTHERS,
    ),
    Check(
        answers.no_better,
        "one answer for all is why other classes are never answered, and the test is no better",
        share=0.5,
        updates=1,
        targets=OF_CLASSES,
    ),
    Check(
        labels_and_numbers.no_better,
        "answers hardly better than one for all are why the test is no better",
        share=0.5,
        updates=1,
        targets=OF_OTHERS,
    ),
    Check(
        answers.never_answered,
        "a class that is not answered is wrong on the test too",
        share=0.5,
        updates=1,
        targets=OF_CLASSES,
    ),
    Check(
        answers.hardly_answered,
        "a class that is hardly answered is mostly wrong on the test too",
        share=0.5,
        updates=1,
        targets=OF_CLASSES,
    ),
    Check(
        generalisation.no_better_on_test,
        "it is the result, and explains nothing",
        share=0.5,
        updates=1,
        targets=OF_CLASSES,
    ),
    Check(
        labels_and_numbers.no_better_on_test,
        "it is the result of labels or numbers, and explains nothing",
        share=0.5,
        updates=1,
        targets=OF_OTHERS,
    ),
    Check(
        generalisation.rarely_found,
        "it is a part of the result, and explains nothing",
        share=0.5,
        updates=1,
        at_rest=True,
        targets=OF_CLASSES,
    ),
    Check(
        samples.shuffled_labels,
        "it may be why nothing was learned where nothing above is, and explains nothing else",
        share=0.5,
        updates=curves.SOME,
        at_rest=True,
        targets=OF_CLASSES,
    ),
    Check(
        generalisation.no_test_samples,
        "it says that the result is not known",
        share=0.5,
        updates=1,
        targets=OF_CLASSES,
    ),
    Check(
        labels_and_numbers.no_test_samples,
        "it says that the result of labels or numbers is not known",
        share=0.5,
        updates=1,
        targets=OF_OTHERS,
    ),
    Check(
        units.dead_yet_good,
        "it is what Activations shows, in a network that is good without those units",
        updates=1,
    ),
    Check(answers.usual_threshold, "it is how what is said above was counted", updates=1),
)


def findings(
    trainer: Trainer,
    forward_pass: ForwardPass,
    Y: np.ndarray,
    at_rest: bool,
    shown_curves: Mapping[str, Curve] | None = None,
) -> Iterator[Finding]:
    """Say what is worth telling about the run as it stands, causes before what they explain.

    `forward_pass` is a pass over training samples with targets Y (n[L], k). `shown_curves` are
    those that are shown, by name, where they end later than the trainer's own.
    """
    seen = RunUnderTest(trainer, forward_pass, Y, shown_curves)
    offered: dict[str, object] = {}
    for row in CHECKS:
        if row.applies(trainer, at_rest):
            check_interruption()
            for finding in row.examine(seen):
                yield _without_contradiction(_without_vain_offer(finding, seen), offered)


def _without_vain_offer(finding: Finding, seen: RunUnderTest) -> Finding:
    """Leave out an offer of the settings that the run was made with."""
    if finding.offer and not seen.is_changed_by(finding.offer):
        return replace(finding, offer=None)
    return finding


def _without_contradiction(finding: Finding, offered: dict[str, object]) -> Finding:
    """Leave out an offer to change a setting otherwise than an earlier finding has offered."""
    changes = finding.offer.changes if finding.offer else {}
    if any(offered.setdefault(key, value) != value for key, value in changes.items()):
        return replace(finding, offer=None)
    return finding


def final_findings(
    trainer: Trainer, shown_curves: Mapping[str, Curve] | None = None
) -> tuple[Finding, ...]:
    """Say what is worth telling about a run, looking at every training sample.

    `shown_curves` are those that are shown, by name, where they end later than the trainer's own.
    """
    X, Y = trainer.parametrisation.train
    with np.errstate(all="ignore"):
        forward_pass = pass_over(
            trainer.parametrisation.network,
            trainer.parametrisation.parameters,
            X,
            trainer.executor,
        )
        return tuple(findings(trainer, forward_pass, Y, at_rest=True, shown_curves=shown_curves))
