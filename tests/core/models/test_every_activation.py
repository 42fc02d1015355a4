"""Every activation in every format that a model leaves in."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.network.activations import ACTIVATIONS
from core.training.run import run

FORMATS = [*product(ACTIVATIONS, EXPORTERS, ["float64", "float32"])]


@pytest.mark.usefixtures("proved_here")
@pytest.mark.parametrize(("activation", "ending", "precision"), FORMATS)
def test_that_a_network_of_any_activation_leaves_in_any_format(
    activation: str, ending: str, precision: str, tmp_path: Path
) -> None:
    experiment = Experiment(
        data=DataSettings(kind="spiral", samples=40),
        network=NetworkSettings(
            hidden=(5, 4), activation=activation, leak=0.2, precision=precision
        ),
        training=TrainingSettings(iterations=10),
    )
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    exported = save(model, tmp_path / f"model{ending}", dataset.train.X)
    assert exported.verified
    assert exported.largest_difference <= EXPORTERS[ending].allowed(model)
    again = read_model(tmp_path / f"model{ending}")
    X = dataset.train.X
    if ending == ".onnx" and precision == "float64":
        np.testing.assert_allclose(again.readings(X), model.readings(X), rtol=0, atol=1e-5)
    else:
        assert np.array_equal(again.readings(X), model.readings(X))
