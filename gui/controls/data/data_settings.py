"""Settings of the data, those that the chosen kind of data reads."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.flattening import FLATTENINGS
from core.data.registry import DATASETS
from core.data.scaling import SCALINGS
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.messages import listed, percentage, to_translate, tr, translate
from core.network.targets import LABELS
from gui import theme
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.colour_row import ColourRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow
from gui.controls.rows.slider_row import SliderRow
from gui.widgets.button import link_button
from gui.widgets.check_box import CheckBox
from gui.widgets.wheel_safe_boxes import Option

FITS = (
    Option(
        "stretch", to_translate("stretch"), to_translate("The whole picture, scaled to a square.")
    ),
    Option(
        "crop",
        to_translate("crop"),
        to_translate("The largest square in the middle of the picture."),
    ),
    Option(
        "pad",
        to_translate("pad"),
        to_translate("The whole picture in its own proportions, on the background."),
    ),
)
GREY_RANGES = (
    Option(
        "measured",
        to_translate("measured"),
        to_translate(
            "Black is the smallest value of all pictures of the folder, white the largest."
        ),
    ),
    Option(
        "full",
        to_translate("full"),
        to_translate(
            "Black and white are the ends of the kind of number: 0 and 65,535 of 16 bits."
        ),
    ),
)
CATEGORY_CODES = (
    Option(
        "one_hot",
        to_translate("one-hot"),
        to_translate("An input for each value: all values are equally far apart."),
    ),
    Option(
        "integer",
        to_translate("integer"),
        to_translate("One input, 1, 2, 3 and so on: some values seem nearer than others."),
    ),
)
MISSING = (
    Option(
        "mean",
        to_translate("the mean"),
        to_translate("A missing number counts as the mean of the training rows."),
    ),
    Option(
        "other",
        to_translate("the mean, and told"),
        to_translate("One more input says where a number is missing."),
    ),
)
GROUPS = (
    Option(
        "auto",
        to_translate("all kinds"),
        to_translate("Pictures that belong together by any of the signs below stay together."),
    ),
    Option(
        "none",
        to_translate("none"),
        to_translate("Every picture is drawn alone; only equal ones stay together."),
    ),
    Option(
        "subfolder",
        to_translate("folders"),
        to_translate("What lies in one folder within its class stays together."),
    ),
    Option(
        "name",
        to_translate("names that count"),
        to_translate("Names such as film3_0001 and film3_0002 stay together."),
    ),
    Option(
        "time",
        to_translate("time taken"),
        to_translate("What was taken within two seconds stays together."),
    ),
    Option(
        "copies",
        to_translate("near copies"),
        to_translate("Pictures that look nearly alike stay together."),
    ),
)
LABELS_FROM = (
    Option(
        "auto",
        to_translate("as found"),
        to_translate(
            "What a table beside the pictures says, such as labels.csv, else folders such as "
            "cat+dog of which another has a part."
        ),
    ),
    Option(
        "folders",
        to_translate("folders"),
        to_translate("Folders such as cat+dog give two labels."),
    ),
    Option(
        "none",
        to_translate("none: classes"),
        to_translate("Every folder is a class, whatever it is called."),
    ),
)
SHARES = (0, 10, 20, 30)
TRAIN_SHARES = ((0.125, "12.5"), (0.25, "25"), (0.5, "50"), (1, "100"))


class DataSettingRows(QWidget):
    """Show settings of data; `changed` carries a new value, `previewed` one not decided yet."""

    changed = Signal(str, object)
    previewed = Signal(str, object)
    test_folder_requested = Signal()
    columns_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picture_size = NumberRow(
            "data.size",
            to_translate("Picture size"),
            to_translate("Every picture becomes size x size pixels."),
            name="picture_size",
        )
        self.colour = CheckBox(tr("Colour"))
        self.colour.setObjectName("colour")
        self.colour.setAccessibleName(tr("Colour"))
        self.colour.setToolTip(tr("Three numbers a pixel (red, green, blue), or one (grey)."))
        self.fit = ChoiceRow(
            "data.fit",
            to_translate("Fit"),
            to_translate("How a picture that is not square becomes one."),
            FITS,
        )
        self.background = ColourRow(
            "data.background",
            to_translate("Background"),
            to_translate("Shows through what is transparent, and beside a padded picture."),
        )
        self.grey_range = ChoiceRow(
            "data.grey_range",
            to_translate("Grey range"),
            to_translate("Which values are black and white in pictures of more than 8 bits."),
            GREY_RANGES,
        )
        self.scaling = ChoiceRow(
            "data.scaling",
            to_translate("Scaling"),
            to_translate("What the inputs are shifted and divided by before they go in."),
            SCALINGS.values(),
        )
        self.flatten = ChoiceRow(
            "data.flatten",
            to_translate("Flattening"),
            to_translate("How pictures are turned to columns, all of them at once."),
            FLATTENINGS.values(),
        )
        self.category_code = ChoiceRow(
            "data.category_code",
            to_translate("Category code"),
            to_translate("What the value of a category becomes."),
            CATEGORY_CODES,
        )
        self.missing = ChoiceRow(
            "data.missing",
            to_translate("Missing numbers"),
            to_translate("What a cell without a number becomes."),
            MISSING,
        )
        self.samples = NumberRow(
            "data.samples", to_translate("Samples"), to_translate("How many points are drawn.")
        )
        self.noise = SliderRow(
            "data.noise", to_translate("Noise"), to_translate("How far the points stray."), 0.001
        )
        self.share = ChoiceRow(
            "data.test_share",
            to_translate("Kept for testing"),
            to_translate("The share of the samples that the network never learns from."),
            [Option(share / 100, percentage(str(share))) for share in SHARES],
        )
        self.split_seed = NumberRow(
            "data.split_seed",
            to_translate("Drawn with"),
            to_translate("Another number keeps other samples for testing."),
            name="split_seed",
        )
        self.train_share = ChoiceRow(
            "data.train_share",
            to_translate("Learned from"),
            to_translate("The share of the other samples that is learned from; the rest is aside."),
            [Option(float(share), percentage(text)) for share, text in TRAIN_SHARES],
        )
        self.groups = ChoiceRow(
            "data.groups",
            to_translate("Kept together"),
            to_translate("Which pictures belong together, so that one does not test its like."),
            GROUPS,
        )
        self.labels = ChoiceRow(
            "data.labels",
            to_translate("Labels"),
            to_translate("Where pictures with several labels have them."),
            LABELS_FROM,
            name="labels_from",
        )
        self._rows: tuple[SettingRow, ...] = (
            self.fit, self.background, self.grey_range, self.category_code, self.missing,
            self.scaling, self.flatten, self.samples, self.noise, self.share, self.split_seed,
            self.train_share, self.groups, self.labels,
        )  # fmt: skip
        self.test_folder = link_button("test_folder")
        self.test_folder.clicked.connect(lambda: self.test_folder_requested.emit())
        self.columns = link_button(
            "columns",
            tr("Columns and target..."),
            tr("Choose what is learned, and what each column is for, in Data."),
        )
        self.columns.clicked.connect(lambda: self.columns_requested.emit())
        self._is_deep = self._has_pictures = self._has_labels = False
        self._labels_chosen = False
        self._build()
        for row in (self.picture_size, *self._rows):
            row.changed.connect(self.changed)
        self.background.previewed.connect(self.previewed)
        self.colour.toggled.connect(lambda on: self.changed.emit("data.colour", on))

    def _build(self) -> None:
        self.samples.step_by_size()
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.picture_size, 1)
        line.addWidget(self.colour)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(line)
        for row in (*self._rows, self.columns, self.test_folder):
            column.addWidget(row)

    def show_data(self, settings: DataSettings) -> None:
        """Show the settings that this kind of data reads without a signal."""
        source = DATASETS.get(settings.kind)
        reads = source.settings if source else ()
        default_samples, default_noise = (source.samples, source.noise) if source else (None, None)
        self.picture_size.show_value(settings.size)
        self._show_colour(settings.colour)
        self.samples.show_value(default_samples if settings.samples is None else settings.samples)
        self.noise.show_value(default_noise if settings.noise is None else settings.noise)
        self.fit.show_value(settings.fit)
        self.background.show_value(settings.background)
        self.grey_range.show_value(settings.grey_range)
        self.scaling.show_value(settings.scaling)
        self.flatten.show_value(settings.flatten)
        self.category_code.show_value(settings.category_code)
        self.missing.show_value(settings.missing)
        self.split_seed.show_value(settings.split_seed)
        self.train_share.show_value(settings.train_share)
        groups = settings.groups
        self.groups.show_value(str(listed(groups)) if isinstance(groups, tuple) else groups)
        self.share.show_value(settings.test_share)
        self.share.inner.setEnabled(not settings.test_folder)
        self._show_test_folder(bool(settings.test_folder))
        for name, widget in self._widgets().items():
            of_share = name in ("split_seed", "groups")
            widget.setVisible(name in reads and (not of_share or settings.test_share > 0))
        self._show_depth(self._is_deep and "grey_range" in reads)
        self.labels.show_value(settings.labels)
        self._labels_chosen = "labels" in reads and settings.labels != "auto"
        self._show_labels(self._has_labels and "labels" in reads)
        self.flatten.setVisible(self._has_pictures and "flatten" in reads)

    def show_dataset(self, dataset: Dataset) -> None:
        """Offer what the samples can have, and call scalings by what is scaled."""
        inputs = dataset.inputs
        for place, row in enumerate(SCALINGS.values()):
            self.scaling.box.setItemText(place, translate(row.label_for(inputs)))
        self._has_pictures = isinstance(inputs, PictureInputs)
        self.flatten.setVisible(self._has_pictures)
        self._show_depth(isinstance(inputs, PictureInputs) and inputs.grey_range is not None)
        self._show_labels(self._has_pictures and dataset.targets is LABELS)

    def _show_labels(self, has_labels: bool) -> None:
        """Offer other labels where there are some, or some were chosen."""
        self._has_labels = has_labels
        self.labels.setVisible(has_labels or self._labels_chosen)

    def _show_depth(self, is_deep: bool) -> None:
        self._is_deep = is_deep
        self.grey_range.setVisible(is_deep)

    def _widgets(self) -> dict[str, QWidget]:
        rows = (self.picture_size, *self._rows)
        others: dict[str, QWidget] = {
            "colour": self.colour,
            "columns": self.columns,
            "test_folder": self.test_folder,
        }
        return others | {row.key.removeprefix("data."): row for row in rows}

    def _show_test_folder(self, given: bool) -> None:
        text = tr("Without the other test data") if given else tr("Test on other data...")
        self.test_folder.setText(text)
        self.test_folder.setAccessibleName(text.removesuffix("..."))
        self.test_folder.setToolTip(
            tr("Do without the test data that was given apart.")
            if given
            else tr("Give a folder, or a file of arrays, to test on in place of a share.")
        )

    def _show_colour(self, on: bool) -> None:
        with QSignalBlocker(self.colour):
            self.colour.setChecked(on)
