"""Does Health's first button help? Trials of runs that fail, before and after it is pressed.

python -m benchmarks.health

Trains every situation, presses the first button that Health offers and trains again. Prints a
Markdown table with the costs on the test samples, and how many situations improve.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from core.data.load import load
from core.errors import SuggestedFix
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.health.findings import Finding
from core.training.health.registry import final_findings
from core.training.run import run
from core.training.trainer import Trainer

# A cost that has changed by less than this share of itself is as good as before.
CLEAR = 1e-3

Changes = dict[str, object]


def _of(kind: str, **more: object) -> Changes:
    """Return the settings of a small run that learns; `more` are those that make it fail."""
    usual: Changes = {
        "data.kind": kind,
        "data.samples": 200,
        "training.iterations": 400,
        "training.learning_rate": 0.3,
        "network.hidden": [8],
        "data.test_samples": 200,
    }
    if kind == "digits":
        usual |= {
            "data.samples": 400,
            "data.test_samples": 0,
            "data.test_share": 0.25,
            "training.iterations": 200,
            "network.hidden": [16],
            "network.activation": "relu",
            "network.initialisation": "he",
        }
    return usual | {KEYS[name]: value for name, value in more.items()}


KEYS = {
    "samples": "data.samples",
    "noise": "data.noise",
    "hidden": "network.hidden",
    "activation": "network.activation",
    "start": "network.initialisation",
    "scale": "network.scale",
    "rate": "training.learning_rate",
    "optimiser": "training.optimiser",
    "momentum": "training.momentum",
    "schedule": "training.schedule",
    "decay_factor": "training.decay_factor",
    "iterations": "training.iterations",
    "batch_size": "training.batch_size",
    "epochs": "training.epochs",
    "l2": "training.l2",
    "l1": "training.l1",
}

SITUATIONS: dict[str, Changes] = {
    "the flower with ELU at the preset's rate of 1.2": _of(
        "flower", activation="elu", hidden=[4], start="normal", scale=0.01, rate=1.2
    ),
    "ReLU, rate 30": _of("moons", activation="relu", rate=30.0),
    "three ReLU layers, rate 100": _of("moons", activation="relu", hidden=[8] * 3, rate=100.0),
    "five narrow ReLU layers, rate 3": _of("circles", activation="relu", hidden=[5] * 5, rate=3.0),
    "ReLU on the flower, rate 10": _of("flower", activation="relu", rate=10.0),
    "the flower at ten times the preset's rate": _of(
        "flower", hidden=[4], start="normal", scale=0.01, rate=12.0, iterations=2000
    ),
    "tanh, rate 20": _of("moons", rate=20.0),
    "circles, rate 3": _of("circles", hidden=[16], iterations=1000, rate=3.0),
    "digits, ReLU, rate 1.5": _of("digits", rate=1.5),
    "ReLU on the flower, rate 0.3": _of("flower", activation="relu", hidden=[16], start="he"),
    "Adam in batches, rate 0.3": _of(
        "moons", hidden=[16], optimiser="adam", batch_size=16, epochs=50, rate=0.3
    ),
    "tanh, rate 100": _of("moons", rate=100.0),
    "tanh, rate 1000": _of("moons", rate=1000.0),
    "linear layers, rate 1000": _of("moons", activation="identity", hidden=[5, 5], rate=1000.0),
    "leaky ReLU, rate 1000": _of("moons", activation="leaky_relu", rate=1000.0),
    "digits, ReLU, rate 10": _of("digits", rate=10.0),
    "digits, ReLU, rate 100": _of("digits", rate=100.0),
    "digits, tanh, rate 30": _of("digits", activation="tanh", rate=30.0),
    "digits, Adam, rate 1": _of("digits", optimiser="adam", rate=1.0),
    "Adam, rate 10": _of("moons", optimiser="adam", rate=10.0),
    "samples one by one, rate 3": _of("moons", activation="relu", batch_size=1, epochs=5, rate=3.0),
    "digits, rate 0.00001": _of("digits", rate=1e-5),
    "rate 0.000001": _of("circles", rate=1e-6),
    "Adam, rate 0.0000001": _of("moons", optimiser="adam", rate=1e-7),
    "rate 0.003": _of("moons", rate=0.003),
    "the flower, rate 0.01": _of("flower", rate=0.01),
    "circles, rate 0.02": _of("circles", rate=0.02),
    "digits, rate 0.005": _of("digits", rate=0.005),
    "digits, two ReLU layers, rate 0.002": _of("digits", rate=0.002, hidden=[16, 16]),
    "Adam, rate 0.0001": _of("moons", optimiser="adam", rate=1e-4),
    "digits, Adam, rate 0.00003": _of("digits", optimiser="adam", rate=3e-5),
    "digits, 15 iterations": _of("digits", iterations=15),
    "digits in batches, rate 0.001": _of("digits", batch_size=32, epochs=11, rate=0.001),
    "moons, 12 iterations": _of("moons", iterations=12, rate=0.1),
    "momentum, rate 0.0003": _of("moons", optimiser="momentum", rate=3e-4),
    "all weights 0, tanh": _of("moons", start="zeros"),
    "all weights 0, ReLU": _of("moons", start="zeros", activation="relu"),
    "scale 0": _of("moons", scale=0.0),
    "all weights alike": _of("flower", start="constant"),
    "digits, all weights 0": _of("digits", start="zeros"),
    "two tanh layers, scale 10": _of("moons", scale=10.0, hidden=[8, 8]),
    "digits, two tanh layers, scale 10": _of(
        "digits", activation="tanh", start="scaled", scale=10.0, hidden=[16, 16]
    ),
    "digits, two sigmoid layers, normal weights times 10": _of(
        "digits", activation="sigmoid", start="normal", scale=10.0, hidden=[16, 16]
    ),
    "two tanh layers on the flower, normal weights times 10": _of(
        "flower", start="normal", scale=10.0, hidden=[8, 8]
    ),
    "ReLU, normal weights times 10": _of(
        "circles", activation="relu", start="normal", scale=10.0, rate=0.01
    ),
    "digits, four ReLU layers, He times 5": _of("digits", hidden=[20] * 4, scale=5.0, rate=0.01),
    "eight sigmoid layers": _of("moons", activation="sigmoid", hidden=[5] * 8),
    "six sigmoid layers": _of("circles", activation="sigmoid", hidden=[8] * 6),
    "digits, five sigmoid layers": _of("digits", activation="sigmoid", hidden=[16] * 5),
    "two linear layers": _of("moons", activation="identity", hidden=[5, 3]),
    "two linear layers on circles": _of("circles", activation="identity", hidden=[5, 3]),
    "three linear layers on the flower": _of("flower", activation="identity", hidden=[8] * 3),
    "noise of 10": _of("moons", noise=10.0),
    "digits, L2 of 50": _of("digits", l2=50.0),
    "L2 of 100": _of("moons", l2=100.0),
    "L1 of 50": _of("moons", l1=50.0),
    "digits, 1 ReLU unit": _of("digits", hidden=[1]),
    "1 unit on the flower": _of("flower", hidden=[1]),
    "2 units on circles": _of("circles", hidden=[2]),
    "1 unit on the spiral, Adam": _of("spiral", hidden=[1], optimiser="adam", rate=0.01),
    "30 noisy samples, 50 units, 2,000 iterations": _of(
        "moons", samples=30, noise=0.6, hidden=[50], iterations=2000
    ),
    "digits, 60 samples, 64 units": _of("digits", samples=60, hidden=[64], iterations=1000),
    "40 noisy samples of circles, 50 units": _of(
        "circles", samples=40, noise=0.3, hidden=[50], iterations=2000
    ),
    "60 samples of circles that are mostly noise": _of(
        "circles", samples=60, noise=1.0, hidden=[50], iterations=1000
    ),
    "one unit": _of("flower", hidden=[1]),
    "two units": _of("circles", hidden=[2]),
    "no hidden layer": _of("circles", hidden=[]),
    "half of the rate gone in every epoch": _of("moons", schedule="exponential", decay_factor=0.5),
    "digits, a fifth of the rate gone in every epoch": _of(
        "digits", schedule="exponential", decay_factor=0.8
    ),
    "L2 of 1000 that goes too far": _of("moons", l2=1000.0, rate=1.0),
    "linear layers, rate 0.000001": _of("moons", activation="identity", hidden=[5, 3], rate=1e-6),
    "digits, RMSprop, rate 1": _of("digits", optimiser="rmsprop", rate=1.0),
    "digits, momentum 0.999": _of("digits", optimiser="momentum", momentum=0.999),
    "digits one by one, rate 1": _of("digits", batch_size=1, epochs=2, rate=1.0),
    "four ELU layers, rate 3": _of("circles", activation="elu", hidden=[8] * 4, rate=3.0),
    "digits, two ReLU layers, normal weights times 0.0001": _of(
        "digits", start="normal", scale=0.0001, hidden=[16, 16]
    ),
    "eight sigmoid layers, rate 0.0001": _of(
        "moons", activation="sigmoid", hidden=[5] * 8, rate=1e-4
    ),
    "digits, eight sigmoid layers, Adam": _of(
        "digits", activation="sigmoid", hidden=[16] * 8, optimiser="adam", rate=0.01, start="scaled"
    ),
    "digits, eight sigmoid layers, rate 3": _of(
        "digits", activation="sigmoid", hidden=[16] * 8, rate=3.0, start="scaled"
    ),
    "eight sigmoid layers of 16 units, rate 3": _of(
        "moons", activation="sigmoid", hidden=[16] * 8, rate=3.0
    ),
    "digits, three ReLU layers, normal weights times 0.01": _of(
        "digits", start="normal", scale=0.01, hidden=[20, 7, 5], iterations=1000
    ),
    "five tanh layers, normal weights times 0.03": _of(
        "moons", start="normal", scale=0.03, hidden=[8] * 5
    ),
    "four ReLU layers, normal weights times 10": _of(
        "moons", activation="relu", hidden=[8] * 4, start="normal", scale=10.0, rate=1.0
    ),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A situation, what Health found, the first button, and the costs before and after it."""

    situation: str
    found: tuple[Finding, ...]
    button: SuggestedFix | None
    before: float
    after: float

    @property
    def improves(self) -> bool:
        return math.isfinite(self.after) and not self.after > (1 - CLEAR) * self.before

    @property
    def worsens(self) -> bool:
        return not self.after <= (1 + CLEAR) * self.before and math.isfinite(self.before)


def trial(situation: str) -> Trial:
    """Train a situation, press the first button that Health offers, and train again."""
    experiment = with_settings(Experiment(), SITUATIONS[situation])
    trainer = run(experiment, load(experiment.data))
    found = final_findings(trainer)
    button = next((finding.offer for finding in found if finding.offer), None)
    before = after = _cost(trainer)
    if button:
        changed = with_settings(experiment, button.changes)
        after = _cost(run(changed, load(changed.data)))
    return Trial(situation, found, button, before, after)


def lines(trials: list[Trial]) -> Iterator[str]:
    """Write the table in Markdown, and the count of those that improve below it."""
    yield "| situation | what Health says first | its first button | cost before | after |"
    yield "|---|---|---|---|---|"
    for one in trials:
        said = one.found[0].sentence() if one.found else "nothing"
        button = one.button.label() if one.button else "none"
        yield f"| {one.situation} | {said} | {button} | {one.before:.4g} | {one.after:.4g} |"
    improved, worse = (sum(getattr(t, name) for t in trials) for name in ("improves", "worsens"))
    yield f"\n{improved} of {len(trials)} improve, {worse} get worse."


def _cost(trainer: Trainer) -> float:
    return (trainer.score_test() or trainer.score_train()).cost


if __name__ == "__main__":
    print("\n".join(lines([trial(situation) for situation in SITUATIONS])))
