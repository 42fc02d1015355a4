"""What a report is of: a run as it stands, and what was found out about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.calculation.derivation import derive
from core.calculation.lines import Derivation
from core.data.dataset import Dataset
from core.errors import DataError
from core.experiment.presets import is_course_data, matching_preset
from core.experiment.reference_costs import Reference, published
from core.experiment.settings import Experiment
from core.live_page.frames import Frame
from core.network.gradient_check import ParameterCheck
from core.network.network import Network
from core.network.parameters import Parameters
from core.projects.own_words import NO_WORDS, OwnWords
from core.runs.record import Record
from core.training.analyses.gradient_check import check
from core.training.analyses.seed_runs import SeedResults
from core.training.checkpoint import fingerprint
from core.training.metrics import Score
from core.training.snapshots.network_state import NetworkState
from core.training.snapshots.probes.predictions import AllPredictions
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

PROBES = ("predictions", "boundary", "answer_curve")


@dataclass(frozen=True, slots=True, eq=False)
class ReportedRun:
    """A run as it stands, in arrays that training does not change.

    `train` and `test` are the scores of its weights, `derivation` are its formulas, `checks` what
    the gradient check found, `first` the weights that it began from, `data_hash` that of its
    samples. `reference` are the published costs where it repeats a published run. `seeds` are runs
    from other first weights, where those were made, and `others` finished runs that are compared
    with each other. `words` are the author's own, `frames` moments of the run, for a page that
    replays it.
    """

    snapshot: Snapshot
    state: NetworkState
    train: Score
    test: Score | None
    derivation: Derivation
    checks: tuple[ParameterCheck, ...]
    first: Parameters
    data_hash: str
    reference: Reference | None
    seeds: SeedResults | None
    others: tuple[Record, ...]
    words: OwnWords
    frames: tuple[Frame, ...] = ()

    @property
    def experiment(self) -> Experiment:
        return self.snapshot.experiment

    @property
    def dataset(self) -> Dataset:
        return self.snapshot.dataset

    @property
    def network(self) -> Network:
        return self.state.network

    @property
    def predictions(self) -> AllPredictions:
        found: AllPredictions = self.snapshot.probes["predictions"]
        return found

    @property
    def parameters(self) -> Parameters:
        return self.state.parameters


def reported_run(
    trainer: Trainer,
    *,
    words: OwnWords = NO_WORDS,
    seconds: float = 0.0,
    seeds: SeedResults | None = None,
    others: tuple[Record, ...] = (),
    frames: Sequence[Frame] = (),
    report: Callable[[int, int], None] | None = None,
) -> ReportedRun:
    """Look a run over as its report asks for it; `seconds` is how long it has trained.

    `report(done, total)` counts the arrays whose gradient is checked; it is called often, and may
    raise, such as Cancelled. Raises DataError where its samples are not at hand.
    """
    experiment, dataset = trainer.experiment, trainer.dataset
    if dataset.blank:
        raise DataError(
            "A report tells of samples, and those of this network are not at hand: open its data "
            "first."
        )
    tell = report or (lambda done, total: None)
    tell(0, 1)
    snapshotter = Snapshotter(trainer, run=1)
    snapshot = snapshotter.take(_state(trainer), seconds, 0.0, PROBES)
    state = snapshotter.network_state()
    tell(0, 1)
    train, test = trainer.score_train(), trainer.score_test()
    tell(0, 1)
    return ReportedRun(
        snapshot=snapshot,
        state=state,
        train=train,
        test=test,
        derivation=derive(experiment, dataset, trainer.rate),
        checks=check(experiment, dataset, report),
        first=trainer.first_parameters(),
        data_hash=fingerprint(dataset),
        reference=_reference(trainer),
        seeds=seeds,
        others=others,
        words=words,
        frames=tuple(frames),
    )


def _state(trainer: Trainer) -> State:
    if trainer.finished:
        return State.FINISHED
    return State.PAUSED if trainer.iteration else State.READY


def _reference(trainer: Trainer) -> Reference | None:
    """Return the published costs of the preset that a run is, on the data that it is of."""
    dataset, kind = trainer.dataset, trainer.experiment.data.kind
    counts = tuple(dataset.counts(dataset.train).values())
    name = matching_preset(trainer.experiment)
    return published(name) if name and is_course_data(kind, counts) else None
