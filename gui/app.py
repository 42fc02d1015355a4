"""Build the window: every connection between its parts is made here."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication, QMessageBox, QWhatsThis, QWidget

from core import program
from core.classroom.desk import DESK_ENDING
from core.data.endings import ARRAY_ENDINGS, TABLE_ENDINGS
from core.data.registry import DATASETS
from core.errors import DataError, LayerbenchError
from core.experiment.presets import (
    DEFAULT,
    is_experiment,
    load_experiment,
    preset,
)
from core.experiment.settings import Experiment
from core.files import shown
from core.memory import keep_little_memory
from core.messages import translate
from core.models.endings import MODEL_ENDINGS, PROJECT_ENDING
from core.network.lookup import choose
from core.projects.recovery import Recovery
from core.projects.unpacked_data import UnpackedData
from core.runs.run_store import RunStore
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import (
    ArraysFound,
    AutosaveFailed,
    BareWeightsFound,
    Checked,
    CostSurfaceProgress,
    CostSurfaceReady,
    Event,
    Failed,
    FoldEnded,
    LeftOutTrained,
    Loaded,
    Loading,
    NumbersSaved,
    Opened,
    Predicted,
    ProjectSaved,
    RateRangeMeasured,
    RateRangeProgress,
    ReferenceRead,
    Reported,
    Reporting,
    RoundingProgress,
    RoundingTested,
    RunGone,
    RunSaved,
    RunsStored,
    Saved,
    Saving,
    SeedRunEnded,
    TableWritten,
    TakenBack,
    VectorisationMeasured,
    VectorisationProgress,
)
from core.training.worker.runner import Runner
from gui import theme
from gui.actions.bug_reports import FAULT
from gui.actions.lesson_actions import LessonActions
from gui.actions.map_actions import MapActions
from gui.actions.prediction_actions import PredictionActions
from gui.actions.run_actions import RunActions
from gui.actions.view_actions import ViewActions
from gui.actions.window_actions import WindowActions
from gui.bridge import Bridge
from gui.crash_log import catch_all, watch_for_faults
from gui.depths import Depth
from gui.dialogs import message
from gui.dialogs.keyboard import show_keyboard
from gui.display_check import check_screen
from gui.experiment_store import ExperimentStore
from gui.language import speak
from gui.lessons.panel import LessonPanel
from gui.main_window import MainWindow
from gui.preferences import SIZES, Preferences
from gui.single_instance import Application, SingleInstance, hand_over
from gui.status_line import figures, way_words
from gui.views.registry import VIEWS
from gui.views.view import SnapshotView
from gui.views.view_loader import ViewLoader
from gui.widgets.readout import set_label_text

if TYPE_CHECKING:
    from gui.views.calculation.view import CalculationView
    from gui.views.cost_surface.view import CostSurfaceView
    from gui.views.data.view import DataView
    from gui.views.map.view import MapView
    from gui.views.predictions.files_panel import FilesPanel
    from gui.views.runs.view import RunsView
    from gui.views.sample.view import SampleView

PAINTED_KB = 1_000
"""For what the style has painted: views need 300, and a scroll bar of another size is another."""
DESKTOP_ENTRY = "org.layerbench.layerbench"
ASKED = ("rate", "layers", "start", "samples", "taught")
"""Questions of the view Map that the menu has a command for."""
ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""With these the system, or a terminal, asks the window to end; not every system has all."""


def build(
    argv: Sequence[str],
    preferences: Preferences | None = None,
    changes: Mapping[str, object] | None = None,
) -> MainWindow:
    """Build the window on what `argv` names, or on the first example.

    `changes` are settings for the data that are opened. The window is not shown yet, and everything
    belongs to it: closing it stops the runner. Raises ExperimentError where argv names no
    experiment, DataError where there is no such file.
    """
    experiment = _first_experiment(argv)
    opened = next(filter(_is_opened, argv), "")
    preferences = preferences or Preferences()
    theme.apply(_application(), preferences.dark, preferences.contrast)
    window = MainWindow(preferences)
    store = ExperimentStore(experiment, window)
    gc.disable()
    keep_little_memory()
    QPixmapCache.setCacheLimit(PAINTED_KB)
    recovery = Recovery(preferences.data_folder / "recovery")
    unpacked = UnpackedData(preferences.data_folder / "unpacked", recovery)
    bridge = Bridge(Runner(recovery, unpacked), window)
    actions = WindowActions(window, store, bridge, recovery)
    runs = RunActions(window, store, bridge, RunStore(preferences.runs_folder))
    loader = ViewLoader(window)
    _connect_experiment(window, store, bridge, actions)
    _connect_snapshots(window, store, bridge, actions)
    _connect_events(bridge, event_slots(window, actions, runs))
    _connect_reads(window, bridge, actions)
    _connect_runs(bridge, actions, runs)
    actions.reports.others = runs.of_same_data
    _connect_lessons(bridge, actions.lessons)
    _connect_parts(window, store, bridge, actions, runs, loader)
    actions.preferences.use()
    actions.preferences.language_changed.connect(
        partial(_make_anew, window, store, bridge, actions, runs, loader),
        # Never at once: the menu in which it was chosen goes.
        Qt.ConnectionType.QueuedConnection,
    )
    bridge.frame.connect(collect_garbage)
    bridge.idle.connect(lambda: gc.collect())
    window.failed.connect(actions.bugs.show)
    window.fault_found.connect(lambda trace: actions.bugs.show(trace, FAULT))
    window.started.connect(actions.preferences.tell_problems)
    window.started.connect(actions.projects.start)
    window.ended.connect(actions.projects.end)
    # It takes the other two's time to end its processes.
    window.closing.connect(actions.maps.sweeps.cancel)
    window.closing.connect(bridge.close)
    window.closing.connect(actions.data.close)
    window.closing.connect(actions.maps.close)
    store.set(store.experiment)
    if opened:
        actions.open_path(opened, changes)
    return window


def collect_garbage() -> None:
    """Collect the younger garbage where Python would, but in the window's own thread.

    Left to itself Python collects in whichever thread makes objects, and widgets that the worker
    takes away end the program. http://pydev.blogspot.com/2014/03/should-python-garbage-collector-be.html
    """
    for generation in (1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return


def run_window(
    words: Sequence[str],
    new_window: bool = False,
    changes: Mapping[str, object] | None = None,
) -> int:
    """Open the window and stay until it is closed; return the exit status.

    Files and folders go to the window that is open already, unless a new one is asked for, or
    settings come with them.
    """
    try:
        check_screen()
    except LayerbenchError as problem:
        print(problem, file=sys.stderr)
        return 2
    if not (new_window or changes) and hand_over(words):
        return 0
    preferences = Preferences()
    if preferences.size > SIZES[0]:
        # Qt reads it once, before there is a window; who has set it knows better.
        os.environ.setdefault("QT_SCALE_FACTOR", f"{preferences.size / 100:g}")
    application = _application()
    no_letters = speak(preferences.language)
    try:
        window = build(words, preferences, changes)
    except LayerbenchError as problem:
        print(problem, file=sys.stderr)
        if program.IS_APP and not sys.stderr.isatty():
            show_alone(problem)
        return 2
    catch_all(window.failed.emit)
    SignalRelay(window, window.ended.emit)
    application.commitDataRequest.connect(lambda _: window.ended.emit())
    window.show()
    _open_later_files(window)
    window.started.emit()
    if no_letters:
        message.show_notice(window, [no_letters])
    if fault := watch_for_faults():
        window.fault_found.emit(fault)
    return QApplication.exec()


class SignalRelay(QObject):
    """Pass on what the system asks for by a signal, in a turn of the event loop of its own.

    Python may hear of it in the midst of a painting, which a window must outlive.
    """

    asked = Signal()

    def __init__(self, parent: QObject, end: Callable[[], object]) -> None:
        super().__init__(parent)
        self.asked.connect(end, Qt.ConnectionType.QueuedConnection)
        for name in ENDING_SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, lambda *_: self.asked.emit())


def _application() -> QApplication:
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    # By this name a Linux desktop finds the icon of a window.
    QApplication.setDesktopFileName(DESKTOP_ENTRY)
    return Application([sys.argv[0]])


def show_alone(problem: LayerbenchError) -> None:
    """Show a problem without a window: a double click has no terminal to read it in."""
    application, parent = _application(), QWidget()
    box = message.message_box(parent, QMessageBox.Icon.Warning, str(problem))
    box.finished.connect(application.quit)
    box.open()
    application.exec()


def _open_later_files(window: MainWindow) -> None:
    """Open in this window what the user opens from the desktop while it is there."""
    instance = SingleInstance(window)
    instance.received.connect(window.open_from_desktop)
    application = _application()
    if isinstance(application, Application):
        application.file_opened.connect(lambda file: window.open_from_desktop([file]))
    window.started.connect(instance.listen, Qt.ConnectionType.QueuedConnection)


def _is_opened(word: str) -> bool:
    """Tell whether a word names a folder of pictures, or a file of a project, a network or data.

    Raises DataError where there is no such file.
    """
    if os.path.isdir(word):
        return not is_experiment(word)
    opened = (PROJECT_ENDING, DESK_ENDING, *MODEL_ENDINGS, *ARRAY_ENDINGS, *TABLE_ENDINGS)
    if not word.lower().endswith(opened):
        return False
    if not os.path.exists(word):
        raise DataError("{file}: no such file. Check the name.", file=shown(word))
    return True


def _first_experiment(argv: Sequence[str]) -> Experiment:
    names = [word for word in argv if is_experiment(word)]
    experiment = load_experiment(names[0]) if names else preset(DEFAULT)
    choose("data.kind", experiment.data.kind, DATASETS)
    return experiment


def _connect_experiment(
    window: MainWindow, store: ExperimentStore, bridge: Bridge, actions: WindowActions
) -> None:
    window.dropped.connect(actions.open_path)
    window.view_wanted.connect(actions.depth.bring_view)
    window.dropped_together.connect(actions.open_paths)
    window.probes_wanted.connect(bridge.runner.set_probes)
    for hear in (
        partial(_show_experiment, window),
        actions.submit,
        actions.course.show_marks,
        actions.course.show_lesson,
        actions.projects.show_title,
        actions.data.show_experiment,
        actions.depth.show_experiment,
    ):
        store.experiment_changed.connect(hear)
    store.opened.connect(actions.projects.leave_file)
    store.refused.connect(actions.show_problem)
    store.run_wanted.connect(bridge.restore_run)


def _connect_snapshots(
    window: MainWindow, store: ExperimentStore, bridge: Bridge, actions: WindowActions
) -> None:
    bridge.snapshot_ready.connect(store.follow)
    bridge.snapshot_ready.connect(actions.projects.show_snapshot)
    bridge.snapshot_ready.connect(partial(_show_snapshot, window))


def _connect_parts(
    window: MainWindow,
    store: ExperimentStore,
    bridge: Bridge,
    actions: WindowActions,
    runs: RunActions,
    loader: ViewLoader,
) -> None:
    """Have what the parts of a window say be heard; these connections go with the parts.

    What stays finds a part when it has news for it, so that nothing else leads to them.
    """
    _connect_settings(window, store, actions)
    _connect_run(window, bridge, actions)
    _connect_data(window, actions)
    _connect_depth(window, actions)
    _connect_menus(window, store, bridge, actions)
    _connect_predictions(window, bridge, actions)
    _connect_lesson(window.lesson, actions.lessons)
    window.place("runs").when_made(
        lambda view: _connect_runs_view(view, runs, actions.lessons.leave)
    )
    loader.serve(window.lazy_views)


def _make_anew(
    window: MainWindow,
    store: ExperimentStore,
    bridge: Bridge,
    actions: WindowActions,
    runs: RunActions,
    loader: ViewLoader,
) -> None:
    """Make the parts of a window in the language of now, around all that goes on."""

    def show() -> None:
        for part in (window.run_bar.live, window.menus.actions["live"]):
            part.setChecked(bridge.live)
        store.name_steps()
        _connect_parts(window, store, bridge, actions, runs, loader)
        if actions.dataset:
            window.settings.show_dataset(actions.dataset)
        _show_experiment(window, store.experiment)
        if bridge.newest:
            _show_snapshot(window, bridge.newest)
        window.show_repeated_runs()
        actions.show_again()

    window.make_anew(show)


def _connect_settings(window: MainWindow, store: ExperimentStore, actions: WindowActions) -> None:
    settings = window.settings
    settings.changed.connect(store.change)
    settings.previewed.connect(actions.data.try_out)
    settings.kind_requested.connect(actions.choose_kind)
    settings.folder_requested.connect(actions.ask_data)
    settings.test_folder_requested.connect(actions.ask_test_data)
    settings.columns_requested.connect(lambda: window.open_view("data"))
    settings.skipped_requested.connect(actions.show_skipped)
    settings.cancel_requested.connect(actions.cancel_loading)
    settings.suggest_requested.connect(actions.suggestions.suggest)
    settings.augmentation.compare_requested.connect(actions.ask_augmentation)
    window.suggestion.taken_back.connect(actions.suggestions.take_back)
    window.each_view(lambda view: view.changes.connect(store.change_all))


def _connect_depth(window: MainWindow, actions: WindowActions) -> None:
    window.menus.depth_chosen.connect(actions.depth.choose)
    window.depth_line.everything_wanted.connect(lambda: actions.depth.choose(Depth.EVERYTHING))
    window.depth_line.less_wanted.connect(actions.depth.hide_again)
    window.depth_line.desk_wanted.connect(actions.depth.show_desk)
    window.depth_line.note_wanted.connect(actions.desks.show_note)
    window.depth_line.leave_wanted.connect(actions.desks.leave)
    actions.depth.show()


def _connect_run(window: MainWindow, bridge: Bridge, actions: WindowActions) -> None:
    bar, runner = window.run_bar, bridge.runner
    bar.train_requested.connect(actions.suggestions.train)
    bar.more_requested.connect(actions.train_on)
    bar.pause_requested.connect(runner.pause)
    bar.step_requested.connect(runner.step)
    bar.reset_requested.connect(actions.reset)
    bar.export_requested.connect(actions.ask_where_to_export)
    bar.live_toggled.connect(bridge.set_live)
    window.saving.cancel_requested.connect(runner.cancel_saving)
    window.saving.cancel_requested.connect(actions.reports.cancel)
    runner.set_probes(window.probes)
    window.health.accepted.connect(actions.accept)
    _connect_samples(window, bridge)
    window.place("cost_surface").when_made(lambda view: _connect_surface(view, bridge))
    window.place("map").when_made(lambda view: _connect_map(view, bridge, actions.maps))
    _connect_timeline(window, bridge, actions)
    _connect_curves(window)
    _connect_repeated_runs(window, bridge, actions)
    window.each_view(lambda view: _connect_view(view, actions.views))


def _connect_view(view: SnapshotView, actions: ViewActions) -> None:
    view.image_requested.connect(actions.ask_image)
    view.numbers_requested.connect(actions.ask_numbers)
    view.image_copied.connect(actions.copy_image)
    view.numbers_copied.connect(actions.copy_numbers)


def event_slots(
    window: MainWindow, actions: WindowActions, runs: RunActions
) -> dict[type[Event], Callable[[Any], object]]:
    """Return the one table from an event's type to the slot that shows it."""
    return {
        Loading: lambda event: window.settings.show_loading(event.done, event.total),
        Loaded: actions.show_loaded,
        Opened: actions.show_opened,
        ArraysFound: lambda event: actions.open_data(event.file, "arrays"),
        BareWeightsFound: lambda event: actions.models.ask_uses(event.weights),
        RunSaved: actions.models.show_run_saved,
        ProjectSaved: actions.projects.show_saved,
        Reporting: lambda event: actions.reports.show_progress(event),
        Reported: actions.reports.put_into_file,
        Saving: lambda event: window.saving.show_saving(event),
        AutosaveFailed: actions.projects.show_autosave_failed,
        Failed: actions.show_failed,
        Saved: actions.show_saved,
        Checked: lambda event: message.show_check(window, event.checks),
        RoundingProgress: actions.show_rounding_progress,
        RoundingTested: actions.show_rounding_tested,
        VectorisationProgress: actions.show_vectorisation_progress,
        VectorisationMeasured: actions.show_vectorisation,
        RateRangeProgress: window.show_rates,
        RateRangeMeasured: window.show_rates,
        LeftOutTrained: window.show_left_out,
        RunsStored: runs.show,
        SeedRunEnded: lambda event: actions.show_seed_results(event.results, event.over),
        FoldEnded: lambda event: actions.show_folds(event.results, event.over),
        CostSurfaceProgress: window.show_surface_progress,
        CostSurfaceReady: window.show_cost_surface,
        Predicted: window.show_predicted,
        NumbersSaved: actions.models.show_numbers_saved,
        TableWritten: actions.predictions.show_written,
        TakenBack: actions.show_taken_back,
        RunGone: runs.note_gone,
        ReferenceRead: actions.course.show_reference,
    }


def _connect_events(bridge: Bridge, slots: dict[type[Event], Callable[[Any], object]]) -> None:
    bridge.event_ready.connect(lambda event: slots[type(event)](event))


def _connect_surface(view: "CostSurfaceView", bridge: Bridge) -> None:
    view.requested.connect(bridge.runner.compute_cost_surface)


def _connect_map(view: "MapView", bridge: Bridge, maps: MapActions) -> None:
    view.sweep_wanted.connect(maps.start)
    view.sweep_edited.connect(maps.change)
    view.sweep_paused.connect(maps.sweeps.pause)
    view.sweep_resumed.connect(maps.sweeps.resume)
    view.sweep_stopped.connect(maps.sweeps.cancel)
    view.run_opened.connect(maps.open)
    view.rates_wanted.connect(bridge.runner.measure_rates)
    view.leaving_out_wanted.connect(bridge.runner.train_without_each)
    view.leaving_out_stopped.connect(bridge.runner.end_repeated)
    view.kept_wanted.connect(maps.look_at_kept)
    view.clearing_wanted.connect(maps.ask_to_clear)
    if view.questions.isVisible():
        maps.look_at_kept()


def _connect_lessons(bridge: Bridge, lessons: LessonActions) -> None:
    bridge.snapshot_ready.connect(lessons.show_snapshot)
    bridge.event_ready.connect(lessons.hear)
    bridge.frame.connect(lessons.poll)


def _connect_lesson(panel: LessonPanel, lessons: LessonActions) -> None:
    panel.answered.connect(lessons.answer)
    panel.sketched.connect(lessons.keep_sketch)
    panel.hint_wanted.connect(lessons.show_hint)
    panel.next_wanted.connect(lessons.go_on)
    panel.again_wanted.connect(lessons.again)
    panel.leave_wanted.connect(lessons.leave)
    lessons.show()


def _connect_samples(window: MainWindow, bridge: Bridge) -> None:
    """Have every view pick samples for all, and lead to the views that explain them."""
    window.each_view(lambda view: view.sample_picked.connect(bridge.runner.pick_sample))
    window.settings.sample_picked.connect(bridge.runner.pick_sample)
    window.each_view(lambda view: view.sample_opened.connect(lambda: window.open_view("sample")))
    window.each_view(lambda view: view.unit_opened.connect(window.open_unit))


def _connect_timeline(window: MainWindow, bridge: Bridge, actions: WindowActions) -> None:
    timeline = window.timeline
    timeline.iteration_chosen.connect(bridge.runner.show_iteration)
    timeline.branch_requested.connect(actions.branch)
    for place in (window.cost_place, window.accuracy_place):
        place.when_made(lambda view: view.picked.connect(timeline.go))


def _connect_curves(window: MainWindow) -> None:
    """Have the accuracy end where the cost does, which earlier runs and references may extend."""

    def pass_on(end: float) -> None:
        window.accuracy_place.when_made(lambda view: view.reach(end), "end")

    window.cost_place.when_made(lambda view: view.reached.connect(pass_on))


def _connect_repeated_runs(window: MainWindow, bridge: Bridge, actions: WindowActions) -> None:
    window.seed_runs.stopped.connect(bridge.runner.end_repeated)
    window.seed_runs.forgotten.connect(lambda: actions.show_seed_results(None))
    window.folds.stopped.connect(bridge.runner.end_repeated)
    window.folds.forgotten.connect(lambda: actions.show_folds(None))


def _connect_runs(bridge: Bridge, actions: WindowActions, runs: RunActions) -> None:
    bridge.snapshot_ready.connect(runs.follow)
    bridge.idle.connect(runs.store_run)
    actions.projects.left_found.connect(runs.store_projects)
    runs.said.connect(actions.say)
    runs.is_aside = lambda: actions.projects.is_aside


def _connect_runs_view(
    view: "RunsView", runs: RunActions, leave: Callable[[Callable[[], object]], object]
) -> None:
    view.opened.connect(lambda run: leave(lambda: runs.open(run)))
    view.opened_with_weights.connect(lambda run: leave(lambda: runs.open_with_weights(run)))
    view.renamed.connect(runs.rename)
    view.removed.connect(runs.remove)
    view.undone.connect(runs.undo)


def _connect_predictions(window: MainWindow, bridge: Bridge, actions: WindowActions) -> None:
    window.place("predictions").when_made(
        lambda view: view.accepted.connect(lambda offer: actions.accept(offer, by_health=False))
    )
    window.place("predictions").when_made(
        lambda view: _connect_answers(view.files_panel, bridge, actions.predictions)
    )


def _connect_answers(panel: "FilesPanel", bridge: Bridge, actions: PredictionActions) -> None:
    panel.requested.connect(bridge.runner.predict)
    panel.stopped.connect(bridge.runner.cancel_predicting)
    panel.asked_files.connect(actions.ask_pictures)
    panel.asked_tables.connect(actions.ask_table)
    panel.asked_folder.connect(actions.ask_folder_of_pictures)
    panel.asked_csv.connect(actions.ask_where_to_save_predictions)


def _connect_data(window: MainWindow, actions: WindowActions) -> None:
    window.place("data").when_made(lambda view: _connect_data_view(view, actions))
    window.place("sample").when_made(lambda view: _connect_sample_view(view, actions))
    window.place("calculation").when_made(lambda view: _connect_calculation(view, actions))


def _connect_reads(window: MainWindow, bridge: Bridge, actions: WindowActions) -> None:
    reads = actions.data.reads
    bridge.frame.connect(reads.poll)
    bridge.frame.connect(actions.maps.poll)
    actions.maps.failed.connect(actions.bugs.show)
    reads.suggestion_news.connect(actions.suggestions.show_news)
    reads.unpack_news.connect(actions.show_unpack_news)
    reads.example_news.connect(actions.data.show_example_news)
    reads.kept_news.connect(actions.maps.show_kept_news)
    reads.report_news.connect(actions.reports.show_news)
    reads.failed.connect(actions.bugs.show)


def _connect_data_view(view: "DataView", actions: WindowActions) -> None:
    reads = actions.data.reads
    view.audit_wanted.connect(reads.audits.ask)
    view.audit_cancelled.connect(reads.audits.cancel)
    view.picture_wanted.connect(reads.pictures.ask)
    view.table_wanted.connect(reads.tables.ask)
    view.corrected.connect(actions.data.correct)
    view.doubts_wanted.connect(actions.find_doubtful_labels)
    reads.audit_news.connect(view.show_search)
    reads.table_news.connect(view.show_table)
    reads.picture_news.connect(view.large.show_news)


def _connect_calculation(view: "CalculationView", actions: WindowActions) -> None:
    reads = actions.data.reads
    view.wanted.connect(reads.weights.ask)
    view.numbers_wanted.connect(actions.models.ask_numbers)
    reads.weight_news.connect(view.show_news)


def _connect_sample_view(view: "SampleView", actions: WindowActions) -> None:
    reads = actions.data.reads
    view.picture_wanted.connect(reads.pictures.ask)
    reads.picture_news.connect(view.show_news)


def _connect_menus(
    window: MainWindow, store: ExperimentStore, bridge: Bridge, actions: WindowActions
) -> None:
    menus = window.menus
    menus.answer(command_slots(window, store, bridge, actions))
    menus.open_recent.connect(actions.projects.open)
    menus.preset.connect(actions.course.open)
    menus.language.connect(actions.preferences.set_language)
    menus.follow_histories(store.histories)
    window.run_bar.live_toggled.connect(menus.actions["live"].setChecked)
    window.run_bar.allowed.connect(menus.allow)


def command_slots(
    window: MainWindow, store: ExperimentStore, bridge: Bridge, actions: WindowActions
) -> dict[str, Callable[..., object]]:
    """Return the one table from a command's name to the slot that carries it out."""
    bar = window.run_bar
    return {
        **{f"view_{name}": partial(window.open_view, name) for name in VIEWS},
        "open_folder": actions.ask_folder,
        "read_again": actions.read_again,
        "open_file": actions.ask_file,
        "language": actions.preferences.show,
        "recent": lambda: window.menus.show_recent(window.preferences.recent),
        "save": actions.projects.save,
        "save_as": actions.projects.save_as,
        "save_data_inside": actions.projects.save_data_inside,
        "save_experiment": actions.ask_where_to_save,
        "save_run": actions.models.ask_where_to_save_run,
        "export": bar.export.click,
        "report": actions.reports.ask,
        "compare_numbers": actions.comparisons.ask,
        "quit": window.close,
        "undo": store.histories.undo,
        "redo": store.histories.redo,
        "copy_picture": lambda: actions.views.copy_image(window.current_view),
        "copy_numbers": lambda: actions.views.copy_numbers(window.current_view),
        "paste": actions.paste,
        "settings": actions.preferences.ask,
        "train": bar.train.click,
        "go_on": bar.go_on.click,
        "pause": bar.pause.click,
        "step": bar.step.click,
        "reset": bar.reset.click,
        "continue_run": lambda: actions.models.ask_run(actions.lessons.leave),
        "start_from_here": actions.models.start_from_here,
        "live": bar.live.setChecked,
        "suggest": actions.suggestions.suggest,
        "check": bridge.runner.check,
        "seeds": actions.ask_seeds,
        "folds": actions.ask_folds,
        "augmentation": actions.ask_augmentation,
        "test_rounding": bridge.runner.test_rounding,
        **{f"ask_{name}": partial(window.ask, name) for name in ASKED},
        "lessons": actions.lessons.ask,
        "lesson_next": actions.lessons.go_on,
        "lesson_again": actions.lessons.again,
        "lesson_leave": actions.lessons.leave,
        "desk": actions.desks.ask,
        "class_results": actions.classes.ask,
        "desk_note": actions.desks.show_note,
        "desk_leave": actions.desks.leave,
        "open_reference": actions.course.ask_reference,
        "forget_reference": actions.course.forget_reference,
        "enlarge": window.enlarge,
        "full_screen": window.fill_screen,
        "back": window.go_back,
        "depth": lambda: None,
        "dark": actions.preferences.set_dark,
        "contrast": actions.preferences.set_contrast,
        "keyboard": lambda: show_keyboard(window, window.menus.shown_commands),
        "first_steps": lambda: message.show_first_steps(window),
        "explain": window.explain_focus,
        "point": QWhatsThis.enterWhatsThisMode,
        "vectorise": bridge.runner.measure_vectorisation,
        "about": lambda: message.show_about(window, program.VERSION),
    }


def _show_experiment(window: MainWindow, experiment: Experiment) -> None:
    for part in (window.settings, window.seed_runs, window.folds):
        part.show_experiment(experiment)


def _show_snapshot(window: MainWindow, snapshot: Snapshot) -> None:
    window.settings.show_sample(snapshot.sample)
    for part in (window.run_bar, window.timeline, window.health):
        part.show_snapshot(snapshot)
    for place in window.lazy_views:
        place.show_snapshot(snapshot)
    set_label_text(window.figures, figures(snapshot), translate(way_words(snapshot).tip))
