"""The cost over one weight, beside the slope and the cost that the trainer knows."""

import numpy as np
import pytest

from core.calculation.one_weight import POINTS, WeightOrder, cost_over_weight, usual_reach
from core.calculation.step import flat_place, place_of
from tests.core.calculation.test_step import standing, trained


@pytest.mark.parametrize(("layer", "column"), [(1, 1), (1, None), (3, 2), (3, None)])
def test_that_the_curve_goes_through_the_cost_with_its_slope(
    layer: int, column: int | None
) -> None:
    trainer = trained(**{"training.l2": 0.3})
    trainer.step(5)
    now = standing(trainer)
    flat = flat_place(now.parameters.sizes, layer, 0, column)
    order = WeightOrder(trainer.experiment, trainer.dataset, now, flat, 1e-4, 0.1)
    curve = cost_over_weight(order, lambda done, total: None)
    middle = POINTS // 2
    assert curve.at[middle] == now.parameters.flat[flat]
    assert curve.cost[middle] == pytest.approx(now.cost, rel=1e-14)
    slope = (curve.cost[-1] - curve.cost[0]) / (curve.at[-1] - curve.at[0])
    assert slope == pytest.approx(float(now.gradients.flat[flat]), rel=1e-5, abs=1e-9)


def test_that_the_cost_after_the_step_is_that_of_the_network_with_the_weight_moved() -> None:
    trainer = trained(**{"training.l2": 0.3})
    now = standing(trainer)
    flat = flat_place(now.parameters.sizes, 1, 2, 1)
    order = WeightOrder(trainer.experiment, trainer.dataset, now, flat, 20.0, 7.0)
    curve = cost_over_weight(order, lambda done, total: None)
    trainer.parameters.W[0][2, 1] -= 7.0 * now.gradients.W[0][2, 1]
    moved = standing(trainer)
    assert order.after == moved.parameters.flat[flat]
    assert curve.cost_after == pytest.approx(moved.cost, rel=1e-13)


def test_that_every_weight_has_its_place_and_back() -> None:
    sizes = (3, 4, 2)
    for layer in (1, 2):
        for unit in range(sizes[layer]):
            for column in (*range(sizes[layer - 1]), None):
                name, place = place_of(sizes, flat_place(sizes, layer, unit, column))
                assert name == f"{'b' if column is None else 'W'}{layer}"
                assert place == (unit, column or 0)


def test_that_the_step_of_the_present_rate_fits_into_what_is_drawn() -> None:
    now = standing(trained())
    flat = int(np.abs(now.gradients.flat).argmax())
    for rate in (1e-3, 1.0, 1e6):
        assert usual_reach(now, flat, rate) > abs(rate * float(now.gradients.flat[flat]))
