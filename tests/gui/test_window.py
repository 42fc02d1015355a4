"""Facts about the window: what a user does with it, and what comes of it."""

import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QPixmapCache
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QWidget,
)

from core.errors import ExperimentError
from core.experiment.toml import read_experiment
from core.models.exporters import read_model
from core.training.analyses import vectorisation
from core.training.snapshots.snapshot import State
from core.training.worker.events import Event
from gui.actions.run_actions import RunActions
from gui.actions.window_actions import WindowActions
from gui.app import build, event_slots
from tests.gui.conftest import let_fall

NAMES = [
    *[
        "train",
        "pause",
        "step",
        "reset",
        "live",
        "open_folder",
        "hidden_layers",
        "activation_all",
        "initialisation",
    ],
    *[
        "init_scale",
        "seed",
        "learning_rate",
        "iterations",
        "batch_size",
        "optimiser",
        "loss",
        "cost_plot",
    ],
    *["accuracy_plot", "activations_view", "health", "export", "timeline"],
    *(f"{part}_{l}" for part in ("units", "activation") for l in range(1, 9)),
]


def _press(bench, name: str) -> None:
    QTest.mouseClick(bench.find(name, QPushButton), Qt.MouseButton.LeftButton)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of twelve small pictures of two classes, with rubbish in it."""
    generator = np.random.RandomState(1)
    for number in range(12):
        place = tmp_path / "photos" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = generator.randint(0, 128, (9, 9, 3), np.uint8) + 120 * (number % 2 == 0)
        Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number}.png")
    (place / "notes.jpg").write_text("not a picture")
    (place / "empty.jpg").touch()
    (place / ".DS_Store").write_bytes(b"x")
    return tmp_path / "photos"


def test_that_a_small_screen_holds_the_window_whatever_is_said_in_it(bench) -> None:
    for note in (bench.window.cost.agreement, bench.window.accuracy.baselines):
        note.setText("as long as words can be " * 20)
        note.show()
    assert bench.window.minimumSizeHint().width() <= 920


def test_that_every_control_can_be_found_and_has_a_name_for_screen_readers(bench) -> None:
    assert [name for name in NAMES if not bench.find(name, QWidget).accessibleName()] == []


def test_that_the_first_start_is_ready_and_one_key_trains_it(bench) -> None:
    assert bench.snapshot.state is State.READY
    QTest.keyClick(bench.window, Qt.Key.Key_F5)
    bench.wait(lambda snapshot: snapshot.iteration > 0)
    bench.window.hide()  # drawing 10,000 iterations takes longer than training them
    done = bench.wait_state(State.FINISHED)
    assert done.iteration == 10_000
    assert done.train_accuracy.values[-1] > 0.89


def test_that_pause_step_and_reset_do_what_they_say(bench) -> None:
    _press(bench, "train")
    bench.wait(lambda snapshot: snapshot.iteration > 5)
    _press(bench, "pause")
    paused = bench.wait_state(State.PAUSED)
    _press(bench, "step")
    bench.wait(lambda snapshot: snapshot.iteration == paused.iteration + 1)
    _press(bench, "reset")
    bench.wait(lambda snapshot: snapshot.run > paused.run and snapshot.iteration == 0)


def test_that_the_layers_slider_adds_a_layer_by_the_keyboard(bench) -> None:
    QTest.keyClick(bench.find("hidden_layers", QAbstractSlider), Qt.Key.Key_Right)
    bench.wait(lambda snapshot: len(snapshot.layers) == 2)


def test_that_a_column_changes_its_units_by_the_keyboard(bench) -> None:
    _press(bench, "step")
    bench.wait(lambda snapshot: snapshot.iteration == 1)
    QTest.keyClick(bench.find("units_1", QAbstractSlider), Qt.Key.Key_Up)
    bench.wait(lambda snapshot: len(snapshot.layers[0].A) == 5)
    said = bench.window.statusBar().currentMessage
    bench.qtbot.waitUntil(lambda: said() == "Other first weights: a new run has begun.")


def test_that_another_activation_is_trained_with(bench) -> None:
    bench.find("activation_1", QComboBox).setCurrentText("ReLU")
    bench.wait(lambda snapshot: snapshot.layers[0].activation == "relu")


def test_that_the_learning_rate_changes_in_the_middle_of_a_run(bench) -> None:
    _press(bench, "train")
    bench.wait(lambda snapshot: snapshot.iteration > 5)
    rate = bench.find("learning_rate", QWidget)
    rate.setValue(0.5)
    later = bench.wait(lambda snapshot: snapshot.learning_rate == 0.5)
    assert later.rate_changes[-1][1] == 0.5


def test_that_live_trains_at_every_change_and_leaves_ghosts(brief) -> None:
    QTest.mouseClick(brief.find("live", QCheckBox), Qt.MouseButton.LeftButton)
    first = brief.wait_state(State.FINISHED)
    brief.find("seed", QWidget).setValue(7)
    later = brief.wait(lambda s: s.run > first.run and s.state is State.FINISHED)
    assert later.experiment.network.seed == 7
    assert len(brief.window.cost.earlier_runs) == 1


def test_that_a_dropped_folder_is_loaded_and_what_was_left_out_is_listed(
    bench, photos: Path
) -> None:
    let_fall(bench.window, [photos])
    loaded = bench.wait(lambda snapshot: snapshot.classes == ("dark", "light"))
    # A fifth is kept for the test, as suggested.
    assert (loaded.train_count, loaded.test_count) == (10, 2)
    bench.window.settings.skipped_requested.emit()
    (table,) = bench.find("skipped", QWidget).findChildren(QTableWidget)
    rows = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(2)}
    assert rows.keys() == {"dark/empty.jpg", "dark/notes.jpg"}
    assert all(rows.values())


def test_that_a_folder_one_level_too_high_is_offered_right(bench, photos: Path) -> None:
    for part in ("train", "test"):
        (photos.parent / "both" / part).mkdir(parents=True)
        for name in ("light", "dark"):
            source = photos / name
            (photos.parent / "both" / part / name).symlink_to(source, target_is_directory=True)
    let_fall(bench.window, [photos.parent / "both"])
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    accept = next(b for b in box.buttons() if box.buttonRole(b) == box.ButtonRole.AcceptRole)
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    bench.wait(lambda snapshot: snapshot.train_count == snapshot.test_count == 12)


def test_that_a_folder_that_cannot_be_used_leaves_the_experiment(brief, tmp_path: Path) -> None:
    before = brief.snapshot.experiment
    (tmp_path / "nothing").mkdir()
    let_fall(brief.window, [tmp_path / "nothing"])
    brief.qtbot.waitUntil(lambda: bool(brief.window.findChildren(QMessageBox)))
    (box,) = brief.window.findChildren(QMessageBox)
    assert "empty" in box.text()
    assert brief.find("data_kind", QComboBox).currentData() == before.data.kind
    box.close()
    _press(brief, "train")
    assert brief.wait_state(State.FINISHED).experiment == before


def test_that_weights_are_exported_and_come_back(brief, tmp_path: Path) -> None:
    _press(brief, "train")
    done = brief.wait_state(State.FINISHED)
    _press(brief, "export")
    dialog = brief.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "model.safetensors"))
    brief.qtbot.waitUntil(lambda: "Same answers" in brief.window.statusBar().currentMessage())
    assert read_model(tmp_path / "model.safetensors").experiment == done.experiment
    dialog.close()


def test_that_an_experiment_is_saved_and_opened_again(
    bench, open_bench: Callable, tmp_path: Path
) -> None:
    bench.find("seed", QWidget).setValue(42)
    bench.window.menus.actions["save_experiment"].trigger()
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "mine.toml"))
    assert read_experiment(tmp_path / "mine.toml").network.seed == 42
    again = open_bench(str(tmp_path / "mine.toml"))
    assert again.snapshot.experiment.network.seed == 42
    bench.find("file_dialog", QFileDialog).close()


@pytest.mark.parametrize("kind", ["", "Moons", "pictures/../x"])
def test_that_an_experiment_of_unknown_data_is_refused_in_a_sentence(
    bench, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(f'[data]\nkind = "{kind}"\n', encoding="utf-8")
    before = bench.snapshot.experiment
    bench.window.menus.actions["open_file"].trigger()
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "mine.toml"))
    assert "data.kind" in bench.find("message", QMessageBox).text()
    assert bench.snapshot.experiment == before
    bench.find("file_dialog", QFileDialog).close()
    with pytest.raises(ExperimentError, match=r"data\.kind"):
        build([str(tmp_path / "mine.toml")])


def test_that_picture_and_numbers_of_a_view_are_saved_where_the_user_says(
    bench, tmp_path: Path
) -> None:
    _press(bench, "step")
    bench.wait(lambda snapshot: snapshot.iteration == 1)
    for signal, name in (
        (bench.window.cost.image_requested, "cost.svg"),
        (bench.window.cost.numbers_requested, "cost.csv"),
    ):
        signal.emit(bench.window.cost)
        bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / name))
        bench.find("file_dialog", QFileDialog).close()
        bench.find("file_dialog", QFileDialog).setObjectName("done")
        assert name in bench.window.statusBar().currentMessage()
    assert "<svg" in (tmp_path / "cost.svg").read_text()
    cost = float(bench.snapshot.train_cost.values[0])
    assert f"0,{cost!r}," in (tmp_path / "cost.csv").read_text()


@pytest.mark.parametrize("name", ["Weights", "Gradients", "Functions"])
def test_that_a_view_inside_gets_its_look_when_it_comes_to_the_top(bench, name) -> None:
    inside = bench.window.inside
    names = [inside.tabText(i) for i in range(inside.count())]
    inside.setCurrentIndex(names.index(name))
    bench.wait(lambda snapshot: set(snapshot.probes) == bench.window.probes)
    _press(bench, "step")
    bench.wait(lambda snapshot: snapshot.iteration == 1 and len(snapshot.probes) == 1)


def test_that_the_tab_chosen_last_is_the_view_that_is_meant(bench) -> None:
    window = bench.window
    window.activateWindow()
    bench.qtbot.waitUntil(window.isActiveWindow)
    window.health.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.health.setFocus()
    assert window.current_view is window.health
    window.open_view("predictions")
    assert window.current_view is window.predictions
    window.health.setFocus()
    bar = window.inside.tabBar()
    place = bar.tabRect(window.inside.currentIndex()).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    assert window.current_view is window.predictions


def test_that_a_close_up_gets_its_look_and_lets_it_go(bench) -> None:
    view = bench.window.open_view("activations")
    view.show_unit(1, 0)
    bench.wait(lambda snapshot: "weights" in snapshot.probes)
    assert "from x1" in view.details.unit.listed.text()
    QTest.keyClick(view.details.unit.back, Qt.Key.Key_Escape)
    bench.wait(lambda snapshot: not snapshot.probes)


def test_that_closing_while_it_trains_stops_the_worker(bench) -> None:
    bench.find("iterations", QWidget).setValue(1_000_000)
    _press(bench, "train")
    bench.wait(lambda snapshot: snapshot.iteration > 5)
    bench.window.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "trainer"]


def test_that_the_theme_and_the_timeline_s_scale_change_while_it_runs_and_are_remembered(
    bench, open_bench: Callable
) -> None:
    bench.window.menus.actions["dark"].trigger()
    assert not bench.window.timeline.log.isChecked()
    bench.window.timeline.log.click()
    again = open_bench().window
    assert again.menus.actions["dark"].isChecked()
    assert again.timeline.log.isChecked()
    bench.window.menus.actions["dark"].trigger()


def test_that_the_timeline_shows_any_iteration_by_the_keyboard(brief) -> None:
    brief.find("iterations", QWidget).setValue(1000)
    _press(brief, "train")
    done = brief.wait_state(State.FINISHED)
    slider = brief.find("timeline", QAbstractSlider)
    for key, shown in (("Home", 0), ("Right", 1), ("PageUp", 51), ("Left", 50)):
        QTest.keyClick(slider, getattr(Qt.Key, f"Key_{key}"))
        back = brief.wait(lambda snapshot, shown=shown: snapshot.inside == shown)
        assert (back.iteration, back.run) == (1000, done.run)
        assert brief.window.cost.plot.iteration_mark.isVisible()
    label = brief.find("timeline_label", QWidget).toolTip()
    assert label == "iteration 50 of 1\u202f000 - looking back"
    QTest.keyClick(slider, Qt.Key.Key_End)
    brief.wait(lambda snapshot: not snapshot.looking_back)
    assert not brief.window.cost.plot.iteration_mark.isVisible()


def test_that_a_click_on_the_cost_looks_there_and_a_double_click_is_now(brief) -> None:
    _press(brief, "train")
    brief.wait_state(State.FINISHED)
    plot = brief.window.cost.plot
    middle = plot.view_box.sceneBoundingRect().center()
    place = plot.mapFromScene(middle)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    back = brief.wait(lambda snapshot: snapshot.looking_back)
    assert abs(back.inside - plot.view_box.mapSceneToView(middle).x()) < 2
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    brief.wait(lambda snapshot: not snapshot.looking_back)


def test_that_a_run_goes_on_from_an_earlier_iteration_with_another_rate(brief) -> None:
    _press(brief, "train")
    done = brief.wait_state(State.FINISHED)
    brief.window.timeline.go(80)
    brief.wait(lambda snapshot: snapshot.looking_back)
    brief.find("learning_rate", QWidget).setValue(0.3)
    _press(brief, "branch")
    new = brief.wait(lambda s: s.run > done.run and s.state is State.FINISHED)
    assert (new.branches, new.rate_changes) == ((80,), ((80, 0.3),))
    assert len(brief.window.cost.earlier_runs) == 1
    np.testing.assert_array_equal(new.train_cost.values[:81], done.train_cost.values[:81])


def test_that_a_diverged_run_goes_on_where_it_was_best_with_a_lower_rate(
    open_bench: Callable, tmp_path: Path
) -> None:
    text = "[training]\nlearning_rate = 0.01\nl2 = 50.0\niterations = 300\n"
    (tmp_path / "moons.toml").write_text('[data]\nkind = "moons"\n' + text)
    bench = open_bench(str(tmp_path / "moons.toml"))
    for _ in range(3):
        _press(bench, "step")
    bench.wait(lambda snapshot: snapshot.iteration == 3)
    bench.find("learning_rate", QWidget).setValue(50.0)
    _press(bench, "train")
    lost = bench.wait_state(State.DIVERGED)
    button = bench.find("accept_offer", QPushButton)
    assert button.accessibleName() == "Go back to iteration 3, with a lower rate: 0.3"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    again = bench.wait(lambda snapshot: snapshot.run > lost.run)
    assert again.experiment.training.learning_rate == 0.3
    assert again.branches == (3,)
    assert bench.find("learning_rate", QWidget).value() == 0.3
    assert "Changed by Health: " in bench.find("suggestion_words", QLabel).text()
    back = bench.find("take_back", QPushButton)
    assert back.isVisible()
    assert back.text().endswith(" 50")
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert bench.find("learning_rate", QWidget).value() == 50.0
    assert not back.isVisible()
    # The run that the button left is there again, not its settings alone.
    np.testing.assert_array_equal(
        bench.wait_state(State.DIVERGED).train_cost.values, lost.train_cost.values
    )
    assert "Redo (Ctrl+Shift+Z) makes the change" in bench.find("suggestion_words", QLabel).text()


def test_that_a_course_run_says_how_it_agrees_with_the_published_costs(bench) -> None:
    bench.window.menus.preset.emit("circles-zeros")
    _press(bench, "train")
    bench.window.hide()  # drawing 15,000 iterations takes longer than training them
    bench.wait(lambda s: s.state is State.FINISHED and s.iterations == 15_000)
    bench.window.show()
    assert "15 decimals in all 15 costs" in bench.window.cost.agreement.text()


def test_that_a_change_takes_the_published_costs_away_and_back(bench) -> None:
    marks = bench.window.cost.reference
    assert marks.reference is not None
    bench.find("seed", QWidget).setValue(77)
    assert marks.reference is None
    bench.find("seed", QWidget).setValue(2)
    assert marks.reference is not None


def test_that_costs_of_one_s_own_are_compared_until_they_are_forgotten(
    bench, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("iteration,cost\n0,0.693048\n5,0.1\n")
    bench.window.menus.actions["open_reference"].trigger()
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "mine.csv"))
    bench.find("file_dialog", QFileDialog).close()
    for _ in range(6):
        _press(bench, "step")
    departs = "departs from mine.csv at iteration 5"
    bench.qtbot.waitUntil(lambda: departs in bench.window.cost.agreement.text())
    bench.window.menus.actions["forget_reference"].trigger()
    assert "the published run" in bench.window.cost.agreement.text()


def test_that_the_place_of_the_course_s_pictures_is_asked_once(
    bench, open_bench: Callable, course: Path
) -> None:
    bench.window.menus.preset.emit("logistic-cats")
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(course / "cat" / "train"))
    bench.wait(lambda snapshot: snapshot.train_count == 209)
    again = open_bench()
    again.window.menus.preset.emit("deep-cats")
    assert again.wait(lambda s: len(s.layers) == 3).classes == ("non-cat", "cat")


def test_that_the_gradient_is_checked_in_the_worker(bench) -> None:
    bench.window.menus.actions["check"].trigger()
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    assert "right" in box.text()
    assert "W2" in box.informativeText()


def test_that_a_finding_can_be_put_right_with_its_button(bench) -> None:
    bench.window.settings.changed.emit("training.learning_rate", 1000.0)
    bench.window.settings.changed.emit("network.activation", "leaky_relu")
    _press(bench, "train")
    ended = bench.wait_state(State.DIVERGED)
    (offer,) = [row for row in bench.window.health.rows if row.isVisibleTo(bench.window)]
    assert "learning rate of 1000" in offer.sentence.text()
    QTest.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    again = bench.wait(lambda snapshot: snapshot.run > ended.run and snapshot.iteration > 0)
    assert again.experiment.training.learning_rate == 0.3


def test_that_a_twin_run_tells_whether_rounding_matters(bench) -> None:
    bench.window.settings.changed.emit("training.iterations", 300)
    bench.window.menus.actions["test_rounding"].trigger()
    bench.wait(lambda snapshot: any("rounding" in f.key for f in snapshot.findings))
    box = bench.find("message", QMessageBox)
    assert "ounding" in box.text()
    assert not bench.window.statusBar().currentMessage()


def test_that_loops_are_measured_beside_matrices_on_the_network_of_now(bench, monkeypatch) -> None:
    monkeypatch.setattr(vectorisation, "REPEATED", 0.0)
    monkeypatch.setattr(vectorisation, "LONGEST", 0.0)
    bench.window.menus.actions["vectorise"].trigger()
    box = bench.find("message", QMessageBox)
    assert "2 - 4 - 1 units" in box.text()
    assert "results are equal" in box.informativeText()
    assert not bench.window.statusBar().currentMessage()


def _choose_all(bench) -> None:
    bench.window.open_view("runs")
    bench.window.runs.listing.selectAll()


def test_that_runs_are_kept_and_compared_in_words(brief, open_bench: Callable) -> None:
    _press(brief, "train")
    brief.wait_state(State.FINISHED)
    brief.find("activation_1", QComboBox).setCurrentText("ReLU")
    _press(brief, "train")
    brief.wait(lambda s: s.layers[0].activation == "relu" and s.state is State.FINISHED)
    brief.qtbot.waitUntil(lambda: brief.window.runs.listing.runs.rowCount() == 2)
    _choose_all(brief)
    words = brief.find("runs_words", QLabel)
    assert "only the activation differs: ReLU / tanh" in words.text()
    drawn = [line for line in brief.window.runs.plot.lines if len(line.points[0])]
    assert len(drawn) == 2
    again = open_bench()
    again.qtbot.waitUntil(lambda: again.window.runs.listing.runs.rowCount() == 2)


def test_that_a_kept_run_is_renamed_deleted_brought_back_and_opened(brief) -> None:
    first = brief.snapshot.experiment
    _press(brief, "train")
    brief.wait_state(State.FINISHED)
    table = brief.window.runs.listing
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 1)
    _choose_all(brief)
    table.runs.setData(table.runs.index(0, 0), "mine")
    _press(brief, "remove_run")
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 0)
    _press(brief, "undo_run")
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 1)
    assert table.runs.index(0, 0).data() == "mine"
    brief.find("seed", QWidget).setValue(33)
    _choose_all(brief)
    _press(brief, "open_run")
    assert brief.wait(lambda s: s.experiment.network.seed != 33).experiment == first


def test_that_live_keeps_the_run_that_it_rests_at(brief) -> None:
    QTest.mouseClick(brief.find("live", QCheckBox), Qt.MouseButton.LeftButton)
    for seed in (5, 6, 7):
        brief.find("seed", QWidget).setValue(seed)
    table = brief.window.runs.listing
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 1)
    assert table.selected[0].experiment.network.seed == 7
    assert table.selected[0].live


def test_that_augmentation_is_compared_with_none_from_the_same_seeds(
    open_bench: Callable, tmp_path: Path
) -> None:
    digits = '[data]\nkind = "digits"\nsamples = 60\ntest_share = 0.3\n'
    short = digits + "[network]\nhidden = [3]\n[training]\niterations = 20\nshift = 0.15\n"
    (tmp_path / "short.toml").write_text(short)
    bench = open_bench(str(tmp_path / "short.toml"))
    assert bench.window.settings.augmentation.draws.pictures
    _press(bench, "train")
    bench.wait_state(State.FINISHED)
    bench.find("compare_augmentation", QPushButton).click()
    bench.find("augmentation_dialog", QInputDialog).intValueSelected.emit(2)
    bench.find("augmentation_dialog", QInputDialog).close()
    words = bench.find("seeds_words", QLabel)
    bench.qtbot.waitUntil(lambda: words.text().startswith("2 seeds: test accuracy"))
    assert "without" in words.text()
    assert len(bench.window.accuracy.test_band.points[0]) > 10
    assert len(bench.window.accuracy.other_band.points[0]) > 10
    _press(bench, "forget_seeds")
    assert len(bench.window.accuracy.other_band.points[0]) == 0


def test_that_seeds_and_folds_are_trained_and_shown_until_they_are_forgotten(
    open_bench: Callable, tmp_path: Path
) -> None:
    short = '[data]\nkind = "moons"\ntest_share = 0.2\n[training]\niterations = 200\n'
    (tmp_path / "short.toml").write_text(short)
    bench = open_bench(str(tmp_path / "short.toml"))
    _press(bench, "train")
    bench.wait_state(State.FINISHED)
    bench.window.menus.actions["seeds"].trigger()
    bench.find("seeds_dialog", QInputDialog).intValueSelected.emit(3)
    bench.find("seeds_dialog", QInputDialog).close()
    words = bench.find("seeds_words", QLabel)
    bench.qtbot.waitUntil(lambda: words.text().startswith("3 seeds: test accuracy median"))
    assert len(bench.window.cost.train_band.points[0]) == 200
    assert len(bench.window.accuracy.test_band.points[0]) > 10
    bench.window.menus.actions["folds"].trigger()
    bench.find("folds_dialog", QInputDialog).intValueSelected.emit(3)
    bench.find("folds_dialog", QInputDialog).close()
    folds = bench.find("folds_words", QLabel)
    bench.qtbot.waitUntil(lambda: folds.text().startswith("3 folds: accuracy"))
    hidden = bench.snapshot.experiment.network.hidden
    bench.window.settings.changed.emit("network.hidden", (3,))
    assert not bench.window.seed_runs.isVisible()
    assert not bench.window.folds.isVisible()
    bench.window.settings.changed.emit("network.hidden", hidden)
    assert bench.window.seed_runs.isVisible()
    bench.wait(lambda snapshot: snapshot.experiment.network.hidden == hidden)
    _press(bench, "forget_folds")
    assert not bench.window.folds.isVisible()
    assert bench.window.seed_runs.isVisible()
    _press(bench, "forget_seeds")
    assert not bench.window.seed_runs.isVisible()
    assert len(bench.window.cost.train_band.points[0]) == 0


def test_that_every_event_of_the_worker_has_a_slot(bench) -> None:
    window = bench.window
    slots = event_slots(window, window.findChild(WindowActions), window.findChild(RunActions))
    assert slots.keys() == set(get_args(Event))
    assert all(callable(slot) for slot in slots.values())


def test_that_garbage_is_collected_in_the_window_s_own_thread_alone(bench) -> None:
    class Cycle:
        def __init__(self) -> None:
            self.itself = self

    threads: list[threading.Thread] = []
    weakref.finalize(Cycle(), lambda: threads.append(threading.current_thread()))
    assert not gc.isenabled()
    bench.find("train", QPushButton).click()
    bench.qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]


def test_that_what_the_style_has_painted_does_not_pile_up(bench) -> None:
    keys = [QPixmapCache.insert(QPixmap(100, 100)) for _ in range(200)]
    found = QPixmap()
    assert 10 < sum(QPixmapCache.find(key, found) for key in keys) <= 25
