"""Facts about runs that learn changed pictures."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.calculation.derivation import derive
from core.calculation.forms import FORMS
from core.calculation.given import given
from core.data.augmentation import Augmenter
from core.data.byte_matrix import ByteMatrix, as_float
from core.data.dataset import Dataset, samples
from core.data.load import load
from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.experiment.toml import from_toml
from core.network.parallel import SERIAL
from core.training.analyses.exact_solution import why_no_exact_solution
from core.training.analyses.largest_rate import largest_rate
from core.training.batches import MANY_CHANGED, Batches
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.compute_threads import ComputeThreads
from core.training.memory_check import check_memory
from core.training.metrics import score
from core.training.run import run
from core.training.trainer import Trainer
from core.training.worker.timeline import Timeline

INPUTS = PictureInputs(size=6, colour=True)
PIXELS = np.random.RandomState(3).randint(0, 256, (70, INPUTS.count), np.uint8)
LABELS = np.random.RandomState(4).randint(0, 2, 70)
CHANGES = {"flip": "horizontal", "rotation": 10.0, "shift": 0.2, "brightness": 0.2}


def dataset(as_bytes: bool = False) -> Dataset:
    parts = []
    for places in (np.arange(0, 70, 2), np.arange(1, 70, 2)):
        X = ByteMatrix(PIXELS, places)
        parts.append(samples(X if as_bytes else as_float(X), LABELS[places], 2))
    return Dataset(parts[0], parts[1], ("a", "b"), INPUTS)


def experiment(precision: str = "float64", **training: object) -> Experiment:
    settings = {"iterations": 25, "learning_rate": 0.05, **CHANGES, **training}
    return Experiment(
        network=NetworkSettings(hidden=(5, 4), activation="relu", precision=precision),
        training=TrainingSettings(**settings),
    )


def bits(trainer: Trainer) -> bytes:
    curves = (series.curve().values.tobytes() for series in trainer.history.series().values())
    return trainer.parameters.flat.tobytes() + b"".join(curves)


@pytest.mark.parametrize("batch_size", [0, 8])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_that_pixels_kept_as_bytes_and_any_threads_give_the_same_bits(
    batch_size: int, precision: str
) -> None:
    wanted = experiment(precision, batch_size=batch_size)
    whole = bits(run(wanted, dataset()))
    assert bits(run(wanted, dataset(as_bytes=True))) == whole
    for executor in (SERIAL, ComputeThreads(2)):
        trainer = Trainer(wanted, dataset(), executor=executor)
        for updates in (1, 7, 2, 15):
            trainer.step(updates)
        assert bits(trainer) == whole


def test_that_many_pixels_are_changed_in_threads_with_the_same_bits() -> None:
    inputs, m = PictureInputs(size=32, colour=True), 90
    X = np.asfortranarray(np.random.RandomState(1).rand(inputs.count, m))
    assert X.size > 3 * MANY_CHANGED
    whole = np.empty_like(X, order="F")
    augmenter = Augmenter(TrainingSettings(**CHANGES), inputs, m)
    augmenter.change(X.T, 2, np.arange(m), whole.T)
    for executor in (SERIAL, ComputeThreads(2)):
        batches = Batches(X, X[:1], 0, 1, executor=executor, augmenter=augmenter)
        assert batches.batch(2)[0].tobytes() == whole.tobytes()


@pytest.mark.parametrize("batch_size", [0, 8])
def test_that_a_run_goes_on_in_the_middle_of_an_epoch(batch_size: int, tmp_path: Path) -> None:
    wanted, data = experiment(batch_size=batch_size, optimiser="adam"), dataset()
    first = Trainer(wanted, data)
    first.step(13)
    save_checkpoint(first, tmp_path / "run.npz")
    second = load_checkpoint(tmp_path / "run.npz", data)
    second.step(25)
    assert bits(second) == bits(run(wanted, data))


def test_that_the_timeline_makes_an_augmented_past_again() -> None:
    trainer = Trainer(experiment(batch_size=8), dataset())
    timeline = Timeline(trainer)
    trainer.step(9)
    then = trainer.parameters.flat.tobytes()
    trainer.step(11)
    assert timeline.at(9).parameters.flat.tobytes() == then


def test_that_an_update_is_that_of_the_changed_pictures_as_arrays() -> None:
    """Three epochs of one batch each, every one with arrays that were changed beforehand."""
    wanted, data = experiment(), dataset()
    trainer = Trainer(wanted, data)
    plain = replace(wanted, training=TrainingSettings(iterations=1, learning_rate=0.05))
    weights = trainer.parameters.copy()
    for epoch in range(3):
        X = np.empty(data.train.X.shape, order="F")
        augmenter = Augmenter(wanted.training, INPUTS, data.train.m)
        augmenter.change(data.train.X.T, epoch, np.arange(data.train.m), X.T)
        arrays = Dataset(samples(X, data.train.labels, 2), None, ("a", "b"), INPUTS)
        alone = Trainer(plain, arrays, "direct", first_weights=weights)
        alone.step()
        trainer.step()
        weights = alone.parameters
        assert trainer.parameters.flat.tobytes() == weights.flat.tobytes()
        costs = [one.history.train_cost.curve().values[-1] for one in (trainer, alone)]
        assert costs[0] == costs[1]


def test_that_scores_are_of_the_pictures_as_they_are() -> None:
    data = dataset()
    trainer = run(experiment(), data)
    for found, part in ((trainer.score_train(), data.train), (trainer.score_test(), data.test)):
        expected = score(trainer.network, trainer.parameters, part.X, part.Y)
        assert found == expected
    at_start = Trainer(replace(experiment(), training=TrainingSettings()), data)
    curve = trainer.history.train_accuracy.curve()
    assert curve.values[0] == at_start.score_train().accuracy
    assert curve.values[-1] == trainer.score_train().accuracy


def test_that_the_program_of_the_formulas_is_given_the_changed_pictures() -> None:
    for batch_size in (0, 8):
        trainer = Trainer(experiment(batch_size=batch_size), dataset())
        trainer.step(6)
        numbers, space = given(trainer), {}
        exec(FORMS["numpy"].write(derive(trainer.experiment, trainer.dataset)), space)
        after = space["update"](numbers)[2]
        trainer.step()
        np.testing.assert_allclose(after["W1"], trainer.parameters.W[0], rtol=1e-12, atol=1e-14)


def test_that_the_span_steps_aside_and_is_refused_where_it_is_asked_for() -> None:
    wanted, data = experiment(iterations=5000), dataset()
    plain = replace(wanted, training=TrainingSettings(iterations=5000))
    assert Trainer(plain, data).parametrisation.name == "span"
    assert Trainer(wanted, data).parametrisation.name == "direct"
    asked = replace(wanted, training=replace(wanted.training, parametrisation="span"))
    with pytest.raises(ExperimentError, match=r"needs samples that stay.*training\.flip"):
        Trainer(asked, data)


def test_that_changing_pictures_can_begin_and_end_on_the_way() -> None:
    data = dataset()
    plain = replace(experiment(), training=TrainingSettings(iterations=5000, learning_rate=0.05))
    trainer = Trainer(plain, data)
    assert trainer.parametrisation.name == "span"
    trainer.step(3)
    trainer.change(replace(plain.training, **CHANGES))
    assert trainer.parametrisation.name == "direct"
    before = trainer.batches.batch(trainer.iteration)[0].copy()
    assert not np.array_equal(before, data.train.X)
    trainer.step(3)
    trainer.change(plain.training)
    assert np.array_equal(trainer.batches.batch(trainer.iteration)[0], data.train.X)


def test_that_points_are_refused_and_digits_and_shapes_can_be_changed() -> None:
    with pytest.raises(ExperimentError, match=r"training\.flip changes pictures") as refused:
        Trainer(experiment(), load(DataSettings(kind="moons", samples=20)))
    off = {"training.flip": "none", "training.rotation": 0.0}
    off |= {"training.shift": 0.0, "training.brightness": 0.0}
    assert refused.value.suggested_changes == off
    for kind in ("digits", "shapes"):
        data = load(DataSettings(kind=kind, size=8, samples=40))
        assert run(experiment(loss="cross_entropy"), data).finished


def test_that_no_exact_solution_and_no_curvature_is_told_of_changed_pictures() -> None:
    wanted = replace(
        experiment(loss="half_squared_error"),
        network=NetworkSettings(hidden=(), output="identity"),
    )
    why = why_no_exact_solution(wanted, dataset())
    assert "changed in every epoch" in str(why)
    assert not largest_rate(Trainer(wanted, dataset()), lambda done, total: None).by_curvature


def test_that_a_full_batch_of_changed_pictures_needs_room_for_their_copy() -> None:
    sizes, wanted = (INPUTS.count, 5, 4, 1), experiment()
    plain = replace(wanted, training=TrainingSettings())
    room = 8 * INPUTS.count * 10_000
    check_memory(sizes, plain, 10_000, 3 * room)
    with pytest.raises(ExperimentError, match="as floats"):
        check_memory(sizes, wanted, 10_000, room)


def test_that_settings_of_before_and_from_the_command_line_are_read() -> None:
    assert from_toml("").training.flip == "none"
    assert from_toml('[training]\nflip = "both"\nrotation = 10').training.rotation == 10.0
    with pytest.raises(ExperimentError, match=r"training\.flip"):
        from_toml('[training]\nflip = "sideways"')
