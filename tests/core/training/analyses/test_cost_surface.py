"""The cost surface is the network's own cost at those weights; the path is where it was."""

import numpy as np
import pytest

from core.data.load import load
from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.network.parameters import Parameters
from core.training.analyses import cost_surface
from core.training.analyses.cost_surface import (
    Plane,
    Surface,
    Weight,
    surface,
)
from core.training.trainer import Trainer

EPS = float(np.finfo(float).eps)
TWO = Plane((Weight(1, 0, 1), Weight(2, 0, 2)))


def trained(hidden: tuple[int, ...] = (4,), data: str = "moons") -> tuple[Trainer, list]:
    experiment = Experiment(
        data=DataSettings(kind=data, samples=60),
        network=NetworkSettings(hidden=hidden, activation="tanh"),
        training=TrainingSettings(learning_rate=0.3, iterations=100),
    )
    trainer = Trainer(experiment, load(experiment.data))
    path = []
    while not trainer.finished:
        if trainer.iteration % 10 == 0:
            path.append((trainer.iteration, trainer.parameters.copy()))
        trainer.step()
    return trainer, [*path, (trainer.iteration, trainer.parameters.copy())]


def cost_at(trainer: Trainer, parameters: Parameters) -> float:
    X, Y = trainer.train
    return trainer.network.cost(trainer.network.forward(parameters, X), Y)


def made(trainer: Trainer, path: list, plane: Plane) -> Surface:
    return surface(trainer.network, path, trainer.dataset.train, plane)


def test_that_costs_over_two_weights_are_those_of_the_network_with_these_weights() -> None:
    trainer, path = trained()
    found = made(trainer, path, TWO)
    for row, column in ((0, 0), (7, 20), (30, 30)):
        changed = trainer.parameters.copy()
        changed.W[0][0, 1], changed.W[1][0, 2] = found.x[column], found.y[row]
        assert found.costs[row, column] == pytest.approx(cost_at(trainer, changed), rel=1e-12)
    assert found.names == ("W1[1, 2]", "W2[1, 3]")


def test_that_the_path_over_two_weights_is_what_they_were() -> None:
    trainer, path = trained()
    found = made(trainer, path, TWO)
    for place, (_, then) in zip(found.path.T, path, strict=True):
        assert place == pytest.approx([then.W[0][0, 1], then.W[1][0, 2]])
    assert list(found.iterations) == [*range(0, 100, 10), 100]
    assert found.x[0] < found.path[0].min() < found.path[0].max() < found.x[-1]


def test_that_on_random_directions_the_run_ends_at_the_middle_with_its_own_cost() -> None:
    trainer, path = trained((5, 3))
    found = made(trainer, path, Plane(seed=3))
    assert found.path[:, -1] == pytest.approx([0, 0], abs=1e-12)
    row, column = (int(np.abs(places).argmin()) for places in (found.y, found.x))
    near = found.costs[row, column]
    assert near == pytest.approx(cost_at(trainer, trainer.parameters), rel=0.5)
    assert near < np.median(found.costs)


def test_that_random_directions_depend_on_the_seed_alone() -> None:
    trainer, path = trained()
    first, again, other = (made(trainer, path, Plane(seed=seed)).costs for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0


def test_that_a_network_without_hidden_layers_has_a_surface() -> None:
    trainer, path = trained((), "digits")
    assert np.isfinite(made(trainer, path, Plane()).costs).all()


@pytest.mark.parametrize("size", [np.nan, 1e200])
def test_that_the_end_of_a_run_that_diverged_is_left_out(size: float) -> None:
    trainer, path = trained()
    broken = trainer.parameters.copy()
    broken.flat[:] = size
    whole, cut = (made(trainer, part, Plane()) for part in (path, [*path, (101, broken)]))
    np.testing.assert_array_equal(cut.costs, whole.costs)
    assert cut.iterations[-1] == 100
    with pytest.raises(LayerbenchError, match="no finite numbers"):
        made(trainer, [(0, broken)], Plane())


def test_that_the_work_can_be_stopped() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    trainer, path = trained()
    with pytest.raises(Cancelled):
        surface(trainer.network, path, trainer.dataset.train, TWO, stop)


def test_that_dips_plains_and_bends_are_counted_on_a_function_that_has_them() -> None:
    x, y = np.linspace(-3, 3, 31), np.linspace(-1, 1, 31)

    def two_dips(across: float, up: float) -> float:
        return (across**2 - 4) ** 2 + 30 * up**2

    def skew_valley(across: float, up: float) -> float:
        return 1e4 * (across - 2.7 * up) ** 2 + across**2

    def slope(across: float, up: float) -> float:
        return across + up

    for function, dips in ((two_dips, 2), (skew_valley, 1), (slope, 0)):
        costs = np.array([[function(across, up) for across in x] for up in y])
        assert cost_surface._count_dips(x, y, costs, EPS, function) == dips
        assert (cost_surface._bent_share(costs, EPS) > 0) == (function is two_dips)
    step = np.tanh(4 * x) + 0 * y[:, np.newaxis]
    steepest = np.abs(np.gradient(step[0], x)).max()
    flat = np.mean(np.abs(np.gradient(step[0], x)) < 0.05 * steepest)
    assert cost_surface._flat_share(x, y, step, EPS) == pytest.approx(flat)


def test_that_what_rounding_makes_is_flat_and_has_neither_bends_nor_dips() -> None:
    x = np.linspace(-1, 1, 31)
    noise = 1 + 10 * EPS * np.random.RandomState(1).randn(31, 31)
    assert cost_surface._flat_share(x, x, noise, EPS) == 1.0
    assert cost_surface._bent_share(noise, EPS) == 0.0
    assert cost_surface._count_dips(x, x, noise, EPS, lambda across, up: 1.0) == 0
