"""Every change of the experiment can be undone, and brings back the network that it cost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSpinBox, QWidget

from core.training.snapshots.snapshot import State
from core.training.worker import left_runs
from gui.widgets.number_format import grouped
from tests.gui.conftest import Bench


def undo(bench: Bench) -> None:
    QTest.keyClick(bench.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def redo(bench: Bench) -> None:
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(bench.window, Qt.Key.Key_Z, shift)


def steps(bench: Bench) -> list[str]:
    """Return the words of the menu's two actions."""
    actions = bench.window.menus.actions
    return [actions[name].text().replace("&", "") for name in ("undo", "redo")]


def test_that_a_trained_network_comes_back_with_its_settings(bench: Bench) -> None:
    bench.find("train", QAbstractButton).click()
    bench.wait(lambda snapshot: snapshot.iteration > 0)
    bench.find("pause", QAbstractButton).click()
    trained = bench.wait_state(State.PAUSED)
    bench.find("hidden_layers", QWidget).setValue(3)
    bench.wait(lambda snapshot: len(snapshot.experiment.network.hidden) == 3)
    undo(bench)
    back = bench.wait(lambda snapshot: snapshot.experiment == trained.experiment)
    assert (back.iteration, back.train_cost.values[-1]) == (
        trained.iteration,
        trained.train_cost.values[-1],
    )
    redo(bench)
    bench.wait(lambda snapshot: len(snapshot.experiment.network.hidden) == 3)
    undo(bench)
    again = bench.wait(lambda snapshot: snapshot.experiment == trained.experiment)
    assert again.iteration == trained.iteration


def test_that_undo_says_where_it_brings_the_settings_back_and_not_the_network(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_runs, "BUDGET", 0)
    monkeypatch.setattr(left_runs, "LARGEST", 0)
    bench.find("train", QAbstractButton).click()
    bench.wait(lambda snapshot: snapshot.iteration > 0)
    bench.find("pause", QAbstractButton).click()
    trained = bench.wait_state(State.PAUSED)
    bench.window.settings.changed.emit("network.hidden", [3])
    bench.wait(lambda snapshot: snapshot.experiment.network.hidden == (3,))
    undo(bench)
    back = bench.wait(lambda snapshot: snapshot.experiment == trained.experiment)
    assert back.iteration == 0
    said = f"not their network: that of {grouped(trained.iteration)} iterations"
    bench.qtbot.waitUntil(lambda: said in bench.window.statusBar().currentMessage())


def test_that_the_menu_says_what_is_undone_and_a_drag_is_one_step(bench: Bench) -> None:
    first = bench.snapshot.experiment
    rate = bench.window.settings
    for value in (0.5, 0.3, 0.1):
        rate.changed.emit("training.learning_rate", value)
    assert steps(bench)[0] == "Undo learning rate 0.1"
    bench.window.menus.preset.emit("moons-gd")
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "moons")
    undo(bench)
    undo(bench)
    bench.wait(lambda snapshot: snapshot.experiment == first)
    assert bench.window.windowTitle() == "A flower in the plane[*] - Layerbench"
    assert steps(bench) == ["Undo", "Redo learning rate 0.1"]


def test_that_what_is_refused_is_no_step(bench: Bench) -> None:
    first = bench.snapshot.experiment
    bench.window.settings.changed.emit("data", {"kind": "pictures", "folder": "/nowhere"})
    bench.qtbot.waitUntil(lambda: bench.window.findChild(QWidget, "message") is not None)
    assert steps(bench) == ["Undo", "Redo"]
    assert bench.find("data_kind", QComboBox).currentData() == first.data.kind
    assert bench.snapshot.experiment == first


def test_that_a_reset_can_be_undone_and_space_never_makes_one(bench: Bench) -> None:
    train = bench.find("train", QAbstractButton)
    train.setFocus()
    QTest.keyClick(train, Qt.Key.Key_Space)
    bench.wait(lambda snapshot: snapshot.iteration > 0)
    assert bench.find("pause", QAbstractButton).hasFocus()
    QTest.keyClick(bench.window.focusWidget(), Qt.Key.Key_Space)
    paused = bench.wait_state(State.PAUSED)
    bench.find("reset", QAbstractButton).click()
    bench.wait(lambda snapshot: snapshot.iteration == 0)
    assert steps(bench)[0] == "Undo the reset"
    undo(bench)
    assert bench.wait(lambda snapshot: snapshot.iteration > 0).iteration == paused.iteration


def test_that_a_field_leaves_the_keys_of_undo_to_the_window_once_it_is_done(bench: Bench) -> None:
    first = bench.snapshot.experiment
    for name, text in (("learning_rate", "0.5"), ("iterations", "77")):
        row = bench.find(name, QWidget)
        field = row if isinstance(row, QSpinBox) else row.findChild(QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        bench.wait(lambda snapshot: snapshot.experiment != first)
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        bench.wait(lambda snapshot: snapshot.experiment == first)
