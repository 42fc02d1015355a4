"""Facts about lessons: each is played by real clicks and keys, and what it claims is measured."""

import gc
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from core.experiment.presets import preset
from core.experiment.toml import to_toml, with_settings
from core.lessons.lesson import Lesson, Step, lesson_of, lessons
from core.lessons.lesson_run import LessonRun, Phase
from core.projects.own_words import NO_WORDS, OwnWords
from core.runs.run_store import RunStore
from core.training.snapshots.snapshot import State
from gui.actions.window_actions import WindowActions
from gui.app import build
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.views.registry import VIEWS
from tests.gui.conftest import show
from tests.gui.lessons.hand import LEFT, Hand

LESSONS = lessons()
# A condition that a lesson claims comes within so many milliseconds, or it does not hold.
MOST_MS = 60_000


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all lessons, with a run of the user's own on the bench."""
    folder = tmp_path_factory.mktemp("lessons")
    experiment = with_settings(preset("flower"), {"training.iterations": 60, "network.seed": 7})
    own = folder / "own.toml"
    own.write_text(to_toml(experiment), encoding="utf-8")
    window = build([str(own)], Preferences(folder / "settings.ini"))
    window.resize(1000, 640)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Hand:
    """A hand at the window, which a test hides at its end, with the user's run over."""
    show(qtbot, window)
    hand = Hand(qtbot, window, tmp_path)
    if window.lesson.isVisible():
        # A test that failed has left it there.
        hand.press("lesson_leave")
        qtbot.waitUntil(lambda: not window.findChild(WindowActions).projects.is_aside)
    qtbot.waitUntil(lambda: window.cost.newest is not None)
    if window.cost.newest.state is State.READY:
        hand.press("train")
    qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)
    return hand


def played(window: MainWindow) -> LessonRun:
    run = window.findChild(WindowActions).lessons.run
    assert run is not None
    return run


def begin(hand: Hand, lesson: Lesson) -> LessonRun:
    """Choose a lesson in the list of the menu."""
    hand.choose("lessons")
    tree = hand.find("lesson_list")
    assert isinstance(tree, QTreeWidget)
    items = [
        part.child(row)
        for part in (tree.topLevelItem(place) for place in range(tree.topLevelItemCount()))
        for row in range(part.childCount())
    ]
    item = next(one for one in items if one.data(0, Qt.ItemDataRole.UserRole) == lesson.name)
    tree.scrollToItem(item)
    QTest.mouseClick(tree.viewport(), LEFT, pos=tree.visualItemRect(item).center())
    QTest.mouseClick(tree.window().findChild(QWidget, "begin_lesson"), LEFT)
    activate(hand)
    return played(hand.window)


def leave(hand: Hand) -> None:
    """Leave the lesson, and wait for the user's own work."""
    hand.press("lesson_leave")
    actions = hand.window.findChild(WindowActions)
    hand.qtbot.waitUntil(lambda: not actions.projects.is_aside)
    hand.qtbot.waitUntil(lambda: hand.window.cost.newest.run == actions.lessons.store.run)


def expect(hand: Hand, step: Step) -> None:
    """Answer the question rightly, and draw a line where a sketch is asked for."""
    if step.question:
        hand.press(f"lesson_answer_{step.question.right}")
    if step.sketch:
        canvas = hand.find("lesson_sketch")
        for where in (0.1, 0.5, 0.9):
            place = QPoint(int(where * canvas.width()), int(where * canvas.height()))
            QTest.mouseClick(canvas, LEFT, pos=place)
        hand.press("lesson_keep_sketch")


def look(hand: Hand) -> None:
    """Wait, as an eye does, until the views on top have what they draw."""
    window = hand.window
    hand.qtbot.waitUntil(lambda: window.probes <= window.cost.newest.probes.keys())


def play(hand: Hand, run: LessonRun) -> None:
    """Play the step of now, from what one expects to what is measured."""
    step, qtbot = run.step, hand.qtbot
    where = f"{run.lesson.name}, step {run.number}"
    qtbot.waitUntil(lambda: run.missing() is not None)
    expect(hand, step)
    qtbot.waitUntil(lambda: run.phase is not Phase.EXPECT)
    # The frame after the answer would have found a condition that holds already.
    with qtbot.waitSignal(hand.window.findChild(WindowActions).bridge.frame):
        pass
    assert run.phase is Phase.DO, f"{where}: the condition holds before anything is done"
    assert run.missing(), where
    following = [action.part for action in step.actions[1:]]
    for action, part in zip_longest(step.actions, following, fillvalue=""):
        hand.do(action)
        hand.close_dialogs(part)
        look(hand)
    try:
        qtbot.waitUntil(lambda: run.phase is Phase.DONE, timeout=MOST_MS)
    except Exception:
        pytest.fail(f"{where}: {run.missing()}")
    assert hand.find("lesson_text").text().endswith(step.explanation)


@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS])
def test_that_what_a_lesson_claims_is_measured_when_it_is_played(
    hand: Hand, window: MainWindow, name: str
) -> None:
    own = window.cost.newest
    run = begin(hand, lesson_of(name))
    for number in range(1, len(run.lesson.steps) + 1):
        assert run.number == number
        play(hand, run)
        hand.press("lesson_next")
    assert name in window.preferences.lessons_done
    assert not window.lesson.isVisible()
    hand.qtbot.waitUntil(lambda: window.statusBar().currentMessage().startswith("Done: "))
    hand.qtbot.waitUntil(lambda: window.cost.newest.experiment == own.experiment)
    back = window.cost.newest
    assert back.iteration == own.iteration
    np.testing.assert_array_equal(back.layers[0].A, own.layers[0].A)
    np.testing.assert_array_equal(back.train_cost.values, own.train_cost.values)


def test_that_own_work_comes_back_with_its_way_there_when_a_lesson_is_left_on_its_way(
    hand: Hand, window: MainWindow
) -> None:
    actions, qtbot = window.findChild(WindowActions), hand.qtbot
    before = window.cost.newest.learning_rate
    hand.set("learning_rate", 0.9)
    qtbot.waitUntil(lambda: window.cost.newest.learning_rate == 0.9)
    own, undo = window.cost.newest, window.menus.actions["undo"]
    step, file = undo.text(), actions.projects.file
    begin(hand, lesson_of("zero-weights"))
    assert not undo.isEnabled()
    hand.press("lesson_answer_1")
    hand.press("train")
    hand.press("lesson_leave")
    qtbot.waitUntil(lambda: window.cost.newest.experiment == own.experiment)
    back = window.cost.newest
    assert (back.iteration, back.learning_rate) == (own.iteration, 0.9)
    np.testing.assert_array_equal(back.layers[0].A, own.layers[0].A)
    assert (undo.text(), actions.projects.file) == (step, file)
    kept = RunStore(window.preferences.runs_folder).records
    # Tests before have left runs there, none of this lesson's weights.
    assert "zeros" not in {run.experiment.network.initialisation for run in kept}
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.cost.newest.learning_rate == before)
    assert window.cost.newest.iteration == own.iteration


def test_that_a_wrong_answer_is_told_beside_the_right_one(hand: Hand, window: MainWindow) -> None:
    run = begin(hand, lesson_of("zero-weights"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    hand.press("lesson_answer_1")
    for action in run.step.actions:
        hand.do(action)
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    text = hand.find("lesson_text").text()
    assert text.startswith(
        'You expected "All four". The answer is "None: they stay one unit four times".'
    )
    hand.press("lesson_again")
    assert (run.lesson, played(window).number) == (played(window).lesson, 1)
    assert played(window).phase is Phase.EXPECT
    hand.press("lesson_fold")
    assert not hand.window.lesson.text.isVisible()
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_a_sketch_is_drawn_by_keys_and_kept_beside_the_real_curve(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("learning-rates"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    canvas, keep = window.lesson.sketch, window.lesson.keep_sketch
    assert not keep.isEnabled()
    canvas.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(canvas, key)
    # A twentieth of 0..1 each.
    assert canvas.costs[:2] == pytest.approx((0.95, 0.90))
    drawn = canvas.costs
    for code in ("zh_CN", "en"):
        before = window.lesson.sketch
        window.menus.language.emit(code)
        hand.qtbot.waitUntil(lambda before=before: window.lesson.sketch is not before)
    canvas = window.lesson.sketch
    assert canvas.costs == drawn
    hand.press("lesson_keep_sketch")
    kept = canvas.costs
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.costs == kept == run.sketched
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_the_hint_of_a_challenge_is_shown_when_it_is_asked_for(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("challenge-four-units"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    assert run.step.hint not in window.lesson.text.text()
    hand.press("lesson_hint")
    assert window.lesson.text.text().endswith(run.step.hint)
    assert not window.lesson.hint.isVisible()
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_what_is_opened_comes_on_top_of_own_work_not_of_a_lesson(
    hand: Hand, window: MainWindow
) -> None:
    own = window.cost.newest
    run = begin(hand, lesson_of("zero-weights"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    window.menus.preset.emit("moons-adam")
    hand.qtbot.waitUntil(lambda: window.cost.newest.experiment == preset("moons-adam"))
    assert not window.lesson.isVisible()
    window.menus.actions["undo"].trigger()
    hand.qtbot.waitUntil(lambda: window.cost.newest.experiment == own.experiment)
    assert window.cost.newest.iteration == own.iteration
    np.testing.assert_array_equal(window.cost.newest.layers[0].A, own.layers[0].A)


def test_that_a_preset_whose_folder_is_not_chosen_leaves_the_lesson_as_it_is(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("zero-weights"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    window.menus.preset.emit("deep-cats")
    hand.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    hand.close_dialogs()
    window.findChild(WindowActions).models.ask_run(window.findChild(WindowActions).lessons.leave)
    hand.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    hand.close_dialogs()
    assert played(window) is run
    assert window.lesson.isVisible()
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_a_lesson_begins_without_what_runs_and_lessons_before_have_left(
    hand: Hand, window: MainWindow
) -> None:
    own = window.cost.newest
    hand.set("seed", 9)
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.READY)
    hand.press("train")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)
    kept = window.cost.earlier_runs.kept
    assert kept
    for _ in range(2):
        run = begin(hand, lesson_of("shapes"))
        hand.qtbot.waitUntil(lambda run=run: run.missing() is not None)
        assert window.cost.earlier_runs.kept == []
        play(hand, run)
        hand.press("lesson_next")
        # The box of the second step is as it was at first, also the second time.
        play(hand, run)
    hand.press("train")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.experiment.network.seed == 9)
    hand.qtbot.waitUntil(lambda: window.cost.earlier_runs.kept == kept)
    hand.set("seed", own.experiment.network.seed)
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.READY)
    hand.press("train")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_a_lesson_begins_without_what_was_ticked_in_another_language(
    hand: Hand, window: MainWindow
) -> None:
    lesson = lesson_of("shapes")
    run = begin(hand, lesson)
    play(hand, run)
    hand.press("lesson_next")
    play(hand, run)
    leave(hand)
    window.choose_view("boundary")
    for code in ("zh_CN", "en"):
        before = window.menus
        window.menus.language.emit(code)
        hand.qtbot.waitUntil(lambda before=before: window.menus is not before)
    run = begin(hand, lesson)
    play(hand, run)
    hand.press("lesson_next")
    play(hand, run)
    hand.press("train")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)
    leave(hand)


def test_that_what_is_asked_for_while_own_work_comes_back_waits_for_it(
    hand: Hand, window: MainWindow
) -> None:
    actions = window.findChild(WindowActions)
    lessons, projects, words = actions.lessons, actions.projects, OwnWords(title="Petals")
    hand.set("learning_rate", 0.7)
    hand.qtbot.waitUntil(window.isWindowModified)
    projects.keep_words(words)
    lessons.begin(lesson_of("zero-weights"))
    assert projects.words == NO_WORDS
    lessons.leave()
    lessons.begin(lesson_of("hinges"))
    assert lessons.run is None
    hand.qtbot.waitUntil(lambda: lessons.run is not None)
    found: list[tuple[bool, bool, OwnWords]] = []
    lessons.leave()
    lessons.leave(lambda: found.append((projects.is_aside, projects.modified, projects.words)))
    hand.qtbot.waitUntil(lambda: bool(found))
    assert found == [(False, True, words)]
    projects.keep_words(NO_WORDS)
    hand.qtbot.waitUntil(lambda: window.cost.newest.learning_rate == 0.7)


def test_that_closing_the_window_asks_for_own_work_before_it_leaves_a_lesson(
    hand: Hand, window: MainWindow
) -> None:
    hand.set("learning_rate", 0.8)
    hand.qtbot.waitUntil(lambda: window.cost.newest.learning_rate == 0.8)
    assert window.isWindowModified()
    window.findChild(WindowActions).projects.start()
    begin(hand, lesson_of("zero-weights"))
    hand.choose("quit")
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.button(QMessageBox.StandardButton.Cancel).click()
    lessons = window.findChild(WindowActions).lessons
    assert window.isVisible()
    assert window.lesson.isVisible()
    assert lessons.run is not None
    hand.qtbot.waitUntil(lambda: window.cost.newest.learning_rate != 0.8)
    done: list[float] = []
    projects = window.findChild(WindowActions).projects
    projects.after_saving(lambda: done.append(projects.store.experiment.training.learning_rate))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(part for part in box.buttons() if part.text() == "&Do not save").click()
    hand.qtbot.waitUntil(lambda: done == [0.8])
    assert lessons.run is None
    window.may_close = lambda: True


def test_that_a_lesson_leaves_room_for_plots_on_the_smallest_screen(
    hand: Hand, window: MainWindow
) -> None:
    # 1366 x 768 at 200 %, less what a desk puts around a window.
    window.resize(683, 360)
    assert window.timeline.height() > 0
    run = begin(hand, lesson_of("too-large-a-start"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    hand.press("lesson_answer_2")
    for action in run.step.actions:
        hand.do(action)
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    # The title and three lines, however long the explanation is.
    assert window.lesson.height() <= 80
    assert window.timeline.height() == 0
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.timeline.height() > 0)
    window.resize(1000, 640)
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def framed(window: MainWindow) -> str:
    """Name what is framed, nothing where nothing is."""
    frames = window.findChildren(QWidget, "lit_frame")
    return frames[-1].parentWidget().objectName() if frames else ""


def activate(hand: Hand) -> None:
    """Make the window active; without a desktop nobody does so after a dialog."""
    hand.window.activateWindow()
    hand.qtbot.waitUntil(hand.window.isActiveWindow)


def test_that_a_lesson_is_played_by_keys_alone(hand: Hand, window: MainWindow) -> None:
    keys = Qt.KeyboardModifier
    activate(hand)
    QTest.keyClick(window, Qt.Key.Key_L, keys.ControlModifier | keys.ShiftModifier)
    tree = hand.find("lesson_list")
    QTest.keyClicks(tree, lesson_of("zero-weights").title[:5])
    QTest.keyClick(tree, Qt.Key.Key_Return)
    run = played(window)
    assert run.lesson.name == "zero-weights"
    activate(hand)
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert (run.answer, run.phase) == (1, Phase.DO)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert run.number == 2
    QTest.keyClick(window.findChild(QWidget, "initialisation"), Qt.Key.Key_End)
    QTest.keyClick(window, Qt.Key.Key_F5)
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not window.lesson.isVisible()
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_the_keys_go_on_from_a_view_that_was_opened_by_its_keys(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("squared-error-surface"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    activate(hand)
    expect(hand, run.step)
    bar = window.inside.tabBar()
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DO and framed(window) != "")
    assert window.focusWidget() is bar
    window.menus.actions["view_cost_surface"].trigger()
    hand.qtbot.waitUntil(lambda: window.focusWidget() is not bar)
    part = window.focusWidget()
    assert part is not None
    assert part.isVisible()
    assert part.objectName() == "surface_mode"
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: not window.lesson.isVisible())


def test_that_the_keys_go_where_a_step_wants_them_and_typing_replaces_the_number(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("hidden-means"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    activate(hand)
    # It asks nothing: the first key is for what is framed.
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClicks(window.focusWidget(), "2")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    hand.qtbot.waitUntil(lambda: window.cost.newest.experiment.network.seed == 2)
    train = window.run_bar.train
    hand.qtbot.waitUntil(lambda: framed(window) == "train")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert (run.phase, window.focusWidget()) == (Phase.DO, train)
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_the_frame_leaves_a_number_and_a_choice_that_are_set(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("too-large-a-start"))
    play(hand, run)
    hand.press("lesson_next")
    hand.press("lesson_answer_2")
    assert framed(window) == "init_scale"
    hand.set("init_scale", 0.01)
    hand.qtbot.waitUntil(lambda: framed(window) == "train")
    hand.press("train")
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    hand.press("lesson_next")
    assert framed(window) == "initialisation"
    hand.set("initialisation", "xavier")
    hand.qtbot.waitUntil(lambda: framed(window) == "init_scale")
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_what_is_to_be_touched_is_framed_until_it_is_done(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("zero-weights"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    assert window.findChild(QWidget, "lit_frame") is None
    hand.press("lesson_answer_3")
    frame = window.findChild(QWidget, "lit_frame")
    assert frame.parentWidget() is window.run_bar.train
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.findChild(QWidget, "lit_frame") is None)
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)


def test_that_nothing_answers_a_question_before_its_user(hand: Hand, window: MainWindow) -> None:
    hand.open_view("runs")
    run = begin(hand, lesson_of("zero-weights"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    hand.qtbot.waitUntil(lambda: window.health.newest.findings != ())
    assert not any(row.isVisible() for row in window.health.rows)
    assert window.inside.currentIndex() == list(VIEWS).index("runs")
    hand.press("lesson_answer_3")
    hand.qtbot.waitUntil(lambda: window.health.rows[0].isVisible())
    assert window.inside.currentIndex() == list(VIEWS).index("activations")
    leave(hand)


def test_that_what_was_seen_before_the_answer_is_not_called_expected(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("zero-weights"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    hand.press("train")
    hand.qtbot.waitUntil(lambda: run.missing() == [])
    hand.press("lesson_answer_3")
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    assert hand.find("lesson_text").text().startswith("As was to be seen before you answered: ")
    leave(hand)


def test_that_a_run_before_the_settings_of_now_ends_no_step(hand: Hand, window: MainWindow) -> None:
    def framed() -> QWidget:
        return window.findChildren(QWidget, "lit_frame")[-1].parentWidget()

    run = begin(hand, lesson_of("learning-rates"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    expect(hand, run.step)
    for action in run.step.actions:
        hand.do(action)
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    assert run.sketch_gap is not None
    hand.press("lesson_next")
    hand.press("live")
    hand.press("lesson_answer_3")
    assert framed().objectName() == "learning_rate"
    hand.set("learning_rate", 0.01)
    hand.qtbot.waitUntil(lambda: framed() is window.run_bar.train)
    assert "Run: finished (now with other settings)" in (run.missing() or [])
    hand.press("train")
    hand.qtbot.waitUntil(lambda: run.phase is Phase.DONE)
    leave(hand)


def test_that_the_frame_moves_on_to_what_is_to_be_touched_next(
    hand: Hand, window: MainWindow
) -> None:
    run = begin(hand, lesson_of("written-out"))
    hand.qtbot.waitUntil(lambda: run.missing() is not None)
    activate(hand)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert window.findChildren(QWidget, "lit_frame")[-1].parentWidget() is window.inside.tabBar()
    hand.open_view("calculation")
    hand.qtbot.waitUntil(lambda: framed(window) == "calculation_written")
    hand.press("calculation_written")
    hand.qtbot.waitUntil(lambda: framed(window) == "train")
    hand.press("lesson_leave")
    hand.qtbot.waitUntil(lambda: window.findChild(QWidget, "lit_frame") is None)
    hand.qtbot.waitUntil(lambda: window.cost.newest.state is State.FINISHED)
