"""Facts about the samples on the left: a click picks one, and the picked one is marked."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.dataset import Dataset, samples
from core.data.sample import Sample
from core.experiment.inputs import NumberInputs, PictureInputs
from gui.controls.data.sample_strip import SampleStrip

NAMES = tuple(f"cat/{number}.png" for number in range(11)) + ("dog/<b>a</b>.png",) * 3


def pictures() -> Dataset:
    """Eleven cats and three dogs of 4 x 4 pixels."""
    X, labels = np.random.default_rng(1).random((48, 14)), np.repeat([0, 1], (11, 3))
    inputs = PictureInputs(size=4, colour=True)
    return Dataset(samples(X, labels, 2, names=NAMES), None, ("cat", "dog"), inputs)


def points() -> Dataset:
    X = np.array([[0.0, 4.0, 4.0, 0.0], [0.0, 0.0, 4.0, 4.0]])
    plane = NumberInputs(names=("x1", "x2"))
    return Dataset(samples(X, np.array([0, 1, 0, 1]), 2), None, ("red", "blue"), plane)


@pytest.fixture
def strip(qtbot: QtBot) -> SampleStrip:
    strip = SampleStrip()
    qtbot.addWidget(strip)
    strip.resize(200, 120)
    picked: list[Sample] = []
    strip.sample_picked.connect(picked.append)
    strip.sample_picked.connect(strip.show_sample)
    strip.picks = picked
    return strip


def click(strip: SampleStrip, at: QPoint) -> None:
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at)


def centre(strip: SampleStrip, sample: int) -> QPoint:
    place = strip.place_of(sample)
    assert place is not None
    return place.center().toPoint()


def drawn(strip: SampleStrip) -> QImage:
    return strip.grab().toImage()


def test_that_a_click_on_a_thumbnail_picks_its_file_however_narrow_the_strip(strip) -> None:
    dataset = pictures()
    strip.show_dataset(dataset)
    for width in (200, 400):
        strip.resize(width, 120)
        for number in (0, 7, 12):
            click(strip, centre(strip, number))
            assert strip.picks[-1] == Sample.of(dataset, number)
    before = len(strip.picks)
    # There are only eight places for cats, and none behind the third dog.
    assert strip.place_of(9) is None
    click(strip, centre(strip, 13) + QPoint(strip.width() // 8, 0))
    assert len(strip.picks) == before


def test_that_a_click_near_a_point_picks_it_and_one_far_from_all_does_not(strip) -> None:
    dataset = points()
    strip.show_dataset(dataset)
    for number in range(4):
        click(strip, centre(strip, number) + QPoint(3, -3))
        assert strip.picks[-1] == Sample(number)
    click(strip, strip.rect().center())
    assert len(strip.picks) == 4


@pytest.mark.parametrize("dataset", [pictures(), points()], ids=["pictures", "points"])
def test_that_the_picked_sample_is_marked_and_one_of_the_test_is_not(strip, dataset) -> None:
    strip.show_dataset(dataset)
    plain = drawn(strip)
    strip.show_sample(Sample.of(dataset, 2))
    marked = drawn(strip)
    place = strip.place_of(2).toAlignedRect().adjusted(-2, -2, 2, 2)
    assert marked.copy(place) != plain.copy(place)
    strip.show_sample(Sample(2, test=True))
    assert drawn(strip) == plain


def test_that_arrow_keys_pick_what_is_shown_one_after_the_other(strip) -> None:
    strip.show_dataset(pictures())
    for _ in range(10):
        QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    # After the eight cats in the first line come the dogs.
    assert [sample.number for sample in strip.picks] == [*range(8), 11, 12, 11]


def test_that_the_tip_of_a_thumbnail_is_its_name_as_it_stands(strip) -> None:
    strip.show_dataset(pictures())
    at = centre(strip, 11)
    QApplication.sendEvent(strip, QHelpEvent(QHelpEvent.Type.ToolTip, at, strip.mapToGlobal(at)))
    assert "dog/&lt;b&gt;a&lt;/b&gt;.png, dog" in strip.toolTip()
