"""Facts about class weights in Predictions: the confusion before and now, side by side."""

from dataclasses import replace as with_fields

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.data.dataset import Dataset, samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.training.run import run
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from gui.views.predictions.view import TRAIN, PredictionsView

ALIKE = Experiment(
    network=NetworkSettings(hidden=()), training=TrainingSettings(iterations=60, learning_rate=0.5)
)
BALANCED = replace(ALIKE, training=replace(ALIKE.training, class_weights="balanced"))


@pytest.fixture(scope="module")
def uneven() -> Dataset:
    """Two clouds that overlap, of 90 and 10 samples."""
    random = np.random.RandomState(1)
    labels = np.repeat([0, 1], (90, 10))
    X = np.asfortranarray(random.randn(2, 100) + 0.8 * labels)
    return Dataset(samples(X, labels, 2), None, ("ant", "bee"), NumberInputs(names=("x1", "x2")))


def shot(experiment: Experiment, data: Dataset, number: int) -> Snapshot:
    return Snapshotter(run(experiment, data), number).take(
        State.FINISHED, 1.0, 1.0, ["predictions"]
    )


def counts(snapshot: Snapshot) -> np.ndarray:
    return snapshot.probes["predictions"].train.confusion(2)


def test_that_one_click_balances_and_the_run_before_stays_beside(
    qtbot: QtBot, uneven: Dataset
) -> None:
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    alike, balanced = shot(ALIKE, uneven, 1), shot(BALANCED, uneven, 2)
    found = counts(alike)[1, 1], counts(balanced)[1, 1]
    assert found[0] < found[1]
    view.show_snapshot(alike)
    view.show_part(TRAIN)
    panel = view.dataset_panel
    assert not panel.beside.earlier.isVisible()
    with qtbot.waitSignal(view.accepted) as asked:
        view.findChild(QPushButton, "train_balanced").click()
    assert asked.args[0].changes == {"training.class_weights": "balanced"}
    view.show_snapshot(balanced)
    assert panel.beside.earlier.isVisible()
    assert np.array_equal(panel.beside.earlier.counts, counts(alike))
    assert np.array_equal(panel.matrix.counts, counts(balanced))
    assert f"bee {found[0]}, now {found[1]} of 10" in panel.change.text()
    assert not panel.balance.isVisible()
    # Another run with the same weights is no earlier one; one of other data ends the comparison.
    view.show_snapshot(with_fields(balanced, run=3))
    assert np.array_equal(panel.beside.earlier.counts, counts(alike))
    view.show_snapshot(with_fields(alike, run=4))
    assert np.array_equal(panel.beside.earlier.counts, counts(balanced))
    view.show_snapshot(with_fields(balanced, run=5, dataset=with_fields(uneven)))
    assert not panel.beside.earlier.isVisible()
    assert not panel.change.isVisible()
