"""Facts about the threshold that is dragged beneath the confusion of two classes."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from core.models.model import Model
from gui.views.predictions.view import PredictionsView
from tests.gui.views.conftest import shot, small_run


@pytest.mark.parametrize("loss", ["cross_entropy", "hinge"])
def test_that_the_confusion_of_two_classes_follows_the_threshold(qtbot: QtBot, loss: str) -> None:
    data = {"data.kind": "moons", "data.samples": 80, "data.test_share": 0.25}
    trainer = small_run(30, **data, **{"network.hidden": (4,), "training.loss": loss})
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.show_snapshot(shot(trainer, "predictions"))
    panel, test = view.dataset_panel, trainer.dataset.test
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    second = model.readings(test.X)[1]
    for step in (500, 250, 900):
        panel.threshold.choice.slider.setValue(step)
        threshold = panel.threshold.choice.threshold
        expected = np.zeros((2, 2), int)
        np.add.at(expected, (test.labels, (second > threshold).astype(int)), 1)
        np.testing.assert_array_equal(panel.matrix.counts, expected)
        assert panel.accuracy.text().startswith(f"{np.trace(expected)} of {test.m} right")
    wrong = panel.list.model.rowCount()
    assert wrong == expected[0, 1] + expected[1, 0]
    with qtbot.waitSignal(view.changes) as used:
        panel.threshold.choice.use.click()
    assert used.args == [{"answers.threshold": panel.threshold.choice.threshold}]
    # Of three classes there is none.
    other = small_run(1, **{"data.kind": "digits", "data.samples": 60})
    view.show_snapshot(shot(other, "predictions"))
    assert not panel.threshold.isVisible()


def test_that_the_slider_stays_under_the_mouse_that_drags_it(qtbot: QtBot) -> None:
    data = {"data.kind": "moons", "data.samples": 80, "data.test_share": 0.25}
    trainer = small_run(30, **data, **{"network.hidden": (4,)})
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.show_snapshot(shot(trainer, "predictions"))
    row, places = view.dataset_panel.threshold, set()
    for step in (500, 501, 695, 1000, 62):
        row.choice.slider.setValue(step)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        slider = row.choice.slider
        place = slider.mapTo(view, slider.rect().topLeft())
        places.add((place.x(), place.y(), slider.width()))
    assert row.told.isVisible()
    assert len(places) == 1
