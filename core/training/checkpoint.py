"""A run in a file, so that it can go on later as if it had never stopped: the same bits.

An .npz without pickles: plain arrays, and one text that describes them.
"""

import hashlib
import json
from pathlib import Path
from typing import IO, Annotated, Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from msgspec.structs import replace

from core.data.arrays import npz
from core.data.dataset import Dataset
from core.errors import ExperimentError, ModelError, damage
from core.experiment.settings import DataSettings, Experiment
from core.files import shown, write_whole
from core.network.parameters import Parameters, count
from core.training.history import Curve, History
from core.training.metrics import chunks
from core.training.run_state import RunState
from core.training.trainer import Trainer, network_of

FORMAT = 1
DESCRIPTION = "layerbench_run"
WEIGHTS, RULE, CURVE, PENDING, RATES = "weights", "rule_", "curve_", "pending", "rate_changes"
BATCHES = "batch_starts"
FIRST = "first_weights"
# What putting back arrays raises that have another shape, or hold no numbers of their kind.
_MISFITS = (KeyError, TypeError, ValueError, OverflowError)

SampleCount = Annotated[int, msgspec.Meta(ge=0, le=2**40)]


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Describe the state of a run; `data` is the fingerprint of the samples that it learns from.

    `parametrisation` says what the weights and the state of the update rule are of, `first_rate`
    the learning rate that the run began with, where it was changed, `learned_before` how many test
    samples its first weights have learned from, `sample_counts` how many training and test samples
    there are, which earlier versions did not say.
    """

    format: int
    experiment: Experiment
    data: str
    iteration: int
    count: int
    batches_start: tuple[int, int]
    diverged: bool
    stopped_early: bool
    parametrisation: Literal["direct", "span"] = msgspec.field(default="direct", name="way")
    first_rate: float | None = None
    learned_before: int = 0
    sample_counts: tuple[SampleCount, SampleCount] = (0, 0)


class CapturedRun(NamedTuple):
    """A run between two updates, in arrays that training does not change."""

    description: Checkpoint
    arrays: dict[str, np.ndarray]

    def write(self, file: IO[bytes]) -> None:
        """Write it as an .npz."""
        text = np.array(json.dumps(msgspec.to_builtins(self.description)))
        np.savez(file, allow_pickle=False, **{DESCRIPTION: text}, **self.arrays)


def capture(trainer: Trainer) -> CapturedRun:
    """Copy the state of a run, so that it can be written while the run goes on."""
    state = RunState.of(trainer)
    description = Checkpoint(
        format=FORMAT,
        experiment=state.experiment,
        data=fingerprint(trainer.dataset),
        iteration=state.iteration,
        count=state.rule_count,
        batches_start=state.batches_start,
        diverged=state.diverged,
        stopped_early=state.stopped_early,
        parametrisation=state.parametrisation,
        first_rate=trainer.history.first_rate,
        learned_before=trainer.learned_before,
        sample_counts=trainer.sample_counts,
    )
    arrays = _arrays(state, trainer.history)
    if trainer.first_weights is not None:
        arrays[FIRST] = trainer.first_weights.flat
    return CapturedRun(description, arrays)


def save_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Write the state of a run, whole or not at all.

    Raises OutputError where it cannot be written.
    """
    write_whole(path, capture(trainer).write)


def load_checkpoint(
    path: str | Path, dataset: Dataset, data: DataSettings | None = None
) -> Trainer:
    """Return the run of a file, on the samples that it learned from.

    `data` are their settings where those are others now: a folder may have moved.

    Raises ModelError or DataError, naming the file, where it cannot be used, and
    ExperimentError where the samples are others.
    """
    file = shown(path)
    state = read_run(path)
    if state.data != fingerprint(dataset):
        raise ExperimentError(
            "{file} is a run on other samples: give the data that it was started with.", file=file
        )
    if data is not None:
        moved = msgspec.structs.replace(state.experiment, data=data)
        state = msgspec.structs.replace(state, experiment=moved)
    first = _read_first(Path(path), state, dataset)
    trainer = Trainer(
        state.experiment,
        dataset,
        state.parametrisation,
        first_weights=first,
        learned_before=state.learned_before,
    )
    names = tuple(_arrays(RunState.of(trainer), trainer.history))
    arrays = npz.read(Path(path), names)[0]
    # Earlier versions did not count flat units, nor keep where batches were cut anew.
    later = (CURVE + "flat_units", BATCHES)
    missing = [name for name in names if name not in arrays and not name.startswith(later)]
    if missing:
        raise ModelError("{file} is incomplete: {name} is missing.", file=file, name=missing[0])
    try:
        _restore(trainer, state, arrays)
    except _MISFITS as problem:
        raise ModelError(
            "{file} is damaged: {problem}.", file=file, problem=damage(problem)
        ) from None
    return trainer


def resume(path: str | Path, experiment: Experiment, dataset: Dataset) -> Trainer:
    """Go on with the run of a file as an experiment says, which may train otherwise.

    Raises what `load_checkpoint` does, and ExperimentError where network or cost are others.
    """
    trainer = load_checkpoint(path, dataset)
    if trainer.experiment.network != experiment.network:
        raise ExperimentError(
            "{file} is a run of another network: give the same network settings.", file=shown(path)
        )
    if trainer.experiment.training.cost != experiment.training.cost:
        raise ExperimentError(
            "{file} is a run of another cost: give the same training.loss and "
            "training.class_weights.",
            file=shown(path),
        )
    if trainer.experiment.training != experiment.training:
        trainer.change(experiment.training)
    trainer.experiment = replace(trainer.experiment, answers=experiment.answers)
    return trainer


_FINGERPRINTS: WeakKeyDictionary[Dataset, str] = WeakKeyDictionary()


def fingerprint(dataset: Dataset) -> str:
    """Tell data sets apart by the bytes of their samples, which are read once."""
    if dataset not in _FINGERPRINTS:
        _FINGERPRINTS[dataset] = _digest(dataset)
    return _FINGERPRINTS[dataset]


def _digest(dataset: Dataset) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in (dataset.train, dataset.test):
        for columns in (part.X, part.Y) if part else ():
            digest.update(repr(columns.shape[::-1]).encode())
            for chunk in chunks(columns):
                digest.update(np.ascontiguousarray(columns[:, chunk].T).data)
    return digest.hexdigest()


def _arrays(state: RunState, history: History) -> dict[str, np.ndarray]:
    curves = {name: series.curve() for name, series in history.series().items()}
    return {
        WEIGHTS: state.weights,
        **{RULE + name: vector for name, vector in state.rule.items()},
        **{CURVE + name: np.array([curve.at, curve.values]) for name, curve in curves.items()},
        PENDING: np.array(history.pending, np.float64),
        RATES: np.array(history.rate_changes, np.float64).reshape(-1, 2),
        BATCHES: np.array(history.batch_starts, np.int64).reshape(-1, 2),
    }


def _restore(trainer: Trainer, state: Checkpoint, arrays: dict[str, np.ndarray]) -> None:
    """Put everything back; raises one of _MISFITS where an array is no such one."""
    history = trainer.history
    RunState(
        state.experiment,
        state.parametrisation,
        state.iteration,
        state.batches_start,
        arrays[WEIGHTS],
        {name: arrays[RULE + name] for name in trainer.update_step.rule.state},
        state.count,
        state.diverged,
        state.stopped_early,
    ).restore_into(trainer)
    _restore_curves(history, arrays)
    if state.batches_start[0] and not history.batch_starts:
        history.batch_starts = [state.batches_start]
    cost, samples = arrays[PENDING]
    history.pending = (float(cost), int(samples))
    history.first_rate = state.first_rate


def _restore_curves(history: History, arrays: dict[str, np.ndarray]) -> None:
    for name, series in history.series().items():
        if CURVE + name in arrays:
            series.restore(*arrays[CURVE + name])
    history.rate_changes = [(int(at), float(rate)) for at, rate in arrays[RATES]]
    starts = arrays.get(BATCHES, np.empty((0, 2)))
    history.batch_starts = [(int(at), int(epoch)) for at, epoch in starts]


def _read_first(path: Path, state: Checkpoint, dataset: Dataset) -> Parameters | None:
    """Read the weights that the run began from, None where they were drawn."""
    flat = read_first_weights(path)
    sizes, precision = (
        network_of(state.experiment, dataset).sizes,
        state.experiment.network.precision,
    )
    if flat is None:
        return None
    if flat.shape != (count(sizes),) or flat.dtype != precision:
        raise ModelError("{file} is damaged: {name}.", file=shown(path), name=FIRST)
    return Parameters(sizes, precision, flat)


def restore_without_samples(trainer: Trainer, path: str | Path) -> None:
    """Have a trainer stand where the run of a file stood, whose samples are not at hand.

    Raises ModelError or DataError, naming the file, where it cannot be read.
    """
    state, fresh = read_run(path), History(len(trainer.network.sizes) - 1)
    arrays = npz.read(Path(path), (*(CURVE + name for name in fresh.series()), RATES, BATCHES))[0]
    try:
        # First where nobody sees it: half of the curves would be worse than none.
        _restore_curves(fresh, arrays)
        _restore_curves(trainer.history, arrays)
    except _MISFITS as problem:
        raise ModelError(
            "{file} is damaged: {problem}.", file=shown(path), problem=damage(problem)
        ) from None
    trainer.iteration, trainer.sample_counts = state.iteration, state.sample_counts
    if state.sample_counts[0]:
        trainer.make_batches(state.batches_start)


def read_curves(path: str | Path) -> tuple[dict[str, Curve], tuple[tuple[int, float], ...]]:
    """Read the curves of costs and accuracies of a file's run by name, and where its rate changed.

    Raises ModelError or DataError, naming the file, where they cannot be read.
    """
    fresh = History(layers=0)
    arrays = npz.read(Path(path), (*(CURVE + name for name in fresh.series()), RATES))[0]
    try:
        _restore_curves(fresh, arrays)
    except _MISFITS as problem:
        raise ModelError(
            "{file} is damaged: {problem}.", file=shown(path), problem=damage(problem)
        ) from None
    curves = {name: series.curve() for name, series in fresh.series().items()}
    return curves, tuple(fresh.rate_changes)


def read_first_weights(path: str | Path) -> np.ndarray | None:
    """Read the flat weights that the run of a file began from, None where they were drawn."""
    return npz.read(Path(path), (FIRST,))[0].get(FIRST)


def read_run(path: str | Path) -> Checkpoint:
    """Read what a file says of the run in it.

    Raises ModelError or DataError, naming the file, where it holds none.
    """
    file = shown(path)
    text = npz.read(Path(path), (DESCRIPTION,))[0].get(DESCRIPTION)
    if text is None or text.dtype.kind != "U" or text.size != 1:
        raise ModelError("{file} holds no run that Layerbench saved.", file=file)
    try:
        values: Any = json.loads(str(text))
        if isinstance(values, dict) and values.get("format") != FORMAT:
            raise ModelError("{file} was written by another version of Layerbench.", file=file)
        return msgspec.convert(with_earlier_split(values), Checkpoint)
    except (ValueError, msgspec.ValidationError, ExperimentError) as problem:
        raise ModelError(
            "{file} is damaged: {problem}.", file=file, problem=damage(problem)
        ) from None


def with_earlier_split(values: Any) -> Any:
    """Return what a file says of its run, with the split of pictures that it was made with.

    Before there was `data.groups`, pictures were shared out one by one.
    """
    experiment = values.get("experiment") if isinstance(values, dict) else None
    data = experiment.get("data") if isinstance(experiment, dict) else None
    if isinstance(data, dict):
        data.setdefault("groups", "none")
    return values
