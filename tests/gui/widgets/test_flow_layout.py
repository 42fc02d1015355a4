"""A row that goes on in the next line."""

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.flow_layout import FlowLayout


def test_that_parts_without_room_go_to_the_next_line_and_one_takes_what_is_left(
    qtbot: QtBot,
) -> None:
    widget, layout = QWidget(), FlowLayout(spacing=10)
    qtbot.addWidget(widget)
    parts = [QWidget() for _ in range(3)]
    for part in parts:
        part.setFixedSize(100, 20)
        layout.addWidget(part)
    last = QLabel("words " * 20)
    last.setWordWrap(True)
    last.setMinimumWidth(80)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    last.setSizePolicy(policy)
    layout.addWidget(last)
    widget.setLayout(layout)
    widget.resize(600, 400)
    widget.show()
    assert [part.x() for part in parts] == [0, 110, 220]
    assert (last.x(), last.width()) == (330, 270)
    widget.resize(220, 400)
    assert [(part.x(), part.y() > 20) for part in parts] == [(0, False), (110, False), (0, True)]
    assert (last.x(), last.width()) == (110, 110)
    assert layout.heightForWidth(220) == 20 + 10 + last.heightForWidth(110)
    assert layout.minimumSize().width() == 100
    parts[1].hide()
    layout.activate()
    assert parts[2].x() == 110
