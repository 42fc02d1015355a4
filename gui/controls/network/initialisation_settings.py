"""Settings of the first weights: the initialisation, its scale and its seed."""

from core.messages import to_translate
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
        SliderRow(
            "network.scale",
            to_translate("Scale of the &weights"),
            to_translate("Multiplies every first weight: 0 keeps all units of a layer the same."),
            0.001,
            name="init_scale",
        ),
        ChoiceRow(
            "network.initialisation",
            to_translate("Initialisation"),
            to_translate(
                "How the first weights are drawn. Biases all begin at 0, which harms nothing as "
                "long as the weights make the units of a layer differ: with weights of 0 too, all "
                "of them get the same gradient and stay alike."
            ),
            INITIALISERS.values(),
        ),
        NumberRow(
            "network.seed",
            to_translate("See&d"),
            to_translate("The same seed draws the same first weights."),
        ),
    )
