"""Facts about rows of a table in the views: in their own unit, and with their line of the file."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.training.trainer import Trainer
from gui.views.activations.unit_detail import RankedSamples
from gui.views.activations.view import ActivationsView
from gui.views.boundary.view import BoundaryView
from gui.views.curves.accuracy import AccuracyView
from gui.views.predictions.view import PredictionsView
from gui.views.sample.view import SampleView
from tests.gui.views.conftest import follow, shot, small_run

HEIGHTS, SHOES = 150 + np.arange(40.0) * 7 % 40, 36 + np.arange(40.0) * 3 % 10


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Trainer:
    """A few steps on the weights of people, who have a height and a size of shoe."""
    table = tmp_path_factory.mktemp("people") / "people.csv"
    rows = zip(HEIGHTS, SHOES, HEIGHTS - 100 + SHOES / 9, strict=True)
    table.write_text("height,shoe,weight\n" + "".join(f"{h},{s},{w:.4f}\n" for h, s, w in rows))
    return small_run(
        3,
        **{
            "data.kind": "table",
            "data.folder": str(table),
            "data.scaling": "standardised",
            "data.test_share": 0.2,
            "network.hidden": (4,),
            "training.loss": "half_squared_error",
        },
    )


def test_that_sample_writes_what_stands_in_the_row_and_colours_numbers(
    qtbot: QtBot, trainer: Trainer
) -> None:
    view = SampleView()
    qtbot.addWidget(view)
    view.show()
    follow(view, trainer, "sample", "weights", "neighbours", "boundary")
    side = trainer.dataset.train
    row = int(side.lines[0]) - 2
    assert f"height {HEIGHTS[row]:g}: w" in view.terms.text()
    assert f"shoe {SHOES[row]:g}: w" in view.terms.text()
    assert view.name.isVisible()
    assert f"line {row + 2} of the file" in view.name.toolTip()
    assert "the number that is answered" in view.plane.toolTip()
    # What a unit does to the answer is told in the answer's own unit.
    seen = view.newest.probes["sample"]
    effect = seen.effects[view.unit.number - 1] * trainer.dataset.target_scale.deviation[0]
    told = f"the answer to weight would be about {abs(effect):.2g} "
    assert told + ("lower" if effect > 0 else "higher") in view.causes.text()


def test_that_an_empty_cell_is_called_missing(qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "flats.csv"
    rows = ((f"{year or ''}", year % 3, 400_000 + 7_919 * year) for year in range(12))
    table.write_text("built,rooms,price\n" + "".join(f"{y},{r},{p}\n" for y, r, p in rows))
    trainer = small_run(
        1,
        **{
            "data.kind": "table",
            "data.folder": str(table),
            "data.scaling": "standardised",
            "data.columns": {"built": "number", "price": "number"},
            "training.loss": "half_squared_error",
        },
    )
    sample, predictions = SampleView(), PredictionsView()
    for view in (sample, predictions):
        qtbot.addWidget(view)
        view.show()
    follow(sample, trainer, "sample", "weights", "neighbours", "boundary")
    line = next(line for line in sample.terms.text().split("\n") if line.startswith("built"))
    assert line.startswith("built missing, 6 stands for it: w")
    assert line.endswith("· x 0 = 0")
    assert "Truly price 400000" in sample.answer.text()
    follow(predictions, trainer, "predictions")
    model = predictions.dataset_panel.list.model
    texts = {model.data(model.index(row, 4)): model.data(model.index(row, 5)) for row in range(12)}
    assert [line for line, text in texts.items() if text == "missing"] == ["line 2"]


def test_that_predictions_list_rows_as_they_stand_in_the_file(
    qtbot: QtBot, trainer: Trainer
) -> None:
    view = PredictionsView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(shot(trainer, "predictions"))
    model = view.dataset_panel.list.model
    for row in range(model.rowCount()):
        name, height, shoe = (str(model.data(model.index(row, column))) for column in (4, 5, 6))
        line = int(name.removeprefix("line "))
        assert (float(height), float(shoe)) == (HEIGHTS[line - 2], SHOES[line - 2])


def test_that_a_units_samples_are_told_by_the_span_of_their_number(
    qtbot: QtBot, trainer: Trainer
) -> None:
    ranked = RankedSamples("strongest")
    qtbot.addWidget(ranked)
    snapshot = shot(trainer)
    a = snapshot.layers[0].A[0]
    ranked.show_samples(snapshot, np.argsort(a)[::-1], a)
    title = ranked.title.text()
    assert "of 8 are weight " in title
    assert title.partition(" are weight ")[2].count(" to ") == 1


def test_that_no_hidden_layer_is_linear_regression_of_numbers(
    qtbot: QtBot, trainer: Trainer
) -> None:
    linear = small_run(
        1,
        **{
            "data.kind": "table",
            "data.folder": trainer.experiment.data.folder,
            "network.hidden": (),
            "training.loss": "half_squared_error",
        },
    )
    view, accuracy = ActivationsView(), AccuracyView()
    for shown in (view, accuracy):
        qtbot.addWidget(shown)
        shown.show()
        shown.show_snapshot(shot(linear))
    assert "is linear regression" in view.sentence.text()
    assert accuracy.baselines.text() == "dashed: always the mean, train 0"


def test_that_boundary_says_that_its_axes_are_scaled_and_how_a_table_comes_to_it(
    qtbot: QtBot, trainer: Trainer
) -> None:
    view = BoundaryView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(shot(trainer, "boundary"))
    axes = view.plane.getPlotItem()
    assert axes.getAxis("bottom").labelText == "height, scaled"
    assert axes.getAxis("left").labelText == "shoe, scaled"
    folder, columns = trainer.experiment.data.folder, {"shoe": "leave_out"}
    data = {"data.kind": "table", "data.folder": folder, "data.columns": columns}
    one = small_run(1, **data, **{"training.loss": "half_squared_error"})
    view.show_snapshot(shot(one, "boundary"))
    assert "leave the other columns out in Data" in view.sentence.text()
