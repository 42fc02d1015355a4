"""Facts about the settings of changed pictures, and what they show of one."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.data.augmentation import Augmenter
from core.data.dataset import Dataset
from core.data.load import load
from core.data.sample import Sample
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from gui.controls.training.augmentation_settings import COLUMNS, ROWS, AugmentationSettingRows

DIGITS = DataSettings(kind="digits", samples=40)


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load(DIGITS)


@pytest.fixture
def rows(qtbot: QtBot, digits: Dataset) -> AugmentationSettingRows:
    rows = AugmentationSettingRows()
    qtbot.addWidget(rows)
    rows.show_dataset(digits)
    rows.show()
    return rows


def _show(rows: AugmentationSettingRows, **training: object) -> TrainingSettings:
    settings = TrainingSettings(**training)
    rows.show_experiment(Experiment(training=settings))
    return settings


def test_that_the_picked_picture_is_shown_as_the_run_will_see_it(
    rows: AugmentationSettingRows, digits: Dataset
) -> None:
    assert not rows.draws.isVisible()
    training = _show(rows, rotation=20.0, shift=0.2)
    rows.show_sample(Sample.of(digits, 17))
    assert rows.draws.isVisible()
    found = rows.draws.pictures
    assert len(found) == COLUMNS * ROWS
    assert np.array_equal(found[0], digits.inputs.picture(digits.train.X[:, 17]))
    whole, augmenter = digits.train.X.T, Augmenter(training, digits.inputs, digits.train.m)
    for epoch, picture in enumerate(found[1:]):
        out = np.empty_like(whole)
        augmenter.change(whole, epoch, np.arange(digits.train.m), out)
        assert np.array_equal(picture, digits.inputs.picture(out[17]))
    _show(rows, rotation=40.0, shift=0.2)
    assert not np.array_equal(rows.draws.pictures[3], found[3])
    _show(rows)
    assert not rows.draws.isVisible()


def test_that_samples_that_are_no_pictures_grey_it_and_say_why(
    rows: AugmentationSettingRows, digits: Dataset
) -> None:
    rows.show_dataset(load(DataSettings(kind="moons", samples=20)))
    assert not any(row.isEnabled() for row in rows.rows)
    assert "no pictures" in rows.reason.text()
    _show(rows, flip="both")
    assert all(row.isEnabled() for row in rows.rows)
    rows.show_dataset(digits)
    assert all(row.isEnabled() for row in rows.rows)
    assert not rows.reason.isVisible()
