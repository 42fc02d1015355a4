"""The left side of the window: every setting of the experiment, in one column that scrolls."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.messages import tr
from gui import theme
from gui.controls.data.data_card import DataCard
from gui.controls.network.initialisation_settings import start_rows
from gui.controls.network.network_editor import NetworkEditor
from gui.controls.rows.setting_row import SettingRow
from gui.controls.training.regularisation_settings import RegularisationSettingRows
from gui.controls.training.training_settings import TrainingSettingRows
from gui.widgets.section import Section

USUAL_WIDTH, LEAST_WIDTH = 330, 280


class SettingsPanel(QScrollArea):
    """Ask for changes of the experiment with one signal; show what the owner answers."""

    changed = Signal(str, object)
    folder_requested = Signal()
    test_folder_requested = Signal()
    skipped_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("settings")
        self.setAccessibleName(tr("Settings of the experiment"))
        self.data = DataCard()
        self.layers = NetworkEditor()
        self.start = start_rows()
        self.learning = TrainingSettingRows()
        self.tuning = RegularisationSettingRows()
        self._build()
        self._parts: list[
            DataCard | NetworkEditor | SettingRow | TrainingSettingRows | RegularisationSettingRows
        ]
        self._parts = [self.data, self.layers, *self.start, self.learning, self.tuning]
        for part in self._parts:
            part.changed.connect(self.changed)
        self.data.folder_requested.connect(self.folder_requested)
        self.data.test_folder_requested.connect(self.test_folder_requested)
        self.data.skipped_requested.connect(self.skipped_requested)
        self.data.cancel_requested.connect(self.cancel_requested)

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(theme.SPACE + 4, theme.SPACE, theme.SPACE, theme.SPACE)
        column.setSpacing(theme.WIDE)
        column.addWidget(Section(tr("Data"), self.data))
        column.addWidget(Section(tr("Network"), self.layers))
        column.addWidget(Section(tr("Learning"), self.learning))
        column.addWidget(Section(tr("Start"), *self.start))
        column.addWidget(Section(tr("Tuning"), self.tuning))
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(USUAL_WIDTH, 600)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment without a signal."""
        for part in self._parts:
            part.show_experiment(experiment)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show data that has been read, and what follows from its size."""
        self.data.show_dataset(dataset)
        self.learning.show_samples(dataset.train.m)
        self.show_sizes(dataset.inputs.count, len(dataset.train.Y))

    def show_sizes(self, inputs: int, outputs: int) -> None:
        """Show how many inputs and outputs the data has."""
        self.layers.show_sizes(inputs, outputs)

    def show_loading(self, done: int, total: int) -> None:
        """Show how far the reading of data is."""
        self.data.show_loading(done, total)

    def show_problem(self, text: str) -> None:
        """Say why there is no data, or no new data."""
        self.data.show_problem(text)
