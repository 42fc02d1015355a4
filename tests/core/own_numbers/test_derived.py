"""Right numbers of a program that was written apart: the derivation's own NumPy."""

from pathlib import Path

import numpy as np
import pytest

from core.calculation.derivation import derive
from core.calculation.forms import FORMS
from core.calculation.given import given
from core.data.load import load
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.own_numbers.bench import bench_of
from core.own_numbers.compare import compare
from core.own_numbers.read import read_own_numbers
from core.training.trainer import Trainer

SETTINGS = (
    {"network.hidden": [], "data.kind": "moons"},
    {"network.hidden": [4], "data.kind": "moons", "training.l2": 0.5},
    {"network.hidden": [5, 3], "network.activation": "leaky_relu", "data.kind": "digits"},
    {"network.hidden": [4], "network.activation": "elu", "training.loss": "hinge"},
    {"network.hidden": [4], "training.loss": "perceptron"},
    {"network.hidden": [4], "training.loss": "half_squared_error", "network.output": "sigmoid"},
    {"network.hidden": [6], "data.kind": "houses", "training.loss": "half_squared_error"},
    {"network.hidden": [4, 4], "training.keep_probability": 0.8, "network.activation": "relu"},
    {"network.hidden": [3], "training.optimiser": "adam", "network.initialisation": "he"},
    {"network.hidden": [3], "training.optimiser": "momentum", "network.activation": "sigmoid"},
)


@pytest.mark.parametrize("settings", SETTINGS)
def test_that_what_the_derivation_computes_is_right(
    settings: dict[str, object], tmp_path: Path
) -> None:
    experiment = with_settings(
        Experiment(), {"data.samples": 20, "training.iterations": 1} | settings
    )
    dataset = load(experiment.data)
    program: dict[str, object] = {}
    exec(FORMS["numpy"].write(derive(experiment, dataset)), program)
    start = given(Trainer(experiment, dataset, "direct"))
    cost, gradients, after = program["update"](start)
    file = tmp_path / "mine.npz"
    new = {f"{name}_after": array for name, array in after.items()}
    np.savez(file, **start, cost=cost, **gradients, **new)
    comparison = compare(read_own_numbers(file), bench_of(experiment, dataset))
    wrong = [str(array.place) for array in comparison.arrays if array.verdict != "right"]
    assert [name for name in wrong if not name.startswith(("W", "b", "D"))] == []
    assert comparison.first_wrong is None
    kept = settings.get("training.optimiser") is None
    assert (
        any(
            array.place.kind == "W_after" and array.verdict == "right"
            for array in comparison.arrays
        )
        == kept
    )
