"""What runs have in common and where they differ, in words, and whether that is fair."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import asdict

from core.data.augmentation import FLIPS, active_augmentations
from core.data.flattening import FLATTENINGS
from core.data.scaling import SCALINGS
from core.experiment.settings import Experiment
from core.messages import clauses, fill, labelled, listed, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.network.class_weights import ALIKE, CLASS_WEIGHTS
from core.network.initialisers import INITIALISERS
from core.network.losses import LOSSES, OUTPUTS
from core.network.optimisers import OPTIMISERS
from core.network.schedules import SCHEDULES
from core.runs.record import Record

# What a setting is called, by its key; one that is missing goes by its own name.
NAMES = {
    "data": to_translate("data"),
    "data.size": to_translate("side of the pictures in pixels"),
    "data.colour": to_translate("colour"),
    "data.fit": to_translate("fit of the pictures"),
    "data.background": to_translate("background"),
    "data.grey_range": to_translate("range of grey"),
    "data.positive_class": to_translate("class that counts as 1"),
    "data.samples": to_translate("number of samples"),
    "data.test_samples": to_translate("number of test samples"),
    "data.test_share": to_translate("share kept for the test"),
    "data.split_seed": to_translate("seed of the split"),
    "data.train_share": to_translate("share that is learned from"),
    "data.relabel": to_translate("correction of labels"),
    "data.leave_out": to_translate("list of files left out"),
    "data.test_pictures": to_translate("list of files put among the test samples"),
    "data.train_pictures": to_translate("list of files put among the training samples"),
    "data.points": to_translate("set of painted points"),
    "data.class_names": to_translate("naming of the classes"),
    "data.noise": to_translate("noise of the data"),
    "data.seed": to_translate("seed of the data"),
    "network.precision": to_translate("precision of the numbers"),
    "network.leak": to_translate("leak"),
    "training.loss": to_translate("loss"),
    "training.patience": to_translate("patience in epochs"),
    "training.dropout_masks": to_translate("masks of dropout"),
    "training.dropout_seed": to_translate("seed of dropout"),
    "training.decay_rate": to_translate("rate of the decay"),
    "training.decay_factor": to_translate("factor of the decay"),
    "training.decay_interval": to_translate("interval of the decay"),
    "data.scaling": to_translate("scaling of the inputs"),
    "data.flatten": to_translate("flattening of the pictures"),
    "data.target": to_translate("target"),
    "data.columns": to_translate("roles of the columns"),
    "data.category_code": to_translate("code of the categories"),
    "data.missing": to_translate("what stands for a missing number"),
    "network.hidden": to_translate("size of the hidden layers"),
    "network.activation": to_translate("activation"),
    "network.initialisation": to_translate("kind of first weights"),
    "network.output": to_translate("output"),
    "network.scale": to_translate("scale of the first weights"),
    "network.seed": to_translate("seed of the first weights"),
    "network.first_weights": to_translate("first weights"),
    "training.class_weights": to_translate("weights of the classes"),
    "training.optimiser": to_translate("optimiser"),
    "training.learning_rate": to_translate("learning rate"),
    "training.batch_size": to_translate("batch size"),
    "training.iterations": to_translate("length of the training"),
    "training.l2": to_translate("L2"),
    "training.l1": to_translate("L1"),
    "training.keep_probability": to_translate("dropout's kept share"),
    "training.schedule": to_translate("schedule of the rate"),
    "training.flip": to_translate("flips of the pictures"),
    "training.rotation": to_translate("turns of the pictures in degrees"),
    "training.shift": to_translate("shifts of the pictures"),
    "training.brightness": to_translate("brightness of the pictures"),
    "training.augmentation_seed": to_translate("seed of the changed pictures"),
    "training.shuffle_seed": to_translate("seed of the shuffling"),
    "training.momentum": to_translate("momentum β"),
    "training.beta2": to_translate("β₂"),
    "training.epsilon": to_translate("ε"),
    "training.weight_decay": to_translate("weight decay λ"),
    "answers.threshold": to_translate("threshold"),
    "answers.temperature": to_translate("temperature"),
    "answers.refuse": to_translate("rule for none of these"),
    "answers.false_refusals": to_translate("share of false refusals"),
}
# The tables that name what a setting may be.
ROWS: dict[str, Any] = {
    "data.scaling": SCALINGS,
    "data.flatten": FLATTENINGS,
    "network.activation": ACTIVATIONS,
    "network.initialisation": INITIALISERS,
    "network.output": OUTPUTS,
    "training.loss": LOSSES,
    "training.class_weights": CLASS_WEIGHTS,
    "training.flip": FLIPS,
    "training.optimiser": OPTIMISERS,
    "training.schedule": SCHEDULES,
}
# What a setting that no table names may be.
VALUES = {
    "data.fit": {
        "stretch": to_translate("stretch"),
        "crop": to_translate("crop"),
        "pad": to_translate("pad"),
    },
    "data.grey_range": {"measured": to_translate("measured"), "full": to_translate("full")},
    "data.category_code": {
        "one_hot": to_translate("one-hot"),
        "integer": to_translate("integer"),
    },
    "data.missing": {
        "mean": to_translate("the mean"),
        "other": to_translate("the mean, and told"),
    },
}
START = tuple(
    f"network.{name}"
    for name in ("hidden", "initialisation", "scale", "seed", "precision", "first_weights")
)


BY_HAND = {"data.relabel", "data.leave_out"}
"""What is changed by hand, file by file."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that differs: its key, what it is called, and its value in every run."""

    key: str
    label: str
    values: tuple[str, ...]

    def sentence(self) -> str:
        """Write "activation: tanh / ReLU"."""
        return labelled(self.label, " / ".join(self.values))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two runs or more share and where they differ, and what makes it unfair."""

    same: tuple[str, ...]
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]

    def sentence(self) -> str:
        """Write "Same data, same starting weights; only the activation differs: tanh / ReLU."."""
        same = str(listed(self.same))
        same = same[:1].upper() + same[1:]
        if not self.differences:
            return tr("The same settings.")
        if len(self.differences) == 1:
            (only,) = self.differences
            text = tr("only the {label} differs: {values}.")
            differ = text.format(label=only.label, values=" / ".join(only.values))
        else:
            text = tr("{count} things differ: {what}.")
            what = clauses(difference.sentence() for difference in self.differences)
            differ = text.format(count=len(self.differences), what=what)
        return str(clauses([same, differ])) if same else differ[:1].upper() + differ[1:]


def compare(records: Iterable[Record]) -> Comparison:
    """Compare two runs or more."""
    records = tuple(records)
    settings = [
        effective_settings(record.experiment, record.unit)
        | {"network.first_weights": record.first_weights or tr("drawn")}
        for record in records
    ]
    # A setting that not all of them read comes with another one that differs.
    keys = [key for key in settings[0] if all(key in each for each in settings)]
    differing = [key for key in keys if len({str(each[key]) for each in settings}) > 1]
    if "data" in differing:
        differing = [key for key in differing if not key.startswith("data.")]
    differences = tuple(
        Difference(
            key,
            setting_label(key),
            tuple(setting_text(key, each[key]) for each in settings),
        )
        for key in differing
    )
    return Comparison(_same(differing), differences, tuple(_warnings(records, differing)))


def setting_label(key: str) -> str:
    """Return what a setting is called."""
    return translate(NAMES[key]) if key in NAMES else key.partition(".")[2].replace("_", " ")


def effective_settings(experiment: Experiment, unit: str) -> dict[str, object]:
    """Return by key every setting that has a say in the numbers of this experiment's run."""
    data, network, training = experiment.data.of_numbers, experiment.network, experiment.training
    found: dict[str, object] = {"data": data.kind}
    found |= {f"data.{name}": value for name, value in asdict(data).items() if name != "kind"}
    found |= {f"network.{name}": value for name, value in asdict(network).items()}
    found |= {f"training.{name}": value for name, value in asdict(training).items()}
    kinds = network.activations
    found["network.activation"] = kinds[0] if len(set(kinds)) == 1 else kinds
    amount = training.iterations if training.epochs is None else training.epochs
    length = tr("{count} {count:iteration|iterations}")
    if training.epochs is not None:
        length = tr("{count} {count:epoch|epochs}")
    found["training.iterations"] = fill(length, count=amount)
    if unit == "iteration":
        found["training.batch_size"] = tr("all samples")
    idle = {
        *_settings_of_other_rows(OPTIMISERS, training.optimiser),
        *_settings_of_other_rows(SCHEDULES, training.schedule),
        *(("shuffle_seed",) if unit == "iteration" else ()),
        *(() if _uses_dropout(experiment) else ("dropout_masks", "dropout_seed")),
        *(() if active_augmentations(training) else ("augmentation_seed",)),
        "epochs",
        "parametrisation",
    }
    for name in idle:
        del found[f"training.{name}"]
    if not any(ACTIVATIONS[name].setting == "leak" for name in kinds):
        del found["network.leak"]
    if not kinds:
        del found["network.activation"]
    return found


def _settings_of_other_rows(table: Mapping[str, Any], name: str) -> set[str]:
    """Return the settings that rows of a table read, but not the row of this name."""
    return {setting for row in table.values() for setting in row.settings} - {*table[name].settings}


def _uses_dropout(experiment: Experiment) -> bool:
    return any(
        share < 1
        for share in experiment.training.keep_probabilities(len(experiment.network.hidden))
    )


def _same(differing: list[str]) -> tuple[str, ...]:
    """Name the parts in which nothing differs."""
    parts: tuple[tuple[str, Callable[[str], bool]], ...] = (
        (tr("same data"), lambda key: key.startswith("data")),
        (tr("same starting weights"), lambda key: key in START or key.startswith("data")),
        (tr("same training"), lambda key: key.startswith("training")),
    )
    return tuple(word for word, within in parts if not any(map(within, differing)))


def _warnings(records: tuple[Record, ...], differing: list[str]) -> Iterable[str]:
    parts = {"data" if key.startswith("data") else key for key in differing}
    if len(parts) > 1:
        yield tr("More than one thing differs, so none of them alone explains the results.")
    of_data = {key for key in differing if key.startswith("data")}
    if of_data - BY_HAND:
        yield tr("Costs and accuracies are of other samples.")
    elif of_data:
        yield tr(
            "A few samples or labels differ, so a small difference in costs and accuracies may "
            "come from those alone."
        )
    if len({_kind_of_cost(record) for record in records}) > 1:
        yield tr("The train costs are of different kinds: {kinds}. Compare accuracies.").format(
            kinds=" / ".join(str(listed(_kind_of_cost(record))) for record in records)
        )
    for record in records:
        if record.branches or record.rates_on_the_way:
            text = tr("Settings of {name} were changed on the way; the last ones are compared.")
            yield text.format(name=record.name)
    yield from filter(None, map(counted_by, records))


def counted_by(record: Record) -> str:
    """Say by which threshold the accuracies of a run count, where its answers have another one."""
    if record.threshold is None:
        return ""
    usual = LOSSES[record.experiment.training.loss].threshold
    text = tr("Accuracies of {name} count by the usual threshold, {usual:g}; {own:g} is its own.")
    return text.format(name=record.name, usual=usual, own=record.threshold)


def _kind_of_cost(record: Record) -> tuple[str, ...]:
    """Say what the cost on train is made of."""
    training = record.experiment.training
    mean = tr("before every update") if record.unit == "iteration" else tr("mean over an epoch")
    parts = [translate(LOSSES[training.loss].label), mean]
    parts += [tr("with class weights")] if training.class_weights != ALIKE else []
    parts += [tr("with L2")] if training.l2 else []
    parts += [tr("with L1")] if training.l1 else []
    parts += [tr("of changed pictures")] if active_augmentations(training) else []
    parts += [tr("with dropout")] if _uses_dropout(record.experiment) else []
    return tuple(parts)


def setting_text(key: str, value: object) -> str:
    """Return a value of a setting as people write it."""
    if value is None:
        return tr("not set")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        text = tr("{name} {value}")
        named = [
            text.format(name=name, value=setting_text(key, part)) for name, part in value.items()
        ]
        return str(listed(named)) or tr("none")
    if isinstance(value, tuple | list):
        between = " x " if key == "network.hidden" else ", "
        return between.join(setting_text(key, part) for part in value) or tr("none")
    if row := ROWS.get(key, {}).get(value):
        return translate(row.label)
    return translate(VALUES.get(key, {}).get(str(value), "")) or str(value)
