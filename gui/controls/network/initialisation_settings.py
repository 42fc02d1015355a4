"""How the weights start: the initialisation, its scale and its seed."""

from core.network.initialisers import INITIALISERS
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow
from gui.controls.rows.slider_row import SliderRow
from gui.widgets.log_slider import LogSlider

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
