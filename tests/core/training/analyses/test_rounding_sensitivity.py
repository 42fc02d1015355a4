"""A twin run tells whether a run hangs on rounding, and says so in words."""

import numpy as np
import pytest

from core.data.load import load
from core.errors import Cancelled
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.training.analyses.rounding_sensitivity import measure_rounding

CALM = Experiment(
    data=DataSettings(kind="moons", samples=60),
    network=NetworkSettings(hidden=(4,), activation="tanh"),
    training=TrainingSettings(learning_rate=0.3, iterations=200),
)
WILD = Experiment(
    data=DataSettings(kind="flower"),
    network=NetworkSettings(hidden=(5,), activation="tanh"),
    training=TrainingSettings(learning_rate=30.0, iterations=600),
)


def test_that_a_calm_run_is_said_to_be_calm() -> None:
    found = measure_rounding(CALM, load(CALM.data))
    assert found.key == "calm_to_rounding"
    assert "one part in 1e15" in found.sentence()


def test_that_a_run_beyond_the_edge_is_sensitive_to_rounding() -> None:
    found = measure_rounding(WILD, load(WILD.data))
    assert found.key == "sensitive_to_rounding"
    assert 0 < found.values["at"] < 600
    assert found.values["most"] > 1e-3


def test_that_single_precision_has_a_twin_as_well() -> None:
    single = Experiment(
        data=CALM.data,
        network=NetworkSettings(hidden=(4,), activation="tanh", precision="float32"),
        training=CALM.training,
    )
    assert measure_rounding(single, load(single.data)).key == "calm_to_rounding"


def test_that_a_twin_can_be_stopped() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), np.errstate(all="ignore"):
        measure_rounding(CALM, load(CALM.data), stop)
