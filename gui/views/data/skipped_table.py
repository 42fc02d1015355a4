"""The files that could not be used, each with its reason."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from core.data.skipped import Skipped
from core.files import shown
from core.messages import tr
from gui.widgets.plain_text import plain_tip


class SkippedTable(QTreeWidget):
    """List files and reasons."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_left_out")
        self.setAccessibleName(tr("Files left out"))
        self.setHeaderLabels([tr("File"), tr("Why")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 200)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def show_files(self, skipped: tuple[Skipped, ...]) -> None:
        """Show these files."""
        self.clear()
        for skipped_file in skipped:
            item = QTreeWidgetItem([shown(skipped_file.file), skipped_file.reason])
            for column in range(2):
                item.setToolTip(column, plain_tip(item.text(column)))
            self.addTopLevelItem(item)
