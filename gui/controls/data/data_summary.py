"""A summary of a data set: samples, counts, notes, and how many files were left out."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.messages import tr
from gui import theme
from gui.controls.data.class_counts import counts_html
from gui.controls.data.sample_strip import SampleStrip
from gui.widgets.button import link_button
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import PlainLabel


class DataSummary(QWidget):
    """Show the summary of one data set."""

    skipped_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.strip = SampleStrip()
        self.train = _wrapped()
        self.test = theme.make_muted(_wrapped())
        self.remarks = theme.make_muted(_wrapped())
        self.skipped = link_button(
            "skipped", tip=tr("List every file that was left out, with the reason.")
        )
        self.train.setObjectName("train_counts")
        self.test.setObjectName("test_counts")
        self.remarks.setObjectName("data_remarks")
        self.skipped.clicked.connect(lambda: self.skipped_requested.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        for part in (self.strip, self.train, self.test, self.skipped, self.remarks):
            column.addWidget(part)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a data set; of one that stands in for data nothing is counted."""
        self.strip.show_dataset(dataset)
        if dataset.blank:
            self.strip.hide()
        for part in (self.train, self.test):
            part.setHidden(dataset.blank)
        self.train.setText(counts_html(dataset, dataset.train, dataset.inputs.is_plane))
        self.test.setText(_test_text(dataset))
        skipped = tr("{count} left out (why?)").format(count=grouped(len(dataset.skipped)))
        self.skipped.setText(skipped)
        self.skipped.setVisible(bool(dataset.skipped))
        self.remarks.setText(escape("\n".join(map(str, dataset.remarks))).replace("\n", "<br>"))
        self.remarks.setVisible(bool(dataset.remarks))


def _test_text(dataset: Dataset) -> str:
    if dataset.test is None:
        return tr("No test samples")
    return tr("Test: {counts}").format(counts=counts_html(dataset, dataset.test, dots=False))


def _wrapped() -> QLabel:
    label = PlainLabel(html=True)
    label.setWordWrap(True)
    return label
