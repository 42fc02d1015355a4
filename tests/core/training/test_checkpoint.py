"""Facts about a run that is saved and goes on: the same bits as one that never stopped."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.errors import ExperimentError, LayerbenchError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import with_setting
from core.network.dropout import DROPOUT_MASKS
from core.network.optimisers import OPTIMISERS
from core.network.schedules import SCHEDULES
from core.training.checkpoint import fingerprint, load_checkpoint, resume, save_checkpoint
from core.training.run import finish
from core.training.trainer import Trainer

MOONS = DataSettings(kind="moons", samples=50, test_share=0.2)
DATA = load(MOONS)


def _experiment(**training: object) -> Experiment:
    return Experiment(
        data=MOONS,
        network=NetworkSettings(hidden=(5, 3)),
        training=TrainingSettings(**{"iterations": 100, "learning_rate": 0.05, **training}),
    )


def _steps(trainer: Trainer, count: int) -> Trainer:
    for _ in range(count):
        trainer.step()
    return trainer


def _everything(trainer: Trainer) -> list[bytes]:
    rule = trainer.update_step.rule
    curves = [series.curve() for series in trainer.history.series().values()]
    return [
        trainer.parameters.flat.tobytes(),
        *(vector.tobytes() for vector in rule.state.values()),
        *(part.tobytes() for curve in curves for part in (curve.at, curve.values)),
        repr((rule.count, trainer.iteration, trainer.rate, trainer.history.pending)).encode(),
    ]


OTHERS = [
    {},
    {"batch_size": 16},
    {"batch_size": 16, "keep_probability": 0.7, "dropout_masks": "fresh"},
    {"keep_probability": (0.7, 0.9), "dropout_masks": "fixed"},
    {"batch_size": 16, "l2": 0.5, "l1": 0.01, "schedule": "cosine"},
]


@pytest.mark.parametrize(("optimiser", "others"), [*product(OPTIMISERS, OTHERS)])
def test_that_50_and_50_steps_with_a_file_between_are_100(
    tmp_path: Path, optimiser: str, others: dict[str, object]
) -> None:
    experiment = _experiment(optimiser=optimiser, **others)
    save_checkpoint(_steps(Trainer(experiment, DATA), 50), tmp_path / "run.npz")
    resumed = _steps(load_checkpoint(tmp_path / "run.npz", load(MOONS)), 50)
    assert _everything(resumed) == _everything(_steps(Trainer(experiment, DATA), 100))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_that_25_and_25_steps_with_a_file_between_are_50_in_either_precision(
    tmp_path: Path, optimiser: str, precision: str
) -> None:
    experiment = with_setting(_experiment(optimiser=optimiser), "network.precision", precision)
    save_checkpoint(_steps(Trainer(experiment, DATA), 25), tmp_path / "run.npz")
    resumed = _steps(load_checkpoint(tmp_path / "run.npz", load(MOONS)), 25)
    assert resumed.parameters.flat.dtype == precision
    assert _everything(resumed) == _everything(_steps(Trainer(experiment, DATA), 50))


@pytest.mark.parametrize(("schedule", "draw"), [*product(SCHEDULES, DROPOUT_MASKS)])
def test_that_it_is_so_for_every_schedule_and_mask(
    tmp_path: Path, schedule: str, draw: str
) -> None:
    experiment = _experiment(
        schedule=schedule, decay_interval=3, batch_size=16, keep_probability=0.8, dropout_masks=draw
    )
    save_checkpoint(_steps(Trainer(experiment, DATA), 49), tmp_path / "run.npz")
    resumed = _steps(load_checkpoint(tmp_path / "run.npz", DATA), 51)
    assert _everything(resumed) == _everything(_steps(Trainer(experiment, DATA), 100))


def test_that_a_change_of_batches_on_the_way_survives(tmp_path: Path) -> None:
    def begin() -> Trainer:
        trainer = _steps(Trainer(_experiment(batch_size=16), DATA), 20)
        trainer.change(replace(trainer.experiment.training, batch_size=9, learning_rate=0.01))
        return _steps(trainer, 20)

    save_checkpoint(begin(), tmp_path / "run.npz")
    resumed = finish(load_checkpoint(tmp_path / "run.npz", DATA))
    assert _everything(resumed) == _everything(finish(begin()))
    assert resumed.history.rate_changes == [(20, 0.01)]
    # 40 samples in batches of 16 are 3 updates an epoch: the seventh was not at its end.
    assert resumed.history.batch_starts == [(20, 7)]
    arrays = dict(np.load(tmp_path / "run.npz"))
    del arrays["batch_starts"]
    np.savez(tmp_path / "earlier.npz", **arrays)
    assert load_checkpoint(tmp_path / "earlier.npz", DATA).history.batch_starts == [(20, 7)]


def test_that_a_run_may_go_on_with_other_training_settings(tmp_path: Path) -> None:
    short, long = _experiment(iterations=30, optimiser="adam"), _experiment(optimiser="adam")
    save_checkpoint(finish(Trainer(short, DATA)), tmp_path / "run.npz")
    resumed = finish(resume(tmp_path / "run.npz", long, DATA))
    whole = finish(Trainer(long, DATA))
    assert resumed.parameters.flat.tobytes() == whole.parameters.flat.tobytes()


def test_that_other_samples_and_another_network_are_refused(tmp_path: Path) -> None:
    experiment = _experiment()
    save_checkpoint(Trainer(experiment, DATA), tmp_path / "run.npz")
    other = load(replace(MOONS, seed=2))
    assert fingerprint(other) != fingerprint(DATA) == fingerprint(load(MOONS))
    with pytest.raises(ExperimentError, match="other samples"):
        load_checkpoint(tmp_path / "run.npz", other)
    wider = replace(experiment, network=NetworkSettings(hidden=(6, 3)))
    with pytest.raises(ExperimentError, match="another network"):
        resume(tmp_path / "run.npz", wider, DATA)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"\x80\x04pickle"])
def test_that_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.npz").write_bytes(content)
    with pytest.raises(LayerbenchError, match=r"run\.npz"):
        load_checkpoint(tmp_path / "run.npz", DATA)


@pytest.mark.parametrize("change", [{"weights": np.zeros(3)}, {"pending": None}])
def test_that_a_file_with_a_wrong_part_is_refused(
    tmp_path: Path, change: dict[str, np.ndarray | None]
) -> None:
    file = tmp_path / "run.npz"
    save_checkpoint(Trainer(_experiment(), DATA), file)
    with np.load(file) as stored:
        arrays = {**stored, **change}
    np.savez(file, **{name: part for name, part in arrays.items() if part is not None})
    with pytest.raises(LayerbenchError, match=r"run\.npz"):
        load_checkpoint(file, DATA)
