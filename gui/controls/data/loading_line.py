"""The line that shows how far the reading of data is, with a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.number_format import grouped


class LoadingLine(QWidget):
    """Show done of total; a total of 0 is not known yet."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = theme.quiet(QLabel())
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Reading the data"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("cancel_loading")
        self.cancel.setToolTip(tr("Stop reading; the data shown before stays."))
        self.cancel.clicked.connect(lambda: self.cancel_requested.emit())
        left = QVBoxLayout()
        left.setSpacing(theme.TIGHT)
        left.addWidget(self.text)
        left.addWidget(self.progress)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left, 1)
        row.addWidget(self.cancel)

    def show_loading(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        text = tr("Reading {done} of {total}") if total else tr("Looking for data")
        self.text.setText(text.format(done=grouped(done), total=grouped(total)))
