"""Large work looks whether it is to be broken off: counted in numbers, whatever time they take.

Arrays that count stand in for NumPy's, and a small piece for one of millions, so that a network of
some ten thousand weights is what one of 1e8 is to a whole piece.
"""

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np
import pytest
from msgspec.structs import replace

from core import interruption
from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.interruption import READING, interruptible
from core.network import parallel
from core.network.parallel import SERIAL
from core.projects.project import capture_project
from core.training import metrics
from core.training.health.registry import final_findings
from core.training.run_state import RunState
from core.training.snapshots.probes import weights
from core.training.snapshots.probes.registry import PROBES
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer
from core.training.worker.timeline import Timeline

# Numbers in a piece, multiplications of a product that count as one, and pieces between two looks.
PIECE, FLOPS, MOST = 1500, 2**9, 16
# What reads and writes no number: memory costs its time when it is first touched.
UNCOUNTED = ("empty_like", "zeros_like", "shape", "size", "ndim", "iscomplexobj", "split")
EXPERIMENT = Experiment(
    data=DataSettings(kind="shapes", size=12, samples=180, test_samples=60),
    network=NetworkSettings(hidden=(160, 150), activation="tanh"),
    training=TrainingSettings(iterations=40, batch_size=0, parametrisation="direct"),
)


class Work:
    """Add up numbers, each as often as it is worked on, until the next look."""

    numbers, counts = 0.0, False

    @classmethod
    def add(cls, numbers: float) -> None:
        cls.numbers += numbers * cls.counts
        assert cls.numbers <= MOST * PIECE, f"{cls.numbers / PIECE:.0f} pieces without a look"

    @classmethod
    def look(cls) -> None:
        cls.numbers = 0.0


class CountingArray(np.ndarray):
    """An array of which every operation counts the numbers that it reads or writes."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **others: Any) -> Any:
        if ufunc is np.matmul:
            Work.add(_product(*inputs))
        else:
            Work.add(max(np.size(array) for array in (*inputs, *(others.get("out") or ()))))
        return _counting(getattr(ufunc, method)(*_plain(inputs), **_plain(others)))

    def __array_function__(
        self, function: Callable[..., Any], types: Any, arguments: Any, others: Any
    ) -> Any:
        if function is np.dot:
            Work.add(_product(*arguments[:2]))
        elif function is np.vdot:
            Work.add(arguments[0].size * READING)
        elif function.__name__ not in UNCOUNTED:
            Work.add(sum(array.size for array in _arrays(arguments)))
        return _counting(function(*_plain(arguments), **_plain(others)))

    def __getitem__(self, key: Any) -> Any:
        part = _plain(self)[_plain(key)]
        if isinstance(part, np.ndarray) and part.base is None:
            Work.add(part.size)
        return _counting(part)

    def __setitem__(self, key: Any, value: Any) -> None:
        before = _plain(self)
        Work.add(np.size(before[_plain(key)]))
        before[_plain(key)] = _plain(value)

    def copy(self, order: Any = "C") -> Self:
        Work.add(self.size)
        return super().copy(order)

    def astype(self, dtype: Any, *arguments: Any, **others: Any) -> Any:
        if self.dtype != dtype or others.get("copy", True):
            Work.add(self.size)
        return super().astype(dtype, *arguments, **others)

    def take(self, indices: Any, axis: Any = None, out: Any = None, mode: Any = "raise") -> Any:
        taken = _plain(self).take(_plain(indices), axis, _plain(out), mode)
        Work.add(np.size(taken))
        return _counting(taken)

    def tobytes(self, order: Any = "C") -> bytes:
        Work.add(self.size)
        return super().tobytes(order)

    def fill(self, value: Any) -> None:
        Work.add(self.size)
        super().fill(value)


def _plain(value: Any) -> Any:
    if isinstance(value, CountingArray):
        return value.view(np.ndarray)
    if type(value) in (tuple, list):
        return type(value)(map(_plain, value))
    return {key: _plain(one) for key, one in value.items()} if type(value) is dict else value


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, tuple | list):
        for one in value:
            yield from _arrays(one)
    elif isinstance(value, np.ndarray):
        yield value


def _counting(value: Any) -> Any:
    return value.view(CountingArray) if type(value) is np.ndarray else value


def _product(A: np.ndarray, B: np.ndarray) -> float:
    """Weigh a product: its multiplications, or what it reads or writes where that takes longer."""
    written = A.size * B.size / max(1, A.shape[-1]) ** 2
    multiplied = written * A.shape[-1] / FLOPS
    return max(multiplied, written, max(A.size, B.size) * READING)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count the work on all arrays that are made from now on, from look to look."""
    monkeypatch.setattr(interruption, "PIECE", PIECE)
    monkeypatch.setattr(metrics, "NUMBERS", PIECE)
    monkeypatch.setattr(weights, "LOOKED_AT", PIECE)
    monkeypatch.setattr(parallel, "MAX_FLOPS", PIECE * FLOPS)
    monkeypatch.setattr(parallel, "ROWS", 1)
    monkeypatch.setattr(parallel, "COLUMNS", 1)
    for name in ("empty", "empty_like", "zeros", "zeros_like", "ones"):
        monkeypatch.setattr(np, name, _maker(getattr(np, name)))
    with interruptible(Work.look), np.errstate(all="ignore"):
        yield


def _maker(make: Callable[..., np.ndarray]) -> Callable[..., Any]:
    return lambda *arguments, **others: _counting(_plain(make(*arguments, **others)))


def _trainer(experiment: Experiment) -> Trainer:
    Work.counts, Work.numbers = False, 0.0
    dataset = load(experiment.data)
    for part in (dataset.train, dataset.test):
        assert part is not None
        object.__setattr__(part, "X", _counting(part.X))
    Work.counts = True
    Work.look()
    return Trainer(experiment, dataset, executor=SERIAL)


def _with(**training: Any) -> Experiment:
    return replace(EXPERIMENT, training=replace(EXPERIMENT.training, **training))


KINDS = {
    "descent": EXPERIMENT,
    "adam": _with(optimiser="adamw"),
    "batches": _with(batch_size=100, optimiser="adam"),
    "penalties": _with(l2=0.1, l1=0.1),
    "dropout": _with(keep_probability=0.8, dropout_masks="fixed"),
    "span": _with(parametrisation="span", l2=0.1),
    "batches in the span": _with(parametrisation="span", batch_size=100),
    "single precision": replace(
        EXPERIMENT, network=replace(EXPERIMENT.network, precision="float32", activation="relu")
    ),
    "deep": replace(EXPERIMENT, network=NetworkSettings(hidden=(50,) * 16)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_that_no_stretch_of_training_is_without_a_look(kind: str, counting: None) -> None:
    trainer = _trainer(KINDS[kind])
    trainer.step(2)
    trainer.score_train()
    trainer.score_test()
    assert trainer.penalty >= 0
    RunState.of(trainer).restore_into(trainer)
    assert trainer.iteration == 2


@pytest.mark.parametrize("kind", ["penalties", "span"])
def test_that_no_stretch_of_a_snapshot_is_without_a_look(kind: str, counting: None) -> None:
    trainer = _trainer(KINDS[kind])
    trainer.step(2)
    snapshotter = Snapshotter(trainer, 1)
    for probe in PROBES:
        Work.look()
        assert probe in snapshotter.take(State.PAUSED, 0.0, 0.0, [probe]).probes
    Work.look()
    assert final_findings(trainer) is not None


def test_that_no_stretch_of_a_look_back_or_of_a_copy_is_without_a_look(counting: None) -> None:
    trainer = _trainer(_with(optimiser="adam"))
    timeline = Timeline(trainer)
    timeline.store()
    trainer.step(2)
    assert timeline.at(1).iteration <= 1
    assert capture_project(trainer).network.parameters.flat.size > MOST * PIECE
