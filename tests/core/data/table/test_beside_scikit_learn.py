"""Facts about networks of tables beside those of scikit-learn with the same settings."""

import warnings

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.training.run import run

EPOCHS, RATE, UNITS = 30, 0.01, 16
NEAR = 0.01
"""The spread of three seeds here; R² and accuracy."""


@pytest.mark.parametrize(
    ("kind", "loss", "peer"),
    [
        ("houses", "half_squared_error", MLPRegressor),
        ("people", "cross_entropy", MLPClassifier),
    ],
)
def test_that_three_networks_answer_as_well_as_those_of_scikit_learn(kind, loss, peer) -> None:
    data = DataSettings(kind=kind, samples=300, test_samples=300, scaling="standardised")
    dataset = load(data)
    assert dataset.test
    ours, theirs = [], []
    for seed in (1, 2, 3):
        experiment = Experiment(
            data=data,
            network=NetworkSettings(
                hidden=(UNITS,), activation="relu", initialisation="xavier", seed=seed
            ),
            training=TrainingSettings(
                loss=loss,
                optimiser="adam",
                learning_rate=RATE,
                batch_size=32,
                epochs=EPOCHS,
                shuffle_seed=seed,
            ),
        )
        score = run(experiment, dataset).score_test()
        assert score
        ours.append(score.accuracy)
        network = peer(
            hidden_layer_sizes=(UNITS,),
            alpha=0,
            batch_size=32,
            learning_rate_init=RATE,
            max_iter=EPOCHS,
            n_iter_no_change=EPOCHS + 1,
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it would go on for longer
            network.fit(dataset.train.X.T, dataset.train.Y[0])
        theirs.append(network.score(dataset.test.X.T, dataset.test.Y[0]))
    assert np.mean(ours) >= np.mean(theirs) - NEAR
