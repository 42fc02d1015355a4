"""Facts about a window of its own: its first start and its end, and what it keeps for the next."""

import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QPixmapCache
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QPushButton,
    QWidget,
)

from core.experiment.toml import read_experiment
from core.training.snapshots.snapshot import State
from gui.bridge import Bridge


def _choose_all(bench) -> None:
    bench.window.open_view("runs")
    bench.window.runs.listing.selectAll()


def test_that_a_small_screen_holds_the_window_whatever_is_said_in_it(bench) -> None:
    for note in (bench.window.cost.agreement, bench.window.accuracy.baselines):
        note.setText("as long as words can be " * 20)
        note.show()
    assert bench.window.minimumSizeHint().width() <= 920


def test_that_the_first_start_is_ready_and_one_key_trains_it(bench) -> None:
    assert bench.snapshot.state is State.READY
    QTest.keyClick(bench.window, Qt.Key.Key_F5)
    bench.wait(lambda snapshot: snapshot.iteration > 0)
    bench.window.hide()  # drawing 10,000 iterations takes longer than training them
    done = bench.wait_state(State.FINISHED)
    assert done.iteration == 10_000
    assert done.train_accuracy.values[-1] > 0.89


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


def test_that_closing_while_it_trains_stops_the_worker(bench) -> None:
    bench.find("iterations", QWidget).setValue(1_000_000)
    bench.press("train")
    bench.wait(lambda snapshot: snapshot.iteration > 5)
    runner = bench.window.findChild(Bridge).runner
    bench.window.close()
    # On a busy machine the worker hears of it later than the window waits for it.
    bench.qtbot.waitUntil(runner.close)


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


def test_that_runs_are_kept_and_compared_in_words(brief, open_bench: Callable) -> None:
    brief.press("train")
    brief.wait_state(State.FINISHED)
    brief.find("activation_1", QComboBox).setCurrentText("ReLU")
    brief.press("train")
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
    brief.press("train")
    brief.wait_state(State.FINISHED)
    table = brief.window.runs.listing
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 1)
    _choose_all(brief)
    table.runs.setData(table.runs.index(0, 0), "mine")
    brief.press("remove_run")
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 0)
    brief.press("undo_run")
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 1)
    assert table.runs.index(0, 0).data() == "mine"
    brief.find("seed", QWidget).setValue(33)
    brief.wait(lambda snapshot: snapshot.experiment.network.seed == 33)
    _choose_all(brief)
    brief.press("open_run")
    assert brief.wait(lambda s: s.experiment.network.seed != 33).experiment == first


def test_that_augmentation_is_compared_with_none_from_the_same_seeds(
    open_bench: Callable, tmp_path: Path
) -> None:
    digits = '[data]\nkind = "digits"\nsamples = 60\ntest_share = 0.3\n'
    short = digits + "[network]\nhidden = [3]\n[training]\niterations = 20\nshift = 0.15\n"
    (tmp_path / "short.toml").write_text(short)
    bench = open_bench(str(tmp_path / "short.toml"))
    assert bench.window.settings.augmentation.draws.pictures
    bench.press("train")
    bench.wait_state(State.FINISHED)
    bench.find("compare_augmentation", QPushButton).click()
    bench.find("augmentation_dialog", QInputDialog).intValueSelected.emit(2)
    bench.find("augmentation_dialog", QInputDialog).close()
    words = bench.find("seeds_words", QLabel)
    bench.qtbot.waitUntil(lambda: words.text().startswith("2 seeds: test accuracy"))
    assert "without" in words.text()
    assert len(bench.window.accuracy.test_band.points[0]) > 10
    assert len(bench.window.accuracy.other_band.points[0]) > 10
    bench.press("forget_seeds")
    assert len(bench.window.accuracy.other_band.points[0]) == 0


def test_that_seeds_and_folds_are_trained_and_shown_until_they_are_forgotten(
    open_bench: Callable, tmp_path: Path
) -> None:
    short = '[data]\nkind = "moons"\ntest_share = 0.2\n[training]\niterations = 200\n'
    (tmp_path / "short.toml").write_text(short)
    bench = open_bench(str(tmp_path / "short.toml"))
    bench.press("train")
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
    bench.press("forget_folds")
    assert not bench.window.folds.isVisible()
    assert bench.window.seed_runs.isVisible()
    bench.press("forget_seeds")
    assert not bench.window.seed_runs.isVisible()
    assert len(bench.window.cost.train_band.points[0]) == 0


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


def test_that_a_diverged_run_goes_on_where_it_was_best_with_a_lower_rate(
    open_bench: Callable, tmp_path: Path
) -> None:
    text = "[training]\nlearning_rate = 0.01\nl2 = 50.0\niterations = 300\n"
    (tmp_path / "moons.toml").write_text('[data]\nkind = "moons"\n' + text)
    bench = open_bench(str(tmp_path / "moons.toml"))
    for _ in range(3):
        bench.press("step")
    bench.wait(lambda snapshot: snapshot.iteration == 3)
    bench.find("learning_rate", QWidget).setValue(50.0)
    bench.press("train")
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


def test_that_live_keeps_the_run_that_it_rests_at(brief) -> None:
    QTest.mouseClick(brief.find("live", QCheckBox), Qt.MouseButton.LeftButton)
    for seed in (5, 6, 7):
        brief.find("seed", QWidget).setValue(seed)
    table = brief.window.runs.listing
    brief.qtbot.waitUntil(lambda: table.runs.rowCount() == 1)
    assert table.selected[0].experiment.network.seed == 7
    assert table.selected[0].live


def test_that_live_trains_at_every_change_and_leaves_ghosts(brief) -> None:
    QTest.mouseClick(brief.find("live", QCheckBox), Qt.MouseButton.LeftButton)
    first = brief.wait_state(State.FINISHED)
    brief.find("seed", QWidget).setValue(7)
    later = brief.wait(lambda s: s.run > first.run and s.state is State.FINISHED)
    assert later.experiment.network.seed == 7
    assert len(brief.window.cost.earlier_runs) == 1


def test_that_a_run_goes_on_from_an_earlier_iteration_with_another_rate(brief) -> None:
    brief.press("train")
    done = brief.wait_state(State.FINISHED)
    brief.window.timeline.go(80)
    brief.wait(lambda snapshot: snapshot.looking_back)
    brief.find("learning_rate", QWidget).setValue(0.3)
    brief.press("branch")
    new = brief.wait(lambda s: s.run > done.run and s.state is State.FINISHED)
    assert (new.branches, new.rate_changes) == ((80,), ((80, 0.3),))
    assert len(brief.window.cost.earlier_runs) == 1
    np.testing.assert_array_equal(new.train_cost.values[:81], done.train_cost.values[:81])


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
