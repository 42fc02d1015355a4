"""Facts about how far updates move the weights, against differences of cost and of weights."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.network.optimisers import OPTIMISERS
from core.training.history import History
from core.training.run import run
from core.training.trainer import Trainer
from core.training.update_norms import UpdateNorms

DIGITS = DataSettings(kind="digits", samples=40)
DATA = load(DIGITS)
STEP = 1e-6
LINEAR = [name for name, row in OPTIMISERS.items() if row.linear]


def experiment_of(**training: object) -> Experiment:
    return Experiment(
        data=DIGITS,
        network=NetworkSettings(hidden=(6, 4), activation="tanh"),
        training=TrainingSettings(**{"iterations": 40, "learning_rate": 0.3, **training}),
    )


def last(curves: tuple) -> list[float]:
    return [float(series.curve().values[-1]) for series in curves]


def cost_of(trainer: Trainer, flat: np.ndarray) -> float:
    """The cost with these parameters, L2 written out."""
    parameters, (X, Y) = trainer.parameters.alike(flat), trainer.train
    made = trainer.network.forward(parameters, X)
    size = sum(float(np.square(W).sum()) for W in parameters.W)
    return trainer.network.cost(made, Y) + trainer.experiment.training.l2 / (2 * made.m) * size


@pytest.mark.parametrize("l2", [0.0, 2.0])
@pytest.mark.parametrize("parametrisation", ["direct", "span"])
def test_that_the_norm_of_a_gradient_is_that_of_finite_differences(
    parametrisation: str, l2: float
) -> None:
    trainer = Trainer(experiment_of(parametrisation=parametrisation, l2=l2), DATA)
    start = trainer.parameters.flat.copy()
    slopes = np.empty_like(start)
    for i in range(len(start)):
        costs = []
        for step in (STEP, -STEP):
            moved = start.copy()
            moved[i] += step
            costs.append(cost_of(trainer, moved))
        slopes[i] = (costs[0] - costs[1]) / (2 * STEP)
    trainer.step()
    wanted = [float(np.linalg.norm(W)) for W in trainer.parameters.alike(slopes).W]
    np.testing.assert_allclose(last(trainer.history.gradient_norms), wanted, rtol=1e-6)


@pytest.mark.parametrize("batch", [0, 16])
@pytest.mark.parametrize(
    ("parametrisation", "optimiser"),
    [*product(["direct"], OPTIMISERS), *product(["span"], LINEAR)],
)
def test_that_the_ratio_is_that_of_weights_before_and_after(
    parametrisation: str, optimiser: str, batch: int
) -> None:
    trainer = Trainer(
        experiment_of(parametrisation=parametrisation, optimiser=optimiser, batch_size=batch), DATA
    )
    for _ in range(9):
        before, epoch = trainer.parameters.copy(), trainer.batches.position(trainer.iteration)[0]
        known = trainer.history.update_ratios[0].length
        trainer.step()
        if trainer.history.update_ratios[0].length == known:
            continue
        wanted = [
            np.linalg.norm(after - W) / np.linalg.norm(W)
            for W, after in zip(before.W, trainer.parameters.W, strict=True)
        ]
        np.testing.assert_allclose(last(trainer.history.update_ratios), wanted, rtol=1e-8)
        assert trainer.history.update_ratios[0].curve().at[-1] == epoch
    assert trainer.history.update_ratios[0].length == (9 if batch == 0 else 3)


@pytest.mark.parametrize("optimiser", LINEAR)
def test_that_both_ways_move_alike(optimiser: str) -> None:
    direct, span = (
        run(
            experiment_of(
                parametrisation=parametrisation, optimiser=optimiser, l2=0.5, batch_size=16
            ),
            DATA,
        )
        for parametrisation in ("direct", "span")
    )
    for name, series in direct.history.series().items():
        other = span.history.series()[name].curve()
        np.testing.assert_array_equal(series.curve().at, other.at)
        np.testing.assert_allclose(series.curve().values, other.values, rtol=1e-9)


def test_that_to_be_measured_changes_no_number() -> None:
    watched, blind = (Trainer(experiment_of(optimiser="adam"), DATA) for _ in range(2))
    blind.update_norms.is_due = lambda *update: False
    for _ in range(20):
        watched.step()
        blind.step()
    assert watched.parameters.flat.tobytes() == blind.parameters.flat.tobytes()
    assert not blind.history.gradient_norms[0].length


def test_that_measures_grow_rare_as_a_run_grows_long() -> None:
    movement = UpdateNorms(History(1))
    due = [epoch for epoch in range(2**14) if movement.is_due(epoch, 0, False)]
    assert due[:10] == [*range(8), 8, 10]
    assert len(due) == 8 + 4 * 11


@pytest.mark.parametrize("batch", [0, 16])
def test_that_the_last_update_is_measured_once(batch: int) -> None:
    for epochs in (9, 10):
        trainer = run(experiment_of(epochs=epochs, batch_size=batch), DATA)
        at = trainer.history.gradient_norms[0].curve().at
        # Every second of these epochs is measured at its beginning, the others where a run ends.
        last = trainer.updates - 1 if epochs == 10 else (epochs - 1) * trainer.batches.per_epoch
        epoch, place = trainer.batches.position(last)
        assert at[-1] == pytest.approx(epoch + place / trainer.batches.per_epoch)
        assert len(set(at)) == len(at)


def test_that_zero_weights_have_no_ratio_but_a_gradient() -> None:
    experiment = experiment_of()
    trainer = Trainer(
        replace(experiment, network=replace(experiment.network, initialisation="zeros")), DATA
    )
    trainer.step()
    assert last(trainer.history.gradient_norms)[:2] == [0.0, 0.0]
    assert trainer.history.update_ratios[0].length == 0


def test_that_a_run_that_diverges_records_nothing_of_the_step_that_was_not_made() -> None:
    experiment = experiment_of(learning_rate=1e150)
    relu = replace(experiment.network, activation="relu")
    trainer = run(replace(experiment, network=relu), DATA)
    assert trainer.diverged
    at = trainer.history.gradient_norms[0].curve().at
    assert len(at) <= trainer.iteration
