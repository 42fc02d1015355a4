"""The part of the settings panel for the data: its settings, its folder and a summary."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.registry import DATASETS
from core.experiment.settings import DataSettings, Experiment
from core.files import shown
from core.messages import tr, translate
from gui import theme
from gui.commands import with_keys
from gui.controls.data.data_settings import FITS, DataSettingRows
from gui.controls.data.data_summary import DataSummary
from gui.widgets.button import Button, link_button
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_label, plain_tip
from gui.widgets.progress_bar import ProgressBar
from gui.widgets.section import Section
from gui.widgets.wheel_safe_boxes import ChoiceBox, Option


class DataCard(QWidget):
    """Show the settings of the data, and what was read."""

    changed = Signal(str, object)
    previewed = Signal(str, object)
    kind_requested = Signal(str)
    folder_requested = Signal()
    test_folder_requested = Signal()
    columns_requested = Signal()
    skipped_requested = Signal()
    cancel_requested = Signal()
    suggest_requested = Signal()
    sample_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.suggest = link_button(
            "suggest",
            tr("Suggest settings"),
            tr("Choose settings that suit this data; what you set by hand stays."),
        )
        options = (Option(row.name, row.label, row.description) for row in DATASETS.values())
        self.kind = ChoiceBox(options)
        self.open_folder = Button(tr("&Open folder..."))
        self.folder = plain_label()
        self.state = plain_label()
        self.loading = LoadingLine()
        self.summary = DataSummary()
        self.strip = self.summary.strip
        self.rows = DataSettingRows()
        self.fold = Section(
            "data_settings", tr("Settings of the data"), self.rows, aside=self.suggest
        )
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
        for label in (self.folder, self.state):
            theme.make_muted(label)
            label.setWordWrap(True)
        self.state.setObjectName("data_state")
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(self.kind, 1)
        top.addWidget(self.open_folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(top)
        # What comes and goes stands below what is changed: nothing moves under the mouse.
        for part in (self.fold, self.folder, self.summary, self.state, self.loading):
            column.addWidget(part)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(
            lambda: self.kind_requested.emit(self.kind.currentData())
        )
        self.open_folder.clicked.connect(lambda: self.folder_requested.emit())
        self.loading.cancel_requested.connect(self.cancel_requested)
        self.suggest.clicked.connect(lambda: self.suggest_requested.emit())
        self.summary.skipped_requested.connect(self.skipped_requested)
        self.strip.sample_picked.connect(self.sample_picked)
        self.rows.changed.connect(self.changed)
        self.rows.previewed.connect(self.previewed)
        self.rows.test_folder_requested.connect(self.test_folder_requested)
        self.rows.columns_requested.connect(self.columns_requested)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the data settings without a signal."""
        settings = experiment.data
        self.kind.show_value(settings.kind, settings.kind)
        source = DATASETS.get(settings.kind)
        self.kind.setToolTip(translate(source.description) if source else "")
        self._show_open_button(source.opens if source else "nothing")
        self.rows.show_data(settings)
        self.fold.show_heading(_settings_text(settings))
        needs_folder = bool(source and source.needs_folder)
        self._show_folders(settings.folder if needs_folder else "", settings.test_folder)
        if source and needs_folder and not settings.folder:
            self.summary.hide()
            self._show_state(_no_data_text(source.opens))

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a summary of data that has been read."""
        self.loading.hide()
        self._show_state("")
        self.summary.show_dataset(dataset)
        self.summary.setEnabled(True)
        self.rows.show_dataset(dataset)
        self.summary.show()

    def show_loading(self, done: int, total: int) -> None:
        """Show how many of the files have been read."""
        self._show_state("")
        self.loading.show_loading(done, total)
        self.loading.show()
        # What is still there is of the data of before.
        self.summary.setEnabled(False)

    def show_problem(self, text: str) -> None:
        """Show why the data could not be read."""
        self.loading.hide()
        self.summary.setEnabled(True)
        self._show_state(text, alarm=True)

    def _show_open_button(self, opens: str) -> None:
        file = opens == "file"
        self.open_folder.setText(tr("&Open file...") if file else tr("&Open folder..."))
        self.open_folder.setToolTip(
            tr("Choose a file of data")
            if file
            else with_keys(
                tr("Choose a folder with one folder of pictures for each class"), "open_folder"
            )
        )

    def _show_folders(self, folder: str, test_folder: str) -> None:
        text = _folder_name(folder)
        if test_folder:
            text = tr("{train}, tested on {test}").format(
                train=text, test=_folder_name(test_folder)
            )
        self.folder.setText(text)
        folders = "\n".join(filter(None, map(shown, (folder, test_folder))))
        self.folder.setToolTip(plain_tip(folders))
        self.folder.setVisible(bool(folder))

    def _show_state(self, text: str, alarm: bool = False) -> None:
        theme.set_alert(self.state, alarm)
        self.state.setText(text)
        self.state.setVisible(bool(text))


class LoadingLine(QWidget):
    """Show how many of the files have been read, with a button that cancels."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = theme.make_muted(QLabel())
        self.progress = ProgressBar()
        self.progress.setAccessibleName(tr("Reading the data"))
        self.cancel = Button(tr("Cancel"))
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
        """Show done of total; a total of 0 is not known yet."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        text = tr("Reading {done} of {total}") if total else tr("Looking for data")
        self.text.setText(text.format(done=grouped(done), total=grouped(total)))


def _folder_name(folder: str) -> str:
    name = folder.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    return shown(name or folder)


def _settings_text(settings: DataSettings) -> str:
    """Return the settings of the data on one line."""
    reads = DATASETS[settings.kind].settings if settings.kind in DATASETS else ()
    text = tr("Settings of the data")
    if "fit" in reads and settings.colour:
        text = tr("{size} x {size} in colour, {fit}")
    elif "fit" in reads:
        text = tr("{size} x {size} in grey, {fit}")
    elif "size" in reads:
        text = tr("{size} x {size} pixels")
    fit = next((translate(row.label) for row in FITS if row.name == settings.fit), settings.fit)
    return text.format(size=settings.size, fit=fit)


def _no_data_text(opens: str) -> str:
    if opens == "file":
        return tr("No file yet. Open a file of data, or drop one on the window.")
    return tr(
        "No pictures yet. Open a folder that has one folder of pictures for each class, "
        "or drop it on the window."
    )
