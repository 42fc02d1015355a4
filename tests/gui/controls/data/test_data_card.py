"""The data card: what it asks for, and what it shows of data that was read."""

import dataclasses
from html import unescape

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from core.data.dataset import Dataset, samples
from core.data.load import load
from core.data.registry import DATASETS
from core.data.skipped import Skipped
from core.errors import DataError
from core.experiment.inputs import NumberInputs, PictureInputs
from core.experiment.settings import DataSettings, Experiment
from core.messages import Message
from gui.controls.data.data_card import DataCard

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(qtbot: QtBot) -> DataCard:
    card = DataCard()
    qtbot.addWidget(card)
    card.resize(300, 500)
    card.show()
    return card


def show(card: DataCard, **settings: object) -> None:
    card.show_experiment(Experiment(data=DataSettings(**settings)))


def pictures(counts: tuple[int, ...], names: tuple[str, ...], **more: object) -> Dataset:
    labels = np.repeat(np.arange(len(counts)), counts)
    inputs = PictureInputs(4, True)
    X = np.random.RandomState(1).rand(inputs.count, len(labels))
    train = samples(X, labels, len(counts))
    return Dataset(train, None, names, inputs, **more)


def words(card: DataCard, name: str) -> str:
    return unescape(card.findChild(QLabel, name).text()).replace("\u00a0", " ")


def test_that_every_data_set_is_offered(card: DataCard) -> None:
    box = card.findChild(QComboBox, "data_kind")
    assert [box.itemData(i) for i in range(box.count())] == list(DATASETS)


def test_that_choosing_a_data_set_asks_for_it(card: DataCard, qtbot: QtBot) -> None:
    box = card.findChild(QComboBox, "data_kind")
    with qtbot.waitSignal(card.kind_requested) as asked:
        box.setCurrentIndex(list(DATASETS).index("moons"))
    assert asked.args == ["moons"]


def test_that_showing_an_experiment_asks_for_nothing(card: DataCard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(card.changed):
        show(card, kind="shapes", test_share=0.2, size=32, colour=False, samples=90, noise=0.0)
    assert card.findChild(QComboBox, "data_kind").currentData() == "shapes"
    assert card.findChild(QComboBox, "test_share").currentData() == 0.2
    assert card.findChild(QSpinBox, "picture_size").value() == 32
    assert not card.findChild(QAbstractButton, "colour").isChecked()


def test_that_opening_a_folder_is_asked_for(card: DataCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.folder_requested):
        QTest.mouseClick(card.findChild(QAbstractButton, "open_folder"), LEFT)


def test_that_a_folder_that_is_missing_is_asked_for_in_words(card: DataCard) -> None:
    show(card, kind="pictures")
    assert "Open a folder" in words(card, "data_state")


def test_that_only_settings_that_the_data_reads_are_shown(card: DataCard) -> None:
    size = card.findChild(QSpinBox, "picture_size")
    show(card, kind="flower")
    assert not size.isVisible()
    show(card, kind="pictures")
    assert size.isVisible()


def test_that_usual_values_are_shown_where_none_are_given(card: DataCard) -> None:
    show(card, kind="flower")
    assert card.findChild(QSpinBox, "samples").value() == DATASETS["flower"].samples


def test_that_the_counts_name_every_class(card: DataCard) -> None:
    card.show_dataset(pictures((72, 137), ("cat", "non-cat")))
    assert words(card, "train_counts") == "72 cat, 137 non-cat"


def test_that_counts_are_found_beside_names_however_long(card: DataCard) -> None:
    card.show_dataset(pictures((72, 137), ("cat", f"non{'-' * 250}cat")))
    said = words(card, "train_counts")
    assert said.startswith("72 cat, 137 non---")
    assert said.endswith("---cat")
    assert len(said) < 80


def test_that_a_class_name_is_text_and_never_markup(card: DataCard) -> None:
    card.show_dataset(pictures((1, 1), ("<b>bold</b>", "line\nbreak\udce9")))
    assert words(card, "train_counts") == "1 <b>bold</b>, 1 line\\nbreak\\xe9"


def test_that_what_was_left_out_can_be_asked_about(card: DataCard, qtbot: QtBot) -> None:
    link = card.findChild(QAbstractButton, "skipped")
    card.show_dataset(pictures((1, 1), ("a", "b")))
    assert not link.isVisible()
    left_out = (Skipped("x.jpg", DataError("Cut short.")),) * 2
    told = (Message("{count} system <files>", count=14),)
    card.show_dataset(pictures((1, 1), ("a", "b"), skipped=left_out, remarks=told))
    assert link.text() == "2 left out (why?)"
    assert words(card, "data_remarks") == "14 system <files>"
    with qtbot.waitSignal(card.skipped_requested):
        QTest.keyClick(link, Qt.Key.Key_Space)


def test_that_reading_can_be_cancelled(card: DataCard, qtbot: QtBot) -> None:
    card.show_loading(120, 209)
    cancel = card.findChild(QAbstractButton, "cancel_loading")
    assert cancel.isVisible()
    with qtbot.waitSignal(card.cancel_requested):
        QTest.mouseClick(cancel, LEFT)
    card.show_dataset(pictures((1, 1), ("a", "b")))
    assert not cancel.isVisible()


def test_that_a_problem_is_said(card: DataCard) -> None:
    card.show_loading(0, 0)
    card.show_problem("The folder is empty.")
    assert words(card, "data_state") == "The folder is empty."
    assert not card.loading.isVisible()


@pytest.mark.parametrize("counts", [(3, 2), (1,) * 3, (5,) * 10, (1,) * 60])
def test_that_samples_of_any_number_of_classes_are_drawn(
    card: DataCard, counts: tuple[int, ...]
) -> None:
    card.show_dataset(pictures(counts, tuple(f"class {i}" for i in range(len(counts)))))
    assert card.summary.strip.isVisible()
    assert not card.grab().isNull()


def test_that_points_are_drawn_and_long_lists_of_numbers_are_not(card: DataCard) -> None:
    X, labels = np.random.RandomState(1).rand(2, 20), np.arange(20) % 2
    plane = NumberInputs(("x1", "x2"))
    card.show_dataset(Dataset(samples(X, labels, 2), None, ("red", "blue"), plane))
    assert card.summary.strip.isVisible()
    assert not card.grab().isNull()
    table = NumberInputs(("a", "b", "c"))
    X = np.zeros((3, 20))
    card.show_dataset(Dataset(samples(X, labels, 2), None, ("red", "blue"), table))
    assert not card.summary.strip.isVisible()


def test_that_the_fit_the_background_and_the_split_are_asked_for(
    card: DataCard, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(card.changed):
        show(card, kind="pictures", folder="x", fit="pad", background="#102030", test_share=0.2)
    fit = card.findChild(QComboBox, "fit")
    assert fit.currentData() == "pad"
    assert card.findChild(QAbstractButton, "background").text() == "#102030"
    assert card.findChild(QSpinBox, "split_seed").isVisible()
    with qtbot.waitSignal(card.changed) as asked:
        fit.setCurrentIndex(1)
    assert asked.args == ["data.fit", "crop"]
    show(card, kind="pictures", folder="x")
    assert not card.findChild(QSpinBox, "split_seed").isVisible()


def test_that_the_columns_of_a_table_alone_are_asked_for(card: DataCard, qtbot: QtBot) -> None:
    button = card.findChild(QAbstractButton, "columns")
    show(card, kind="pictures", folder="x")
    assert not button.isVisible()
    show(card, kind="table", folder="x.csv")
    with qtbot.waitSignal(card.columns_requested):
        QTest.mouseClick(button, LEFT)


def test_that_a_test_folder_is_asked_for_and_can_be_done_without(
    card: DataCard, qtbot: QtBot
) -> None:
    button = card.findChild(QAbstractButton, "test_folder")
    show(card, kind="pictures", folder="x")
    with qtbot.waitSignal(card.test_folder_requested):
        QTest.mouseClick(button, LEFT)
    asks = button.text()
    show(card, kind="pictures", folder="x", test_folder="y")
    assert button.text() != asks
    with qtbot.waitSignal(card.test_folder_requested):
        QTest.mouseClick(button, LEFT)


def test_that_how_pictures_are_flattened_is_asked_for_where_there_are_some(
    qtbot: QtBot, card: DataCard
) -> None:
    show(card, kind="arrays", folder="x.npz")
    card.show_dataset(load(DataSettings(kind="moons", samples=4)))
    assert card.rows.flatten.isHidden()
    show(card, kind="pictures", folder="x")
    card.show_dataset(pictures((1, 1), ("a", "b")))
    assert not card.rows.flatten.isHidden()
    with qtbot.waitSignal(card.changed) as asked:
        card.rows.flatten.box.setCurrentIndex(1)
    assert asked.args == ["data.flatten", "across_pictures"]


def test_that_the_grey_range_is_asked_for_where_pictures_have_one(card: DataCard) -> None:
    plain = pictures((1, 1), ("a", "b"))
    show(card, kind="pictures", folder="x")
    card.show_dataset(plain)
    assert card.rows.grey_range.isHidden()
    deep = PictureInputs(4, True, grey_range=(0.0, 4000.0))
    card.show_dataset(dataclasses.replace(plain, inputs=deep))
    assert not card.rows.grey_range.isHidden()
    show(card, kind="moons")
    assert card.rows.grey_range.isHidden()
