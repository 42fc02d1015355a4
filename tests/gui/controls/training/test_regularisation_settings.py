"""Facts about the rows of settings that not every optimiser and schedule reads."""

import pytest
from pytestqt.qtbot import QtBot

from core.experiment.settings import Experiment, TrainingSettings
from core.network.optimisers import OPTIMISERS
from core.network.schedules import SCHEDULES
from gui.controls.training.regularisation_settings import RegularisationSettingRows

ALWAYS_SHOWN = {"schedule", "l2", "l1", "keep_probability", "patience"}


def _shown(qtbot: QtBot, training: TrainingSettings) -> set[str]:
    rows = RegularisationSettingRows()
    qtbot.addWidget(rows)
    rows.show_experiment(Experiment(training=training))
    return {row.key.removeprefix("training.") for row in rows.rows if not row.isHidden()}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_the_settings_an_optimiser_reads_are_shown_and_no_others(
    qtbot: QtBot, name: str
) -> None:
    shown = _shown(qtbot, TrainingSettings(optimiser=name))
    assert shown == ALWAYS_SHOWN | {*OPTIMISERS[name].settings}


@pytest.mark.parametrize("name", SCHEDULES)
def test_that_the_settings_a_schedule_reads_are_shown_and_no_others(
    qtbot: QtBot, name: str
) -> None:
    shown = _shown(qtbot, TrainingSettings(schedule=name))
    assert shown == ALWAYS_SHOWN | {*SCHEDULES[name].settings}


def test_that_masks_are_shown_with_dropout(qtbot: QtBot) -> None:
    assert "dropout_masks" in _shown(qtbot, TrainingSettings(keep_probability=0.8))
