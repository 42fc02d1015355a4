"""Settings of the first weights: the initialisation, its scale and its seed."""

from core.network.initialisers import INITIALISERS
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow, SettingRows
from gui.controls.rows.slider_row import SliderRow


class InitialisationSettingRows(SettingRows):
    """Show how the first weights are drawn."""

    def __init__(self) -> None:
        super().__init__(_rows())


def _rows() -> tuple[SettingRow, ...]:
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
            "Multiplies every first weight: 0 keeps all units of a layer the same.",
            0.001,
            name="init_scale",
        ),
        NumberRow(
            "network.seed",
            "See&d",
            "The same seed draws the same first weights.",
        ),
    )
