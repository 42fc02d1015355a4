"""Facts about the depths of the window: what is shown at each, and what comes back when needed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from core.errors import SuggestedFix
from core.experiment.settings import Experiment
from core.lessons.lesson import Action, Lesson, Step
from core.lessons.measures import Condition
from gui.actions.lesson_actions import LessonActions
from gui.controls.registry import CONTROLS
from gui.controls.rows.setting_row import SettingRow
from gui.depths import DEPTHS, Depth
from gui.main_window import MainWindow
from gui.views.registry import VIEWS
from gui.widgets.button import Button
from tests.gui.conftest import Bench


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    """The shared window, which shows everything again."""
    choose(shared_bench.window, list(Depth)[-1])
    return shared_bench


def choose(window: MainWindow, depth: Depth) -> None:
    """Choose a depth with the mouse, in its menu."""
    menu = window.menus.actions["depth"].menu()
    assert isinstance(menu, QMenu)
    menu.popup(window.pos())
    action = next(
        one for one in menu.actions() if one.objectName() == f"depth_{DEPTHS[depth].name}"
    )
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert action.isChecked()


def shown_controls(window: MainWindow) -> set[str]:
    return {name for name, part in window.controls.items() if not part.withheld}


def shown_views(window: MainWindow) -> set[str]:
    return {name for place, name in enumerate(VIEWS) if window.inside.isTabVisible(place)}


def test_that_every_control_is_a_row_of_the_table_and_every_row_a_control(
    open_bench: Callable[..., Bench],
) -> None:
    window = open_bench().window
    rows = {row.inner.objectName() for row in window.settings.findChildren(SettingRow)}
    assert rows <= set(CONTROLS)
    assert set(window.controls) == set(CONTROLS)
    parts = {section.name for section in window.settings.sections}
    assert {row.part for row in CONTROLS.values()} == {*parts, "run"}
    assert [name for name in CONTROLS if not window.control_label(name)] == []
    # The first start shows all of them, and says nothing of depths.
    assert shown_controls(window) == set(CONTROLS)
    assert shown_views(window) == set(VIEWS)
    assert all(action.isVisible() for action in window.menus.actions.values())
    assert not window.depth_line.isVisible()


def test_that_each_depth_shows_all_of_the_one_before_and_more(bench: Bench) -> None:
    window = bench.window
    shown: list[set[str]] = []
    for depth in Depth:
        choose(window, depth)
        names = {name for name, action in window.menus.actions.items() if action.isVisible()}
        shown.append(shown_controls(window) | names | {f"view {v}" for v in shown_views(window)})
    assert shown[0] < shown[1] < shown[2]


def test_that_what_is_hidden_keeps_its_value_and_comes_back_where_it_is_unusual(
    bench: Bench,
) -> None:
    window = bench.window
    choose(window, Depth.LEARN)
    row = window.controls["momentum"]
    assert not window.settings.sections[4].isVisible()
    window.settings.changed.emit("training.optimiser", "momentum")
    bench.wait(lambda snapshot: snapshot.experiment.training.optimiser == "momentum")
    # The optimiser is not as usual; its momentum is, and stays away.
    assert "optimiser" in shown_controls(window)
    assert window.settings.sections[4].isVisible()
    assert row.withheld
    window.settings.changed.emit("training.momentum", 0.5)
    bench.wait(lambda snapshot: snapshot.experiment.training.momentum == 0.5)
    assert not row.withheld
    window.settings.changed.emit("data.colour", False)
    bench.wait(lambda snapshot: not snapshot.experiment.data.colour)
    assert "colour" in shown_controls(window)
    window.settings.changed.emit("training.momentum", 0.9)
    bench.wait(lambda snapshot: snapshot.experiment.training.momentum == 0.9)
    assert row.withheld


def test_that_what_a_finding_changes_is_brought_into_sight_and_hidden_again_by_one_click(
    bench: Bench,
) -> None:
    window = bench.window
    choose(window, Depth.LEARN)
    usual = Experiment().training.batch_size
    window.health.accepted.emit(SuggestedFix("", {"training.batch_size": usual}))
    row = window.controls["batch_size"]
    assert row.isVisible()
    assert "Batch size" in window.statusBar().currentMessage()
    assert window.depth_line.more.text() == "Also: Batch size"
    less = window.findChild(Button, "show_less")
    QTest.mouseClick(less, Qt.MouseButton.LeftButton)
    assert not row.isVisible()
    assert not less.isVisible()


def test_that_a_link_to_a_hidden_view_shows_its_tab(bench: Bench) -> None:
    window = bench.window
    window.open_view("cost_surface")
    choose(window, Depth.LEARN)
    # The view on top goes with its tab, and another takes its place.
    assert "cost_surface" not in shown_views(window)
    assert window.inside.currentWidget() is not window.place("cost_surface")
    window.current_view.sample_opened.emit()
    assert window.inside.currentWidget() is window.place("sample")
    assert "Sample" in window.statusBar().currentMessage()
    # Its entry in the menu, and so its keys, are back with it.
    assert window.menus.actions["view_sample"].isVisible()
    assert not window.menus.actions["view_map"].isVisible()


def test_that_a_lesson_shows_what_its_step_needs_as_long_as_it_does(bench: Bench) -> None:
    window = bench.window
    choose(window, Depth.LEARN)
    step = Step(
        preset="flower",
        do="Look at the gradients, and check them.",
        control="l2",
        actions=(Action(view="gradients"), Action(command="check")),
        until=(Condition(measure="state", equal="finished"),),
        explanation="They are right.",
    )
    lesson = Lesson(title="Gradients", week="Week 3", claims=(31,), steps=(step,))
    window.findChild(LessonActions).begin(lesson)
    assert window.controls["l2"].isVisible()
    assert "gradients" in shown_views(window)
    assert window.menus.actions["check"].isVisible()
    QTest.mouseClick(window.lesson.leave, Qt.MouseButton.LeftButton)
    assert window.controls["l2"].withheld
    assert "gradients" not in shown_views(window)
    assert not window.menus.actions["check"].isVisible()


def test_that_the_depth_is_remembered_and_one_click_shows_everything(
    open_bench: Callable[..., Bench],
) -> None:
    choose(open_bench().window, Depth.LEARN)
    window = open_bench().window
    assert shown_views(window) < set(VIEWS)
    assert window.menus.shown_commands != list(window.menus.commands.values())
    QTest.mouseClick(window.findChild(Button, "show_everything"), Qt.MouseButton.LeftButton)
    assert shown_views(window) == set(VIEWS)
    assert shown_controls(window) == set(CONTROLS)
    assert not window.depth_line.isVisible()
    assert shown_views(open_bench().window) == set(VIEWS)
