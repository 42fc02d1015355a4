"""The weights of real small runs: what is drawn, what is said, what is written."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.experiment.inputs import PictureInputs
from gui.plots import signed_colours
from gui.views.weights.view import WeightsView
from gui.widgets.image_grid import ImageGrid
from tests.gui.views.conftest import shot, small_run

COLOUR = {"data.kind": "shapes", "data.size": 12, "data.colour": True}


@pytest.fixture
def view(qtbot: QtBot) -> WeightsView:
    made = WeightsView()
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


def show(view: WeightsView, steps: int = 3, **changes: object):
    trainer = small_run(steps, **changes)
    view.show_snapshot(shot(trainer, "weights", run=trainer.experiment.network.seed))
    view.sample_picked.connect(
        lambda sample: view.show_snapshot(shot(trainer, "weights", sample=sample))
    )
    return trainer


def test_that_the_first_layer_on_pictures_is_a_picture_a_unit(view) -> None:
    show(view)
    assert view.grid.isVisible()
    assert view.grid.count == 5
    assert view.title.text() == "W1: 5 x 64, a picture of 8 x 8 a unit"
    assert not view.signed_colours.isVisible()


def test_that_colour_pictures_can_be_seen_channel_by_channel(view) -> None:
    show(view, **COLOUR)
    assert view.signed_colours.isVisible()
    seen = set()
    for index in range(view.signed_colours.count()):
        view.signed_colours.setCurrentIndex(index)
        seen.add(view.grid._tiles.tobytes())
    assert len(seen) == len(signed_colours.SIGNED_COLOURS)


def test_that_zero_is_mid_grey_and_the_reach_is_black_and_white() -> None:
    values = np.array([[0.0, -2.0, 2.0, 1.0, -9.0, 9.0, np.nan, np.inf, -np.inf, 0, 0, 0]])
    drawn = signed_colours.tiles(values, PictureInputs(2, True), "colour", 2.0).ravel()
    assert drawn.tolist() == [128, 0, 255, 191, 0, 255, 128, 255, 0, 128, 128, 128]


def test_that_one_channel_is_drawn_in_the_signed_colours() -> None:
    values = np.array([[0.0, -2.0, 2.0, 1.0]])
    drawn = signed_colours.tiles(values, PictureInputs(2, False), "colour", 2.0)[0].reshape(-1, 3)
    np.testing.assert_array_equal(drawn, signed_colours.signed_table()[[128, 0, 255, 191]])


@pytest.mark.parametrize("changes", [{}, COLOUR, {"data.kind": "moons"}, {"network.hidden": ()}])
def test_that_the_sum_said_is_the_z_of_the_network(view, changes) -> None:
    trainer = show(view, **changes)
    units = len(trainer.parameters.W[0])
    view.contribution.unit.pick(units)
    view.contribution.sample.number.setValue(4)
    x = trainer.dataset.train.X[:, 3]
    z = float(trainer.parameters.W[0][-1] @ x + trainer.parameters.b[0][-1, 0])
    said = view.contribution.sum.text().replace("\u00a0", " ")
    assert said.endswith(f"z = {z:.4g}")


def test_that_the_products_of_features_are_written_out(view) -> None:
    trainer = show(view, **{"data.kind": "moons"})
    x = trainer.train[0][:, view.newest.shown[0]]
    w = trainer.parameters.W[0][0]
    assert view.matrix.isVisible()
    for i in range(2):
        line = f"x{i + 1}: w {w[i]:.4g} · x {x[i]:.4g} = {w[i] * x[i]:.4g}"
        assert line in view.contribution.terms.text()


def test_that_deeper_layers_are_matrices_with_their_dimensions(view) -> None:
    trainer = show(view)
    view.layer.setCurrentIndex(1)
    assert view.title.text() == "W2: 4 x 5"
    assert not view.contribution.isVisible()
    np.testing.assert_array_equal(view.matrix.image.image, trainer.parameters.W[1])
    assert view.layer.itemText(2) == "output layer"


def test_that_hundreds_of_units_are_leafed_through(view) -> None:
    show(view, **{"network.hidden": (400,)})
    assert view.pager.isVisible()
    room = view.grid.count
    assert 20 < room < 400
    on = view.pager.findChildren(QToolButton)[1]
    on.click()
    assert view.pager.page == range(room, 2 * room)
    view.contribution.unit.pick(400)
    assert 399 in view.pager.page
    while view.pager.page.start:
        view.pager.findChildren(QToolButton)[0].click()
    assert view.pager.page == range(room)


def test_that_a_unit_is_chosen_by_a_click_and_opened_by_a_double_click_enter_or_the_link(
    view,
) -> None:
    show(view)
    opened = []
    view.unit_opened.connect(lambda layer, unit: opened.append((layer, unit)))
    place = view.grid.tile_rect(2).center().toPoint()
    QTest.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=place)
    assert view.contribution.unit.number == 3
    assert opened == []
    QTest.mouseDClick(view.grid, Qt.MouseButton.LeftButton, pos=place)
    assert opened == [(1, 3)]
    QTest.keyClick(view.grid, Qt.Key.Key_Right)
    assert view.contribution.unit.number == 4
    assert opened == [(1, 3)]
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert opened == [(1, 3), (1, 4)]
    view.contribution.samples.click()
    assert opened == [(1, 3), (1, 4), (1, 4)]
    QTest.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert view.contribution.unit.number == 4


@pytest.mark.parametrize("size", [(300, 60), (60, 400), (900, 300)])
def test_that_tiles_never_overlap_nor_leave_the_mosaic(qtbot, size) -> None:
    grid = ImageGrid("grid", "Grid")
    qtbot.addWidget(grid)
    grid.resize(*size)
    count = grid.capacity()
    grid.show_tiles(np.zeros((count, 4, 4, 3), np.uint8), [""] * count)
    places = [grid.tile_rect(i) for i in range(count)]
    assert all(grid.rect().toRectF().contains(place) for place in places)
    assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i])


def test_that_weights_that_are_not_finite_are_said_and_drawn(view) -> None:
    trainer = small_run(1, **COLOUR, **{"training.way": "direct"})
    trainer.parameters.W[0][0, :7] = np.nan
    trainer.parameters.W[0][1, :2] = np.inf
    trainer.parameters.W[1][:] = np.nan
    view.show_snapshot(shot(trainer, "weights"))
    assert view.title.text().endswith("; 9 not finite")
    assert "not a number" in view.contribution.sum.text().replace("\u00a0", " ")
    view.grab()
    view.layer.setCurrentIndex(1)
    assert view.title.text().endswith("; 20 not finite")
    view.grab()


def test_that_weights_of_zero_are_grey_on_a_scale_of_one(view) -> None:
    show(view, 0, **{"network.initialisation": "zeros"}, **COLOUR)
    assert np.unique(view.grid._tiles).tolist() == [128]


def test_that_weights_are_saved_with_the_names_of_the_pixels(view, tmp_path: Path) -> None:
    trainer = show(view, **COLOUR)
    view.save_numbers(tmp_path / "weights.csv")
    header, *rows = csv.reader((tmp_path / "weights.csv").read_text().splitlines())
    assert header[:3] == ["unit", "row 1 column 1 red", "row 1 column 1 green"]
    assert header[-2:] == ["row 12 column 12 blue", "b"]
    numbers = np.array(rows, float)
    parameters = trainer.parameters
    np.testing.assert_array_equal(numbers[:, 1:], np.hstack([parameters.W[0], parameters.b[0]]))
    view.layer.setCurrentIndex(1)
    view.save_numbers(tmp_path / "weights.csv")
    assert "from unit 5" in (tmp_path / "weights.csv").read_text()


def test_that_a_network_without_the_chosen_layer_shows_its_last(view) -> None:
    show(view)
    view.layer.setCurrentIndex(2)
    show(view, **{"network.hidden": (), "network.seed": 2})
    assert view.title.text().startswith("W1: 10 x 64")


def test_that_a_click_on_the_picture_that_a_unit_reads_leads_to_the_causes(view, qtbot) -> None:
    show(view)
    grid = view.contribution.grid
    with qtbot.waitSignal(view.sample_opened):
        place = grid.tile_rect(0).center().toPoint()
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.assertNotEmitted(view.sample_opened):
        place = grid.tile_rect(2).center().toPoint()
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)


def test_that_the_product_is_red_and_blue_as_in_the_view_of_one_sample(view) -> None:
    trainer = show(view, **COLOUR)
    sample = view.newest.sample
    product = trainer.parameters.W[0][0] * sample.x(trainer.dataset)
    drawn, inputs = view.contribution.grid._tiles[2], trainer.dataset.inputs
    means = product.reshape(inputs.size, inputs.size, 3).mean(-1)
    most = np.unravel_index(means.argmax(), means.shape)
    red, _, blue = drawn[most]
    assert red > blue


def test_that_the_legend_says_which_colours_add_and_which_take_away(view) -> None:
    show(view, **COLOUR)
    for name, words in (
        ("colour", "bright adds to z, dark takes away"),
        ("mean", "red: adds to z"),
    ):
        view.signed_colours.setCurrentIndex(view.signed_colours.findData(name))
        assert words in view.legend.text()
        less, more = signed_colours.table(name, small_run(0, **COLOUR).dataset.inputs)[[0, -1]]
        assert (more.sum() > less.sum()) if name == "colour" else (more[0] > more[2] > 0)
