"""Facts about the figures of every feature."""

import numpy as np
from pytestqt.qtbot import QtBot

from core.data.dataset import Dataset, samples
from core.experiment.inputs import NumberInputs
from gui.views.data.statistics_table import Statistics


def test_that_the_mean_of_what_is_standardised_is_0_and_not_its_rounding(qtbot: QtBot) -> None:
    X = np.random.RandomState(1).rand(1, 99) * 1e3
    X = (X - X.mean()) / X.std()
    X[0, 0] += 1e-15
    dataset = Dataset(samples(X, np.arange(99) % 2, 2), None, ("a", "b"), NumberInputs(("x",)))
    assert dataset.train.X.mean() != 0
    model = Statistics()
    model.show_samples(dataset, dataset.train, "")
    assert [model.data(model.index(0, column)) for column in (2, 3)] == ["0", "1"]
