"""The data to learn from: which, where from, how much is kept for testing, and how it looks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.registry import DATASETS
from core.experiment.settings import Experiment
from core.messages import tr
from gui import theme
from gui.controls.data.class_counts import printable
from gui.controls.data.data_settings import DataSettingRows
from gui.controls.data.data_summary import DataSummary
from gui.controls.data.loading_line import LoadingLine
from gui.widgets.wheel_safe_boxes import ChoiceBox, Option


class DataCard(QWidget):
    """Ask for data settings and for folders; show what was read."""

    changed = Signal(str, object)
    tried = Signal(str, object)
    folder_requested = Signal()
    test_folder_requested = Signal()
    skipped_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        options = (Option(row.name, row.label, row.description) for row in DATASETS.values())
        self.kind = ChoiceBox(options)
        self.open_folder = QPushButton(tr("&Open folder..."))
        self.place = QLabel()
        self.state = QLabel()
        self.loading = LoadingLine()
        self.summary = DataSummary()
        self.rows = DataSettingRows()
        self._build()
        self._connect()
        self.loading.hide()
        self.summary.hide()
        self.show_experiment(Experiment())

    def _build(self) -> None:
        self.kind.setObjectName("data_kind")
        self.kind.setAccessibleName(tr("Data"))
        self.open_folder.setObjectName("open_folder")
        self.open_folder.setAccessibleName(tr("Open folder"))
        for label in (self.place, self.state):
            theme.quiet(label)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setObjectName("data_state")
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(self.kind, 1)
        top.addWidget(self.open_folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addLayout(top)
        for part in (self.place, self.state, self.loading, self.summary, self.rows):
            column.addWidget(part)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._ask_kind)
        self.open_folder.clicked.connect(lambda: self.folder_requested.emit())
        self.loading.cancel_requested.connect(self.cancel_requested)
        self.summary.skipped_requested.connect(self.skipped_requested)
        self.rows.changed.connect(self.changed)
        self.rows.tried.connect(self.tried)
        self.rows.test_folder_requested.connect(self.test_folder_requested)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the data settings without a signal."""
        settings = experiment.data
        self.kind.show_value(settings.kind, settings.kind)
        source = DATASETS.get(settings.kind)
        self.kind.setToolTip(tr(source.description) if source else "")
        self._show_opener(source.opens if source else "nothing")
        self.rows.show_data(settings)
        needed = bool(source and source.needs_folder)
        self._show_places(settings.folder if needed else "", settings.test_folder)
        if source and source.needs_folder and not settings.folder:
            self.summary.hide()
            self._say(_nothing_yet(source.opens))

    def show_dataset(self, dataset: Dataset) -> None:
        """Show data that has been read."""
        self.loading.hide()
        self._say("")
        self.summary.show_dataset(dataset)
        self.summary.show()

    def show_loading(self, done: int, total: int) -> None:
        """Show how far the reading is."""
        self._say("")
        self.loading.show_loading(done, total)
        self.loading.show()

    def show_problem(self, text: str) -> None:
        """Say why there is no data, or no new data."""
        self.loading.hide()
        self._say(text, alarm=True)

    def _ask_kind(self) -> None:
        # A folder of pictures is no file of arrays: other data has another place.
        place = {"folder": "", "test_folder": ""}
        self.changed.emit("data", {"kind": self.kind.currentData(), **place})

    def _show_opener(self, opens: str) -> None:
        # Opening a folder from any data set is a way to one's own pictures.
        file = opens == "file"
        self.open_folder.setText(tr("&Open file...") if file else tr("&Open folder..."))
        self.open_folder.setToolTip(
            tr("Choose an .npz file of arrays (Ctrl+O)")
            if file
            else tr("Choose a folder with one folder of pictures for each class (Ctrl+O)")
        )

    def _show_places(self, folder: str, test_folder: str) -> None:
        text = _last_part(folder)
        if test_folder:
            text = tr("{train}, tested on {test}").format(train=text, test=_last_part(test_folder))
        self.place.setText(text)
        self.place.setToolTip("\n".join(filter(None, map(printable, (folder, test_folder)))))
        self.place.setVisible(bool(folder))

    def _say(self, text: str, alarm: bool = False) -> None:
        theme.alarm(self.state, alarm)
        self.state.setText(text)
        self.state.setVisible(bool(text))


def _last_part(folder: str) -> str:
    name = folder.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    return printable(name or folder)


def _nothing_yet(opens: str) -> str:
    if opens == "file":
        return tr("No file yet. Open an .npz file of arrays, or drop one on the window.")
    return tr(
        "No pictures yet. Open a folder that has one folder of pictures for each class, "
        "or drop it on the window."
    )
