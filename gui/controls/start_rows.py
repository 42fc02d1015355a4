"""How the weights start: the initialisation, its scale and its seed."""

from core.network.initialisers import INITIALISERS
from gui.controls.choice_row import ChoiceRow
from gui.controls.log_slider import LogSlider
from gui.controls.number_row import NumberRow
from gui.controls.setting_row import SettingRow
from gui.controls.slider_row import SliderRow

LARGEST = 2**31 - 1  # that a spin box takes


def start_rows() -> tuple[SettingRow, ...]:
    """Make the rows."""
    return (
        ChoiceRow(
            "network.initialisation",
            "I&nitialisation",
            "How the first weights are drawn; the biases start at 0.",
            INITIALISERS.values(),
        ),
        SliderRow(
            "network.scale",
            "S&cale of the weights",
            "Multiplies every first weight: 0 makes all units of a layer alike for ever.",
            LogSlider(0.001, 10.0, zero=True),
            name="init_scale",
        ),
        NumberRow(
            "network.seed",
            "See&d",
            "The same seed draws the same first weights.",
            0,
            LARGEST,
        ),
    )
