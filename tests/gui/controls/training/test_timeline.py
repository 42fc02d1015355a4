"""Facts about the timeline's slider: two scales, and marks where findings began."""

from dataclasses import replace

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.training.health.findings import Finding, Level
from gui.controls.training.run_bar import progress_text
from gui.controls.training.timeline import MarkedSlider, Timeline, timeline_texts
from gui.preferences import Preferences
from tests.gui.views.conftest import shot, small_run

END = 2499


def found(began: int | None, level: Level = Level.WARNING, text: str = "It began.") -> Finding:
    return Finding("key", level, text, began=began)


@pytest.fixture
def slider(qtbot: QtBot) -> MarkedSlider:
    slider = MarkedSlider()
    qtbot.addWidget(slider)
    slider.resize(400, 22)
    slider.set_position(END, END)
    return slider


def place(slider: MarkedSlider, value: int) -> QPoint:
    return QPoint(round(slider._x_of(value)), 11)


def press(slider: MarkedSlider, at: QPoint) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at)


def tip(slider: MarkedSlider, at: QPoint) -> str:
    """Return the tip under the mouse."""
    QApplication.sendEvent(slider, QHelpEvent(QHelpEvent.Type.ToolTip, at, slider.mapToGlobal(at)))
    return slider.toolTip()


def test_that_equal_factors_have_equal_room_on_the_logarithmic_scale(slider) -> None:
    linear = [slider.share_of(value) for value in (0, 49, END)]
    assert linear == pytest.approx([0, 49 / END, 1])
    slider.set_logarithmic(True)
    # 1 + i goes from 1 by 50 to 50, and by 50 again to 2,500.
    assert [slider.share_of(value) for value in (0, 49, END)] == pytest.approx([0, 0.5, 1])
    assert all(slider.value_at(slider.share_of(value)) == value for value in range(END + 1))


def test_that_a_run_that_is_over_keeps_its_epochs_when_the_batch_size_is_another() -> None:
    # 60 samples in batches of 20 are 3 updates an epoch.
    trainer = small_run(6, **{"training.batch_size": 20, "training.epochs": 2})
    before = timeline_texts(shot(trainer))
    assert before[0] == "epoch 2, iteration 6, now"
    back = timeline_texts(replace(shot(trainer), inside=4, looking_back=True))
    assert back[1:] == ["looking back at iteration 4", "back at 4"]
    trainer.change(structs.replace(trainer.experiment.training, batch_size=7))
    after = shot(trainer)
    assert timeline_texts(after) == before
    assert progress_text(after.iteration, after.iterations) == "iteration 6 / 6"


def test_that_the_line_begins_at_the_earliest_iteration_that_was_kept(qtbot: QtBot) -> None:
    timeline, chosen = Timeline(), []
    qtbot.addWidget(timeline)
    timeline.iteration_chosen.connect(chosen.append)
    opened = shot(small_run(3))
    timeline.show_snapshot(replace(opened, begin=3))
    assert not timeline.slider.isEnabled()
    assert timeline.label.toolTip() == "earlier iterations were not kept"
    timeline.go(1)
    assert chosen == []
    timeline.show_snapshot(replace(opened, begin=3, iteration=103, inside=103, inside_version=-1))
    slider = timeline.slider
    for logarithmic in (False, True):
        slider.set_logarithmic(logarithmic)
        assert (slider.value_at(0.0), slider.value_at(1.0)) == (3, 103)
        assert (slider.share_of(3), slider.share_of(103)) == (0, 1)
    timeline.go(1)
    assert chosen == [3]
    assert slider.value() == 3


def test_that_keys_move_by_an_iteration_and_by_a_twentieth_of_the_line(slider) -> None:
    slider.set_logarithmic(True)
    slider.set_position(100, END)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 101
    slider.set_position(100, END)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.share_of(slider.value()) == pytest.approx(slider.share_of(100) + 0.05, abs=1e-3)
    for key, value in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_End, END)):
        QTest.keyClick(slider, key)
        assert slider.value() == value


@pytest.mark.parametrize("logarithmic", [False, True])
def test_that_a_press_on_a_mark_goes_where_the_finding_began(slider, logarithmic: bool) -> None:
    slider.set_logarithmic(logarithmic)
    slider.show_findings((found(697), found(None)))
    press(slider, place(slider, 697) + QPoint(3, 0))
    assert slider.value() == 697
    # Beside the mark the slider goes where it is pressed.
    press(slider, place(slider, 697) - QPoint(30, 0))
    assert slider.value() < 697


def test_that_the_handle_can_be_taken_where_a_mark_is_below_it(slider) -> None:
    slider.show_findings((found(2485),))
    press(slider, place(slider, END) - QPoint(2, 0))
    assert slider.value() == END


def test_that_a_mark_says_its_findings_as_they_stand_and_the_line_how_it_is_used(slider) -> None:
    slider.show_findings((found(697, text="<b>Dead</b>"), found(697, Level.ERROR, "Worse")))
    words = tip(slider, place(slider, 697))
    assert words.index("Worse") < words.index("&lt;b&gt;Dead")
    assert "Home and End" in tip(slider, place(slider, 1500))


def test_that_ctrl_and_an_arrow_key_go_from_mark_to_mark(slider) -> None:
    slider.show_findings((found(0), found(697), found(40), found(9999)))
    visited = []
    for key in (*[Qt.Key.Key_Left] * 4, Qt.Key.Key_Right):
        QTest.keyClick(slider, key, Qt.KeyboardModifier.ControlModifier)
        visited.append(slider.value())
    assert visited == [697, 40, 0, 0, 40]


def test_that_a_scale_is_remembered(tmp_path) -> None:
    file = tmp_path / "settings.ini"
    assert not Preferences(file).log_timeline
    Preferences(file).keep_log_timeline(True)
    assert Preferences(file).log_timeline
