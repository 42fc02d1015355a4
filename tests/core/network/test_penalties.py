"""Facts about the penalties of large weights."""

import numpy as np
import pytest

from core.network.initialisers import initial_parameters
from core.network.parameters import Parameters
from core.network.penalties import PENALTIES, Regularisation, WeightedPenalty

PARAMETERS = initial_parameters((3, 4, 2), "normal", 1.0, 1)
W1, W2 = PARAMETERS.W


def _slopes(name: str, strength: float, m: int) -> Parameters:
    gradients = Parameters(PARAMETERS.sizes)
    Regularisation([WeightedPenalty(PENALTIES[name], strength)]).add_slopes(
        PARAMETERS, m, gradients
    )
    return gradients


def test_that_l2_is_the_course_s() -> None:
    cost = Regularisation([WeightedPenalty(PENALTIES["l2"], 0.7)]).cost(PARAMETERS, 20)
    assert cost == pytest.approx(0.7 / (2 * 20) * (np.sum(W1**2) + np.sum(W2**2)))
    assert _slopes("l2", 0.7, 20).W[1] == pytest.approx(0.7 / 20 * W2)


def test_that_l1_is_the_sum_of_absolute_weights() -> None:
    cost = Regularisation([WeightedPenalty(PENALTIES["l1"], 0.7)]).cost(PARAMETERS, 20)
    assert cost == pytest.approx(0.7 / 20 * (np.abs(W1).sum() + np.abs(W2).sum()))
    assert _slopes("l1", 0.7, 20).W[0] == pytest.approx(0.7 / 20 * np.sign(W1))


def test_that_both_add_up_and_0_counts_as_none() -> None:
    rows = [WeightedPenalty(row, 0.5) for row in PENALTIES.values()]
    apart = sum(Regularisation([row]).cost(PARAMETERS, 9) for row in rows)
    assert Regularisation(rows).cost(PARAMETERS, 9) == pytest.approx(apart)
    assert not Regularisation([WeightedPenalty(row, 0.0) for row in PENALTIES.values()]).weighted


@pytest.mark.parametrize("name", PENALTIES)
def test_that_biases_are_left_alone(name: str) -> None:
    assert not any(b.any() for b in _slopes(name, 0.7, 20).b)


@pytest.mark.parametrize("name", PENALTIES)
def test_that_the_formulas_of_a_penalty_are_what_it_does(name: str) -> None:
    row, known = PENALTIES[name], {"np": np, name: 0.7, "m": 20}
    assert all((row.cost_formula.plain, row.cost_formula.latex))
    assert all((row.slope_formula.plain, row.slope_formula.latex))
    cost = sum(eval(row.cost_formula.numpy, known | {"w": W}) for W in PARAMETERS.W)
    expected = Regularisation([WeightedPenalty(row, 0.7)]).cost(PARAMETERS, 20)
    assert cost == pytest.approx(expected, rel=1e-14)
    slope = eval(row.slope_formula.numpy, known | {"w": W1})
    np.testing.assert_allclose(slope, _slopes(name, 0.7, 20).W[0], rtol=1e-14)
