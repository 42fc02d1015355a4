"""Facts about the rules: each against its textbook formula, one number at a time.

By hand, 200 steps of each but AdamW were also compared with PyTorch 2.13 (SGD, its Nesterov
momentum, RMSprop, Adam; its learning rate times 1 - β where there is momentum): 2e-16 apart at
most.
"""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
import pytest
from msgspec.structs import replace

from core.errors import ExperimentError
from core.experiment.settings import TrainingSettings
from core.network.optimisers import OPTIMISERS
from core.network.parameters import Parameters
from core.network.update_rule import CHUNK_BYTES, MIN_BYTES, UpdateRule

RATE, BETA, BETA2, EPSILON, DECAY = 0.1, 0.8, 0.95, 1e-3, 0.3
SETTINGS = TrainingSettings(momentum=BETA, beta2=BETA2, epsilon=EPSILON, weight_decay=DECAY)
OTHER_VALUES = {"momentum": 0.1, "beta2": 0.5, "epsilon": 0.5, "weight_decay": 0.7}
GRADIENTS = np.random.RandomState(4).randn(30, 5)
START = np.random.RandomState(5).randn(5)


def _momentum(w: float, gradients: list[float]) -> float:
    v = 0.0
    for g in gradients:
        v = BETA * v + (1 - BETA) * g
        w -= RATE * v
    return w


def _nesterov(w: float, gradients: list[float]) -> float:
    v = 0.0
    for g in gradients:
        v = BETA * v + (1 - BETA) * g
        w -= RATE * (BETA * v + (1 - BETA) * g)
    return w


def _rmsprop(w: float, gradients: list[float]) -> float:
    s = 0.0
    for g in gradients:
        s = BETA2 * s + (1 - BETA2) * g**2
        w -= RATE * g / (sqrt(s) + EPSILON)
    return w


def _adam(w: float, gradients: list[float]) -> float:
    v = s = 0.0
    for t, g in enumerate(gradients, 1):
        v = BETA * v + (1 - BETA) * g
        s = BETA2 * s + (1 - BETA2) * g**2
        w -= RATE * (v / (1 - BETA**t)) / (sqrt(s / (1 - BETA2**t)) + EPSILON)
    return w


def _adamw(
    theta: float, gradients: list[float], decay: float, multipliers: Sequence[float] = ()
) -> float:
    """Follow algorithm 2 of arXiv:1711.05101 line by line, with schedule multipliers η."""
    m = v = 0.0
    for t, g in enumerate(gradients, 1):
        m = BETA * m + (1 - BETA) * g
        v = BETA2 * v + (1 - BETA2) * g**2
        m_hat = m / (1 - BETA**t)
        v_hat = v / (1 - BETA2**t)
        eta = multipliers[t - 1] if multipliers else 1.0
        theta = theta - eta * (RATE * m_hat / (sqrt(v_hat) + EPSILON) + decay * theta)
    return theta


TEXTBOOK: dict[str, Callable[[float, list[float]], float]] = {
    "gradient_descent": lambda w, gradients: w - RATE * sum(gradients),
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": lambda w, gradients: _adamw(w, gradients, RATE * DECAY),
}
# The rules that leave biases out of a term, and what they do to a bias.
TEXTBOOK_OF_BIASES = TEXTBOOK | {"adamw": lambda w, gradients: _adamw(w, gradients, 0.0)}


def _rule(name: str, size: int, dtype: str = "float64") -> UpdateRule:
    """Make the rule for a unit of `size` - 1 weights, the last parameter being its bias."""
    return OPTIMISERS[name].make_rule(Parameters((size - 1, 1), dtype))


def _run(
    name: str,
    gradients: np.ndarray,
    dtype: str = "float64",
    settings: TrainingSettings = SETTINGS,
) -> np.ndarray:
    W = START.astype(dtype)
    rule = _rule(name, W.size, dtype)
    for dW in gradients.astype(dtype):
        rule.begin(W, dW.copy(), RATE, settings)
        rule.finish()
    return W


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_rule_is_its_textbook_formula(name: str) -> None:
    formulas = [TEXTBOOK[name]] * (len(START) - 1) + [TEXTBOOK_OF_BIASES[name]]
    expected = [
        formula(w, list(GRADIENTS[:, i]))
        for i, (formula, w) in enumerate(zip(formulas, START, strict=True))
    ]
    assert _run(name, GRADIENTS) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_the_lines_of_an_update_are_what_the_rule_does(name: str) -> None:
    row, settings = (
        OPTIMISERS[name],
        {key: getattr(SETTINGS, key) for key in OPTIMISERS[name].settings},
    )
    array = {"v": np.zeros(5), "s": np.zeros(5), "W": START.copy()}
    for t, dW in enumerate(GRADIENTS, 1):
        known = {"np": np, "learning_rate": RATE, "t": t, "dW": dW, **settings}
        for line in row.update:
            assert all((line.formula.plain, line.formula.latex))
            found = eval(line.formula.numpy, known | array)
            counts = slice(0, -1 if line.weights_only else None)
            array[line.name][counts] = found[counts]
    np.testing.assert_allclose(array["W"], _run(name, GRADIENTS), atol=1e-14)
    assert {line.name for line in row.update} == {"W", *row.make_rule.state_names}


def test_that_the_schedule_multiplies_the_decay_of_adamw_too() -> None:
    multipliers = [1 / (1 + 0.1 * t) for t in range(len(GRADIENTS))]
    W, rule = START.copy(), _rule("adamw", len(START))
    for eta, dW in zip(multipliers, GRADIENTS, strict=True):
        rule.begin(W, dW.copy(), eta * RATE, SETTINGS)
        rule.finish()
    expected = [
        _adamw(w, list(GRADIENTS[:, i]), RATE * DECAY * (i < len(START) - 1), multipliers)
        for i, w in enumerate(START)
    ]
    assert pytest.approx(expected, abs=1e-14) == W


def test_that_adamw_spares_the_biases_of_every_layer() -> None:
    parameters = Parameters((3, 4, 2))
    parameters.flat[:] = 1.0
    rule = OPTIMISERS["adamw"].make_rule(parameters)
    rule.begin(parameters.flat, np.zeros(parameters.flat.size), RATE, SETTINGS)
    rule.finish()
    assert all((W == 1 - RATE * DECAY).all() for W in parameters.W)
    assert all((b == 1).all() for b in parameters.b)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_float32_stays_float32(name: str) -> None:
    W = _run(name, GRADIENTS, "float32")
    assert W.dtype == np.float32
    assert pytest.approx(_run(name, GRADIENTS), abs=1e-5) == W


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_linear_says_whether_steps_add_up(name: str) -> None:
    other = np.random.RandomState(6).randn(*GRADIENTS.shape)
    apart = _run(name, GRADIENTS) - START + _run(name, other) - START
    together = _run(name, GRADIENTS + other) - START
    assert np.allclose(apart, together, atol=1e-12) == OPTIMISERS[name].linear


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_rule_reads_the_settings_it_names_and_no_others(name: str) -> None:
    usual = _run(name, GRADIENTS)
    for field, value in OTHER_VALUES.items():
        changed = _run(name, GRADIENTS, settings=replace(SETTINGS, **{field: value}))
        assert np.array_equal(changed, usual) == (field not in OPTIMISERS[name].settings)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_rule_goes_on_from_its_state_and_count(name: str) -> None:
    first, second = _rule(name, 5), _rule(name, 5)
    W, again = START.copy(), START.copy()
    for i, dW in enumerate(GRADIENTS):
        first.begin(W, dW.copy(), RATE, SETTINGS)
        first.finish()
        if i == 9:
            again[:] = W
            second.count = first.count
            for key, vector in first.state.items():
                second.state[key][:] = vector
        elif i > 9:
            second.begin(again, dW.copy(), RATE, SETTINGS)
            second.finish()
    assert W.tobytes() == again.tobytes()


@pytest.mark.parametrize("numbers", [CHUNK_BYTES // 8, MIN_BYTES // 4])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_a_vector_of_many_chunks_moves_as_its_parts_do(name: str, numbers: int) -> None:
    random, settings = np.random.RandomState(4), TrainingSettings()
    size = numbers + 7
    W, part = random.randn(size), slice(numbers - 5, size)
    alone = W[part].copy()
    rule, rule_of_part = _rule(name, size), _rule(name, alone.size)
    for _ in range(3):
        dW = random.randn(size)
        rule_of_part.begin(alone, dW[part].copy(), 0.1, settings)
        rule_of_part.finish()
        rule.begin(W, dW, 0.1, settings)
        rule.finish()
    assert W[part].tobytes() == alone.tobytes()


@pytest.mark.parametrize(
    "name", [name for name, row in OPTIMISERS.items() if row.make_rule.state_names]
)
def test_that_an_average_of_nothing_ends_at_nothing(name: str) -> None:
    rule, settings = _rule(name, 2, "float32"), TrainingSettings(beta2=0.9)
    W = np.ones(2, "float32")
    for _ in range(1000):
        rule.begin(W, np.zeros(2, "float32"), RATE, settings)
        rule.finish()
        if rule.count == 1:
            for average in rule.state.values():
                average[:] = 1.0, 1e-9
    assert all(not average.any() for average in rule.state.values())


def test_that_an_unknown_optimiser_is_refused_with_those_to_choose_from() -> None:
    with pytest.raises(ExperimentError, match=f"one of {', '.join(OPTIMISERS)}") as refused:
        TrainingSettings(optimiser="adm")
    assert '"adm"' in str(refused.value)
