"""The settings of the data: only those that the chosen data set reads are shown."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.datasets import DATASETS
from core.experiment import DataSettings
from core.words import tr
from gui import theme
from gui.controls.calm_boxes import Option
from gui.controls.choice_row import ChoiceRow
from gui.controls.log_slider import LogSlider
from gui.controls.number_row import NumberRow
from gui.controls.setting_row import SettingRow
from gui.controls.slider_row import SliderRow
from gui.controls.tick_box import TickBox

SHARES = tuple(Option(share / 100, f"{share} %") for share in (0, 10, 20, 30))


class DataRows(QWidget):
    """Ask for data.test_share, data.size, data.colour, data.samples and data.noise."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.picture_size = NumberRow(
            "data.size", "Picture size", "Every picture becomes size x size pixels.", 1, 1024,
            name="picture_size",
        )  # fmt: skip
        self.colour = TickBox(tr("Colour"))
        self.colour.setObjectName("colour")
        self.colour.setToolTip(tr("Three numbers a pixel (red, green, blue), or one (grey)."))
        self.samples = NumberRow(
            "data.samples", "Samples", "How many points are drawn.", 2, 1_000_000
        )
        self.noise = SliderRow(
            "data.noise", "Noise", "How far the points stray.", LogSlider(0.001, 10.0, zero=True)
        )
        self.share = ChoiceRow(
            "data.test_share",
            "Kept for testing",
            "The share of the samples that the network never learns from.",
            SHARES,
        )
        self._build()
        for row in (self.picture_size, self.samples, self.noise, self.share):
            row.changed.connect(self.changed)
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
        for row in (self.samples, self.noise, self.share):
            column.addWidget(row)

    def show_data(self, settings: DataSettings) -> None:
        """Show the settings that this kind of data reads, without a signal."""
        source = DATASETS.get(settings.kind)
        reads = source.settings if source else ()
        usual = (source.samples, source.noise) if source else (None, None)
        self.picture_size.show_value(settings.size)
        self._show_colour(settings.colour)
        self.samples.show_value(usual[0] if settings.samples is None else settings.samples)
        self.noise.show_value(usual[1] if settings.noise is None else settings.noise)
        self.share.show_value(settings.test_share)
        self.share.inner.setEnabled(not settings.test_folder)
        for name, part in self._parts().items():
            part.setVisible(name in reads)

    def _parts(self) -> dict[str, QWidget]:
        rows: tuple[SettingRow, ...] = (self.picture_size, self.samples, self.noise, self.share)
        return {row.key.removeprefix("data."): row for row in rows} | {"colour": self.colour}

    def _show_colour(self, on: bool) -> None:
        blocked = self.colour.blockSignals(True)
        self.colour.setChecked(on)
        self.colour.blockSignals(blocked)
