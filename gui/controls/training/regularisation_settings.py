"""Settings that the optimiser and the schedule of now read, and those of regularisation."""

from collections.abc import Collection, Iterable

from core.experiment.settings import Experiment
from core.messages import to_translate
from core.network.dropout import DROPOUT_MASKS
from core.network.optimisers import OPTIMISERS
from core.network.schedules import SCHEDULES
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow, SettingRows
from gui.controls.rows.slider_row import SliderRow


class RegularisationSettingRows(SettingRows):
    """Show penalties, dropout, and what the experiment's optimiser and schedule read."""

    def __init__(self) -> None:
        self._of_optimiser, self._of_schedule = _optimiser_rows(), _decay_rows()
        self._masks = _masks_row()
        super().__init__(
            (
                *self._of_optimiser,
                _schedule_row(),
                *self._of_schedule,
                *_penalty_rows(),
                self._masks,
                _patience_row(),
            )
        )

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings without a signal; those without an effect are hidden."""
        super().show_experiment(experiment)
        training = experiment.training
        _show_read(self._of_optimiser, OPTIMISERS[training.optimiser].settings)
        _show_read(self._of_schedule, SCHEDULES[training.schedule].settings)
        self._masks.setVisible(training.keep_probability != 1.0)


def _show_read(rows: Iterable[SettingRow], names: Collection[str]) -> None:
    """Show the rows of the settings of these names alone."""
    for row in rows:
        row.setVisible(row.key.rpartition(".")[2] in names)


def _optimiser_rows() -> tuple[SettingRow, ...]:
    return (
        SliderRow(
            "training.momentum",
            to_translate("Momentum β"),
            to_translate("How much of the running average of gradients is kept in each step."),
            0.01,
            0.999,
        ),
        SliderRow(
            "training.beta2",
            to_translate("β2 of squares"),
            to_translate(
                "How much of the running average of squared gradients is kept in each step."
            ),
            0.01,
            0.9999,
        ),
        SliderRow(
            "training.epsilon",
            to_translate("Epsilon"),
            to_translate("What keeps the division by the root of the squares from 0."),
            1e-10,
        ),
        SliderRow(
            "training.weight_decay",
            to_translate("Weight decay λ"),
            to_translate("Each step takes α λ W off the weights, and nothing off the biases."),
            0.0001,
        ),
    )


def _schedule_row() -> SettingRow:
    return ChoiceRow(
        "training.schedule",
        to_translate("Schedule"),
        to_translate("How the learning rate changes from epoch to epoch."),
        SCHEDULES.values(),
    )


def _decay_rows() -> tuple[SettingRow, ...]:
    return (
        SliderRow(
            "training.decay_rate",
            to_translate("Decay rate"),
            to_translate("How fast inverse time makes the rate smaller."),
            0.0001,
        ),
        SliderRow(
            "training.decay_factor",
            to_translate("Decay factor"),
            to_translate("What the rate is multiplied by."),
            0.01,
        ),
        NumberRow(
            "training.decay_interval",
            to_translate("Every"),
            to_translate("Epochs from one change to the next."),
        ),
    )


def _penalty_rows() -> tuple[SettingRow, ...]:
    return (
        SliderRow(
            "training.l2",
            to_translate("L2 λ"),
            to_translate("Adds λ / (2 m) · Σ W² to the cost: which keeps weights small."),
            0.0001,
        ),
        SliderRow(
            "training.l1",
            to_translate("L1 λ"),
            to_translate("Adds λ / m · Σ |W| to the cost: many weights go to 0."),
            0.0001,
        ),
        SliderRow(
            "training.keep_probability",
            to_translate("Dropout keeps"),
            to_translate(
                "The share of a hidden layer's outputs that are kept in each step; 1 is no dropout."
            ),
            0.05,
        ),
    )


def _masks_row() -> SettingRow:
    return ChoiceRow(
        "training.dropout_masks",
        to_translate("Masks"),
        to_translate("When units are drawn."),
        DROPOUT_MASKS.values(),
    )


def _patience_row() -> SettingRow:
    return NumberRow(
        "training.patience",
        to_translate("Patience"),
        to_translate("Stop when the test cost has not fallen for so many epochs."),
        zero=to_translate("off"),
    )
