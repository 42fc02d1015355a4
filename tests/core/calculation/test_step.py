"""One update explained, beside finite differences and the trainer itself."""

import numpy as np
import pytest

from core.calculation.step import ExplainedStep, Standing, place_of
from core.data.load import load
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.network.parameters import Parameters
from core.training.snapshots.probes.standing import TOO_LARGE
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer


def trained(**changes: object) -> Trainer:
    usual = {"data.kind": "moons", "data.samples": 40, "network.hidden": (4, 3)}
    experiment = with_settings(Experiment(), usual | changes)
    return Trainer(experiment, load(experiment.data))


def standing(trainer: Trainer) -> Standing:
    snapshot = Snapshotter(trainer, 1).take(State.PAUSED, 0.0, 0.0, ("standing",))
    return snapshot.probes["standing"]


def test_that_the_cost_and_the_step_are_those_of_the_trainer() -> None:
    trainer = trained(**{"training.l2": 0.5, "training.learning_rate": 0.3})
    before = standing(trainer)
    trainer.step()
    step = ExplainedStep(before, standing(trainer))
    assert before.cost == pytest.approx(trainer.history.train_cost.curve().values[0], rel=1e-14)
    assert step.updates == 1
    change = step.largest_changes(1)[0]
    assert change.change == pytest.approx(-0.3 * change.slope, rel=1e-12)
    everything = step.largest_changes(10_000)
    assert len(everything) == before.parameters.flat.size
    sizes = [abs(row.change) for row in everything]
    assert sizes == sorted(sizes, reverse=True)


def test_that_the_slopes_of_the_losses_are_those_of_the_cost_less_the_penalty() -> None:
    trainer = trained(**{"training.l2": 0.5, "data.test_share": 0.0})
    now = standing(trainer)
    for l, W in enumerate(now.parameters.W):
        alone = now.loss_gradients.W[l]
        assert np.allclose(now.gradients.W[l], alone + 0.5 / now.samples * W, rtol=1e-12)
        assert not np.allclose(now.gradients.W[l], alone, rtol=1e-3)


@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
@pytest.mark.parametrize("batch_size", [0, 8])
def test_that_what_the_slopes_foretell_is_the_change_of_a_small_step(
    optimiser: str, batch_size: int
) -> None:
    trainer = trained(
        **{
            "training.learning_rate": 1e-6,
            "training.optimiser": optimiser,
            "training.batch_size": batch_size,
        }
    )
    before = standing(trainer)
    trainer.step()
    step = ExplainedStep(before, standing(trainer))
    assert step.real == pytest.approx(step.foretold, rel=1e-3, abs=1e-15)
    assert step.foretold != 0


def test_that_a_place_in_the_flat_vector_names_its_array() -> None:
    sizes = (3, 4, 2)
    parameters = Parameters(sizes)
    parameters.flat[:] = np.arange(parameters.flat.size)
    arrays = {
        "W1": parameters.W[0],
        "b1": parameters.b[0],
        "W2": parameters.W[1],
        "b2": parameters.b[1],
    }
    for flat in range(parameters.flat.size):
        name, place = place_of(sizes, flat)
        assert arrays[name][place] == flat


def test_that_samples_that_are_too_many_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.training.snapshots.probes.standing.MOST_NUMBERS", 10)
    assert standing(trained()).text == TOO_LARGE
