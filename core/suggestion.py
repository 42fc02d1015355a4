"""Settings that suit data, told from what it is: one rule for each sort, and why."""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

import numpy as np

from core.background import JobUpdate
from core.data.facts import DataFacts, gather_facts
from core.data.generated.painted_points import PLANE
from core.data.registry import DATASETS, Report
from core.data.scaling import SCALINGS
from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import with_settings
from core.files import list_shown, shown
from core.messages import Message, listed, paragraph, to_translate
from core.network.activations import RECOMMENDED
from core.network.losses import AUTO, LOSSES
from core.network.targets import CLASSES

BATCH = 32
"""Samples, or nearly so many where the last batch of a pass would be small."""
LARGEST_SIDE = 32
"""Pixels: larger pictures take longer."""
MANY_CLASSES = 10
TEST_SHARE = 0.2
FEWEST = 5
"""Samples of a class, so that a share for the test leaves 4 to learn from."""
RARE = 0.1
"""The part of a table that may be of classes with fewer where a share is kept all the same."""
EXPLAINED = frozenset({"network.hidden", "training.learning_rate", "training.l2"})
"""Settings that the reason for a rule speaks of."""
_MOST_NAMED = 6
# Taken anew, so that data are learned alike wherever they are opened; nobody waits to be told.
_UNTOLD = {"network.seed"}
OBLONG = 1.5
"""So many times as wide as high, or as one picture against another: of another shape."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of RULES: the settings for data that it `applies` to, and the reason for them.

    `updates` is how long to train; the first row that applies counts.
    """

    name: str
    applies: Callable[[DataFacts], bool]
    reason: str
    hidden: tuple[int, ...]
    learning_rate: float
    updates: int
    l2: float = 0.0


RULES = (
    Rule(
        "points",
        lambda facts: facts.features is not None and facts.features <= 8,
        to_translate("a few numbers need bent borders, so there are two hidden layers"),
        hidden=(64, 32),
        learning_rate=0.003,
        updates=3000,
    ),
    Rule(
        "numbers",
        lambda facts: facts.features is not None,
        to_translate("numbers on different scales learn best standardised"),
        hidden=(64,),
        learning_rate=0.001,
        updates=2000,
    ),
    Rule(
        "small pictures",
        lambda facts: 0 < facts.fixed_size <= 16,
        to_translate("small pictures are learned fast, so the rate is higher"),
        hidden=(64,),
        learning_rate=0.003,
        updates=2000,
    ),
    Rule(
        "many pictures",
        lambda facts: facts.m >= 2000,
        to_translate("so many can train a wider network"),
        hidden=(128,),
        learning_rate=0.001,
        updates=3000,
    ),
    Rule(
        "many classes",
        lambda facts: len(facts.counts) > MANY_CLASSES,
        to_translate("many classes take longer to tell apart"),
        hidden=(64,),
        learning_rate=0.001,
        updates=2000,
        l2=1.0,
    ),
    Rule(
        "few pictures",
        lambda facts: True,
        to_translate(
            "few pictures are soon learned by heart, so steps are small and L2 holds the weights"
        ),
        hidden=(64,),
        learning_rate=0.0003,
        updates=1200,
        l2=0.3,
    ),
)
"""What was measured is in benchmarks/SUGGESTIONS.md (`python -m benchmarks.suggestions --write`).

Inputs around 0 are what matters most: ReLU units with He's start die on pictures in 0..1
at the same rate. A rate of 0.001 for few pictures left wide photos 11 % below the best of a search,
and 0.0003 for 26 letters left those 7 % below.
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Settings by their keys; sentences that say what they are and why; keys left as they were."""

    changes: dict[str, object]
    sentences: tuple[Message, ...]
    kept: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return self.text(str)

    def with_count(self, count: int) -> "Suggestion":
        """Return it with the number of samples that reading them has found."""
        summary, *others = self.sentences
        counted = Message(summary.text, summary.key, **{**summary.values, "count": count})
        return replace(self, sentences=(counted, *others))

    def text(self, name: Callable[[str], str]) -> str:
        """Return all sentences; `name` says what the setting of a key is called."""
        kept = listed(map(name, self.kept))
        left = (Message("Left as you set it: {settings}.", settings=kept),) if kept else ()
        return paragraph(*self.sentences, *left)


@dataclass(frozen=True, slots=True)
class SuggestionOrder:
    """Ask for settings for the data of an experiment; those of `by_hand` stay."""

    experiment: Experiment
    by_hand: frozenset[str] = frozenset()


SuggestionUpdate = JobUpdate[SuggestionOrder, Suggestion]


def run_suggestion(order: SuggestionOrder, report: Report | None = None) -> Suggestion:
    """Look at the data and suggest settings; `report(done, total)` may raise, such as Cancelled.

    Raises DataError or ExperimentError where the data cannot be used.
    """
    facts = gather_facts(order.experiment.data, report)
    return suggest(facts, order.experiment, order.by_hand)


def suggest_for(
    experiment: Experiment, by_hand: Collection[str] = (), report: Report | None = None
) -> Suggestion | None:
    """Suggest settings for the data of an experiment; None where it cannot be used.

    `report(done, total)` may raise, such as Cancelled.
    """
    try:
        return run_suggestion(SuggestionOrder(experiment, frozenset(by_hand)), report)
    except LayerbenchError as problem:
        if isinstance(problem, Cancelled):
            raise
        return None


def rule_for(facts: DataFacts) -> Rule:
    """Return the rule that counts for data of these facts."""
    return next(row for row in RULES if row.applies(facts))


def suggest(facts: DataFacts, experiment: Experiment, by_hand: Collection[str] = ()) -> Suggestion:
    """Suggest settings for data of these facts; those that were set `by_hand` stay."""
    rule = rule_for(facts)
    share, test = _test_share(facts, experiment.data)
    data = _of_data(facts, experiment.data) | share
    kept_share = max(share.values(), default=0.0)
    if "data.test_share" in by_hand:
        kept_share = experiment.data.test_share
    wanted = data | _of_training(rule, facts, max(1, facts.learned_from(kept_share)))
    changes = {key: value for key, value in wanted.items() if key not in by_hand}
    if "training.iterations" in by_hand:
        changes["training.epochs"] = None
    changes = _fitting(experiment, changes)
    kept = tuple(
        key
        for key in wanted
        if key not in _UNTOLD and (key not in changes or changes[key] != wanted[key])
    )
    sentences = [_summary(facts, with_settings(experiment, changes))]
    if EXPLAINED.isdisjoint(kept):
        sentences.append(Message("Why: {reason}.", reason=Message(rule.reason)))
    if test and "data.test_share" in changes:
        sentences.append(test)
    return Suggestion(changes, tuple(sentences), kept)


def _of_data(facts: DataFacts, settings: DataSettings) -> dict[str, object]:
    reads = DATASETS[settings.kind].settings
    wanted: dict[str, object] = {
        "data.size": _size(facts),
        "data.colour": facts.colour,
        "data.fit": _fit(facts.sides),
        "data.scaling": "standardised",
    }
    if facts.features == PLANE.count and DATASETS[settings.kind].samples:
        wanted["data.scaling"] = "unit"  # points that are drawn lie around 0 already
    return {key: value for key, value in wanted.items() if key.partition(".")[2] in reads}


def _of_training(rule: Rule, facts: DataFacts, m: int) -> dict[str, object]:
    pictures, size = facts.features is None, TrainingSettings(batch_size=BATCH).even_batch_size(m)
    return {
        "network.hidden": rule.hidden,
        "network.activation": RECOMMENDED.name,
        "network.initialisation": "he",
        "network.scale": 1.0,
        "network.seed": NetworkSettings().seed,
        "network.precision": "float32" if pictures and not facts.fixed_size else "float64",
        "network.output": AUTO,
        "training.loss": next(row.name for row in LOSSES.values() if facts.targets in row.outputs),
        "training.optimiser": "adam",
        "training.learning_rate": rule.learning_rate,
        "training.schedule": "constant",
        "training.batch_size": size,
        "training.epochs": math.ceil(rule.updates / math.ceil(m / size)),
        "training.patience": 0,
        "training.l2": rule.l2,
        "training.l1": 0.0,
        "training.keep_probability": 1.0,
    }


def _size(facts: DataFacts) -> int:
    """Return the usual longer side of the pictures, at most LARGEST_SIDE."""
    if not facts.sides:
        return LARGEST_SIDE
    usual = float(np.median([max(sides) for sides in facts.sides]))
    return max(1, min(LARGEST_SIDE, round(usual)))


def _fit(sides: tuple[tuple[int, int], ...]) -> str:
    """Stretch pictures that are alike in shape; pad those of which some are wide, others high."""
    if not sides:
        return "stretch"
    low, high = np.quantile([width / height for width, height in sides], (0.1, 0.9))
    return "pad" if low < 1 / OBLONG and high > OBLONG else "stretch"


def _test_share(
    facts: DataFacts, settings: DataSettings
) -> tuple[dict[str, float], Message | None]:
    """Return the share for the test, and the sentence that tells of it."""
    if facts.has_test:
        return {"data.test_share": 0.0}, None
    if facts.uniform:
        return {"data.test_share": 0.0}, Message(
            "Nothing is kept for the test, because the class {name} is one picture repeated.",
            name=shown(facts.uniform[0]),
        )
    if facts.targets != CLASSES.name:
        return _samples_kept(facts)
    name, fewest = min(facts.counts.items(), key=lambda item: item[1])
    text = to_translate("{share:.0%} of each class is kept for the test.")
    if fewest < FEWEST and settings.kind == "table" and _are_rare(facts):
        text = to_translate(
            "{share:.0%} of each class is kept for the test, which says little about {name}: it "
            "has only {count} of {m:,} rows."
        )
    elif fewest < FEWEST:
        return {"data.test_share": 0.0}, Message(
            "Nothing is kept for the test, because the class {name} has only {count}: "
            "results say nothing about new samples.",
            name=shown(name),
            count=fewest,
        )
    return {"data.test_share": TEST_SHARE}, Message(
        text, share=TEST_SHARE, name=shown(name), count=fewest, m=facts.m
    )


def _are_rare(facts: DataFacts) -> bool:
    """Tell whether classes of few samples are a small part, beside two or more of enough."""
    enough = [count for count in facts.counts.values() if count >= FEWEST]
    return len(enough) > 1 and facts.m - sum(enough) <= RARE * facts.m


def _samples_kept(facts: DataFacts) -> tuple[dict[str, float], Message | None]:
    """Return the share of samples without classes, of numbers or labels."""
    if facts.m < FEWEST:
        return {"data.test_share": 0.0}, Message(
            "Nothing is kept for the test, because there {count:is only one sample|are only "
            "{count} samples}: results say nothing about new ones.",
            count=facts.m,
        )
    return {"data.test_share": TEST_SHARE}, Message(
        "{share:.0%} of the samples are kept for the test.", share=TEST_SHARE
    )


def _fitting(experiment: Experiment, changes: dict[str, object]) -> dict[str, object]:
    """Leave the layers as they are where a list with a value for each of them stays."""
    kept = (experiment.network.activation, experiment.training.keep_probability)
    stays = ("network.activation" not in changes, "training.keep_probability" not in changes)
    lists = [value for value, stay in zip(kept, stays, strict=True) if stay]
    if any(isinstance(value, tuple) for value in lists):
        return {key: value for key, value in changes.items() if key != "network.hidden"}
    return changes


def _summary(facts: DataFacts, experiment: Experiment) -> Message:
    """Say what was chosen, as it stands in the experiment with the suggestion."""
    data, network, training = experiment.data, experiment.network, experiment.training
    common: dict[str, object] = {
        "classes": len(facts.counts),
        "count": facts.m,
        "hidden": " + ".join(map(str, network.hidden)) or "0",
        "rate": training.learning_rate,
        "updates": training.updates(max(1, facts.learned_from(data.test_share))),
    }
    if facts.features is not None and facts.targets != CLASSES.name:
        text = to_translate(
            "Suggested for {count:,} samples of {features:,} {features:number|numbers} that tell "
            "{names}: {hidden} hidden {hidden:unit|units}, rate {rate:g}, {updates:,} "
            "{updates:update|updates}."
        )
        names = list_shown(list(facts.counts), _MOST_NAMED)
        return Message(text, "", features=facts.features, names=names, **common)
    if facts.features is not None:
        return Message(
            "Suggested for {count:,} samples of {features:,} {features:number|numbers} in "
            "{classes} classes: {hidden} hidden {hidden:unit|units}, rate {rate:g}, {updates:,} "
            "{updates:update|updates}.",
            "",
            features=facts.features,
            **common,
        )
    text = to_translate(
        "Suggested for {count:,} pictures in {classes} classes: {size} x {size} pixels, scaling "
        "{scaling}, {hidden} hidden {hidden:unit|units}, rate {rate:g}, {updates:,} "
        "{updates:update|updates}."
    )
    if facts.targets != CLASSES.name:
        text = to_translate(
            "Suggested for {count:,} pictures with {classes} {classes:label|labels}: {size} x "
            "{size} pixels, scaling {scaling}, {hidden} hidden {hidden:unit|units}, rate {rate:g}, "
            "{updates:,} {updates:update|updates}."
        )
    return Message(
        text,
        "",
        size=facts.fixed_size or data.size,
        scaling=Message(SCALINGS[data.scaling].label),
        **common,
    )
