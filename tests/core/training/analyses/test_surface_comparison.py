"""Two surfaces differ in one choice alone, and what is said of their shape was measured."""

import numpy as np
import pytest
from msgspec.structs import replace

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
from core.training.analyses.cost_surface import Plane, Surface, Weight
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
        assert each.score.cost == pytest.approx(trainer.score_train().cost, rel=1e-12)
        assert each.score.accuracy == trainer.score_train().accuracy


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
    assert all(each.largest_rate is None for each in found.surfaces)


def test_that_scaling_allows_a_larger_rate_and_turns_a_ravine_into_a_bowl() -> None:
    X = load(LOGISTIC.data).train.X.T.tolist()
    points = tuple((x1, 50 * x2, int(x2 > 0.2)) for x1, x2 in X)
    experiment = replace(LOGISTIC, data=DataSettings(kind="painted", points=points))
    offered = sides("scalings", experiment)
    assert [dict(side.settings)["data.scaling"] for side in offered[:2]] == [
        "none",
        "standardised",
    ]
    comparison = Comparison((offered[0], offered[1]), TWO_WEIGHTS, with_rates=True)
    found = compare_surfaces(experiment, load(experiment.data), comparison)
    without, scaled = (each.largest_rate for each in found.surfaces)
    assert without.by_curvature
    assert scaled.rate > 100 * without.rate
    assert [each.learning_rate for each in found.surfaces] == [0.9 * without.rate, 0.5]
    assert all(each.iterations == 300 for each in found.surfaces)
    ravine, bowl = (each.surface for each in found.surfaces)
    # Across a ravine a step of one weight changes the cost far more than of the other.
    assert _sizes_apart(ravine) > 5 * _sizes_apart(bowl)


def test_that_a_descent_that_diverges_ends_there_and_its_surface_is_about_the_start() -> None:
    training = replace(LOGISTIC.training, learning_rate=20.0)
    entropy, _, identity, *_ = sides("losses")
    comparison = Comparison((entropy, identity), TWO_WEIGHTS)
    found = compare_surfaces(replace(LOGISTIC, training=training), load(LOGISTIC.data), comparison)
    first, second = found.surfaces
    assert first.iterations == 300
    assert second.iterations < 10
    assert second.score.cost > 10 * first.score.cost
    assert np.isfinite(second.surface.costs).all()
    np.testing.assert_allclose(second.surface.path[:, -1], first.surface.path[:, 0], rtol=1e-12)


def _sizes_apart(found: Surface) -> float:
    up, across = np.gradient(found.costs, found.y, found.x)
    return float(np.abs(up).mean() / np.abs(across).mean())


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


def test_that_what_is_done_is_told_in_percent_which_never_fall() -> None:
    told: list[int] = []
    first, second, *_ = sides("scalings")
    compare_surfaces(
        LOGISTIC,
        load(LOGISTIC.data),
        Comparison((first, second), TWO_WEIGHTS, with_rates=True),
        report=lambda done, total: told.append(done),
    )
    assert told == sorted(told)
    assert told[0] < 20
    assert told[-1] == 100
