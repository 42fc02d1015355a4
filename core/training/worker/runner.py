"""The thread that trains, and hands out snapshots and events without ever waiting for a reader."""

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from msgspec import structs

from core.data.sample import Sample
from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import Experiment
from core.interruption import interruptible
from core.memory import release_free_memory
from core.models.answers import Answers
from core.models.bare_weights import BareWeights, Uses
from core.models.model import Model
from core.models.prediction import Prediction
from core.projects.own_words import OwnWords
from core.projects.recovery import Recovery
from core.projects.unpacked_data import UnpackedData
from core.runs.record import Record
from core.training.analyses.cost_surface import Plane, Surface
from core.training.analyses.learning_rate_range import LearningRateRange
from core.training.analyses.seed_runs import SeedResults
from core.training.analyses.surface_comparison import ComparedSurfaces, Comparison
from core.training.pacing import RunClock
from core.training.snapshots.snapshot import Snapshot
from core.training.snapshots.snapshotter import Depth
from core.training.worker.autosave import Autosave
from core.training.worker.commands import Command, Pause, SetExperiment, ShowIteration
from core.training.worker.events import (
    AutosaveFailed,
    Checked,
    CostSurfaceProgress,
    CostSurfaceReady,
    Event,
    Failed,
    LeftOutTrained,
    Loaded,
    Loading,
    ProjectSaved,
    RateRangeMeasured,
    RateRangeProgress,
    Reported,
    Reporting,
    RoundingProgress,
    RoundingTested,
    RunGone,
    RunSaved,
    Saved,
    TableWritten,
    TakenBack,
    VectorisationMeasured,
    VectorisationProgress,
)
from core.training.worker.export import export_answers
from core.training.worker.prediction_thread import Predictor
from core.training.worker.project_saving import ProjectSaver, SaveOrder
from core.training.worker.session import Session
from core.training.worker.timeline import MAX_INTERVAL

# Seconds of training between two looks at whether anybody waits, and at all else there may be to
# do. Beside quick updates looking takes its time. Painting can hold training up for so many.
LOOK_S, SLICE_S, MAX_PAINT_S = 0.001, 0.004, 0.1
# Of these the newest is enough.
PROGRESS = (Loading, CostSurfaceProgress, VectorisationProgress, RateRangeProgress)
# Seconds without work after which memory that earlier data took is given back.
IDLE_S = 1.0


class Runner:
    """Train in a thread of its own. Every method returns at once and may be called from anywhere.

    `take_snapshot` returns the newest snapshot, and a newer one overwrites it; `events` returns
    all that happened since its last call. A failure of any kind becomes an event and costs no more
    than what failed: data, network and run stay, and a run whose update failed is paused.
    A `recovery` is given the run of now every few seconds, and data that come inside projects
    are kept in `unpacked`.
    """

    def __init__(
        self, recovery: Recovery | None = None, unpacked: UnpackedData | None = None
    ) -> None:
        self.unpacked = unpacked
        self._session = Session(unpacked)
        self._autosave = Autosave(recovery) if recovery else None
        self._keep, self._saves = False, True
        self._commands: deque[Command] = deque()
        self._changed = threading.Condition()
        self._snapshot: Snapshot | None = None
        self._events: deque[Event] = deque()
        self._cancelled = False
        # Of the report that was asked for last, which may not have begun yet.
        self._report_cancelled = threading.Event()
        self._closing = False
        self._command: Command | None = None
        self._pause_answered = False
        self._depths: deque[Depth] = deque()
        self._predictor = Predictor(self._emit)
        self._saver = ProjectSaver(self._emit, self._accept_saved)
        self._clock = RunClock()
        self._seconds_repeating = 0.0
        # As many as are made in about LOOK_S.
        self._updates = 1
        self._painted = threading.Event()
        self._painted.set()
        self._thread = threading.Thread(target=self._work, name="trainer", daemon=True)
        self._thread.start()

    def submit(self, experiment: Experiment, restart: bool = False, train: bool = False) -> None:
        """Set the experiment; the newest takes the place of one that still waits.

        With `restart` it starts from its first weights whatever changed; with `train`
        it runs at once. A run that is going goes on with the new settings.
        """
        self._enqueue(SetExperiment(experiment, restart, train))

    def train(self) -> None:
        """Run, or go on."""
        self._enqueue(self._session.train)

    def pause(self) -> None:
        """Stop after the present update."""
        self._enqueue(Pause())

    def step(self) -> None:
        """Make one update."""
        self._enqueue(self._session.step)

    def reset(self) -> None:
        """Go back to the first weights."""
        self._enqueue(self._session.reset)

    def reload(self, experiment: Experiment) -> None:
        """Read the data of an experiment from its files again."""
        self._enqueue(self._session.forget_data)
        self.submit(experiment, restart=True)

    def cancel_loading(self) -> None:
        """Stop reading data, testing the rounding or measuring loops; the experiment stays."""
        self._cancelled = True

    def set_probes(self, probes: frozenset[str]) -> None:
        """Have snapshots hold these probes, by their names in PROBES, from now on."""
        self._enqueue(lambda: self._session.set_probes(probes))

    def set_autosave(self, on: bool) -> None:
        """Give the recovery the run of now every few seconds from now on, or no longer."""
        self._saves = on

    def pick_sample(self, sample: Sample) -> None:
        """Have snapshots look at this sample from now on."""
        self._enqueue(lambda: self._session.pick_sample(sample))

    def show_iteration(self, iteration: int | None) -> None:
        """Have snapshots show the network as it was at an iteration, None for now.

        The newest takes the place of one that still waits; a new run shows now.
        """
        self._enqueue(ShowIteration(iteration))

    def restore_run(self, run: int, experiment: Experiment) -> None:
        """Put a run that was on the bench there again, or begin it anew where it is gone."""
        self._enqueue(lambda: self._restore_run(run, experiment))

    def put_aside(self) -> None:
        """Keep what is on the bench until `take_back`; what follows is not kept for a crash."""
        self._enqueue(self._put_aside)

    def take_back(self, experiment: Experiment) -> None:
        """Put what is aside on the bench again, with the settings of `experiment`."""
        self._enqueue(lambda: self._take_back(experiment))

    def branch(self, iteration: int, experiment: Experiment) -> None:
        """Train on from an earlier iteration as an experiment says, as a new run."""
        self._enqueue(lambda: self._session.branch(iteration, experiment))

    def open_file(self, file: str | Path) -> None:
        """Put the network or the run of a file on the bench; a newer experiment comes first."""
        self._enqueue(lambda: self._open_file(file))

    def open_bare_weights(self, bare: BareWeights, uses: Uses) -> None:
        """Put a network made elsewhere on the bench, with what its file does not say."""
        self._enqueue(lambda: self._open_bare_weights(bare, uses))

    def open_run(self, experiment: Experiment, read: Callable[[], Model]) -> None:
        """Put the network of a run that is over on the bench, once it has been read."""
        self._enqueue(lambda: self._open_run(experiment, read))

    def model_of(self, run: int, iteration: int) -> Model | None:
        """Return the network of a run as it stood last; for tasks alone, between two updates."""
        return self._session.model_of(run, iteration)

    def start_from_here(self) -> None:
        """Begin a new run whose first weights are the present ones."""
        self._enqueue(self._session.start_from_here)

    def save_run(self, file: str | Path) -> None:
        """Write the run as it is now, to go on with it later."""
        self._run_to_its_end(lambda: RunSaved(self._session.save_run(file)))

    def save_project(self, file: str | Path, data_inside: bool = False) -> None:
        """Write all that is on the bench to a project file, and its data if they are to be inside.

        Copying those goes on beside training, until `cancel_saving`.
        """
        save = self._save_with_data if data_inside else self._save_project
        self._run_to_its_end(lambda: save(file))

    def cancel_saving(self) -> None:
        """Stop writing a project with its data; what was there before stays."""
        self._saver.cancel()

    def sweep_unpacked(self) -> None:
        """Take away the data of projects that no window has open any more."""
        if unpacked := self.unpacked:
            self.run_task(unpacked.sweep)

    def set_words(self, words: OwnWords) -> None:
        """Have projects, and reports, hold these words of their author from now on."""
        self._enqueue(lambda: setattr(self._session, "words", words))

    def report(
        self, file: str, seeds: SeedResults | None, others: Callable[[], tuple[Record, ...]]
    ) -> None:
        """Write the run up for a file, until `cancel_report`; a run waits for it.

        `others` are called between two updates for the runs that are compared.
        """
        self._report_cancelled = cancelled = threading.Event()
        self._run_to_its_end(lambda: self._report(file, seeds, others(), cancelled))

    def cancel_report(self) -> None:
        """Write no report, whether the last one has begun or waits."""
        self._report_cancelled.set()

    def open_project(self, file: str | Path, folder: str = "") -> None:
        """Go on with a project; `folder` is where its data lie, if not where they were."""
        self._enqueue(lambda: self._open_project(file, folder))

    def save(self, file: str | Path) -> None:
        """Write the present weights to a file whose ending picks the format."""
        self._run_to_its_end(lambda: Saved(self._session.save(file)))

    def check(self) -> None:
        """Compare the gradient with finite differences; a run waits for it."""
        self._run_long(lambda: Checked(self._session.check()))

    def test_rounding(self) -> None:
        """Train a twin of the run to see whether rounding decides it; any command ends it."""
        self._enqueue(self._test_rounding)

    def measure_vectorisation(self) -> None:
        """Measure loops beside matrices on the network of now; any command ends it."""
        self._enqueue(self._measure_vectorisation)

    def compute_cost_surface(self, request: Plane | Comparison) -> None:
        """Compute the cost around the run on a plane, or compare two; any command ends it."""
        self._enqueue(lambda: self._compute_cost_surface(request))

    def train_seeds(self, total: int) -> None:
        """Train the experiment from so many seeds while nothing else is to be done.

        The run itself, and every command, comes first.
        """
        self.end_repeated()
        self.run_task(lambda: self._session.train_seeds(total))

    def compare_augmentation(self, total: int) -> None:
        """Train from so many seeds with and without augmentation, as `train_seeds` does."""
        self.end_repeated()
        self.run_task(lambda: self._session.compare_augmentation(total))

    def train_without_each(self) -> None:
        """Train the experiment without each sample in turn while nothing else is to be done."""
        self.end_repeated()
        self._seconds_repeating = 0.0
        self.run_task(self._session.train_without_each)

    def cross_validate(self, total: int) -> None:
        """Train the experiment in so many folds while nothing else is to be done."""
        self.end_repeated()
        self.run_task(lambda: self._session.cross_validate(total))

    def end_repeated(self) -> None:
        """Train no more seeds, no more folds, and without no more samples."""
        self.run_task(self._session.end_repeated)

    def measure_rates(self) -> None:
        """Let the rate of a short run grow, to see which lowers the cost; any command ends it."""
        self._enqueue(self._measure_rates)

    def run_task(self, task: Callable[[], Event | None]) -> None:
        """Run a task between two updates, and emit the event that it returns."""
        self._enqueue(lambda: self._emit(task()))

    def predict(self, paths: Iterable[str | Path]) -> None:
        """Predict the classes of files and folders with the present weights; the run goes on."""
        session, start = self._session, self._predictor.start
        self._enqueue(lambda: start(session.model(), session.run, session.iteration, paths))

    def cancel_predicting(self) -> None:
        """Predict no more files."""
        self._predictor.stop()

    def write_answers(
        self, file: str | Path, answers: Answers, predictions: Sequence[Prediction]
    ) -> None:
        """Write predictions as a table."""
        self.run_task(lambda: TableWritten(export_answers(file, answers, predictions)))

    def save_numbers(self, file: str | Path) -> None:
        """Write what the update after the iteration that is shown starts from, as arrays."""
        self.run_task(lambda: self._session.save_numbers(file))

    def pause_for_paint(self) -> None:
        """Stop while the window paints, until `resume_after_paint` or for MAX_PAINT_S.

        Two threads that take the interpreter from each other at every call are both slow.
        """
        self._painted.clear()

    def resume_after_paint(self) -> None:
        """Train on."""
        self._painted.set()

    def take_snapshot(self) -> Snapshot | None:
        """Return the newest snapshot, None where there is none since the last call."""
        with self._changed:
            snapshot, self._snapshot = self._snapshot, None
        return snapshot

    @property
    def waiting_snapshot(self) -> Snapshot | None:
        """Return what `take_snapshot` would return, and leave it there."""
        return self._snapshot

    def events(self) -> list[Event]:
        """Return what happened since the last call, oldest first."""
        with self._changed:
            events = list(self._events)
            self._events.clear()
        return events

    def close(self, timeout: float = 2.0, keep: bool = False) -> bool:
        """Stop for good; return whether the threads ended within `timeout` seconds each.

        With `keep` the run of now stays with the recovery, otherwise nothing does.
        """
        self.cancel_predicting()
        with self._changed:
            self._closing, self._keep = True, keep
            self._changed.notify()
        saved = self._saver.close()
        self._thread.join(timeout)
        return not self._thread.is_alive() and self._predictor.join(timeout) and saved

    def _run_to_its_end(self, task: Callable[[], Event | None]) -> None:
        """Run a task that nothing breaks off: a file that was asked for is written."""

        def run() -> Event | None:
            with interruptible(self._answer_pause):
                return task()

        self._run_long(run)

    def _run_long(self, task: Callable[[], Event | None]) -> None:
        """Run a task that may take long: what is new on the bench is kept before."""

        def run() -> Event | None:
            self._follow(at_once=True)
            return task()

        self.run_task(run)

    def _enqueue(self, command: Command) -> None:
        with self._changed:
            if isinstance(command, SetExperiment | Pause | ShowIteration):
                command.enqueue(self._commands)
            else:
                self._commands.append(command)
            self._changed.notify()

    def _work(self) -> None:
        with np.errstate(all="ignore"), interruptible(self._check_interruption):
            while not self._closing:
                if not self._wait_for_work(IDLE_S):
                    self._save_if_due(at_once=True)
                    release_free_memory()
                    self._wait_for_work()
                command = self._command = self._next_command()
                self._pause_answered = False
                try:
                    self._execute(command)
                    self._save_if_due()
                except Exception as problem:
                    self._fail(problem, command)
        self._session.take_back()
        if self._autosave:
            self._autosave.close(self._session, self._keep)
        if self.unpacked:
            self.unpacked.sweep()

    def _save_if_due(self, at_once: bool = False) -> None:
        # Any command breaks off what takes long in it.
        self._command = None
        self._follow(at_once)

    def _follow(self, at_once: bool = False) -> None:
        """Have the run of now saved, where that is due."""
        if self._autosave and self._saves and not self._session.has_run_aside:
            with suppress(Cancelled):
                self._session.finish_update()
                self._autosave.follow(self._session, at_once)
            if problem := self._autosave.news():
                self._emit(AutosaveFailed(problem))

    def _execute(self, command: Command | None) -> None:
        if command is None:
            # A command that waits breaks it off.
            with suppress(Cancelled):
                self._work_on()
            return
        if isinstance(command, SetExperiment):
            self._submit(command)
        elif isinstance(command, Pause):
            self._session.pause()
        elif isinstance(command, ShowIteration):
            self._session.show_iteration(command.iteration)
        else:
            command()
        self._updates = 1
        self._clock.follow(self._session.run, self._session.iteration)
        # A newer experiment that waits will publish its own; the command itself is done.
        with suppress(Cancelled):
            self._publish_snapshots()

    def _work_on(self) -> None:
        self._session.finish_update()
        running = self._session.running
        # A run that goes on is checked now and then anyway, and what takes long waits for its end.
        waits = running and self._depths and self._depths[0] in (Depth.CHECKED, Depth.SOLVED)
        if self._depths and not waits:
            with interruptible(self._check_save):
                self._publish_snapshot(self._depths[0])
            self._depths.popleft()
        elif running:
            self._train_slice()
        else:
            self._repeat_slice()

    def _check_interruption(self) -> None:
        """Break off what has a command waiting; a command only where a newer experiment waits."""
        # Asked between all pieces of work: what is usual takes no lock.
        if not (self._commands or self._closing):
            return
        with self._changed:
            waiting = [
                command
                for command in self._commands
                if self._command is None or isinstance(command, SetExperiment)
            ]
        if self._closing or waiting:
            raise Cancelled
        self._answer_pause()

    def _check_save(self) -> None:
        """Break off what can be done again where a command waits, or a save that can be made."""
        self._check_interruption()
        autosave = self._autosave
        if autosave and self._saves and not autosave.problem and autosave.is_due(self._session):
            raise Cancelled

    def _answer_pause(self) -> None:
        """Show that the run stands still, as it does while a command works, if Pause waits."""
        with self._changed:
            waits = any(isinstance(command, Pause) for command in self._commands)
        if waits and not self._pause_answered and threading.current_thread() is self._thread:
            self._pause_answered = True
            self._session.pause()
            self._publish_snapshot(Depth.STATE)

    def _next_command(self) -> Command | None:
        with self._changed:
            return self._commands.popleft() if self._commands else None

    def _wait_for_work(self, timeout: float | None = None) -> bool:
        """Wait until there is something to do; return whether there is."""
        with self._changed:
            return self._changed.wait_for(self._has_work, timeout)

    def _has_work(self) -> bool:
        session = self._session
        work = session.running or session.is_updating or session.repeated or self._depths
        return bool(self._commands or work or self._closing)

    def _repeat_slice(self) -> None:
        begin = time.monotonic()
        while self._session.repeated and time.monotonic() < begin + LOOK_S:
            event = self._session.advance_repeated()
            if isinstance(event, LeftOutTrained):
                event = structs.replace(event, seconds=self._seconds_repeating)
            self._emit(event)
        self._seconds_repeating += time.monotonic() - begin
        time.sleep(0)

    def _train_slice(self) -> None:
        session, now = self._session, time.monotonic()
        end = now + SLICE_S
        while session.running and now < end and self._painted.is_set() and not self._commands:
            begin = now
            session.advance(self._updates)
            now = time.monotonic()
            if now - begin < LOOK_S / 2:
                self._updates = min(2 * self._updates, MAX_INTERVAL)
            elif now - begin > LOOK_S:
                self._updates = max(self._updates // 2, 1)
        self._clock.tick(session.iteration, ended=not session.running)
        if self._snapshot is None and self._clock.snapshot_due():
            self._publish_snapshot(Depth.CHECKED)
            self._clock.snapshot_taken()
        elif not session.running:
            self._publish_snapshots()
        if not (self._painted.is_set() or self._painted.wait(MAX_PAINT_S)):
            self._painted.set()

    def _publish_snapshots(self) -> None:
        """Publish a snapshot of now; what takes long in it follows when there is time."""
        snapshotter = self._session.snapshotter
        self._depths = deque(snapshotter.steps(self._session.replayed) if snapshotter else ())
        if self._depths and self._depths[0] is not Depth.INSPECTED:
            self._publish_snapshot(self._depths.popleft())

    def _publish_snapshot(self, depth: Depth) -> None:
        snapshot = self._session.snapshot(self._clock.seconds, self._clock.rate, depth)
        with self._changed:
            self._snapshot = snapshot or self._snapshot

    def _submit(self, command: SetExperiment) -> None:
        self._cancelled = False
        try:
            dataset = self._session.submit(
                command.experiment, self._report_loading, command.restart
            )
        except Cancelled:
            # A newer one that broke this one off does what this one was asked for, too.
            with self._changed:
                newer = next((c for c in self._commands if isinstance(c, SetExperiment)), None)
                if newer is None:
                    raise
                command.give_way(newer)
            return
        if dataset:
            self._emit(Loaded(command.experiment, dataset))
            release_free_memory()
        if command.train:
            self._session.train()

    def _restore_run(self, run: int, experiment: Experiment) -> None:
        if dataset := self._session.restore_run(run, experiment):
            self._emit(Loaded(experiment, dataset))
        else:
            self._submit(SetExperiment(experiment, restart=False, train=False))
            if updates := self._session.updates_gone_with(run):
                self._emit(RunGone(updates))

    def _put_aside(self) -> None:
        self._follow(at_once=True)
        self._session.put_aside()

    def _take_back(self, experiment: Experiment) -> None:
        found = self._session.take_back()
        self._emit(TakenBack(self._session.run, Loaded(*found) if found else None))
        if found is None or found[0] != experiment:
            # It was changed just before, or could not be read.
            self._submit(SetExperiment(experiment, restart=False, train=False))

    def _open_file(self, file: str | Path) -> None:
        self._cancelled = False
        self._emit(self._session.open_file(file, self._report_loading))

    def _save_project(self, file: str | Path) -> ProjectSaved:
        saved = self._session.save_project(file)
        self._accept(saved)
        return saved

    def _save_with_data(self, file: str | Path) -> None:
        session, project = self._session, self._session.capture_project()
        if project is None or session.trainer is None:
            raise LayerbenchError("There are no data to put inside: open them first.")
        self._saver.start(
            SaveOrder(project, session.trainer.dataset, session.saved(file, data_inside=True))
        )

    def _accept_saved(self, saved: ProjectSaved) -> None:
        self._enqueue(lambda: self._accept(saved))

    def _accept(self, saved: ProjectSaved) -> None:
        """Have nothing recovered of what is saved, unless there is something newer by now."""
        if self._autosave and saved == self._session.saved(saved.file, saved.data_inside):
            self._autosave.accept(self._session)

    def _open_project(self, file: str | Path, folder: str) -> None:
        self._cancelled = False
        self._emit(self._session.open_project(file, self._report_loading, folder))

    def _open_bare_weights(self, bare: BareWeights, uses: Uses) -> None:
        self._cancelled = False
        self._emit(self._session.open_bare_weights(bare, uses, self._report_loading))

    def _open_run(self, experiment: Experiment, read: Callable[[], Model]) -> None:
        self._cancelled = False
        self._emit(self._session.open_run(experiment, read(), self._report_loading))

    def _report(
        self,
        file: str,
        seeds: SeedResults | None,
        others: tuple[Record, ...],
        cancelled: threading.Event,
    ) -> Reported | None:
        told = Reporting(file, 0, 1)
        self._emit(told)

        def tell(done: int, total: int) -> None:
            nonlocal told
            if cancelled.is_set() or self._closing:
                raise Cancelled
            if (now := Reporting(file, done, total)) != told:
                told = now
                self._emit(told)

        written: Reported | None = None
        try:
            with suppress(Cancelled):
                report = self._session.report(tell, self._clock.seconds, seeds, others)
                written = Reported(report, file)
        finally:
            if written is None:
                self._emit(Reporting(file, 0, 0, ended=True))
        return written

    def _test_rounding(self) -> None:
        self._cancelled = False
        self._emit(RoundingTested(self._session.test_rounding(self._report_rounding)))

    def _measure_vectorisation(self) -> None:
        self._cancelled = False
        measured = self._session.measure_vectorisation(self._report_vectorisation)
        self._emit(VectorisationMeasured(measured))

    def _measure_rates(self) -> None:
        result: LearningRateRange | None = None
        with suppress(Cancelled):
            result = self._session.measure_rates(self._report_rates)
        self._emit(RateRangeMeasured(result))

    def _compute_cost_surface(self, request: Plane | Comparison) -> None:
        result: Surface | ComparedSurfaces | None = None
        with suppress(Cancelled):
            if isinstance(request, Comparison):
                result = self._session.compare_surfaces(request, self._report_surface)
            else:
                result = self._session.compute_cost_surface(request, self._report_surface)
        self._emit(CostSurfaceReady(request, result))

    def _report_surface(self, done: int, total: int) -> None:
        self._yield_or_cancel(done, total)
        self._follow()
        self._emit(CostSurfaceProgress(done, total))

    def _report_rates(self, done: int, total: int) -> None:
        self._yield_or_cancel(done, total)
        self._follow()
        self._emit(RateRangeProgress(done, total))

    def _report_rounding(self, done: int, total: int) -> None:
        if self._cancelled:
            raise Cancelled
        self._yield_or_cancel(done, total)
        self._follow()
        self._emit(RoundingProgress(done, total))

    def _report_vectorisation(self, done: int, total: int) -> None:
        if self._cancelled:
            raise Cancelled
        self._yield_or_cancel(done, total)
        self._follow()
        self._emit(VectorisationProgress(done, total))

    def _report_loading(self, done: int, total: int) -> None:
        with self._changed:
            newer = any(isinstance(command, SetExperiment) for command in self._commands)
        if self._cancelled or self._closing or newer:
            raise Cancelled
        self._follow()
        self._emit(Loading(done, total))

    def _yield_or_cancel(self, done: int, total: int) -> None:
        """Let other threads run, or raise Cancelled where a command waits."""
        if self._closing or self._commands:
            raise Cancelled
        time.sleep(0)

    def _emit(self, event: Event | None) -> None:
        with self._changed:
            # The newest progress replaces the one before, however much there is.
            newest = self._events[-1] if self._events else None
            if isinstance(event, PROGRESS) and type(newest) is type(event):
                self._events.pop()
            self._events.extend([event] if event else [])

    def _fail(self, problem: Exception, command: Command | None) -> None:
        refused = command.experiment if isinstance(command, SetExperiment) else None
        user_error = problem if isinstance(problem, LayerbenchError) else None
        trainer = self._session.trainer
        current = trainer.experiment if trainer else None
        paused = command is None and self._session.running
        self._emit(Failed(user_error, traceback.format_exc(), refused, current, paused))
        if paused:
            # An update that fails would fail again; the snapshot of the pause comes as its own.
            self._session.pause()
            self._enqueue(Pause())
        self._clock.follow(self._session.run, self._session.iteration)
