"""What stands still is painted again only where it is another size, or was forgotten."""

from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.plots.ground import Ground, is_of_pixels


def test_that_a_ground_is_kept_until_its_widget_has_another_size(qtbot: QtBot) -> None:
    widget, ground = QWidget(), Ground()
    qtbot.addWidget(widget)
    widget.resize(40, 30)
    pixmap, is_bare = ground.fitted(widget)
    assert is_bare
    assert pixmap.deviceIndependentSize().toSize() == widget.size()
    assert not ground.fitted(widget)[1]
    widget.resize(41, 30)
    assert ground.fitted(widget)[1]
    assert not ground.fitted(widget)[1]
    ground.forget()
    assert ground.fitted(widget)[1]


def test_that_a_file_of_lines_and_letters_is_not_of_pixels(qtbot: QtBot, tmp_path) -> None:
    for device, pixels in (
        (Ground().fitted(QWidget())[0], True),
        (QPdfWriter(str(tmp_path / "a.pdf")), False),
    ):
        painter = QPainter(device)
        assert is_of_pixels(painter) is pixels
        painter.end()
