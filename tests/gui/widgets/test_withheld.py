"""Facts about parts that are withheld: hidden whoever shows them, and seen again when asked for."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.check_box import CheckBox


def test_that_a_withheld_part_is_hidden_whoever_shows_it(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    part, absent = CheckBox("part"), CheckBox("absent")
    part.withhold(True)
    for one in (part, absent):
        column.addWidget(one)
    absent.hide()
    holder.show()
    part.show()
    part.setHidden(False)
    assert not part.isVisible()
    # What was asked for meanwhile counts once it is withheld no more.
    absent.withhold(True)
    part.withhold(False)
    absent.withhold(False)
    assert part.isVisible()
    assert not absent.isVisible()
    absent.show()
    assert absent.isVisible()
