"""The run bar: which buttons make sense in which state, and what it says."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from core.data.dataset import ConstantAnswer
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot, State
from gui.controls.training.run_bar import RunBar
from gui.widgets.readout import Readout
from tests.gui.views.conftest import DATA

THIN = "\u202f"
BUTTONS = ("train", "pause", "step", "reset", "export")


def snapshot(state: State, **more: object) -> Snapshot:
    nothing = Curve(np.empty(0), np.empty(0))
    usual = {
        "run": 1, "experiment": Experiment(), "iteration": 1240, "iterations": 2500,
        "seconds": 0.5, "rate": 5310.0, "unit": "iteration", "learning_rate": 0.1,
        "rate_changes": (), "train_cost": nothing, "test_cost": nothing,
        "train_accuracy": nothing, "test_accuracy": nothing,
        "train_baseline": ConstantAnswer(0, 0.5), "test_baseline": None,
        "train_count": 400, "test_count": 0, "layers": (),
        "classes": ("a", "b"), "sample_labels": np.empty(0), "parameter_count": 9,
        "dataset": DATA, "inside": 1240, "shown": np.empty(0),
    }  # fmt: skip
    needed = Snapshot.__dataclass_fields__
    return Snapshot(state=state, **{k: v for k, v in {**usual, **more}.items() if k in needed})


@pytest.fixture
def bar(qtbot: QtBot) -> RunBar:
    bar = RunBar()
    qtbot.addWidget(bar)
    bar.show()
    return bar


class LayoutRequests(QObject):
    """Count how often a widget is asked to lay itself out."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def button(bar: RunBar, name: str) -> QAbstractButton:
    return bar.findChild(QAbstractButton, name)


def text(bar: RunBar, name: str) -> str:
    return bar.findChild(Readout, name).text()


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        (State.READY, {"train", "step"}),
        (State.RUNNING, {"pause", "reset", "export"}),
        (State.PAUSED, {"train", "step", "reset", "export"}),
        (State.FINISHED, {"train", "reset", "export"}),
        (State.DIVERGED, {"train", "reset"}),
    ],
)
def test_that_a_state_enables_what_makes_sense(
    bar: RunBar, state: State, enabled: set[str]
) -> None:
    bar.show_snapshot(snapshot(state))
    assert {name for name in BUTTONS if button(bar, name).isEnabled()} == enabled


def test_that_nothing_can_be_run_before_there_is_anything(bar: RunBar) -> None:
    assert not any(button(bar, name).isEnabled() for name in BUTTONS)
    assert button(bar, "live").isEnabled()


@pytest.mark.parametrize("name", BUTTONS)
def test_that_every_button_asks_for_what_it_says(bar: RunBar, qtbot: QtBot, name: str) -> None:
    button(bar, name).setEnabled(True)
    with qtbot.waitSignal(getattr(bar, f"{name}_requested")):
        QTest.mouseClick(button(bar, name), Qt.MouseButton.LeftButton)


def test_that_live_is_told(bar: RunBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.live_toggled) as told:
        QTest.keyClick(button(bar, "live"), Qt.Key.Key_Space)
    assert told.args == [True]


def test_that_progress_and_pace_are_said(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.RUNNING, seconds=0.5))
    assert text(bar, "pace") == f"5{THIN}310 it/s"
    bar.show_snapshot(snapshot(State.RUNNING, seconds=1.5))
    assert text(bar, "iteration") == f"iteration 1{THIN}240 / 2{THIN}500"
    assert text(bar, "pace") == f"5{THIN}310 it/s, 0.2 s left"
    assert bar.progress.value() == 496


def test_that_it_is_said_how_iterations_updates_and_epochs_belong_together(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.READY))
    assert "one update of the weights. Each looks at all 400" in bar.iteration.toolTip()
    batches = with_settings(Experiment(), {"training.batch_size": 64, "training.epochs": 50})
    bar.show_snapshot(snapshot(State.READY, experiment=batches, iterations=350))
    assert "Here 7 of them are an epoch" in bar.iteration.toolTip()
    assert "350 iterations are 50 epochs" in bar.iteration.toolTip()
    tiny = with_settings(Experiment(), {"training.batch_size": 57, "training.epochs": 50})
    bar.show_snapshot(snapshot(State.READY, experiment=tiny, iterations=400))
    assert "in batches of 57 and a last one of only 1: 400" in bar.iteration.toolTip()


def test_that_a_run_that_has_no_pace_yet_is_starting(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.RUNNING, rate=0.0))
    assert text(bar, "pace") == "starting"


def test_that_a_long_run_is_told_in_hours(bar: RunBar) -> None:
    bar.show_snapshot(
        snapshot(State.RUNNING, seconds=9.0, iteration=0, iterations=10_000_000, rate=1000.0)
    )
    assert text(bar, "pace") == f"1{THIN}000 it/s, 2 h 46 min left"


def test_that_the_end_is_said_with_its_time(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.DIVERGED))
    assert text(bar, "pace") == "diverged after 0.5 s"


def test_that_a_new_number_lays_nothing_out(bar: RunBar) -> None:
    asked = LayoutRequests()
    bar.show_snapshot(snapshot(State.RUNNING, iteration=9))
    QApplication.sendPostedEvents()
    bar.installEventFilter(asked)
    bar.show_snapshot(snapshot(State.RUNNING, iteration=10, rate=77.0))
    QApplication.sendPostedEvents()
    assert asked.count == 0


def test_that_nothing_moves_while_the_number_grows(bar: RunBar, qtbot: QtBot) -> None:
    bar.resize(1000, 40)
    bar.show_snapshot(snapshot(State.RUNNING, iteration=2500))
    needed = bar.iteration.minimumWidth()
    bar.show_snapshot(snapshot(State.RUNNING, iteration=1))
    assert bar.iteration.minimumWidth() == needed >= bar.iteration.sizeHint().width()


def test_that_nothing_moves_when_a_run_ends(bar: RunBar) -> None:
    def lefts() -> list[int]:
        bar.layout().activate()
        after = (bar.step, bar.reset, bar.live, bar.iteration, bar.progress)
        return [part.geometry().left() for part in after]

    for width in (1000, bar.minimumSizeHint().width()):
        bar.resize(width, 40)
        bar.show_snapshot(snapshot(State.RUNNING))
        before = lefts()
        bar.show_snapshot(snapshot(State.FINISHED, iteration=2500))
        assert bar.go_on.isVisible()
        assert lefts() == before


def test_that_tooltips_name_the_keys(bar: RunBar) -> None:
    keys = dict(zip(BUTTONS, ("F5", "F6", "F7", "F8", "Ctrl+E"), strict=True))
    for name, key in keys.items():
        assert f"({key})" in button(bar, name).toolTip()


def test_that_the_bar_fits_a_small_screen(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.RUNNING))
    assert bar.minimumSizeHint().width() <= 1024


def test_that_a_run_that_is_over_says_that_train_begins_again_and_offers_to_go_on(
    bar: RunBar, qtbot: QtBot
) -> None:
    bar.show_snapshot(snapshot(State.PAUSED))
    assert not bar.go_on.isVisible()
    assert bar.pause.isVisible()
    bar.show_snapshot(snapshot(State.FINISHED, iteration=2500))
    assert bar.train.text() == "&Train again"
    assert "from the first weights" in bar.train.toolTip()
    assert bar.go_on.isEnabled()
    with qtbot.waitSignal(bar.more_requested) as more:
        bar.go_on.click()
    iterations = Experiment().training.iterations
    assert more.args[0].changes == {"training.iterations": 2 * iterations}
    assert more.args[0].since == 2500


def test_that_a_run_that_ended_early_is_offered_no_more_updates(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.FINISHED, iteration=2400))
    assert not bar.go_on.isVisible()


def test_that_nothing_is_trained_on_a_blank_sample(bar: RunBar) -> None:
    blank = replace(DATA, blank=True)
    bar.show_snapshot(snapshot(State.READY, iteration=0, dataset=blank, first_weights="aa"))
    assert {name for name in BUTTONS if button(bar, name).isEnabled()} == {"export"}
    assert "no data" in bar.train.toolTip()


def test_that_a_run_from_a_file_does_not_say_how_long_it_took(bar: RunBar) -> None:
    bar.show_snapshot(snapshot(State.FINISHED, seconds=0.0))
    assert text(bar, "pace") == "finished"
