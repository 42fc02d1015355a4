"""The table VARIED: settings that people vary, each with the values that suit an experiment."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from core.data.registry import DATASETS
from core.experiment.limits import limits
from core.experiment.settings import Experiment, NetworkSettings
from core.network.activations import ACTIVATIONS
from core.network.initialisers import INITIALISERS
from core.network.optimisers import OPTIMISERS
from core.sweeps.over import Choices, Over, Range
from core.sweeps.sweep import Values

LAYERS = "network.hidden"
USUAL_LAYERS = ((), (4,), (16,), (64,), (16, 8), (32, 16, 8))
"""From none over one to three hidden layers, each network several times as large as the last."""

DRAWN = "xavier"
"""The first weights where those of an experiment are all equal."""

OverOf = Callable[[Experiment], Over]


def around(key: str, factor: float, count: int, least: float = 0.0) -> OverOf:
    """Return what ranges from so many times less than the setting is now to so many times more.

    Where the setting is less than `least`, it is about that.
    """

    def over(experiment: Experiment) -> Over:
        group, _, name = key.partition(".")
        now = max(float(getattr(getattr(experiment, group), name)), least)
        bounds = limits(key)
        low, high = max(now / factor, bounds.low), min(now * factor, bounds.high)
        return Range(key, _rounded(low), _rounded(high), log=True, count=count)

    return over


def _rounded(value: float) -> float:
    return float(f"{value:.2g}")


def _list(key: str, *values: Any) -> OverOf:
    return lambda experiment: Choices(key, values)


def layers(experiment: Experiment) -> Choices:
    """Return networks of several sizes, the one of now among them."""
    now = experiment.network.hidden
    choices = {*USUAL_LAYERS, now}
    return Choices(LAYERS, tuple(sorted(choices, key=lambda hidden: (len(hidden), hidden))))


def _lengths(key: str) -> OverOf:
    def over(experiment: Experiment) -> Over:
        now = getattr(experiment.training, key.partition(".")[2]) or 1
        lengths = (max(1, now // 4), max(1, now // 2), now, 2 * now)
        return Choices(key, tuple(dict.fromkeys(lengths)))

    return over


VARIED: dict[str, OverOf] = {
    "training.learning_rate": around("training.learning_rate", 30.0, 7),
    LAYERS: layers,
    "network.scale": around("network.scale", 10.0, 5, least=0.01),
    "network.initialisation": _list("network.initialisation", *INITIALISERS),
    "network.activation": _list("network.activation", *ACTIVATIONS),
    "training.optimiser": _list("training.optimiser", *OPTIMISERS),
    "training.batch_size": _list("training.batch_size", 0, 16, 64, 256),
    "training.iterations": _lengths("training.iterations"),
    "training.epochs": _lengths("training.epochs"),
    "training.l2": around("training.l2", 100.0, 5, least=0.1),
    "training.keep_probability": lambda experiment: Range(
        "training.keep_probability", 0.5, 1.0, count=6
    ),
    "training.momentum": _list("training.momentum", 0.0, 0.5, 0.9, 0.99),
    "data.size": _list("data.size", 16, 32, 64),
    "network.seed": lambda experiment: Range("network.seed", 1, 10, whole=True, count=10),
}


def offered(experiment: Experiment) -> tuple[str, ...]:
    """Return the keys of VARIED that have a say in an experiment."""
    without = {"training.epochs" if experiment.training.epochs is None else "training.iterations"}
    if "size" not in DATASETS[experiment.data.kind].settings:
        without.add("data.size")
    return tuple(key for key in VARIED if key not in without)


def for_any_depth(experiment: Experiment) -> Experiment:
    """Return an experiment whose hidden layers may be any number: what each has, all have.

    That is the activation, and dropout's kept share, of the first. Weights are drawn, for from
    equal ones the units of a hidden layer stay alike.
    """
    network, training = experiment.network, experiment.training
    if not INITIALISERS[network.initialisation].draws:
        network = replace(network, initialisation=DRAWN, scale=1.0)
    if not isinstance(network.activation, str):
        usual = NetworkSettings().activation
        network = replace(network, activation=next(iter(network.activation), usual))
    if isinstance(training.keep_probability, tuple):
        training = replace(training, keep_probability=next(iter(training.keep_probability), 1.0))
    return replace(experiment, network=network, training=training)


def base_for(experiment: Experiment, over: tuple[Over, ...]) -> Experiment:
    """Return an experiment of which these settings can be varied."""
    keys: Values = {each.key: each for each in over}
    return for_any_depth(experiment) if LAYERS in keys else experiment
