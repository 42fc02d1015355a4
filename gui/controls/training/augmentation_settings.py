"""How pictures are changed by chance in every epoch, and one of them as the network will see it."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.data.augmentation import AUGMENTATIONS, FLIPS, active_augmentations, changed_pictures
from core.data.dataset import Dataset
from core.data.sample import Sample
from core.experiment.inputs import PictureInputs
from core.experiment.settings import Experiment, TrainingSettings
from core.messages import to_translate, tr
from gui import theme
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow, SettingRows
from gui.controls.rows.slider_row import SliderRow
from gui.widgets.button import link_button
from gui.widgets.thumbnail import array_image

COLUMNS, ROWS = 8, 2
SIDE, GAP = 34, 3  # of a small picture, in pixels
SHARPNESS = 2  # pixels of the mosaic per pixel of a usual screen


class AugmentationSettingRows(SettingRows):
    """Show the rows of AUGMENTATIONS, and what they make of the picked picture.

    Where the samples are no pictures they are greyed, and a note says why. `compare_requested`
    asks whether it helps.
    """

    compare_requested = Signal()

    def __init__(self) -> None:
        self._seed = NumberRow(
            "training.augmentation_seed",
            to_translate("Seed"),
            to_translate("It decides with the epoch what becomes of every picture."),
        )
        super().__init__((*_rows(), self._seed))
        self.draws = AugmentedPictures()
        self.reason = theme.make_muted(QLabel())
        self.reason.setObjectName("augmentation_reason")
        self.reason.setWordWrap(True)
        self._training, self._has_pictures = TrainingSettings(), True
        self.compare = link_button(
            "compare_augmentation",
            tr("Does it help?"),
            tr("Train from several seeds with the pictures changed and as they are, and compare"),
        )
        self.compare.clicked.connect(lambda: self.compare_requested.emit())
        for part in (self.draws, self.reason):
            self.column.addWidget(part)
        self.column.addWidget(self.compare, alignment=Qt.AlignmentFlag.AlignLeft)
        self._show_use()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings without a signal, and what they make of the picked picture."""
        super().show_experiment(experiment)
        self._training = experiment.training
        self.draws.show_training(self._training)
        self._show_use()

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a picture of a data set, or why nothing can be changed in it."""
        inputs = dataset.inputs
        self._has_pictures = isinstance(inputs, PictureInputs) and inputs.is_one_picture
        self.draws.show_dataset(dataset if self._has_pictures and not dataset.blank else None)
        self._show_use()

    def show_sample(self, sample: Sample) -> None:
        """Show the picked sample changed, where it is a training sample."""
        self.draws.show_sample(sample)

    def _show_use(self) -> None:
        active = bool(active_augmentations(self._training))
        for row in self.rows:
            row.setEnabled(self._has_pictures or active)
        self._seed.setVisible(active)
        self.compare.setVisible(active)
        text = tr("The samples are no pictures: there is nothing to flip, turn or shift.")
        self.reason.setText("" if self._has_pictures else text)
        self.reason.setVisible(not self._has_pictures)


class AugmentedPictures(QWidget):
    """Show a training picture as it is, and behind it as it is seen in the first epochs."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("augmented_pictures")
        self.setAccessibleName(tr("The picked picture as the network will see it"))
        self.setToolTip(
            tr("As it is, then as the network sees it in the first epochs: pick another on top")
        )
        self.label = theme.make_muted(QLabel(tr("As the network will see it")))
        self.mosaic = _Mosaic()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.TIGHT, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.label)
        column.addWidget(self.mosaic)
        self._dataset: Dataset | None = None
        self._training, self._number = TrainingSettings(), 0
        self.pictures: list[np.ndarray] = []

    def show_training(self, training: TrainingSettings) -> None:
        """Show what the settings make of the picture."""
        if self._key(training) != self._key(self._training) or not self.pictures:
            self._training = training
            self._show()

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a picture of a data set; None hides all."""
        self._dataset, self._number = dataset, 0
        self._show()

    def show_sample(self, sample: Sample) -> None:
        """Show this sample, where it is one of the training samples."""
        dataset = self._dataset
        if dataset is None or sample.test or not 0 <= sample.number < dataset.train.m:
            return
        if sample.number != self._number:
            self._number = sample.number
            self._show()

    def _key(self, training: TrainingSettings) -> tuple[object, ...]:
        """Return all that the pictures come from, beside the sample."""
        values = (getattr(training, name) for name in AUGMENTATIONS)
        return (*values, training.augmentation_seed)

    def _show(self) -> None:
        dataset, active = self._dataset, active_augmentations(self._training)
        self.setVisible(dataset is not None and bool(active))
        self.pictures = []
        if dataset is None or not active or not isinstance(dataset.inputs, PictureInputs):
            return
        x = dataset.train.X[:, self._number]
        epochs = range(COLUMNS * ROWS - 1)
        changed = changed_pictures(self._training, dataset.inputs, x, self._number, epochs)
        self.pictures = [dataset.inputs.picture(x), *changed]
        self.mosaic.show_pictures(self.pictures)


class _Mosaic(QWidget):
    """Small pictures side by side, in rows."""

    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self.setFixedHeight(ROWS * (SIDE + GAP))

    def show_pictures(self, pictures: list[np.ndarray]) -> None:
        """Show pixels, uint8 (size, size, channels) each."""
        step, side = (SIDE + GAP) * SHARPNESS, SIDE * SHARPNESS
        self._pixmap = QPixmap(COLUMNS * step, ROWS * step)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._pixmap)
        for place, pixels in enumerate(pictures):
            row, column = divmod(place, COLUMNS)
            smooth = len(pixels) > side
            modes = Qt.TransformationMode
            mode = modes.SmoothTransformation if smooth else modes.FastTransformation
            image = array_image(np.ascontiguousarray(pixels)).scaled(side, side, mode=mode)
            painter.drawImage(column * step, row * step, image)
        painter.end()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size: QSize = self._pixmap.size() / SHARPNESS
        if size.width() > self.width():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawPixmap(QRect(self.rect().topLeft(), size), self._pixmap)


def _rows() -> tuple[SettingRow, ...]:
    flip = AUGMENTATIONS["flip"]
    # The smallest and largest that can be dragged to.
    ranges = {"rotation": (1.0, 45.0), "shift": (0.01, 0.5), "brightness": (0.01, 1.0)}
    sliders = (
        SliderRow(f"training.{name}", AUGMENTATIONS[name].label, AUGMENTATIONS[name].formula, *ends)
        for name, ends in ranges.items()
    )
    return ChoiceRow("training.flip", flip.label, flip.formula, FLIPS.values()), *sliders
