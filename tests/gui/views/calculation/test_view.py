"""The view of the calculation: what it draws and writes is what the run's own passes compute."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from core.data.sample import Sample
from core.training.trainer import Trainer
from gui.views.calculation.network_drawing import NetworkDrawing
from gui.views.calculation.network_page import NetworkPage
from gui.views.calculation.unit_page import loss_curve
from gui.views.calculation.view import PAGES, CalculationView
from gui.views.calculation.written_page import WrittenPage
from tests.gui.layouts import layouts
from tests.gui.views.conftest import follow, shot, small_run

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> CalculationView:
    made = CalculationView()
    qtbot.addWidget(made)
    made.resize(1000, 340)
    made.show()
    return made


def show(view: CalculationView, **changes: object) -> Trainer:
    trainer = small_run(3, **{"data.kind": "moons", "data.test_share": 0.2, **changes})
    follow(view, trainer, "calculation")
    view.sample_picked.emit(Sample.of(trainer.dataset, 0))
    return trainer


def network_page(view: CalculationView) -> NetworkPage:
    assert isinstance(view.page, NetworkPage)
    return view.page


def test_that_the_loss_of_the_sample_stands_beside_the_cost_of_all(view) -> None:
    trainer = show(view, **{"training.l2": 0.5})
    page, train, network = network_page(view), trainer.dataset.train, trainer.network

    def cost(samples: slice) -> float:
        passed = network.forward(trainer.parameters, train.X[:, samples])
        return network.cost(passed, train.Y[:, samples])

    assert f"log(1 - a)) = {cost(slice(0, 1)):.4g}, where a = " in page.loss.text()
    parts = f"= {cost(slice(None)):.4g} + {trainer.penalty:.4g} = "
    trainer.step()
    plotted = trainer.history.train_cost.curve().values[-1]
    assert f"J = 1/m Σ L + λ/(2m) Σ w² {parts}{plotted:.4g}, the mean" in page.cost.text()
    view.sample_picked.emit(Sample.of(trainer.dataset, 1, test=True))
    assert page.cost.text().endswith("This sample is for the test: its loss is not among them.")


def test_that_in_batches_each_term_of_the_cost_has_its_own_m_in_figures(view) -> None:
    trainer = show(view, **{"training.l2": 0.3, "training.batch_size": 32, "data.samples": 185})
    said, m = network_page(view).cost.text(), trainer.dataset.train.m
    assert f"J = 1/{m} Σ L + λ/(2·32) Σ w² = " in said
    squares = sum(float(np.sum(W**2)) for W in trainer.parameters.W)
    assert f" + {0.3 / (2 * 32) * squares:.4g} = " in said


def test_that_the_buttons_lead_to_the_samples_before_and_after(view) -> None:
    trainer = show(view)
    assert not view.previous.isEnabled()
    view.next.click()
    view.next.click()
    view.previous.click()
    assert view.newest.sample == Sample.of(trainer.dataset, 1)
    assert view.sample.number.value() == 2


def test_that_a_click_on_a_unit_writes_it_out_and_escape_leads_back(view) -> None:
    trainer = show(view)
    page, (W, b) = network_page(view), (trainer.parameters.W, trainer.parameters.b)
    place = page.drawing.place_of(1, 2).toPoint()
    QTest.mouseClick(page.drawing, LEFT, pos=place)
    unit = page.unit_page
    assert unit.isVisible()
    x = view.newest.sample.x(trainer.dataset)
    total = float(W[0][2] @ x)
    bias = f"{b[0][2, 0]:.4g}".join("()" if b[0][2, 0] < 0 else ["", ""])
    text = f"Unit 3 of layer 1: z = Σ w · x + b = {total:.4g} + {bias} = {total + b[0][2, 0]:.4g};"
    assert unit.forward.text().startswith(text)
    assert "By differences" not in unit.backward.text()
    QTest.mouseClick(unit.check, LEFT)
    found, trained = (
        unit.backward.text().split("2h = ")[1].removesuffix(".").split(": the trainer has ")
    )
    assert float(found) == pytest.approx(float(trained), rel=1e-5, abs=1e-9)
    names = [row.name for row in unit.terms.rows(5)]
    largest = np.argsort(-np.abs(W[0][2] * x))
    assert names == [f"x{i + 1}" for i in largest]
    QTest.keyClick(unit, Qt.Key.Key_Escape)
    assert page.drawing.isVisible()


def test_that_the_wheel_and_escape_go_through_three_depths(view, wheel, qtbot: QtBot) -> None:
    show(view, **{"network.hidden": (30, 3)})
    page = network_page(view)

    nearest = page.drawing.nearest(QPointF(page.drawing.rect().center()))
    assert wheel(page.drawing, 1)
    assert page.transition.is_running
    unit = page.unit_page
    assert unit.place == nearest
    unit.open_unit(1, 21)
    unit.show_calculation(view.newest, view.newest.probes["calculation"])
    assert wheel(unit, 1)
    written = view.page
    assert isinstance(written, WrittenPage)
    assert "\nunit 22 " in written.text.toPlainText()
    assert written.text.textCursor().block().text().strip().startswith("Z1 (30, 1)")
    QTest.keyClick(written.text, Qt.Key.Key_Escape)
    assert network_page(view) is page
    assert unit.isVisible()
    assert wheel(unit, -1)
    assert page.drawing.isVisible()
    assert page.drawing.accessibleDescription().startswith("unit 22 of layer 1: z = ")
    for zoom in (page.transition, view.transition):
        qtbot.waitUntil(lambda zoom=zoom: not zoom.is_running)


def test_that_arrow_keys_and_enter_open_a_unit(view) -> None:
    show(view, **{"network.hidden": (4, 3)})
    page = network_page(view)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(page.drawing, key)
    assert page.drawing.accessibleDescription().startswith("unit 2 of layer 2: z = ")
    QTest.keyClick(page.drawing, Qt.Key.Key_Return)
    assert page.unit_page.isVisible()
    assert (page.unit_page.layer.number, page.unit_page.unit.number) == (2, 2)


def test_that_a_click_opens_the_unit_of_its_layer_where_layers_are_close(view) -> None:
    show(view, **{"network.hidden": (3,) * 8})
    page, opened = network_page(view), []
    page.drawing.opened.connect(lambda layer, unit: opened.append((layer, unit)))
    places = [(layer, 1) for layer in range(1, 9)] + [(9, 0)]
    for place in places:
        QTest.mouseClick(page.drawing, LEFT, pos=page.drawing.place_of(*place).toPoint())
    assert opened == places


def test_that_the_way_back_is_written_with_the_numbers_of_the_pass(view) -> None:
    trainer = show(view, **{"network.activation": "tanh", "network.hidden": (4,)})
    page, network = network_page(view), trainer.network
    X, Y = trainer.dataset.train.X[:, :1], trainer.dataset.train.Y[:, :1]
    passed = network.forward(trainer.parameters, X)
    dZ = network.backward(trainer.parameters, passed, Y).dZ
    page.open_unit(2, 0)
    a, dz = float(passed.A[2][0, 0]), float(dZ[1][0, 0])
    back = page.unit_page.backward.text()
    assert f"da/dz = g'(z) = a (1 - a) = {a * (1 - a):.4g}" in back
    assert f" = {dz:.4g}, together a - y" in back
    y = float(Y[0, 0])
    assert f"p(y | x) = a^y * (1 - a)^(1 - y) = {a if y else 1 - a:.4g}," in back
    page.open_unit(1, 3)
    da = float(trainer.parameters.W[1][0, 3] * dz)
    assert f"dL/da = Σ w · dL/dz = {da:.4g}, over all units above" in page.unit_page.backward.text()
    assert f" = {float(dZ[0][3, 0]):.4g}\n" in page.unit_page.backward.text()


def test_that_the_mean_of_the_samples_slopes_is_the_slope_that_training_goes_by(view) -> None:
    trainer = show(view)
    passed = trainer.network.forward(trainer.parameters, trainer.dataset.train.X)
    Y = trainer.dataset.train.Y
    gradients = trainer.network.backward(trainer.parameters, passed, Y).gradients
    page = network_page(view)
    for layer, name in ((1, "x"), (2, "a")):
        page.open_unit(layer, 1)
        unit = page.unit_page
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        unit.grab()
        QTest.keyClick(unit.terms, Qt.Key.Key_Down)
        seen = view.newest.probes["calculation"].unit(layer, 1, 5)
        place = int(seen.terms.places[1])
        mean = gradients.W[layer - 1][1, place]
        text = f"their mean is dJ/dw of {name}{place + 1} = {mean:.4g}"
        assert unit.slopes.text.endswith(text)


def test_that_of_many_samples_some_are_drawn_and_the_mean_is_that_of_all(view, qtbot) -> None:
    probes = "calculation", "standing"
    trainer = small_run(
        40,
        **{"data.kind": "flower", "data.samples": 400, "training.l2": 0.5, "data.test_share": 0.0},
    )
    view.show_snapshot(shot(trainer, "calculation"))
    page = network_page(view)
    assert view.extra_probes == frozenset()
    page.open_unit(1, 1)
    qtbot.waitUntil(lambda: page.is_at_unit)
    assert view.extra_probes == {"standing"}
    snapshot = shot(trainer, *probes)
    view.show_snapshot(snapshot)
    train, place = trainer.dataset.train, 0
    passed = trainer.network.forward(trainer.parameters, train.X)
    gradients = trainer.network.backward(trainer.parameters, passed, train.Y).gradients
    text = page.unit_page.slopes.text
    place = int(text.split("of x")[1].split()[0]) - 1
    mean = gradients.W[0][1, place]
    drawn = (snapshot.probes["calculation"].dZ[0][1] * train.X[place, snapshot.shown]).mean()
    assert abs(mean - drawn) > 1e-3 * abs(mean)
    assert text.startswith(f"{mean:.4g} is the mean of dL/dw of x{place + 1} of all 400 samples")
    assert text.endswith(f"256 of them are drawn, a dot a sample, whose own mean is {drawn:.4g}")


def test_that_the_numbers_of_every_unit_can_be_copied(view) -> None:
    show(view)
    seen = view.newest.probes["calculation"]
    rows = [*view.table(view.newest).rows]
    assert len(rows) == 5 + 4 + 1
    layer, unit, _, z, a, _, _, dz = rows[6]
    assert (layer, unit) == (2, 2)
    assert (z, a, dz) == tuple(
        part[1] for part in (seen.layers[1].z, seen.layers[1].a, seen.layers[1].back.dz)
    )


def test_that_a_unit_without_a_slope_says_why_its_weights_have_no_gradient(view) -> None:
    trainer = show(view, **{"network.activation": "relu", "network.hidden": (30,)})
    seen = view.newest.probes["calculation"]
    off = int(np.flatnonzero(seen.layers[0].slope == 0)[0])
    network_page(view).open_unit(1, off)
    assert "g'(z) = 0 here: nothing goes back" in network_page(view).unit_page.backward.text()
    gradients = trainer.network.backward(
        trainer.parameters,
        trainer.network.forward(trainer.parameters, trainer.dataset.train.X[:, :1]),
        trainer.dataset.train.Y[:, :1],
    ).gradients
    assert not gradients.W[0][off].any()


def test_that_dead_units_and_weights_of_zero_say_why_nothing_is_learned(view) -> None:
    trainer = small_run(0, **{"data.kind": "moons", "network.activation": "relu"})
    trainer.parameters.b[0][1] = -100
    view.show_snapshot(shot(trainer, "calculation"))
    page = network_page(view)
    page.open_unit(1, 1)
    assert "It is dead: its weights stand still." in page.unit_page.backward.text()
    page.open_unit(1, 0)
    assert "dead" not in page.unit_page.backward.text()
    zeros = {"data.kind": "moons", "network.initialisation": "zeros", "network.activation": "tanh"}
    view.show_snapshot(shot(small_run(0, **zeros), "calculation", run=2))
    page.open_unit(1, 0)
    assert "every w from this unit to the units above is 0" in page.unit_page.backward.text()
    page.open_unit(3, 0)
    assert "so is every dL/dw, and its b alone changes" in page.unit_page.backward.text()


def test_that_edges_are_painted_when_numbers_come_and_not_again_with_the_units(view) -> None:
    trainer = show(view)
    drawing = network_page(view).drawing
    drawing.grab()
    painted = drawing._ground.cacheKey()
    drawing.grab()
    assert drawing._ground.cacheKey() == painted
    trainer.step()
    view.show_snapshot(shot(trainer, "calculation"))
    other = drawing._ground.cacheKey()
    assert other != painted
    drawing.grab()
    assert drawing._ground.cacheKey() == other


@pytest.mark.parametrize("page", [row.name for row in PAGES])
def test_that_a_snapshot_has_no_page_laid_out_again(view, page: str) -> None:
    trainer = show(view, **{"training.learning_rate": 1e-6})
    view.open_page([row.name for row in PAGES].index(page))

    def train() -> None:
        trainer.step()
        again = shot(trainer, "calculation", *view.extra_probes, sample=view.newest.sample)
        view.show_snapshot(again)

    # The step page has a table from its second step on.
    train()
    train()
    with layouts(view) as seen:
        train()
    assert not seen


def test_that_a_snapshot_has_the_page_of_a_unit_not_laid_out_again(view) -> None:
    trainer = show(view, **{"training.learning_rate": 1e-6})
    network_page(view).open_unit(2, 1)
    with layouts(view) as seen:
        trainer.step()
        view.show_snapshot(shot(trainer, "calculation", sample=view.newest.sample))
    assert not seen


def test_that_what_is_typed_for_a_sample_stays_while_a_run_goes_on(view) -> None:
    trainer = show(view)
    field = view.sample.number.lineEdit()
    field.selectAll()
    QTest.keyClicks(field, "7")
    trainer.step()
    view.show_snapshot(shot(trainer, "calculation", sample=view.newest.sample))
    assert field.text() == "7"


def test_that_the_curve_of_the_loss_is_the_cost_of_the_sample_at_each_z(view) -> None:
    show(view)
    seen = view.newest.probes["calculation"]
    at = np.array([-3.0, 0.5, 40.0])
    a, losses = loss_curve(seen, 0, at, seen.y)
    costs = [seen.network.loss.cost(z.reshape(1, 1), seen.y.reshape(1, 1)) for z in at]
    assert losses == pytest.approx(costs)
    assert a == pytest.approx(1 / (1 + np.exp(-at)))


def test_that_the_worker_ranks_what_matters_before_the_window_draws_it() -> None:
    seen = shot(small_run(1), "calculation").probes["calculation"]
    assert "ranking" in vars(seen)
    for importance, ranked in zip(seen.importance, seen.ranking, strict=True):
        assert (np.diff(importance[ranked]) <= 0).all()


def test_that_a_wide_layer_says_how_much_of_it_is_drawn(view) -> None:
    show(view, **{"data.kind": "digits", "network.hidden": (30,)})
    page = network_page(view)
    assert page.drawing.caption.endswith(" of 2\u202f220 weights, those that matter most here.")
    seen = view.newest.probes["calculation"]
    page.drawing.place_of(1, int(seen.importance[1].argmax()))
    page.drawing.place_of(2, int(seen.y.argmax()))
    page.open_unit(1, 0)
    rows = page.unit_page.terms.rows(4)
    assert rows[-1].name == "60 others"
    products = seen.layers[0].W[0] * seen.x
    assert sum(row.numbers[3] for row in rows) == pytest.approx(products.sum())
    assert page.unit_page.pictures.count == 2


def test_that_a_picture_from_outside_the_data_has_a_way_forward_and_none_back(view) -> None:
    trainer = show(view, **{"data.kind": "digits"})
    pixels = trainer.dataset.inputs.picture(trainer.dataset.train.X[:, 0])
    view.sample_picked.emit(Sample.of_file("own.png", pixels))
    page = network_page(view)
    assert page.loss.text().startswith("Loss: nobody said what this sample truly is")
    page.open_unit(1, 0)
    assert page.unit_page.backward.text().startswith("Nothing goes back")
    assert not view.next.isEnabled()
    view.grab()


@pytest.mark.parametrize("hidden", [(), (5, 4)])
def test_that_weights_that_are_not_finite_are_drawn(view, hidden) -> None:
    trainer = small_run(1, **{"training.way": "direct", "network.hidden": hidden})
    trainer.parameters.flat[:] = np.nan
    view.show_snapshot(shot(trainer, "calculation"))
    view.grab()
    network_page(view).open_unit(1, 0)
    view.grab()
    assert "not a number" in network_page(view).unit_page.forward.text()


def test_that_a_pixel_of_the_picture_says_which_numbers_of_the_column_it_is(view) -> None:
    trainer = small_run(0)
    follow(view, trainer, "calculation")
    drawing = network_page(view).drawing
    picture = drawing.picture_box()
    side = picture.width() / 8
    at = (picture.topLeft() + QPointF(2.5 * side, 1.5 * side)).toPoint()
    help_event = QHelpEvent(QHelpEvent.Type.ToolTip, at, drawing.mapToGlobal(at))
    QApplication.sendEvent(drawing, help_event)
    x = view.newest.sample.x(trainer.dataset)
    assert f"x11 = {x[10]:.4g}: 2, 3 (row, column)" in drawing.toolTip()
    assert "a column of 64 numbers" in drawing.toolTip()
    QToolTip.hideText()


def test_that_the_network_has_the_room_again_that_it_had_before_a_unit(view, qtbot: QtBot) -> None:
    show(view)
    page, bar = network_page(view), view.area.verticalScrollBar()
    view.resize(1000, 330)
    QApplication.sendPostedEvents()
    assert bar.maximum() == 0
    page.open_unit(1, 1)
    qtbot.waitUntil(lambda: page.is_at_unit and bar.maximum() > 0)
    assert view.buttons.button(0).visibleRegion().boundingRect().height() > 10
    page.show_whole()
    qtbot.waitUntil(lambda: page.drawing.isVisible() and bar.maximum() == 0)


def test_that_an_a_that_rounds_to_one_says_what_it_lacks(view) -> None:
    trainer = show(view, **{"network.activation": "tanh", "network.hidden": (2,)})
    trainer.parameters.W[0][...] = 0
    trainer.parameters.b[0][:, 0] = -8, 7
    view.show_snapshot(shot(trainer, "calculation"))
    page = network_page(view)
    for unit, text in enumerate(("-1 + 2.3e-07", "1 - 1.7e-06")):
        page.open_unit(1, unit)
        assert page.unit_page.forward.text().endswith(text)


def test_that_keys_before_the_numbers_are_there_do_nothing(qtbot: QtBot) -> None:
    drawing = NetworkDrawing()
    qtbot.addWidget(drawing)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(drawing, key)
    assert drawing.accessibleDescription() == ""
