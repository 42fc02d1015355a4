"""Facts about files that are let fall on a part of the window."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.file_drop import FileDrop

HOW = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_that_a_frame_shows_where_files_would_go_and_a_drop_without_any_is_none(
    qtbot: QtBot, tmp_path: Path
) -> None:
    part, data, nothing = QWidget(), QMimeData(), QMimeData()
    qtbot.addWidget(part)
    drop, fallen = FileDrop(part), []
    drop.dropped.connect(fallen.append)
    part.show()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    for last in (QDragLeaveEvent(), QDropEvent(QPointF(), Qt.DropAction.CopyAction, nothing, *HOW)):
        enter = QDragEnterEvent(QPoint(), Qt.DropAction.CopyAction, data, *HOW)
        QCoreApplication.sendEvent(part, enter)
        assert enter.isAccepted()
        assert drop.frame.isVisible()
        QCoreApplication.sendEvent(part, last)
        assert not drop.frame.isVisible()
    assert not fallen
