"""Facts about answers for the rows of tables."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.model import Model
from core.training.trainer import Trainer
from core.training.worker.events import Event, Failed, Predicted
from core.training.worker.prediction_thread import Predictor
from gui.views.predictions.files_model import CLASS, FILE, FIRST, PICTURE
from gui.views.predictions.view import NEW, PredictionsView
from tests.gui.views.conftest import follow

HEAD = ["area", "city", "price"]
ROWS = [[str(30 + 37 * k % 101), "AB"[k % 2], str(5 * (37 * k % 101))] for k in range(30)]


def _table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


@pytest.fixture
def trainer(tmp_path: Path) -> Trainer:
    experiment = Experiment(
        data=DataSettings(
            kind="table", folder=str(_table(tmp_path / "houses.csv", ROWS)), target="price"
        ),
        network=NetworkSettings(hidden=()),
        training=TrainingSettings(loss="half_squared_error", iterations=3),
    )
    return Trainer(experiment, load(experiment.data))


def test_that_a_table_is_answered_row_by_row_in_the_window(
    trainer: Trainer, tmp_path: Path, qtbot: QtBot
) -> None:
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    follow(view, trainer, "predictions")
    view.show_part(NEW)
    panel = view.files_panel
    assert "Drop a table here" in panel.empty.text()
    assert view.choice.button(NEW).text() == "Your rows"
    tables = view.findChild(QPushButton, "predict_files")
    assert tables.text() == "Predict a table..."
    assert not view.findChild(QPushButton, "predict_folder").isVisible()
    with qtbot.waitSignal(panel.asked_tables):
        qtbot.mouseClick(tables, Qt.MouseButton.LeftButton)
    # The answers of the thread
    told: list[Event] = []
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    new = _table(tmp_path / "new.csv", [["50", "A", "0"], ["60", "C"], ["", "C", "0"]])
    predictor = Predictor(told.append)
    predictor.start(model, 1, 3, [new])
    assert predictor.join(20)
    for event in told:
        assert isinstance(event, Predicted)
        view.show_predicted(event)
    table = panel.table
    texts = [table.model().index(row, FILE).data() for row in range(3)]
    assert texts == ["1: 50, A, 0", "2: 60, C\n2 cells in place of 3", "3: , C, 0"]
    assert (table.isColumnHidden(PICTURE), table.isColumnHidden(CLASS)) == (True, True)
    x = np.array([[50.0], [1.0], [0.0], [0.0]])
    price = float(model.readings(model.inputs.scale(x))[0, 0])
    assert float(table.model().index(0, FIRST).data()) == pytest.approx(price, rel=1e-5)
    assert panel.note.text().startswith("3 rows, by the weights of iteration 3. 1 could not")
    assert 'counts as "other"' in panel.note.text()
    assert panel.save.isEnabled()
    assert not view.why.isEnabled()


def test_that_a_table_without_the_columns_is_told(trainer: Trainer, tmp_path: Path) -> None:
    told: list[Event] = []
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    (tmp_path / "bad.csv").write_text("a,area,b\n1,2,3\n")
    predictor = Predictor(told.append)
    predictor.start(model, 1, 3, [tmp_path / "bad.csv"])
    assert predictor.join(20)
    (problem,) = [event.problem for event in told if isinstance(event, Failed)]
    assert "the column city is missing" in str(problem)
    assert isinstance(told[-1], Predicted)
    assert told[-1].ended
