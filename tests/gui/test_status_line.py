"""The line of figures at the foot of the window."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed
from pytestqt.qtbot import QtBot

from core.errors import OutputError
from core.experiment.settings import TrainingSettings
from core.training.parametrisation import PARAMETRISATIONS as KNOWN
from core.training.worker.events import AutosaveFailed, Reporting
from gui.actions.project_actions import ProjectActions
from gui.commands import COMMANDS
from gui.status_line import PARAMETRISATIONS, StatusBar, figures, way_words
from tests.gui.conftest import Bench


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


def test_that_work_that_a_crash_would_cost_is_told_with_its_reason_first_and_stays(bench) -> None:
    projects = bench.window.findChild(ProjectActions)
    projects.show_autosave_failed(AutosaveFailed(OutputError("The disk is full.")))
    said = bench.window.statusBar().currentMessage()
    assert said.startswith("The disk is full. So what is on the bench")


def test_that_every_way_to_train_has_its_words() -> None:
    assert PARAMETRISATIONS.keys() == KNOWN.keys()


def test_that_the_line_says_which_way_a_run_is_worked_out(bench) -> None:
    assert "updates of whole weights" in bench.window.figures.text()
    assert PARAMETRISATIONS["direct"].tip in bench.window.figures.toolTip()
    assert "fewer samples than inputs" in figures(replace(bench.snapshot, parametrisation="span"))
    flipped = TrainingSettings(flip="both")
    experiment = changed(bench.snapshot.experiment, training=flipped)
    few = replace(bench.snapshot, train_count=1, experiment=experiment)
    assert "as the pictures change" in figures(few)
    assert "need samples that stay" in way_words(few).tip


def test_that_the_run_menu_allows_what_its_buttons_do(bench) -> None:
    bar, menus = bench.window.run_bar, bench.window.menus
    for _ in range(2):
        for name in (row.name for row in COMMANDS.values() if row.of_run):
            enabled = menus.actions[name].isEnabled()
            assert enabled == getattr(bar, name).isEnabled(), name
        bar.step.click()
        bench.wait(lambda snapshot: snapshot.iteration == 1)
    menus.actions["live"].trigger()
    assert bar.live.isChecked()
    assert menus.actions["live"].isChecked()
    bar.live.click()
    assert not menus.actions["live"].isChecked()


def test_that_a_long_message_ends_before_the_figures_and_is_whole_in_the_tooltip(
    qtbot: QtBot,
) -> None:
    foot = StatusBar()
    qtbot.addWidget(foot)
    foot.figures.setText("209 train, 50 test samples")
    foot.resize(500, 24)
    foot.show()
    said = "the test accuracy rises " * 9
    foot.showMessage(said)
    assert foot.shown_message().endswith("…")
    assert foot.fontMetrics().horizontalAdvance(foot.shown_message()) < foot.figures.x() - 20
    assert said.strip() in foot.toolTip()
    # The beginning of a small number would be read as a large one.
    figure = "largest difference 1.19e-07"
    foot.showMessage(figure)
    for width in range(500, 100, -1):
        foot.resize(width, 24)
        foot.layout().activate()
        shown = foot.shown_message()
        assert shown == figure or not any(map(str.isdigit, shown)), shown
    foot.resize(500, 24)
    foot.layout().activate()
    foot.showMessage("Stopped.")
    assert foot.shown_message() == "Stopped."
    foot.clearMessage()
    assert not foot.toolTip()


def test_that_the_name_of_a_file_that_is_saved_is_no_html(bench) -> None:
    line = bench.window.saving
    line.show_reporting(Reporting("<span>cats.html", 0, 1))
    marked = line.text.sizeHint().width()
    line.show_reporting(Reporting("cats.html", 0, 1))
    assert line.text.sizeHint().width() < marked
    line.show_reporting(Reporting("cats.html", 0, 0, ended=True))
