"""The left side of the window: every setting of the experiment in one scrolling column."""

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.experiment.settings import Experiment
from core.messages import tr
from gui import theme
from gui.controls.data.data_card import DataCard
from gui.controls.network.initialisation_settings import InitialisationSettingRows
from gui.controls.network.network_editor import NetworkEditor
from gui.controls.rows.setting_row import SettingRow, SettingRows
from gui.controls.training.augmentation_settings import AugmentationSettingRows
from gui.controls.training.regularisation_settings import RegularisationSettingRows
from gui.controls.training.training_settings import TrainingSettingRows, UpdateSettingRows
from gui.widgets.plain_text import without_mnemonic
from gui.widgets.section import Section
from gui.widgets.withheld import MayBeWithheld

DEFAULT_WIDTH, MIN_WIDTH = 330, 280


class SettingsPanel(QScrollArea):
    """Show the settings of an experiment; `changed` carries the key and value of a new one.

    `sample_picked` carries a Sample of the data that all views shall look at.
    """

    changed = Signal(str, object)
    kind_requested = Signal(str)
    folder_requested = Signal()
    test_folder_requested = Signal()
    columns_requested = Signal()
    skipped_requested = Signal()
    cancel_requested = Signal()
    suggest_requested = Signal()
    previewed = Signal(str, object)
    sample_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("settings")
        self.setAccessibleName(tr("Settings of the experiment"))
        self.data = DataCard()
        self.network = NetworkEditor()
        self.training, self.updates = TrainingSettingRows(), UpdateSettingRows()
        self.initialisation = InitialisationSettingRows()
        self.regularisation = RegularisationSettingRows()
        self.augmentation = AugmentationSettingRows()
        self.sections = (
            Section("data", tr("Data"), self.data),
            Section("network", tr("Network"), self.network, aside=self.network.size_line),
            Section("learning", tr("Learning"), self.training),
            Section("start", tr("Start"), self.initialisation),
            Section("updates", tr("Updates"), self.updates),
            Section("tuning", tr("Tuning"), self.regularisation),
            Section("augmentation", tr("Augmentation"), self.augmentation),
        )
        self._data_was_folded = False
        self._build()
        self.controls = self._name_controls()
        # A search through all the widgets takes longer than what asks for a row's name.
        self._rows = {row.key: row for row in self.findChildren(SettingRow)}
        self._parts: tuple[DataCard | NetworkEditor | SettingRows, ...] = (
            self.data, self.network, self.training, self.initialisation, self.updates,
            self.regularisation, self.augmentation,
        )  # fmt: skip
        for part in self._parts:
            part.changed.connect(self.changed)
        self.data.kind_requested.connect(self.kind_requested)
        self.data.folder_requested.connect(self.folder_requested)
        self.data.test_folder_requested.connect(self.test_folder_requested)
        self.data.columns_requested.connect(self.columns_requested)
        self.data.skipped_requested.connect(self.skipped_requested)
        self.data.cancel_requested.connect(self.cancel_requested)
        self.data.suggest_requested.connect(self.suggest_requested)
        self.data.previewed.connect(self.previewed)
        self.data.sample_picked.connect(self.sample_picked)

    def _build(self) -> None:
        self._inside = QWidget()
        self._column = column = QVBoxLayout()
        column.setContentsMargins(theme.SPACE + 4, theme.SPACE, theme.SPACE, theme.SPACE)
        column.setSpacing(theme.SPACE)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch(1)
        self._inside.setLayout(column)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumWidth(MIN_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _name_controls(self) -> dict[str, MayBeWithheld]:
        """Return what can be withheld, by the names of the table CONTROLS."""
        data, network = self.data, self.network
        others = (
            data.kind,
            data.open_folder,
            data.suggest,
            data.rows.colour,
            data.rows.columns,
            data.rows.test_folder,
        )
        return {
            **{part.objectName(): part for part in others},
            network.count.objectName(): network.layers,
            **{row.inner.objectName(): row for row in self.findChildren(SettingRow)},
        }

    @property
    def headings(self) -> dict[str, str]:
        """Return the headings of all parts by their names."""
        return {section.name: section.accessibleName() for section in self.sections}

    @property
    def control_names(self) -> dict[str, str]:
        """Return the names of controls in the table CONTROLS, by the keys of their settings."""
        rows = {key: row.inner.objectName() for key, row in self._rows.items()}
        return rows | {
            "data.colour": "colour",
            "data.columns": "columns",
            "data.test_folder": "test_folder",
        }

    def close_gaps(self) -> None:
        """Hide the headings of parts whose controls are all withheld."""
        # Of the data the samples stay.
        for section in (*self.sections[1:], self.data.fold):
            inside = [part for part in self.controls.values() if section.isAncestorOf(part)]
            section.setHidden(all(part.withheld for part in inside))

    def sizeHint(self) -> QSize:
        return QSize(DEFAULT_WIDTH, 600)

    @property
    def least_width(self) -> int:
        """Return the width in pixels at which nothing need be scrolled sideways."""
        return self._inside.minimumSizeHint().width() + self.verticalScrollBar().width()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least_width, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What unfolds may be wider than all that was there.
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @property
    def folds(self) -> tuple[Section, ...]:
        """Return everything that can be folded away."""
        return *self.sections, self.data.fold

    def set_compact(self, on: bool) -> None:
        """Save room, so that a low window has layers, units, rate and scale in sight."""
        data = self.sections[0]
        if on:
            self._data_was_folded = data.is_folded
        data.set_folded(on or self._data_was_folded)
        for part in (self.network, self.training, self.initialisation):
            part.set_compact(on)
        space = theme.TIGHT if on else theme.SPACE
        self._column.setSpacing(space)
        left = space if on else space + 4
        self._column.setContentsMargins(left, space, space, space)

    def bring_into_sight(self, keys: Collection[str]) -> None:
        """Unfold what holds the rows of these settings, and scroll to the first of them."""
        rows = [row for key, row in self._rows.items() if key in keys]
        for section in self.folds:
            if section.is_folded and any(section.isAncestorOf(row) for row in rows):
                section.set_folded(False)
        shown = [row for row in rows if not row.isHidden()]
        if shown:
            self._lay_out_now()
            self.ensureWidgetVisible(shown[0])

    def scroll_to(self, place: int) -> None:
        """Scroll to a place in pixels, before the parts have been painted."""
        self._lay_out_now()
        self.verticalScrollBar().setValue(place)

    def _lay_out_now(self) -> None:
        """Give the parts their places, which they have only once they are laid out."""
        self._column.activate()
        self._inside.resize(self._inside.sizeHint().expandedTo(self.viewport().size()))

    def label_of(self, key: str) -> str:
        """Return what the row of a setting is called here; empty where there is none."""
        if key == "network.hidden":
            return tr("Units of the hidden layers")
        row = self._rows.get(key)
        return without_mnemonic(row.label.text()) if row else ""

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment without a signal."""
        for part in self._parts:
            part.show_experiment(experiment)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a data set, the size of the network for it, and its updates an epoch."""
        self.data.show_dataset(dataset)
        self.updates.show_dataset(dataset)
        self.augmentation.show_dataset(dataset)
        self.show_sizes(dataset.inputs.count, len(dataset.train.Y))

    def show_sample(self, sample: Sample) -> None:
        """Mark the picked sample."""
        self.data.strip.show_sample(sample)
        self.augmentation.show_sample(sample)

    @property
    def example_indices(self) -> list[int]:
        """Return the indices of the training samples that are shown as examples."""
        return self.data.strip.samples

    def show_examples(self, pictures: list[np.ndarray]) -> None:
        """Show these pixels, uint8 (size, size, channels), in place of the same samples."""
        self.data.strip.show_pictures(pictures)

    def restore_examples(self, dataset: Dataset) -> None:
        """Show samples of the data as it was read."""
        self.data.strip.show_dataset(dataset)

    def show_sizes(self, inputs: int, outputs: int) -> None:
        """Show how many inputs and outputs the data has."""
        self.network.show_sizes(inputs, outputs)

    def show_loading(self, done: int, total: int) -> None:
        """Show how many of the files have been read."""
        self.data.show_loading(done, total)

    def show_problem(self, text: str) -> None:
        """Show why the data could not be read."""
        self.data.show_problem(text)
