"""A click on a picture among the predictions picks it, in the data or outside of it."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.sample import Sample
from core.errors import DataError
from core.models.answers import Answers
from core.models.prediction import Prediction
from core.training.worker.events import Predicted, PredictionSource
from gui.views.predictions.files_model import FilesModel
from gui.views.predictions.files_table import FilesTable
from gui.views.predictions.view import NEW, TRAIN, PredictionsView
from tests.gui.views.conftest import follow, shot, small_run


def test_that_a_click_on_a_picture_of_your_own_picks_what_the_network_saw(qtbot: QtBot) -> None:
    model = FilesModel()
    table = FilesTable(model)
    qtbot.addWidget(table)
    pixels = np.arange(4, dtype=np.uint8).reshape(2, 2, 1)
    model.start(Answers(("a", "b")))
    model.add(
        [
            Prediction("broken.png", {}, DataError("broken")),
            Prediction("own.png", {"a": 0.4, "b": 0.6}, pixels=pixels, answered=("b",)),
        ]
    )
    table.show()
    picked: list[Sample] = []
    table.picked.connect(picked.append)
    for row in range(2):
        place = table.visualRect(table.model().index(row, 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert {sample.name for sample in picked} == {"own.png"}
    assert picked[0].pixels is pixels


def test_that_why_explains_a_picture_of_the_list_that_is_shown(qtbot: QtBot) -> None:
    view = PredictionsView()
    qtbot.addWidget(view)
    follow(view, small_run(3), "predictions")
    news: list[object] = []
    view.sample_picked.connect(news.append)
    view.sample_opened.connect(lambda: news.append("opened"))
    view.show_part(NEW)
    assert not view.why.isEnabled()
    source = PredictionSource(1, 1, 3, Answers(("a", "b")))
    broken = Prediction("broken.png", {}, DataError("broken"))
    view.show_predicted(Predicted(source, (broken,), 3, ended=False))
    assert not view.why.isEnabled()
    pixels = np.zeros((2, 2, 1), np.uint8)
    own = [
        Prediction(name, {"a": 0.4, "b": 0.6}, pixels=pixels, answered=("b",))
        for name in ("x.png", "y.png")
    ]
    view.show_predicted(Predicted(source, tuple(own), 3, ended=True))
    view.why.click()
    assert (news[0].name, news[-1]) == ("x.png", "opened")
    view.files_panel.table.selectRow(2)
    news.clear()
    view.why.click()
    assert (news[0].name, news[-1]) == ("y.png", "opened")


def test_that_a_click_and_the_arrow_keys_pick_samples_of_a_cell(qtbot: QtBot) -> None:
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    trainer = small_run(3)
    view.show_part(TRAIN)
    follow(view, trainer, "predictions")
    samples = view.dataset_panel.list
    numbers = samples.model.samples.tolist()
    assert len(numbers) > 2
    place = samples.grid.visualRect(samples.model.index(1, 0)).center()
    QTest.mouseClick(samples.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.newest.sample == Sample.of(trainer.dataset, numbers[1])
    QTest.keyClick(samples.grid, Qt.Key.Key_Right)
    assert view.newest.sample == Sample.of(trainer.dataset, numbers[2])
    # Picked elsewhere, it is marked here.
    picked = Sample.of(trainer.dataset, numbers[0])
    view.show_snapshot(shot(trainer, "predictions", sample=picked))
    assert samples.grid.currentIndex().row() == 0
