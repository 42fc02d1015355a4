"""Data whose targets are several labels or numbers, and runs on them."""

import numpy as np

from core.data.dataset import Dataset, target_samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.experiment.target_scale import TargetScale
from core.network.targets import LABELS, Targets
from core.training.run import run
from core.training.trainer import Trainer

RANDOM = np.random.RandomState(0)
X = RANDOM.randn(5, 200)
LINEAR = RANDOM.randn(1, 5) @ X + 0.3
PRICES = 250_000 + 40_000 * (LINEAR + 0.1 * RANDOM.randn(1, 200))
SCALE = TargetScale((250_000.0,), (40_000.0,))


def dataset(Y: np.ndarray, targets: Targets, scale: TargetScale | None = None) -> Dataset:
    sides = (slice(0, 150), slice(150, 200))
    train, test = (target_samples(np.asfortranarray(X[:, s]), Y[:, s], targets) for s in sides)
    names = tuple(f"name {k}" for k in range(len(Y)))
    return Dataset(train, test, names, NumberInputs(tuple("abcde")), target_scale=scale)


def trained(data: Dataset, hidden: tuple[int, ...] = (), **training: object) -> Trainer:
    loss = "cross_entropy" if data.targets is LABELS else "half_squared_error"
    network = NetworkSettings(hidden=hidden, activation="relu", initialisation="he")
    settings = TrainingSettings(**{"loss": loss, "iterations": 1000} | training)
    return run(Experiment(network=network, training=settings), data)
