"""Facts about the push button of this program."""

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gui.widgets.button import MARGIN, push_button


def test_that_a_button_of_a_menu_shows_an_arrow_behind_its_words(qtbot: QtBot) -> None:
    button = push_button("change", "Change")
    qtbot.addWidget(button)
    behind = button.sizeHint().width() - MARGIN.width() // 2 + 2
    button.setMenu(QMenu(button))
    button.resize(button.sizeHint())
    image = button.grab().toImage()
    lines = (button.height() // 4, button.height() // 2)
    seen = [{image.pixel(x, y) for x in range(behind, image.width() - 4)} for y in lines]
    assert [len(colours) > 1 for colours in seen] == [False, True]
