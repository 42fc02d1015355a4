"""How long runs will take, before any is made: reckoned from their sizes."""

from core.errors import ExperimentError
from core.experiment.settings import Experiment
from core.network.optimisers import OPTIMISERS
from core.sweeps.questions import DataCounts, count_weights
from core.sweeps.searches import GRID, GridProposals
from core.sweeps.sweep import Sweep, Values
from core.training.compute_threads import cores

# Seconds that a layer of an update takes on one core, and each multiplication of its products, as
# measured beside other work: a run that was timed tells better.
_LAYER, _PRODUCT = 2e-5, 1e-10
_PASSES = 3
"""Products of a layer in an update: forward, and back to the weights and to the layer before."""
# Seconds that workers take to begin, and a run beside its updates: scores, and its file.
_WORKERS, _RUN = 1.5, 0.05
MOST_RECKONED = 200


def run_seconds(experiment: Experiment, counts: DataCounts) -> float:
    """Reckon how many seconds of one core a run on such data takes."""
    return experiment.training.updates(counts.samples) * update_seconds(experiment, counts)


def update_seconds(experiment: Experiment, counts: DataCounts) -> float:
    """Reckon how many seconds of one core an update takes."""
    training, m = experiment.training, counts.samples
    batch = training.batch_size if training.in_batches(m) else m
    # In the span of the samples the first layer has no more inputs than there are samples.
    in_span = batch == m and OPTIMISERS[training.optimiser].linear
    inputs = min(counts.inputs, m) if in_span else counts.inputs
    sizes = (inputs, *experiment.network.hidden, counts.outputs)
    return _LAYER * (len(sizes) - 1) + _PRODUCT * _PASSES * count_weights(sizes) * batch


def training_seconds(sweep: Sweep, counts: DataCounts) -> float:
    """Reckon how many seconds of one core the updates of all runs of a sweep take.

    Of a sweep of many trials, and of one that chooses as it goes, all count like its experiment.
    """
    usual = run_seconds(sweep.experiment, counts)
    total = sweep.total * usual
    if sweep.search == GRID and sweep.total <= MOST_RECKONED:
        chosen = GridProposals(sweep)
        each = (chosen.settings(number, ()) for number in range(sweep.total))
        total = sum(_trial_seconds(sweep, settings, counts, usual) for settings in each)
    return total * sweep.seeds


def sweep_seconds(sweep: Sweep, training: float) -> float:
    """Return how long a sweep takes whose updates take one core so many seconds."""
    return _WORKERS + on_all_cores(training + sweep.total * sweep.seeds * _RUN)


def on_all_cores(seconds: float) -> float:
    """Return how long runs take that a single core would be busy with for so many seconds."""
    return seconds / cores()


def _trial_seconds(sweep: Sweep, settings: Values, counts: DataCounts, usual: float) -> float:
    try:
        return run_seconds(sweep.experiment_of(settings), counts)
    except ExperimentError:
        return usual  # settings at odds are refused at once
