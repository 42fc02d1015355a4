"""What happened, once, and must not be missed: it waits in a queue until it is read."""

from typing import TYPE_CHECKING

from msgspec import Struct

from core.data.dataset import Dataset
from core.errors import LayerbenchError
from core.experiment.reference_costs import Reference
from core.experiment.settings import AnswerSettings, Experiment
from core.messages import Message
from core.models.answers import Answers
from core.models.bare_weights import BareWeights
from core.models.prediction import Prediction
from core.network.gradient_check import ParameterCheck
from core.projects.own_words import NO_WORDS, OwnWords
from core.runs.record import Record
from core.training.analyses.cost_surface import Plane, Surface
from core.training.analyses.cross_validation import CrossValidationResults
from core.training.analyses.learning_rate_range import LearningRateRange
from core.training.analyses.leave_one_out import LeaveOneOutResults
from core.training.analyses.seed_runs import SeedResults
from core.training.analyses.surface_comparison import ComparedSurfaces, Comparison
from core.training.analyses.vectorisation import Vectorisation
from core.training.health.findings import Finding

if TYPE_CHECKING:
    from core.models.exporters import Exported
    from core.report.contents import Report


class Loading(Struct, frozen=True, eq=False):
    """Data is being read: `done` of `total` files so far."""

    done: int
    total: int


class Loaded(Struct, frozen=True, eq=False):
    """The data of an experiment has been read."""

    experiment: Experiment
    dataset: Dataset


class Failed(Struct, frozen=True, eq=False):
    """Something went wrong: a mistake the user can put right, or a bug (None) with its traceback.

    `refused` is the experiment that could not be set, where that is what went wrong;
    `current` is the one that is set all the same. `paused` says that a run was stopped by it.
    """

    problem: LayerbenchError | None
    trace: str
    refused: Experiment | None
    current: Experiment | None
    paused: bool = False


class RunGone(Struct, frozen=True):
    """A run of so many updates, which undoing was to bring back, is no longer kept.

    Another one has begun in its place.
    """

    updates: int


class TakenBack(Struct, frozen=True, eq=False):
    """What was put aside is on the bench again as the run of a number.

    `loaded` are its experiment and data, None where there were none.
    """

    run: int
    loaded: Loaded | None


class Opened(Struct, frozen=True, eq=False):
    """A model or a run came from a file: the experiment and data that are set now.

    `file` is its name as it can be shown, `iteration` that of the run in it; `remarks` say
    what reading has changed; `problem` is why data at hand were not taken. `project` is the path
    of the project that it came from, `older` tells whether that has an older format, and
    `data_inside` whether the data came with it, and `words` are what its author has written.
    `run` is its number here: snapshots of an earlier one may still follow.
    """

    experiment: Experiment
    dataset: Dataset
    file: str = ""
    iteration: int = 0
    remarks: tuple[Message, ...] = ()
    problem: LayerbenchError | None = None
    project: str = ""
    older: bool = False
    data_inside: bool = False
    words: OwnWords = NO_WORDS
    run: int = 0


class ArraysFound(Struct, frozen=True):
    """A file that was to be opened holds arrays to learn from."""

    file: str


class BareWeightsFound(Struct, frozen=True):
    """A file that was to be opened holds weights alone: what they are for has to be asked."""

    weights: BareWeights


class RunSaved(Struct, frozen=True):
    """The run is in a file, to go on with later."""

    file: str


class ProjectSaved(Struct, frozen=True):
    """All that was on the bench is in a file: a run at an iteration, of an experiment.

    `data_inside` tells whether its data are in it, too, and `words` are what its author has
    written.
    """

    file: str
    run: int
    iteration: int
    experiment: Experiment
    data_inside: bool = False
    words: OwnWords = NO_WORDS


class Reporting(Struct, frozen=True):
    """A run is looked over for its report: `done` of `total` arrays; nothing after the end."""

    file: str
    done: int
    total: int
    ended: bool = False


class Reported(Struct, frozen=True, eq=False):
    """A run is written up, to be put into a file."""

    report: "Report"
    file: str


class Saving(Struct, frozen=True):
    """A project is being written with its data: `done` of `total` bytes; nothing after the end."""

    file: str
    done: int
    total: int
    ended: bool = False


class AutosaveFailed(Struct, frozen=True, eq=False):
    """What is on the bench is not kept for the case of a crash."""

    problem: LayerbenchError


class Saved(Struct, frozen=True, eq=False):
    """The trained weights are in a file, which was opened again and compared."""

    exported: "Exported"


class Checked(Struct, frozen=True, eq=False):
    """The gradient of every W[l] and b[l] was compared with finite differences."""

    checks: tuple[ParameterCheck, ...]


class PredictionSource(Struct, frozen=True):
    """Where predictions come from: the weights at an iteration of a run.

    `number` counts the requests for predictions; `answers` say what the readings are,
    `weights` the fingerprint of what answered, and `found` where weights that were given come from.
    `settings` are those that the network answered by.
    """

    number: int
    run: int
    iteration: int
    answers: Answers
    weights: str = ""
    found: Message | str = ""
    settings: AnswerSettings = AnswerSettings()


class Predicted(Struct, frozen=True, eq=False):
    """Some more of `total` files, or rows so far, were predicted; with `ended` no more will come.

    `remarks` tell what was done to the cells of a table.
    """

    source: PredictionSource
    predictions: tuple[Prediction, ...]
    total: int
    ended: bool = False
    remarks: tuple[Message, ...] = ()


class TableWritten(Struct, frozen=True, eq=False):
    """Predictions are in a file, as a table."""

    file: str


class NumbersSaved(Struct, frozen=True, eq=False):
    """What the update after an iteration starts from is in a file, as arrays."""

    file: str
    iteration: int


class RoundingProgress(Struct, frozen=True, eq=False):
    """A twin of the run is being trained: `done` of `total` updates so far."""

    done: int
    total: int


class RoundingTested(Struct, frozen=True, eq=False):
    """The run was compared with its twin."""

    finding: Finding


class VectorisationProgress(Struct, frozen=True, eq=False):
    """Loops are passing samples: `done` of `total` so far."""

    done: int
    total: int


class VectorisationMeasured(Struct, frozen=True, eq=False):
    """Loops were measured beside matrices."""

    measured: Vectorisation


class CostSurfaceProgress(Struct, frozen=True, eq=False):
    """A cost surface, or two, are being worked out: `done` of `total` so far."""

    done: int
    total: int


class CostSurfaceReady(Struct, frozen=True, eq=False):
    """The surface, or the two, that were asked for; None where another command ended it."""

    request: Plane | Comparison
    result: Surface | ComparedSurfaces | None


class RateRangeProgress(Struct, frozen=True, eq=False):
    """The rate of a short run grows: `done` of `total` updates so far."""

    done: int
    total: int


class RateRangeMeasured(Struct, frozen=True, eq=False):
    """The costs at growing rates; None where another command ended the run."""

    result: LearningRateRange | None


class LeftOutTrained(Struct, frozen=True, eq=False):
    """One more network has learned without a sample; `over` says that no more will come.

    `results` are None where not even the network of all samples was trained; `seconds` have been
    spent on all so far.
    """

    results: LeaveOneOutResults | None
    over: bool
    seconds: float = 0.0


class RunsStored(Struct, frozen=True, eq=False):
    """These runs are stored, the newest first; `problems` say what is wrong with others.

    `undoable` says that some were removed and can be restored.
    """

    records: tuple[Record, ...]
    problems: tuple[str, ...]
    undoable: bool


class SeedRunEnded(Struct, frozen=True, eq=False):
    """Of the runs from several seeds these have ended; `over` says that no more will come."""

    results: SeedResults
    over: bool


class FoldEnded(Struct, frozen=True, eq=False):
    """Of the folds of a cross-validation these have ended; `over` says that no more will come."""

    results: CrossValidationResults
    over: bool


class ReferenceRead(Struct, frozen=True, eq=False):
    """Costs to compare with were read from a file."""

    file: str
    reference: Reference


Event = (
    Loading
    | Loaded
    | Opened
    | ArraysFound
    | BareWeightsFound
    | RunSaved
    | ProjectSaved
    | Reporting
    | Reported
    | Saving
    | AutosaveFailed
    | Failed
    | Saved
    | Checked
    | RoundingProgress
    | RoundingTested
    | VectorisationProgress
    | VectorisationMeasured
    | RateRangeProgress
    | RateRangeMeasured
    | LeftOutTrained
    | RunsStored
    | SeedRunEnded
    | FoldEnded
    | CostSurfaceProgress
    | CostSurfaceReady
    | Predicted
    | TableWritten
    | TakenBack
    | RunGone
    | NumbersSaved
    | ReferenceRead
)
