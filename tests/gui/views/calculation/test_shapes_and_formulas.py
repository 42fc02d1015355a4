"""The pages of Calculation that write the formulas and draw the shapes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.calculation.derivation import derive
from core.calculation.forms import FORMS
from core.experiment.toml import with_settings
from gui.views.calculation.formulas_page import FormulasPage
from gui.views.calculation.page import derives_alike
from gui.views.calculation.shapes_page import ShapesPage
from tests.gui.views.conftest import Make, shot, small_run


def test_that_the_formulas_are_those_of_the_network_in_every_form(qtbot: QtBot) -> None:
    page, trainer = FormulasPage(), small_run(0)
    qtbot.addWidget(page)
    page.show()
    page.draw(shot(trainer))
    derivation = derive(trainer.experiment, trainer.dataset)
    for name, form in FORMS.items():
        button = page.findChild(QPushButton, f"calculation_form_{name}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert page.text.toPlainText() == form.write(derivation)
    QTest.mouseClick(page.findChild(QPushButton, "copy_formulas"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == FORMS["numpy"].write(derivation)


def test_that_text_stays_where_it_is_scrolled_to_while_a_run_goes_on(
    qtbot: QtBot, make: Make
) -> None:
    page = FormulasPage()
    qtbot.addWidget(page)
    page.resize(300, 120)
    page.show()
    page.draw(make())
    page.text.verticalScrollBar().setValue(9)
    page.draw(make(learning_rate=0.05))
    assert "0.05" in page.text.toPlainText()
    assert page.text.verticalScrollBar().value() == 9


def test_that_shapes_follow_network_and_width_and_a_flat_db_makes_b_a_square(qtbot: QtBot) -> None:
    page = ShapesPage()
    qtbot.addWidget(page)
    page.show()
    page.draw(shot(small_run(0)))
    lines = page.canvas.accessibleDescription().splitlines()
    assert "Z1 (5, 60) = W1 (5, 64) . X (64, 60) + b1 (5, 1)" in lines
    assert "dW1 (5, 64) = 1/m dZ1 (5, 60) . Xᵀ (60, 64)" in lines
    page.draw(shot(small_run(0, **{"network.hidden": (3,), "training.batch_size": 20}), run=2))
    lines = page.canvas.accessibleDescription().splitlines()
    assert "Z1 (3, 20) = W1 (3, 64) . X (64, 20) + b1 (3, 1)" in lines
    heights = []
    for width in (300, 1400):
        page.resize(width, 400)
        heights.append(page.canvas.minimumHeight())
    assert heights[1] < heights[0]
    page.flat.click()
    lines = page.canvas.accessibleDescription().splitlines()
    assert [line for line in lines if line.startswith("b1")] == [
        "b1 (3, 3) = b1 (3, 1) - α db1 (3,)"
    ]


def test_that_columns_of_x_are_seen_as_pictures_both_ways(qtbot: QtBot) -> None:
    page = ShapesPage()
    qtbot.addWidget(page)
    page.show()
    trainer = small_run(0)
    page.draw(shot(trainer))
    page.both_ways.click()
    assert page.canvas.isHidden()
    assert page.pictures.isVisible()
    assert [grid.count for grid in page.pictures.grids.values()] == [8, 8]
    page.draw(shot(small_run(0, **{"data.kind": "moons"}), run=2))
    assert page.both_ways.isHidden()
    assert page.canvas.isVisible()


def test_that_the_numbers_of_the_program_are_saved_where_it_is_read(qtbot: QtBot) -> None:
    page = FormulasPage()
    qtbot.addWidget(page)
    page.show()
    page.draw(shot(small_run(0)))
    assert page.save.isHidden()
    page.choose("numpy")
    assert page.save.isVisible()
    assert "the window saves them beside this text" in page.text.toPlainText()
    with qtbot.waitSignal(page.numbers_wanted):
        page.save.click()


def test_that_formulas_are_derived_anew_for_other_settings_and_not_as_a_run_learns() -> None:
    trainer = small_run(1)
    first = shot(trainer)
    trainer.step()
    assert derives_alike(first, shot(trainer))
    assert not derives_alike(None, first)
    trainer.change(with_settings(trainer.experiment, {"training.learning_rate": 0.2}).training)
    assert not derives_alike(first, shot(trainer))
    assert not derives_alike(first, shot(small_run(2)))
