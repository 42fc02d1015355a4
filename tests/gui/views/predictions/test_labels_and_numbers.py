"""Predictions of numbers and of several labels at once."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sklearn.metrics import confusion_matrix, f1_score

from core.network.targets import LABELS, NUMBERS
from core.training.trainer import Trainer
from gui.views.predictions.view import PredictionsView
from gui.views.registry import VIEWS
from tests.gui.views.conftest import shot
from tests.other_targets import LINEAR, PRICES, SCALE, X, dataset, trained

LABELLED = (np.vstack([LINEAR, X[:1], np.abs(X[1:2]) - 1]) > 0).astype(float)


@pytest.fixture(scope="module")
def prices() -> Trainer:
    return trained(dataset(SCALE.scale(PRICES), NUMBERS, SCALE), iterations=200)


@pytest.fixture(scope="module")
def labels() -> Trainer:
    return trained(dataset(LABELLED, LABELS), iterations=200)


def shown(qtbot: QtBot, trainer: Trainer) -> PredictionsView:
    view = PredictionsView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    view.show_snapshot(shot(trainer, "predictions"))
    return view


def test_that_numbers_are_drawn_against_what_is_true(qtbot: QtBot, prices: Trainer) -> None:
    panel = shown(qtbot, prices).dataset_panel
    assert panel.numbers.isVisible()
    assert not panel.matrix.isVisible()
    true, answered = panel.numbers.points.getData()
    np.testing.assert_allclose(true, PRICES[0, 150:])
    model_answers = SCALE.unscale(prices.parameters.W[0] @ X[:, 150:] + prices.parameters.b[0])
    np.testing.assert_allclose(answered, model_answers[0])
    assert panel.accuracy.text().startswith("name 0 of 50 samples: R² 0.9")


def test_that_the_name_of_a_number_is_no_markup_beside_its_axis(
    qtbot: QtBot, prices: Trainer
) -> None:
    panel = shown(qtbot, prices).dataset_panel
    predictions = shot(prices, "predictions").probes["predictions"].test
    panel.numbers.show_predictions(predictions, ("<b>price</b> & tax",), -1)
    axis = panel.numbers.plot.getPlotItem().getAxis("bottom")
    assert axis.label.toPlainText().strip() == "true <b>price</b> & tax"


def test_that_the_largest_errors_come_first(qtbot: QtBot, prices: Trainer) -> None:
    model = shown(qtbot, prices).dataset_panel.list.model
    errors = [abs(float(model.data(model.index(row, 2)))) for row in range(model.rowCount())]
    assert len(errors) == 50
    assert errors == sorted(errors, reverse=True)
    assert model.headerData(3, Qt.Orientation.Horizontal) == "True number"


def test_that_of_several_numbers_the_list_has_the_one_that_is_drawn(qtbot: QtBot) -> None:
    two = trained(dataset(np.vstack([PRICES, LINEAR]) / 1e5, NUMBERS), iterations=1)
    panel = shown(qtbot, two).dataset_panel
    model, names = panel.list.model, panel.numbers.names
    for number in range(2):
        names.setCurrentIndex(number)
        names.activated.emit(number)
        cells = [model.data(model.index(0, column)) for column in (1, 2, 3)]
        answered, error, true = map(float, cells)
        assert error == pytest.approx(answered - true, rel=1e-2, abs=1e-6)
        assert true == pytest.approx(two.dataset.test.Y[number, model.samples[0]], rel=1e-3)
        # Under the mouse stand all of them.
        tip = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
        assert all(f"{y:.12g}" in tip for y in two.dataset.test.Y[:, model.samples[0]])


def test_that_a_click_on_a_point_picks_its_sample(qtbot: QtBot, prices: Trainer) -> None:
    view = shown(qtbot, prices)
    point = view.dataset_panel.numbers.points.points()[7]
    with qtbot.waitSignal(view.sample_picked) as picked:
        view.dataset_panel.numbers.points.sigClicked.emit(
            view.dataset_panel.numbers.points, [point], None
        )
    assert (picked.args[0].number, picked.args[0].test) == (7, True)


def test_that_each_label_has_its_row(qtbot: QtBot, labels: Trainer) -> None:
    panel = shown(qtbot, labels).dataset_panel
    assert panel.labels.isVisible()
    A = labels.network.forward(labels.parameters, X[:, 150:]).A[-1] > 0.5
    for row in range(3):
        has, answered = LABELLED[row, 150:] > 0, A[row]
        cells = [panel.labels.table.item(row, column).text() for column in range(6)]
        assert cells[:2] == [f"name {row}", str(has.sum())]
        assert cells[3] == str(answered.sum())
        assert float(cells[5].split()[0]) == pytest.approx(100 * (has == answered).mean())
        f1 = float(panel.labels.table.item(row, 6).text())
        assert f1 == pytest.approx(f1_score(has, answered), abs=5e-4)


def test_that_a_label_has_its_matrix_whose_cells_list_their_samples(
    qtbot: QtBot, labels: Trainer
) -> None:
    panel = shown(qtbot, labels).dataset_panel
    A = labels.network.forward(labels.parameters, X[:, 150:]).A[-1] > 0.5
    panel.labels.table.setCurrentCell(1, 0)
    has = LABELLED[1, 150:] > 0
    np.testing.assert_array_equal(panel.labels.matrix.counts, confusion_matrix(has, A[1]))
    panel.labels.matrix.choose((1, 1))
    assert panel.list.model.rowCount() == int((has & A[1]).sum())
    assert "of the chosen cell" in panel.heading.text()
    panel.labels.matrix.choose(None)
    assert "with a wrong label" in panel.heading.text()


def test_that_samples_with_wrong_labels_are_listed_the_most_wrong_first(
    qtbot: QtBot, labels: Trainer
) -> None:
    panel = shown(qtbot, labels).dataset_panel
    A = labels.network.forward(labels.parameters, X[:, 150:]).A[-1] > 0.5
    wrong = np.count_nonzero((LABELLED[:, 150:] > 0) != A, axis=0)
    model = panel.list.model
    listed = [int(model.data(model.index(row, 2))) for row in range(model.rowCount())]
    assert listed == sorted(wrong[wrong > 0].tolist(), reverse=True)
    assert f"all labels right for {np.count_nonzero(wrong == 0)} of 50" in panel.accuracy.text()


def test_that_the_threshold_of_labels_can_be_dragged_and_taken_back(
    qtbot: QtBot, labels: Trainer
) -> None:
    view = shown(qtbot, labels)
    panel = view.dataset_panel
    readings, true = labels.parameters.W[0] @ X[:, 150:] + labels.parameters.b[0], LABELLED[:, 150:]
    readings = 1 / (1 + np.exp(-readings))

    def answered() -> list[int]:
        return [int(panel.labels.table.item(row, 3).text()) for row in range(len(true))]

    assert panel.threshold.isVisible()
    assert answered() == (readings > 0.5).sum(axis=1).tolist()
    panel.threshold.choice.slider.setValue(900)
    assert answered() == (readings > 0.9).sum(axis=1).tolist()
    found = int(((readings > 0.9) & (true > 0.5)).sum())
    there, all_yes = int(true.sum()), int((readings > 0.9).sum())
    told = panel.threshold.told.text().replace("\u00a0", " ")
    assert told.startswith(f"{found} of {there} labels found (")
    assert f"; {found} of {all_yes} answers right" in told
    # A snapshot of later keeps it; the way back leads to the usual one.
    view.show_snapshot(shot(labels, "predictions"))
    assert answered() == (readings > 0.9).sum(axis=1).tolist()
    qtbot.mouseClick(panel.threshold.choice.back, Qt.MouseButton.LeftButton)
    assert answered() == (readings > 0.5).sum(axis=1).tolist()
    assert not panel.threshold.choice.back.isEnabled()
    assert "95 % interval" in panel.accuracy.text().replace("\u00a0", " ")


def test_that_numbers_have_no_threshold(qtbot: QtBot, prices: Trainer) -> None:
    assert not shown(qtbot, prices).dataset_panel.threshold.isVisible()
    two = trained(dataset(np.vstack([PRICES, LINEAR]) / 1e5, NUMBERS), iterations=1)
    assert not shown(qtbot, two).dataset_panel.threshold.isVisible()


@pytest.mark.parametrize("name", VIEWS)
def test_that_every_view_shows_labels_and_numbers(
    qtbot: QtBot, name: str, prices: Trainer, labels: Trainer
) -> None:
    view = VIEWS[name].make()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    for trainer in (prices, labels):
        snapshot = shot(trainer, *VIEWS[name].probes)
        view.show_snapshot(snapshot)
        assert not view.grab().isNull()
        assert view.newest is snapshot
        table = view.table(snapshot)
        assert table is None or list(table.rows) is not None
