"""Two surfaces differ in one choice alone, and what is said of their shape was measured."""

import numpy as np
import pytest

from core.data.load import load
from core.data.scaling import SCALINGS
from core.errors import Cancelled
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.network.losses import LOSSES
from core.network.targets import TARGETS
from core.training.analyses.cost_surface import Plane, Weight
from core.training.analyses.surface_comparison import (
    COMPARISONS,
    ComparedSurfaces,
    Comparison,
    Side,
    compare_surfaces,
)
from core.training.trainer import Trainer

TWO_WEIGHTS = Plane((Weight(1, 0, 0), Weight(1, 0, 1)), width=3.0)
LOGISTIC = Experiment(
    data=DataSettings(kind="moons", samples=120),
    network=NetworkSettings(hidden=()),
    training=TrainingSettings(learning_rate=0.5, iterations=300),
)


def sides(name: str, experiment: Experiment = LOGISTIC) -> list[Side]:
    return list(COMPARISONS[name].sides(load(experiment.data).targets.name))


def compared(
    name: str, experiment: Experiment = LOGISTIC, plane: Plane = TWO_WEIGHTS
) -> ComparedSurfaces:
    first, second, *_ = sides(name, experiment)
    return compare_surfaces(experiment, load(experiment.data), Comparison((first, second), plane))


def test_that_cross_entropy_is_a_funnel_and_squared_error_with_a_sigmoid_has_plateaus() -> None:
    found = compared("losses")
    labels = [str(each.side.label) for each in found.surfaces]
    assert labels == ["cross-entropy", "half squared error, sigmoid"]
    entropy, squared = (each.surface for each in found.surfaces)
    np.testing.assert_array_equal([entropy.x, entropy.y], [squared.x, squared.y])
    np.testing.assert_array_equal(entropy.path[:, 0], squared.path[:, 0])
    assert entropy.bent == 0.0
    assert squared.bent > 0.3
    assert squared.flat > 5 * entropy.flat
    assert entropy.dips == 1


def test_that_each_descent_is_the_run_with_these_settings() -> None:
    for each in compared("losses").surfaces:
        changed = each.side.of(LOGISTIC)
        trainer = Trainer(changed, load(LOGISTIC.data))
        trainer.step(300)
        assert each.iterations == 300
        assert each.surface.path[:, -1] == pytest.approx(trainer.parameters.W[0][0])
        assert each.cost == pytest.approx(trainer.score_train().cost, rel=1e-12)
        assert each.metric == trainer.score_train().accuracy


def test_that_both_begin_from_given_weights() -> None:
    dataset, (first, second, *_) = load(LOGISTIC.data), sides("losses")
    given = Trainer(LOGISTIC, dataset).parameters.copy()
    given.flat[:] = [3.0, -2.0, 0.5]
    found = compare_surfaces(
        LOGISTIC, dataset, Comparison((first, second), TWO_WEIGHTS), first_weights=given
    )
    for each in found.surfaces:
        assert each.surface.path[:, 0] == pytest.approx([3.0, -2.0])


@pytest.mark.parametrize("targets", TARGETS)
def test_that_every_loss_with_every_output_that_suits_the_targets_can_be_chosen(
    targets: str,
) -> None:
    offered = list(COMPARISONS["losses"].sides(targets))
    expected = [
        (row.name, output) for row in LOSSES.values() for output in row.outputs.get(targets, ())
    ]
    assert [tuple(value for _, value in side.settings) for side in offered] == expected
    assert len({str(side.label) for side in offered}) == len(offered)


@pytest.mark.parametrize("kind", ["moons", "digits"])
def test_that_the_inputs_are_scaled_on_each_side_as_it_says(kind: str) -> None:
    experiment = Experiment(
        data=DataSettings(kind=kind, samples=60),
        network=NetworkSettings(hidden=(3,)),
        training=TrainingSettings(iterations=20),
    )
    offered = {dict(side.settings)["data.scaling"]: side for side in sides("scalings", experiment)}
    assert offered.keys() == SCALINGS.keys()
    pair = offered["unit"], offered["standardised"]
    dataset = load(experiment.data)
    plane = Plane((Weight(1, 0, 0), Weight(2, 0, 1)))
    found = compare_surfaces(experiment, dataset, Comparison(pair, plane))
    plain, scaled = (each.surface for each in found.surfaces)
    trainer = Trainer(experiment, dataset)
    trainer.step(20)
    weights = trainer.parameters.W[0][0, 0], trainer.parameters.W[1][0, 1]
    assert plain.path[:, -1] == pytest.approx(weights)
    np.testing.assert_array_equal(plain.path[:, 0], scaled.path[:, 0])
    assert np.abs(plain.path[1, -1] - scaled.path[1, -1]) > 1e-6


def test_that_a_comparison_can_be_broken_off() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    first, second, *_ = sides("losses")
    with pytest.raises(Cancelled):
        compare_surfaces(
            LOGISTIC,
            load(LOGISTIC.data),
            Comparison((first, second), TWO_WEIGHTS),
            report=stop,
        )
