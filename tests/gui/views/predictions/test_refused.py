"""What is answered none of these, among samples and among files."""

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.messages import Message
from core.models.answers import NONE, Answers
from core.models.prediction import Prediction
from core.training.calibration import calibrated_model
from gui.views.predictions.files_model import CLASS, FilesModel
from gui.views.predictions.view import PredictionsView
from tests.gui.views.conftest import shot, small_run


def test_that_refused_samples_are_counted_apart_and_listed_last(qtbot: QtBot) -> None:
    answers = {"answers.refuse": "distance", "answers.false_refusals": 0.2}
    trainer = small_run(
        20, **{"data.kind": "digits", "data.samples": 60, "data.test_samples": 30}, **answers
    )
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.show_snapshot(shot(trainer, "predictions"))
    panel, test = view.dataset_panel, trainer.dataset.test
    answered = calibrated_model(trainer).classes_answered(test.X)
    refused = np.flatnonzero(answered == NONE)
    assert 0 < len(refused) <= 6
    assert panel.matrix.counts.sum() == 30 - len(refused)
    assert f"{len(refused)} answered none of these, not right here" in panel.accuracy.text()
    assert "Health and the curves count their likeliest class" in panel.accuracy.text()
    listed = panel.list.model
    np.testing.assert_array_equal(np.sort(listed.samples[-len(refused) :]), refused)
    last = listed.index(listed.rowCount() - 1, 1)
    assert listed.data(last) == "none of these"
    grid = panel.list.grid
    caption = grid.fontMetrics().horizontalAdvance(
        f"none of these {listed.data(last.siblingAtColumn(2))}"
    )
    assert grid.gridSize().width() > caption


def test_that_a_refused_file_says_so_and_why(qtbot: QtBot) -> None:
    model = FilesModel()
    model.start(Answers(("cat", "dog")))
    why = Message("its distance is {far}", far=3)
    model.add([Prediction("a.png", {"cat": 0.9, "dog": 0.1}, refused=why)])
    index = model.index(0, CLASS)
    assert model.data(index) == "none of these"
    tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "None of these: its distance is 3." in str(tip)
    model.start(Answers(("cat", "dog"), largest_distance=2.0))
    model.add([Prediction("a.png", {"cat": 0.9, "dog": 0.1}, refused=why, distance=3.0)])
    assert model.data(model.index(0, CLASS)) == "none of these\ndistance 3"
