"""One unit or one sample of a real small run in detail, and the ways between them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.sample import Sample
from core.training.trainer import Trainer
from gui import theme
from gui.views.activations.unit_detail import distribution_text
from gui.views.activations.view import ActivationsView
from tests.gui.views.conftest import follow, shot, small_run


@pytest.fixture
def view(qtbot: QtBot) -> ActivationsView:
    made = ActivationsView()
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


def show(view: ActivationsView, **changes: object) -> Trainer:
    trainer = small_run(3, **changes)
    follow(view, trainer, "weights", "preactivations", "sample")
    return trainer


def click(view: ActivationsView, x: float, y: float, shift: bool = False) -> None:
    """Click on the first layer at a place of its heat map, whose picture is 1 wide and high."""
    row = view.rows[0]
    picture = row.heat_map.picture
    place = picture.topLeft() + QPointF(x * picture.width(), y * picture.height())
    keys = Qt.KeyboardModifier
    QTest.mouseClick(
        row.strip,
        Qt.MouseButton.LeftButton,
        keys.ShiftModifier if shift else keys.NoModifier,
        place.toPoint(),
    )


def test_that_a_click_on_a_row_shows_that_unit(view) -> None:
    trainer = show(view)
    click(view, 0.4, 0.5)
    unit = view.details.unit
    assert view.details.isVisible()
    assert (unit.layer.number, unit.unit.number) == (1, 3)
    assert view.extra_probes == {"weights", "preactivations"}
    a = view.newest.layers[0].A[2]
    shown = [int(i) for i in unit.strongest._order[:8]]
    assert sorted(a[shown]) == sorted(a)[-8:]
    assert unit.sentence.text().startswith(f"mean {a.mean():.4g}, standard deviation {a.std():.4g}")
    assert trainer.parameters.W[0][2].size == unit.weights._tiles[0, :, :, 0].size


@pytest.mark.parametrize(("y", "shift"), [(0.5, True), (1.07, False)])
def test_that_a_column_shows_that_sample_and_every_layer_on_it(view, y, shift) -> None:
    show(view)
    click(view, 10.5 / 60, y, shift)
    sample = view.details.sample
    assert sample.sample.number.value() == view.newest.shown[10] + 1
    assert view.extra_probes == {"sample"}
    layers = [
        *(layer.A for layer in view.newest.layers),
        view.newest.probes["preactivations"].A[-1],
    ]
    for chart, A in zip(sample.charts, layers, strict=True):
        np.testing.assert_allclose(chart._values, A[:, 10], rtol=1e-10)
    number = view.newest.shown[10] + 1
    assert sample.sentence.text().startswith(f"training sample {number}, ")


def test_that_a_click_on_the_map_picks_its_sample_and_every_map_marks_that_column(view) -> None:
    trainer = show(view)
    assert [row.heat_map.picked for row in view.rows] == [0, 0]
    click(view, 10.5 / 60, 0.5)
    number = int(view.newest.shown[10])
    assert view.newest.sample == Sample.of(trainer.dataset, number)
    view.details.unit.back.click()
    assert [row.heat_map.picked for row in view.rows] == [10, 10]
    assert view.rows[0].pointed.text() == f"▼ training sample {number + 1}"
    # The mark leaves the column's own colours to be seen.
    row, column = view.rows[0], view.rows[0].heat_map.column(10)
    picture = row.strip.grab().toImage()
    y = round(column.center().y())
    colours = [picture.pixelColor(round(x), y) for x in (column.left() - 1, column.right())]
    assert colours == [theme.colour("text")] * 2
    inside = picture.pixelColor(round(column.center().x()), y)
    assert inside not in (theme.colour("text"), theme.colour("base"))


def test_that_a_click_beside_the_picture_shows_nothing(view) -> None:
    show(view)
    QTest.mouseClick(view.rows[0].strip, Qt.MouseButton.LeftButton, pos=QPoint(990, 5))
    assert not view.details.open


def test_that_looks_are_wanted_only_while_a_close_up_needs_them(view, qtbot) -> None:
    show(view)
    assert view.extra_probes == frozenset()
    with qtbot.waitSignal(view.probes_changed):
        view.rows[1].details.click()
    assert view.details.unit.layer.number == 2
    with qtbot.waitSignal(view.probes_changed):
        QTest.keyClick(view.details.unit.back, Qt.Key.Key_Escape)
    assert view.extra_probes == frozenset()
    assert view.rows[0].isVisible()


def test_that_a_picture_leads_to_its_sample_and_a_bar_to_its_unit(view) -> None:
    show(view)
    view.rows[0].details.click()
    strongest = view.details.unit.strongest
    place = strongest.grid.tile_rect(1).center().toPoint()
    QTest.mouseClick(strongest.grid, Qt.MouseButton.LeftButton, pos=place)
    assert view.details.shown is view.details.sample
    assert view.newest.sample.number == view.newest.shown[strongest._order[1]]
    view.details.sample.charts[1].chosen.emit(2)
    unit = view.details.unit
    assert view.details.shown is unit
    assert (unit.layer.number, unit.unit.number) == (2, 3)
    view.details.sample.charts[2].chosen.emit(0)
    assert view.details.shown is unit


def test_that_a_bar_is_found_under_the_mouse(view, qtbot) -> None:
    show(view)
    view.pick(0)
    chart = view.details.sample.charts[1]
    with qtbot.waitSignal(chart.chosen) as chosen:
        middle = QPoint((44 + chart.width() - 8) // 2 + 1, chart.height() // 2)
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    assert chosen.args == [2]


def test_that_units_of_features_are_written_out(view) -> None:
    trainer = show(view, **{"data.kind": "moons"})
    view.show_unit(1, 1)
    unit = view.details.unit
    a = view.newest.layers[0].A[0]
    assert unit.strongest.listed.text().startswith(f"a = {a.max():.4g}   (")
    w = trainer.parameters.W[0][0]
    for i in range(2):
        assert f"from x{i + 1}: {w[i]:.4g}" in unit.listed.text()
    lines = unit.strongest.listed
    place = lines.visualItemRect(lines.item(0)).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.details.shown is view.details.sample
    strongest = view.newest.sample
    assert strongest.number == view.newest.shown[int(np.argmax(a))]
    view.show_unit(1, 1)
    assert [item.text() for item in lines.selectedItems()] == [lines.item(0).text()]
    view.pick(3)
    x = view.newest.dataset.train.X[:, view.newest.shown[3]]
    assert view.details.sample.listed.text() == f"x1 = {x[0]:.4g}\nx2 = {x[1]:.4g}"


def test_that_samples_which_are_alike_are_said_to_be(view) -> None:
    trainer = small_run(1, **{"training.way": "direct", "network.activation": "relu"})
    trainer.parameters.b[0][:] = -1e6
    view.show_snapshot(shot(trainer, "weights"))
    view.show_unit(1, 1)
    assert view.details.unit.weakest.title.text() == (
        "weakest: 0 on 60 of 60 samples, some of them here"
    )
    assert view.details.unit.strongest.title.text() == "strongest: none, it answers 0 to all"
    assert view.details.unit.strongest.grid.count == 0
    assert view.details.unit.sentence.text().endswith("0 on 100.0\u00a0%")


def test_that_none_is_strongest_that_a_unit_answers_0_to(view) -> None:
    trainer = small_run(1, **{"training.way": "direct", "network.activation": "relu"})
    X, W = trainer.train[0], trainer.parameters.W[0]
    sums = np.sort(W[0] @ X)
    trainer.parameters.b[0][0] = -(sums[-3] + sums[-4]) / 2
    view.show_snapshot(shot(trainer, "weights"))
    view.show_unit(1, 1)
    strongest = view.details.unit.strongest
    a, order = view.newest.layers[0].A[0], strongest._order
    assert len(order) == 3
    assert a[order].min() > 0
    assert strongest.title.text().startswith("strongest: only these 3 are not 0, ")
    assert view.details.unit.weakest.title.text() == (
        "weakest: 0 on 57 of 60 samples, some of them here"
    )


def test_that_a_picked_test_sample_is_said_to_be_none_of_those_shown(view) -> None:
    trainer = small_run(1, **{"data.test_share": 0.2})
    view.show_snapshot(shot(trainer, "weights", sample=Sample.of(trainer.dataset, 3, test=True)))
    text = "Test sample 4 is not among these."
    assert view.rows[0].pointed.text() == text
    assert view.rows[1].pointed.text() == ""
    assert view.rows[0].heat_map.picked == -1
    view.show_unit(1, 1)
    assert view.details.unit.sentence.text().endswith(text)
    view.show_snapshot(shot(trainer, "weights", sample=Sample.of(trainer.dataset, 3)))
    assert text not in view.details.unit.sentence.text()


def test_that_a_probability_stands_on_an_axis_from_0_to_1(view) -> None:
    show(view)
    view.pick(0)
    output = view.details.sample.charts[2]
    assert output._span == (0, 1)
    assert (output._title, output._names[0]) == ("output: probability", "0")
    assert "0: 0.0" in output.toolTip()
    view.grab()


def test_that_the_output_of_many_layers_has_the_free_part_of_its_row_for_names(view) -> None:
    show(view, **{"network.hidden": (3,) * 8})
    view.pick(0)
    view.resize(900, 400)
    page = view.details.sample
    assert page._grid.getItemPosition(page._grid.indexOf(page.charts[8])) == (1, 3, 1, 2)


def test_that_a_broken_unit_is_drawn_and_said(view) -> None:
    trainer = small_run(1, **{"training.way": "direct"})
    trainer.parameters.flat[:] = np.nan
    follow(view, trainer, "weights", "preactivations", "sample")
    view.show_unit(1, 1)
    assert view.details.unit.sentence.text() == "60 of 60 answers are not finite"
    view.grab()
    view.pick(0)
    view.grab()


def test_that_a_smaller_network_leaves_the_choice_where_it_can(view) -> None:
    show(view)
    view.show_unit(2, 4)
    view.show_snapshot(shot(small_run(0, **{"network.hidden": (2,)}), "weights", run=2))
    unit = view.details.unit
    assert (unit.layer.number, unit.unit.number) == (1, 2)
    view.show_snapshot(shot(small_run(0, **{"network.hidden": ()}), run=3))
    assert view._pages.currentWidget() is view.sentence


def test_that_answers_whose_squares_are_beyond_all_numbers_are_described() -> None:
    assert distribution_text(np.array([1e200, -1e200])).startswith("mean 0, standard deviation inf")
