"""The present experiment: its data, its trainer, and whether it runs."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace as with_fields
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.load import load
from core.data.registry import Report
from core.data.sample import Sample
from core.errors import Cancelled, ExperimentError, LayerbenchError
from core.experiment.settings import DataSettings, Experiment
from core.files import shown
from core.messages import Message
from core.models.bare_weights import (
    BareWeights,
    Uses,
    describe_bare_weights,
    read_bare_weights,
)
from core.models.compatibility import load_for
from core.models.learned_samples import count_learned
from core.models.model import Model
from core.network.gradient_check import ParameterCheck
from core.projects.own_words import NO_WORDS, OwnWords
from core.projects.project import (
    FORMAT,
    Project,
    UnpackedProject,
    capture_project,
    data_beside,
    unpack_project,
    write_project,
)
from core.projects.unpacked_data import UnpackedData
from core.training.analyses.cost_surface import Plane, Surface, surface
from core.training.analyses.cross_validation import CrossValidation
from core.training.analyses.gradient_check import check
from core.training.analyses.learning_rate_range import LearningRateRange, learning_rate_range
from core.training.analyses.leave_one_out import LeaveOneOut
from core.training.analyses.rounding_sensitivity import measure_rounding
from core.training.analyses.seed_runs import SeedRuns, check_seeds, without_augmentation
from core.training.analyses.surface_comparison import (
    ComparedSurfaces,
    Comparison,
    compare_surfaces,
)
from core.training.analyses.vectorisation import Vectorisation, measure_vectorisation
from core.training.calibration import calibrated_model
from core.training.checkpoint import (
    load_checkpoint,
    read_run,
    restore_without_samples,
    save_checkpoint,
)
from core.training.health.findings import Finding
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Depth, Snapshotter
from core.training.trainer import Trainer
from core.training.worker.events import (
    ArraysFound,
    BareWeightsFound,
    FoldEnded,
    LeftOutTrained,
    NumbersSaved,
    Opened,
    ProjectSaved,
    SeedRunEnded,
)
from core.training.worker.export import export
from core.training.worker.left_runs import LeftRun, LeftRuns
from core.training.worker.model_data import find_data, load_with
from core.training.worker.timeline import Timeline

if TYPE_CHECKING:
    from core.models.exporters import Exported
    from core.report.contents import Report as WrittenReport
    from core.runs.record import Record
    from core.training.analyses.seed_runs import SeedResults

# Points of the run's path on a cost surface, at most.
PATH_POINTS = 60
RepeatedRuns = SeedRuns | CrossValidation | LeaveOneOut
RepeatedEvent = SeedRunEnded | FoldEnded | LeftOutTrained
FileNews = Opened | ArraysFound | BareWeightsFound


class _Aside(NamedTuple):
    """What was on the bench when another run took its place for a while."""

    trainer: Trainer | None
    timeline: Timeline | None
    origin: Model | None
    data: tuple[DataSettings, Dataset] | None
    picked: Sample | None
    left: LeftRuns
    repeated: RepeatedRuns | None
    words: OwnWords


class Session:
    """Carry out the runner's commands one at a time, without threads or clocks.

    Every new start of weights is a new run with the next number. Data that was read
    stays, so that other settings on the same data start at once. `probes` are the names
    of the probes that snapshots hold; `replayed` is the run as it was at the iteration
    that snapshots show, None for now. `origin` is the model whose weights are the first ones,
    None where they are drawn; other network settings, or data that it does not take, end that.
    Data that come inside a project go to `unpacked`; without it they are looked for elsewhere.
    `words` are what the author has written for the report of what is on the bench.
    """

    def __init__(self, unpacked: UnpackedData | None = None) -> None:
        self.unpacked = unpacked
        self.trainer: Trainer | None = None
        self.snapshotter: Snapshotter | None = None
        self.timeline: Timeline | None = None
        self.replayed: Trainer | None = None
        self.repeated: RepeatedRuns | None = None
        self.words = NO_WORDS
        self.running = False
        self.run = 0
        self.probes: frozenset[str] = frozenset()
        self.origin: Model | None = None
        self._left = LeftRuns()
        self._picked: Sample | None = None
        self._data: tuple[DataSettings, Dataset] | None = None
        self._aside: _Aside | None = None

    @property
    def iteration(self) -> int:
        """Count the updates of the present run."""
        return self.trainer.iteration if self.trainer else 0

    def submit(
        self, experiment: Experiment, report: Callable[[int, int], None], restart: bool = False
    ) -> Dataset | None:
        """Set the experiment; what changed says what happens.

        Training settings alone apply from the next step, unless `restart` asks for new
        weights; anything else, another cost too, starts new weights. Return the data if other data
        was read for it. Raise LayerbenchError for data that cannot be used; the experiment is then
        as before.
        """
        trainer = self.trainer
        if trainer and not restart and _same_start(trainer.experiment, experiment):
            _change(trainer, experiment)
            if trainer.iteration and self.timeline:
                self.timeline.change(experiment.training)
            else:
                self.timeline = Timeline(trainer)
            if self.snapshotter:
                self.snapshotter.extra_findings = ()
            return None
        origin = self._origin_of(experiment)
        if self._data and self._is_read(experiment.data, origin):
            # The same samples, divided alike: what was known of them still is.
            learned = trainer.learned_before if trainer and origin else 0
            self._start(experiment, self._data[1], origin, learned)
            return None
        dataset, origin = load_with(origin, experiment.data, report, self._dataset)
        learned = count_learned(origin, experiment.data, dataset, report) if origin else 0
        self._start(experiment, dataset, origin, learned)
        self._data = experiment.data, dataset
        return dataset

    def open_file(self, file: str | Path, report: Report) -> FileNews:
        """Open a network or a run; of other arrays, tell what they are.

        Raises LayerbenchError where the file cannot be used; everything is then as before.
        """
        # The formats bring libraries with them that a start need not wait for.
        from core.models.exporters import read_model
        from core.training.worker.file_contents import Contents, contents_of

        contents = contents_of(file)
        if contents is Contents.ARRAYS:
            return ArraysFound(str(file))
        if contents is Contents.PROJECT:
            return self.open_project(file, report)
        if contents is Contents.BARE_WEIGHTS:
            return BareWeightsFound(describe_bare_weights(file))
        opened = (
            self.resume(file, report)
            if contents is Contents.RUN
            else self.open_model(_found_in(read_model(file), file), report)
        )
        return replace(opened, file=shown(file))

    def open_bare_weights(self, bare: BareWeights, uses: Uses, report: Report) -> Opened:
        """Open a network made elsewhere, with what its file does not say.

        Raises LayerbenchError where the two do not go together; everything is then as before.
        """
        opened = self.open_model(_found_in(read_bare_weights(bare, uses), bare.file), report)
        return replace(opened, file=shown(bare.file))

    def open_run(self, experiment: Experiment, model: Model, report: Report) -> Opened:
        """Put the network of a run that is over on the bench, with its settings and its data.

        Where those cannot be read, it stands on what is at hand.
        """
        model = with_fields(model, experiment=experiment)
        try:
            dataset = load_for(model, experiment.data, report, self._dataset)
        except Cancelled:
            raise
        except LayerbenchError as problem:
            return replace(self.open_model(model, report), problem=problem)
        return self._open(experiment, dataset, model, report)

    def model_of(self, run: int, iteration: int) -> Model | None:
        """Return the network of a run as it stood last, None where another is on the bench."""
        self.finish_update()
        return self.model() if (run, iteration) == (self.run, self.iteration) else None

    def open_model(self, model: Model, report: Report) -> Opened:
        """Start a run from a model's weights, on data at hand that it takes or on a blank.

        Its own data are at hand where they are built in, others where they are on the bench.
        """
        experiment, dataset, problem = find_data(model, self._data, report)
        return replace(self._open(experiment, dataset, model, report), problem=problem)

    def resume(self, file: str | Path, report: Report, data: DataSettings | None = None) -> Opened:
        """Go on with the run of a file, on the data that it was started with.

        `data` are their settings where those are others now: a folder may have moved.

        Raises LayerbenchError where the file or its data cannot be read, or are others now.
        """
        data = data or read_run(file).experiment.data
        at_hand = self._data is not None and self._data[0] == data and self.origin is None
        dataset = self._data[1] if self._data and at_hand else load(data, report)
        trainer = load_checkpoint(file, dataset, data)
        self.running = False
        first = trainer.first_weights
        origin = None if first is None else Model.of(trainer.experiment, dataset, first)
        self._install(trainer, Timeline(trainer), origin)
        self._data = data, dataset
        return Opened(trainer.experiment, dataset, iteration=trainer.iteration, run=self.run)

    def capture_project(self) -> Project | None:
        """Copy the run as it is now with its network; None where there are no data."""
        trainer = self.trainer
        if trainer is None or trainer.dataset.blank:
            return None
        return capture_project(trainer, self.words)

    def save_project(self, file: str | Path) -> ProjectSaved:
        """Write all that is on the bench to a project file.

        Raises OutputError where it cannot be written.
        """
        write_project(capture_project(self._require_trainer(), self.words), file)
        return self.saved(file)

    def saved(self, file: str | Path, data_inside: bool = False) -> ProjectSaved:
        """Return the event that the bench as it is now is in a file."""
        experiment = self._require_trainer().experiment
        return ProjectSaved(
            str(file), self.run, self.iteration, experiment, data_inside, self.words
        )

    def open_project(self, file: str | Path, report: Report, folder: str = "") -> Opened:
        """Go on with a project; where its data are not at hand, show its network and curves.

        `folder` is where they lie now, if not where they were. Raises LayerbenchError where the
        file cannot be used; everything is then as before.
        """
        with unpack_project(file) as project:
            try:
                data = self._data_of(project, report, folder)
                if not folder:
                    data = data_beside(file, data)
                opened = self.resume(project.run, report, data)
            except Cancelled:
                raise
            except LayerbenchError as problem:
                from core.models.formats.npz import read_npz

                opened = self.open_model(read_npz(project.network), report)
                trainer = self._require_trainer()
                trainer.iteration = project.description.iteration
                with suppress(LayerbenchError):
                    restore_without_samples(trainer, project.run)
                # The way to it cannot be made again without the samples.
                self.timeline = None
                project.name_in(problem)
                opened = replace(opened, problem=problem)
        self.words = project.description.words
        return replace(
            opened,
            file=shown(file),
            project=str(file),
            words=self.words,
            older=project.description.format < FORMAT,
            data_inside=project.data is not None,
        )

    def _data_of(self, project: UnpackedProject, report: Report, folder: str) -> DataSettings:
        """Return where the data of a project are, which are unpacked if they came inside."""
        data = project.description.experiment.data
        if folder:
            return replace(data, folder=folder)
        if self.unpacked and project.data:
            place = self.unpacked.put(
                project.data.key, lambda folder: project.unpack_data(folder, report)
            )
            return project.data.settings_in(place, data)
        if self.unpacked:
            self.unpacked.keep(data)
        return data

    def start_from_here(self) -> None:
        """Begin a new run whose first weights are those of now."""
        trainer = self._require_trainer()
        self.running = False
        model = self.model()
        if trainer.iteration:
            source = Message("iteration {iteration:,} of the run before", iteration=self.iteration)
            model = with_fields(model, source=source)
        self._start(trainer.experiment, trainer.dataset, model, trainer.learned_before)

    def save_run(self, file: str | Path) -> str:
        """Write the run as it is now, to go on with it later; return the file's name as shown.

        Raises OutputError where it cannot be written.
        """
        save_checkpoint(self._require_data(), file)
        return shown(file)

    def reset(self) -> None:
        """Start again from the first weights, and wait there."""
        self.running = False
        trainer = self._require_trainer()
        self._start(trainer.experiment, trainer.dataset, self.origin, trainer.learned_before)

    def train(self) -> None:
        """Run; a finished run starts again from its first weights."""
        trainer = self._require_data()
        if trainer.finished:
            self._start(trainer.experiment, trainer.dataset, self.origin, trainer.learned_before)
        self.running = True

    def pause(self) -> None:
        """Stop; the weights stay."""
        self.running = False

    def step(self) -> None:
        """Make one update, and stop."""
        if self.is_updating:
            self.finish_update()
        else:
            self.advance()
        self.running = False

    def advance(self, updates: int = 1) -> None:
        """Make up to `updates` updates, as many as fit before the next keyframe.

        A finished run stops.
        """
        trainer, timeline = self._require_data(), self.timeline
        trainer.finish_update()
        if timeline:
            if trainer.iteration >= timeline.due:
                timeline.store()
            updates = min(updates, timeline.due - trainer.iteration)
        trainer.step(updates)
        self.running = not trainer.finished

    def restore_run(self, run: int, experiment: Experiment) -> Dataset | None:
        """Put a run that was on the bench there again, and return its data; None where it is gone.

        It is a new run by its number, stands still, and has the training settings of `experiment`.
        """
        left = self._left.take(run)
        if left is None or not _same_start(left.trainer.experiment, experiment):
            return None
        self.running = False
        self._install(*left)
        self._data = experiment.data, left.trainer.dataset
        before = left.trainer.experiment
        if (before.training, before.answers) != (experiment.training, experiment.answers):
            self.submit(experiment, lambda done, total: None)
        return left.trainer.dataset

    def updates_gone_with(self, run: int) -> int:
        """Return how many updates a run had made for which there was no room, else 0."""
        return self._left.gone.get(run, 0)

    @property
    def has_run_aside(self) -> bool:
        """Tell whether a run is put aside."""
        return self._aside is not None

    def put_aside(self) -> None:
        """Keep the run of now, its data, its words and those it came from, until `take_back`.

        The next experiment begins on an empty bench. What is aside already stays.
        """
        if self._aside:
            return
        self.finish_update()
        self._aside = _Aside(
            self.trainer,
            self.timeline,
            self.origin,
            self._data,
            self._picked,
            self._left,
            self.repeated,
            self.words,
        )
        self.running = False
        self.words = NO_WORDS
        self._clear()
        self._left, self._picked, self.repeated = LeftRuns(), None, None

    def take_back(self) -> tuple[Experiment, Dataset] | None:
        """Put the run that is aside on the bench, standing still; return what it is of.

        It is a new run by its number. None where there is none.
        """
        aside, self._aside = self._aside, None
        if aside is None:
            return None
        self.running = False
        self._clear()
        self._left, self._picked, self._data = aside.left, aside.picked, aside.data
        self.words = aside.words
        if aside.trainer is None or aside.timeline is None:
            return None
        self._install(aside.trainer, aside.timeline, aside.origin)
        self.repeated = aside.repeated
        return aside.trainer.experiment, aside.trainer.dataset

    def _clear(self) -> None:
        """Leave nothing on the bench that another run could go on from."""
        self.trainer = self.snapshotter = self.timeline = None
        self.replayed = self.origin = None

    def show_iteration(self, iteration: int | None) -> None:
        """Have snapshots show the network as it was at an iteration; None or later is now.

        What is before the earliest that is known is shown as that one.
        """
        self.replayed = None
        if self.timeline and iteration is not None:
            iteration = max(iteration, self.timeline.begin)
            if iteration < self.iteration:
                self.replayed = self.timeline.at(iteration)

    def branch(self, iteration: int, experiment: Experiment) -> None:
        """Go back to an iteration, and train on from there as an experiment says: a new run.

        Raises ExperimentError where its data or network are others, or its training cannot be,
        and LayerbenchError where there are no data.
        """
        trainer, timeline = self._require_data(), self.timeline
        if not timeline or not _same_start(trainer.experiment, experiment):
            raise ExperimentError(
                "A run can go on from an earlier iteration with other training settings only: "
                "put data and network back, or press Train to start anew."
            )
        if iteration <= 0:
            self._start(experiment, trainer.dataset, self.origin, trainer.learned_before)
            self.running = True
            return
        branch, line = timeline.branch(iteration)
        _change(branch, experiment)
        line.change(experiment.training)
        self._install(branch, line, self.origin)
        self.running = not branch.finished

    def train_seeds(self, total: int) -> SeedRunEnded:
        """Train the experiment from so many seeds, whenever nothing else is to be done.

        Raises ExperimentError where that is no number of seeds.
        """
        trainer = self._require_data()
        check_seeds(total)
        self.repeated = SeedRuns(trainer.experiment, trainer.dataset, total)
        return SeedRunEnded(self.repeated.results(), over=False)

    def compare_augmentation(self, total: int) -> SeedRunEnded:
        """Train from so many seeds with and without augmentation, as `train_seeds` does.

        Raises ExperimentError where there is none, or nothing to see it on.
        """
        trainer = self._require_data()
        check_seeds(total)
        without = without_augmentation(trainer.experiment, trainer.dataset)
        self.repeated = SeedRuns(trainer.experiment, trainer.dataset, total, without)
        return SeedRunEnded(self.repeated.results(), over=False)

    def train_without_each(self) -> None:
        """Train the experiment without each sample in turn, whenever nothing else is to be done.

        Each is trained for as long as the run of now, or to its end where that has not begun.
        Raises LayerbenchError where the answers are no classes.
        """
        trainer, snapshotter = self._require_data(), self.snapshotter
        if snapshotter:
            updates = trainer.iteration or trainer.updates
            self.repeated = LeaveOneOut(
                trainer.experiment,
                trainer.dataset,
                snapshotter.sample,
                updates,
                trainer.first_weights,
            )

    def cross_validate(self, total: int) -> FoldEnded:
        """Train the experiment in so many folds, whenever nothing else is to be done.

        Raises what CrossValidation does.
        """
        trainer = self._require_data()
        self.repeated = CrossValidation(trainer.experiment, total, before=trainer.dataset)
        return FoldEnded(self.repeated.results(), over=False)

    def advance_repeated(self) -> RepeatedEvent | None:
        """Make one update of the repeated runs; return an event when one has ended."""
        runs, self.repeated = self.repeated, None  # A failure ends them.
        try:
            ended = runs is not None and runs.advance()
        except Cancelled:
            self.repeated = runs
            raise
        if runs and runs.done < runs.total:
            self.repeated = runs
        return _told(runs, over=self.repeated is None) if runs and ended else None

    def end_repeated(self) -> RepeatedEvent | None:
        """Repeat no more runs; what has ended counts."""
        runs, self.repeated = self.repeated, None
        return _told(runs, over=True) if runs else None

    def save(self, file: str | Path) -> "Exported":
        """Write the network as it is now, with everything needed to use it.

        Raises OutputError where it cannot be written.
        """
        # The formats bring libraries with them that a start need not wait for.
        return export(self._require_trainer(), file)

    def save_numbers(self, file: str | Path) -> NumbersSaved:
        """Write what the update after the iteration that is shown starts from, as arrays.

        Raises OutputError where it cannot be written, and LayerbenchError without data.
        """
        # It waits until it is needed, as the formats do.
        from core.calculation.given import save_given

        trainer = self.replayed or self._require_data()
        save_given(trainer, Path(file))
        return NumbersSaved(str(file), trainer.iteration)

    def check(self) -> tuple[ParameterCheck, ...]:
        """Compare the gradient of the experiment with finite differences."""
        trainer = self._require_trainer()
        return check(trainer.experiment, trainer.dataset)

    def report(
        self,
        report: Report,
        seconds: float,
        seeds: "SeedResults | None",
        others: "tuple[Record, ...]",
    ) -> "WrittenReport":
        """Write the run up as it is now; `seconds` is how long it has trained.

        `seeds` are runs from other first weights, `others` runs that are compared with each other.
        Raises what `reported_run` does, and whatever `report` raises.
        """
        # It waits until it is needed, as the formats do.
        from core.live_page.frames import FRAMES, frames_along
        from core.report.report import report_of
        from core.report.reported_run import reported_run

        self.finish_update()
        trainer = self._require_trainer()
        path = self.timeline.path(FRAMES) if self.timeline else ()

        run = reported_run(
            trainer,
            words=self.words,
            seconds=seconds,
            seeds=seeds,
            others=others,
            frames=frames_along(
                trainer.experiment, trainer.dataset, path, pulse=lambda: report(0, 1)
            ),
            report=report,
        )
        return report_of(run, pulse=lambda: report(1, 1))

    def test_rounding(self, report: Callable[[int, int], None]) -> Finding:
        """Train a twin of the run, and return how far they part; snapshots repeat the finding."""
        trainer = self._require_data()
        finding = measure_rounding(
            trainer.experiment, trainer.dataset, report, trainer.first_weights
        )
        if self.snapshotter:
            self.snapshotter.extra_findings = (finding,)
        return finding

    def measure_vectorisation(self, report: Callable[[int, int], None]) -> Vectorisation:
        """Pass the training samples through the network of now by loops and by matrices."""
        trainer = self._require_data()
        return measure_vectorisation(
            trainer.experiment.network, trainer.network, trainer.parameters, trainer.dataset, report
        )

    def measure_rates(self, report: Callable[[int, int], None]) -> LearningRateRange:
        """Let the rate grow with every update of a short run from the first weights."""
        trainer = self._require_data()
        short = Trainer(trainer.experiment, trainer.dataset, first_weights=trainer.first_weights)
        return learning_rate_range(short, report)

    def compute_cost_surface(self, plane: Plane, report: Callable[[int, int], None]) -> Surface:
        """Compute the cost around the run on a plane, and the run's path over it.

        Raises Cancelled where the plane is none of this network.
        """
        trainer = self._require_trainer()
        if not plane.fits(trainer.parameters):
            # It was asked for when the network was another.
            raise Cancelled
        path = (
            self.timeline.path(PATH_POINTS)
            if self.timeline
            else [(trainer.iteration, trainer.parameters)]
        )
        cost = surface(trainer.network, path, trainer.dataset.train, plane, report)
        return with_fields(cost, run=self.run)

    def compare_surfaces(
        self, comparison: Comparison, report: Callable[[int, int], None]
    ) -> ComparedSurfaces:
        """Descend twice from the run's first weights, and compute the cost around both ends.

        Raises Cancelled where the plane is none of this network.
        """
        trainer = self._require_data()
        if not comparison.plane.fits(trainer.parameters):
            raise Cancelled
        compared = compare_surfaces(
            trainer.experiment, trainer.dataset, comparison, trainer.first_weights, report
        )
        return with_fields(compared, run=self.run)

    def snapshot(
        self, seconds: float, rate: float, depth: Depth = Depth.CHECKED
    ) -> Snapshot | None:
        """Return a snapshot of now, None where there is no experiment."""
        if self.snapshotter is None:
            return None
        if depth is not Depth.STATE:
            self.finish_update()
        begin = self.timeline.begin if self.timeline else self.iteration
        return self.snapshotter.take(
            self._state(), seconds, rate, self.probes, self.replayed, depth, begin
        )

    @property
    def is_updating(self) -> bool:
        """Tell whether an update was broken off that is to be finished."""
        return self.trainer is not None and self.trainer.is_updating

    def finish_update(self) -> None:
        """Make what is left of an update that was broken off."""
        if self.trainer:
            self.trainer.finish_update()

    def set_probes(self, probes: frozenset[str]) -> None:
        """Have snapshots hold these probes from now on."""
        self.probes = probes

    def pick_sample(self, sample: Sample) -> None:
        """Have snapshots look at this sample, and at the one of its name in other data."""
        self._picked = sample
        if self.snapshotter:
            self.snapshotter.pick(sample)

    def model(self) -> Model:
        """Return a copy of the network as it is now, with everything needed to use it."""
        trainer = self._require_trainer()
        model = calibrated_model(trainer)
        if self.origin and not trainer.iteration:
            return with_fields(model, source=self.origin.source)
        return model

    def forget_data(self) -> None:
        """Read the data anew for the next experiment: files may have changed."""
        self._data = None

    def _state(self) -> State:
        trainer = self._require_trainer()
        if self.running:
            return State.RUNNING
        if trainer.finished:
            return State.FINISHED
        return State.PAUSED if trainer.iteration else State.READY

    def _open(
        self, experiment: Experiment, dataset: Dataset, model: Model, report: Report
    ) -> Opened:
        """Put the network of a model on the bench, on data that it takes."""
        learned = count_learned(model, experiment.data, dataset, report)
        self.running = False
        self._start(experiment, dataset, model, learned)
        self._data = experiment.data, dataset
        return Opened(experiment, dataset, remarks=model.remarks, run=self.run)

    def _start(
        self, experiment: Experiment, dataset: Dataset, origin: Model | None, learned: int
    ) -> None:
        first = origin.parameters if origin else None
        trainer = Trainer(experiment, dataset, first_weights=first, learned_before=learned)
        if origin:
            trainer.given_answers = origin.experiment.answers, origin.calibration
        self._install(trainer, Timeline(trainer), origin)

    @property
    def _dataset(self) -> Dataset | None:
        return self._data[1] if self._data else None

    def _is_read(self, data: DataSettings, origin: Model | None) -> bool:
        """Tell whether this data is there, scaled as it is to be without the model of before."""
        if self._data is None or self._data[0].of_numbers != data.of_numbers:
            return False
        own_scale = self.origin is None or not self.origin.inputs.mean or self._data[1].blank
        return origin is self.origin or own_scale

    def _origin_of(self, experiment: Experiment) -> Model | None:
        """Return the model whose weights an experiment still begins from."""
        origin = self.origin
        return origin if origin and origin.experiment.network == experiment.network else None

    def _install(self, trainer: Trainer, timeline: Timeline, origin: Model | None) -> None:
        # First what may be broken off.
        snapshotter = Snapshotter(trainer, self.run + 1, origin.source if origin else "")
        if self.trainer and self.timeline:
            left = LeftRun(self.trainer, self.timeline, self.origin)
            self._left.put(self.run, left, trainer.dataset)
        self.run += 1
        self.trainer, self.timeline, self.replayed = trainer, timeline, None
        self.origin = origin
        self.snapshotter = snapshotter
        if self._picked:
            self.snapshotter.pick(self._picked)

    def _require_trainer(self) -> Trainer:
        if self.trainer is None:
            raise LayerbenchError(
                "There is no data yet. Open a folder or pick a built-in data set."
            )
        return self.trainer

    def _require_data(self) -> Trainer:
        trainer = self._require_trainer()
        if trainer.dataset.blank:
            raise LayerbenchError(
                "There is no data to train on yet: open a folder or a file with samples that this "
                "network takes."
            )
        return trainer


def _told(runs: RepeatedRuns, over: bool) -> RepeatedEvent:
    """Return the event that tells how far repeated runs are."""
    if isinstance(runs, SeedRuns):
        return SeedRunEnded(runs.results(), over)
    if isinstance(runs, CrossValidation):
        return FoldEnded(runs.results(), over)
    return LeftOutTrained(runs.results(), over)


def _change(trainer: Trainer, experiment: Experiment) -> None:
    """Go on as an experiment of the same start says, and under its title."""
    trainer.change(experiment.training)
    trainer.experiment = experiment


def _found_in(model: Model, file: str | Path) -> Model:
    return with_fields(model, source=shown(Path(file).name))


def _same_start(before: Experiment, after: Experiment) -> bool:
    """Tell whether a run may go on; costs of two losses are no curve."""
    if before.training.cost != after.training.cost:
        return False
    same_data = before.data.of_numbers == after.data.of_numbers
    return same_data and before.network == after.network
