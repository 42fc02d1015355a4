"""Facts about training on pixels that are kept as bytes: bit for bit what floats give."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.byte_matrix import ByteMatrix, as_float
from core.data.dataset import Dataset, samples
from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.training import metrics
from core.training.analyses.gradient_check import check
from core.training.checkpoint import fingerprint, load_checkpoint, save_checkpoint
from core.training.health.registry import final_findings
from core.training.memory_check import check_memory
from core.training.run import run
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer
from core.training.worker.export import export

INPUTS = PictureInputs(6, True)
ROWS = np.random.RandomState(3).randint(0, 256, (70, INPUTS.count), np.uint8)
LABELS = np.random.RandomState(4).randint(0, 2, 70)
TRAIN, TEST = np.arange(0, 70, 2), np.arange(1, 70, 2)


def _dataset(as_bytes: bool, classes: int = 2) -> Dataset:
    parts = []
    for places in (TRAIN, TEST):
        X = ByteMatrix(ROWS.copy(), places)
        parts.append(samples(X if as_bytes else as_float(X), LABELS[places], classes))
    return Dataset(parts[0], parts[1], ("a", "b"), INPUTS)


def _experiment(precision: str = "float64", **training: object) -> Experiment:
    return Experiment(
        network=NetworkSettings(hidden=(5, 4), activation="relu", precision=precision),
        training=TrainingSettings(**{"iterations": 40, "learning_rate": 0.05, **training}),
    )


PARAMETRISATIONS = [
    {"parametrisation": "direct"},
    {"parametrisation": "direct", "batch_size": 8},
    {"parametrisation": "direct", "batch_size": 8, "optimiser": "adam", "keep_probability": 0.8},
    {"parametrisation": "direct", "batch_size": 8, "precision": "float32"},
    {"parametrisation": "span"},
    {"parametrisation": "span", "batch_size": 8, "l2": 0.1},
]


@pytest.mark.parametrize("training", PARAMETRISATIONS)
def test_that_a_run_on_bytes_is_a_run_on_floats_bit_for_bit(training: dict[str, object]) -> None:
    floats, kept = (run(_experiment(**training), _dataset(as_bytes)) for as_bytes in (False, True))
    assert np.array_equal(floats.parameters.flat, kept.parameters.flat)
    for name, series in floats.history.series().items():
        assert np.array_equal(series.curve().values, kept.history.series()[name].curve().values)
    assert floats.score_train() == kept.score_train()
    assert floats.score_test() == kept.score_test()
    first, second = (Snapshotter(trainer, 1).take(State.PAUSED, 0, 0) for trainer in (floats, kept))
    for one, other in zip(first.layers, second.layers, strict=True):
        assert np.array_equal(one.A, other.A)
    assert [f.sentence() for f in first.findings] == [f.sentence() for f in second.findings]


def test_that_findings_look_at_every_sample_a_part_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "CHUNK", 8)
    experiment = _experiment(batch_size=8, parametrisation="direct")
    dead = replace(experiment, network=replace(experiment.network, initialisation="zeros"))
    floats, kept = (Trainer(dead, _dataset(as_bytes)) for as_bytes in (False, True))
    said = [finding.sentence() for finding in final_findings(kept)]
    assert said == [finding.sentence() for finding in final_findings(floats)]
    assert any("35 samples" in sentence for sentence in said)


def test_that_a_batch_size_can_change_while_bytes_are_learned() -> None:
    trainers = [
        Trainer(_experiment(parametrisation="direct", batch_size=8), _dataset(b)) for b in (0, 1)
    ]
    for trainer in trainers:
        for size in (8, 0, 8):
            trainer.change(replace(trainer.experiment.training, batch_size=size))
            trainer.step()
    assert np.array_equal(trainers[0].parameters.flat, trainers[1].parameters.flat)


def test_that_the_gradient_check_takes_bytes() -> None:
    floats, kept = (check(_experiment(), _dataset(as_bytes)) for as_bytes in (False, True))
    assert floats == kept
    assert all(part.passed for part in kept)


def test_that_a_run_on_bytes_is_exported_and_proved(tmp_path: Path) -> None:
    trainer = run(_experiment(batch_size=8), _dataset(True))
    assert export(trainer, tmp_path / "model.npz").largest_difference == 0


def test_that_a_saved_run_goes_on_however_its_samples_are_kept(tmp_path: Path) -> None:
    floats, kept = _dataset(False), _dataset(True)
    assert fingerprint(floats) == fingerprint(kept)
    save_checkpoint(run(_experiment(batch_size=8), kept), tmp_path / "run.npz")
    assert load_checkpoint(tmp_path / "run.npz", floats).iteration == 40


def test_that_bytes_are_counted_as_floats_where_all_are_needed_at_once() -> None:
    sizes, m, free = (12_288, 20, 1), 100_000, 4_000_000_000
    batches = _experiment(batch_size=64)
    check_memory(sizes, batches, m, free, as_bytes=True)
    check_memory(sizes, _experiment(), m, free, as_bytes=False)
    with pytest.raises(ExperimentError, match=r"100,000 samples at once need 9\.8 GB") as refused:
        check_memory(sizes, _experiment(), m, free, as_bytes=True)
    assert refused.value.suggested_changes == {"training.batch_size": 64}
    with pytest.raises(ExperimentError, match="learn in batches") as refused:
        check_memory(sizes, batches, m, free, as_bytes=True, parametrisation="span")
    assert refused.value.suggested_changes == {"training.batch_size": 64, "training.way": "direct"}
