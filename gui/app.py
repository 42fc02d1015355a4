"""Build the window: every connection between its parts is made here."""

import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from core.errors import LayerbenchError
from core.experiment.presets import (
    DEFAULT,
    is_experiment,
    load_experiment,
    preset,
)
from core.experiment.settings import Experiment
from core.messages import tr
from core.runs.run_store import RunStore
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.runner import Runner
from gui import theme
from gui.actions.prediction_actions import AnswersDesk
from gui.actions.run_actions import Runs
from gui.actions.window_actions import Desk
from gui.bridge import Bridge
from gui.crash_log import catch_all, log_file
from gui.dialogs import message
from gui.display_check import check_screen
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.status_line import PARAMETRISATIONS, figures
from gui.views.view_loader import ViewLoader
from gui.widgets.readout import set_label_text

if TYPE_CHECKING:
    from gui.views.cost_surface.view import CostSurfaceView
    from gui.views.data.view import DataView
    from gui.views.predictions.files_panel import FilesPanel
    from gui.views.runs.view import RunsView

VERSION = "0.1.0"


def build(argv: Sequence[str], preferences: Preferences | None = None) -> MainWindow:
    """Build the window on the experiment that a word of `argv` names, or on the first example.

    The window is not shown yet, and everything belongs to it: closing it stops the runner.
    Raises ExperimentError where argv names no experiment.
    """
    preferences = preferences or Preferences()
    theme.choose(_application(), preferences.dark)
    window = MainWindow(preferences)
    workbench = ExperimentStore(_first_experiment(argv), window)
    bridge = Bridge(Runner(), window)
    desk = Desk(window, workbench, bridge)
    _connect_settings(window, workbench, desk)
    _connect_run(window, bridge, desk)
    _connect_data(window, workbench, desk)
    _connect_menus(window, desk)
    shelf = RunStore(window.preferences.data_folder / "runs")
    _connect_runs(window, Runs(window.place("runs"), workbench, bridge, shelf))
    _connect_predictions(window, bridge, desk)
    loader = ViewLoader(window)
    for place in window.lazy_views:
        loader.serve(place)
    window.closing.connect(bridge.close)
    window.closing.connect(desk.data.reading.close)
    workbench.put(workbench.experiment)
    theme.dress(_application())
    return window


def run_window(arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed; give the exit status."""
    try:
        check_screen()
        window = build(arguments)
    except LayerbenchError as problem:
        print(problem, file=sys.stderr)
        return 2
    catch_all(lambda trace: message.show_bug(window, trace, str(log_file())))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    window.show()
    return QApplication.exec()


def _application() -> QApplication:
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication([sys.argv[0]])


def _first_experiment(argv: Sequence[str]) -> Experiment:
    names = [word for word in argv if is_experiment(word)]
    return load_experiment(names[0]) if names else preset(DEFAULT)


def _connect_settings(window: MainWindow, workbench: ExperimentStore, desk: Desk) -> None:
    settings = window.settings
    settings.changed.connect(workbench.change)
    settings.data.previewed.connect(desk.data.try_out)
    settings.folder_requested.connect(desk.ask_data)
    settings.test_folder_requested.connect(desk.ask_test_data)
    settings.skipped_requested.connect(desk.show_skipped)
    settings.cancel_requested.connect(desk.bridge.runner.cancel_loading)
    window.each_view(lambda view: view.changes.connect(workbench.change_all))
    window.dropped.connect(desk.open_path)
    for hear in (settings.show_experiment, desk.submit, desk.course.show_marks):
        workbench.experiment_changed.connect(hear)
    workbench.experiment_changed.connect(lambda now: _show_title(window, now))
    workbench.refused.connect(desk.show_problem)


def _connect_run(window: MainWindow, bridge: Bridge, desk: Desk) -> None:
    bar, runner = window.run_bar, bridge.runner
    bar.train_requested.connect(runner.train)
    bar.pause_requested.connect(runner.pause)
    bar.step_requested.connect(runner.step)
    bar.reset_requested.connect(runner.reset)
    bar.export_requested.connect(desk.ask_where_to_export)
    bar.live_toggled.connect(bridge.set_live)
    window.probes_wanted.connect(runner.want)
    runner.want(window.probes)
    bridge.loading.connect(window.settings.show_loading)
    bridge.loaded.connect(desk.show_loaded)
    bridge.failed.connect(desk.show_failed)
    bridge.saved.connect(desk.show_saved)
    bridge.checked.connect(lambda checks: message.show_check(window, checks))
    bridge.twinning.connect(desk.show_twinning)
    bridge.twinned.connect(desk.show_twinned)
    window.health.accepted.connect(desk.accept)
    window.place("cost_surface").when_made(lambda view: _connect_surface(view, bridge))
    bridge.snapshot_ready.connect(bar.show_snapshot)
    _connect_timeline(window, bridge, desk)
    _connect_spread(window, bridge, desk)
    window.each_view(lambda view: view.image_requested.connect(desk.saving.ask_picture))
    window.each_view(lambda view: view.numbers_requested.connect(desk.saving.ask_numbers))
    bridge.snapshot_ready.connect(window.health.show_snapshot)
    bridge.snapshot_ready.connect(lambda snapshot: _show(window, snapshot))


def _connect_surface(view: "CostSurfaceView", bridge: Bridge) -> None:
    view.requested.connect(bridge.runner.surface)
    bridge.surfaced.connect(lambda made: view.show_surface(made.plane, made.surface))


def _connect_timeline(window: MainWindow, bridge: Bridge, desk: Desk) -> None:
    timeline = window.timeline
    timeline.iteration_chosen.connect(bridge.runner.look)
    timeline.branch_requested.connect(desk.branch)
    for place in (window.cost_place, window.accuracy_place):
        place.when_made(lambda view: view.picked.connect(timeline.go))
    bridge.snapshot_ready.connect(timeline.show_snapshot)


def _connect_spread(window: MainWindow, bridge: Bridge, desk: Desk) -> None:
    window.menus.seeds.connect(desk.ask_seeds)
    window.spread.stopped.connect(bridge.runner.end_spread)
    window.spread.forgotten.connect(lambda: desk.show_spread(None))
    bridge.spreading.connect(lambda told: desk.show_spread(told.spread, told.over))


def _connect_runs(window: MainWindow, runs: Runs) -> None:
    runs.bridge.snapshot_ready.connect(runs.follow)
    runs.bridge.rested.connect(runs.keep)
    runs.bridge.shelved.connect(runs.show)
    window.place("runs").when_made(lambda view: _connect_runs_view(view, runs))


def _connect_runs_view(view: "RunsView", runs: Runs) -> None:
    view.opened.connect(runs.open)
    view.renamed.connect(runs.rename)
    view.removed.connect(runs.remove)
    view.undone.connect(runs.undo)


def _connect_predictions(window: MainWindow, bridge: Bridge, desk: Desk) -> None:
    bridge.written.connect(desk.answers.show_written)
    window.place("predictions").when_made(
        lambda view: _connect_answers(view.files_panel, bridge, desk.answers)
    )


def _connect_answers(panel: "FilesPanel", bridge: Bridge, desk: AnswersDesk) -> None:
    panel.requested.connect(bridge.runner.predict)
    panel.stopped.connect(bridge.runner.cancel_predicting)
    panel.asked_files.connect(desk.ask_pictures)
    panel.asked_folder.connect(desk.ask_folder_of_pictures)
    panel.asked_csv.connect(desk.ask_where_to_save_predictions)
    bridge.predicted.connect(panel.show_predicted)


def _connect_data(window: MainWindow, workbench: ExperimentStore, desk: Desk) -> None:
    reading = desk.data.reading
    desk.bridge.frame.connect(reading.poll)
    window.place("data").when_made(lambda view: _connect_data_view(view, desk))
    workbench.experiment_changed.connect(desk.data.show_experiment)
    reading.example_news.connect(desk.data.show_example_news)
    reading.failed.connect(lambda trace: message.show_bug(window, trace, str(log_file())))


def _connect_data_view(view: "DataView", desk: Desk) -> None:
    reading = desk.data.reading
    view.audit_wanted.connect(reading.audits.ask)
    view.audit_cancelled.connect(reading.audits.cancel)
    view.picture_wanted.connect(reading.pictures.ask)
    view.corrected.connect(desk.data.correct)
    reading.audit_news.connect(view.show_search)
    reading.picture_news.connect(view.large.show_news)


def _connect_menus(window: MainWindow, desk: Desk) -> None:
    menus, bar = window.menus, window.run_bar
    menus.open_folder.connect(desk.ask_data)
    menus.open_experiment.connect(desk.ask_experiment)
    menus.save_experiment.connect(desk.ask_where_to_save)
    menus.preset.connect(desk.course.open)
    menus.open_reference.connect(desk.course.ask_reference)
    menus.forget_reference.connect(desk.course.forget_reference)
    menus.check.connect(desk.bridge.runner.check)
    menus.twin.connect(desk.bridge.runner.twin)
    menus.read_again.connect(desk.read_again)
    menus.export.connect(bar.export.click)
    menus.train.connect(bar.train.click)
    menus.pause.connect(bar.pause.click)
    menus.step.connect(bar.step.click)
    menus.reset.connect(bar.reset.click)
    menus.live.connect(bar.live.click)
    bar.live_toggled.connect(menus.live_action.setChecked)
    bar.allowed.connect(menus.allow)
    menus.about.connect(lambda: message.show_about(window, VERSION))
    menus.dark_action.setChecked(theme.is_dark())
    menus.dark.connect(lambda dark: _change_theme(window, dark))


def _show_title(window: MainWindow, experiment: Experiment) -> None:
    window.setWindowTitle(" - ".join(filter(None, (tr(experiment.title), "Layerbench"))))


def _change_theme(window: MainWindow, dark: bool) -> None:
    window.preferences.dark = dark
    theme.apply(_application(), dark)


def _show(window: MainWindow, snapshot: Snapshot) -> None:
    for place in window.lazy_views:
        place.show_snapshot(snapshot)
    set_label_text(
        window.figures, figures(snapshot), tr(PARAMETRISATIONS[snapshot.parametrisation].tip)
    )
