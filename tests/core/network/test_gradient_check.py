"""Facts about the gradient check: it passes what is right, and finds what is wrong."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace as replace_settings

from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.network import activations
from core.network.activations import ACTIVATIONS
from core.network.gradient_check import MAX_PLACES, GradientCheck
from core.network.losses import LOSSES
from core.network.network import Network
from core.network.objective import Objective
from core.network.parameters import Parameters
from core.network.penalties import PENALTIES, Regularisation, WeightedPenalty
from core.network.sample_span import SampleSpan
from core.training.analyses.gradient_check import check, describe, first_wrong_layer, summary

TRAININGS = [
    {},
    {"l2": 0.7},
    {"l1": 0.1},
    {"keep_probability": 0.6},
    {"keep_probability": (0.5, 1.0, 0.8), "l2": 0.7, "l1": 0.1},
]


def _experiment(
    activation: str | tuple[str, ...], kind: str = "moons", loss: str = "cross_entropy", **training
) -> Experiment:
    return Experiment(
        data=DataSettings(kind=kind, samples=60),
        network=NetworkSettings(hidden=(5, 4, 3), activation=activation, initialisation="he"),
        training=TrainingSettings(loss=loss, **training),
    )


@pytest.mark.parametrize(
    ("activation", "loss", "kind", "training"),
    [*product(ACTIVATIONS, LOSSES, ["moons", "spiral"], TRAININGS)],
)
def test_that_every_activation_loss_and_regulariser_passes(
    activation: str, loss: str, kind: str, training: dict[str, object]
) -> None:
    experiment = _experiment(activation, kind, loss, **training)
    checks = check(experiment, load(experiment.data))
    assert [part.name for part in checks] == ["W1", "b1", "W2", "b2", "W3", "b3", "W4", "b4"]
    assert max(part.worst for part in checks) < 1e-6
    assert sum(part.checked for part in checks) > 50


def test_that_the_measured_error_and_its_place_are_told() -> None:
    experiment = _experiment("tanh")
    checks = check(experiment, load(experiment.data))
    for part in checks:
        # Central differences of float64 are never exact: an error of 0 was not measured.
        assert 0 < part.difference < 1e-6
        assert part.worst <= part.difference
        assert min(part.place) >= 1
        assert f"{part.name}: {part.checked} of {part.size} compared" in describe(part)
        assert f"{part.difference:.1e} at {part.name}[{part.place[0]}, " in describe(part)


def test_that_a_broken_slope_fails_and_its_layer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
        dA *= 1.0 - A

    experiment = _experiment(("relu", "tanh", "relu"))
    row = replace(ACTIVATIONS["tanh"], backward=broken)
    monkeypatch.setitem(activations.ACTIVATIONS, "tanh", row)
    wrong = first_wrong_layer(check(experiment, load(experiment.data)))
    assert wrong is not None
    assert wrong.layer == 2


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("scale", [1.0, 10.0])
def test_that_the_rounding_of_a_large_cost_is_not_called_a_wrong_gradient(
    activation: str, scale: float
) -> None:
    network = NetworkSettings(
        hidden=(16, 16, 13, 7), activation=activation, initialisation="normal", scale=scale
    )
    training = TrainingSettings(l2=100.0)
    experiment = Experiment(data=DataSettings(kind="circles"), network=network, training=training)
    assert first_wrong_layer(check(experiment, load(experiment.data))) is None


@pytest.mark.parametrize("layer", [1, 3, 5])
def test_that_a_wrong_gradient_is_found_however_large_the_cost_is(
    layer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gradient = Objective.gradient

    def wrong(*given: object) -> Parameters:
        gradients = gradient(*given)
        gradients.W[layer - 1][...] *= 1.01
        return gradients

    monkeypatch.setattr(Objective, "gradient", wrong)
    network = NetworkSettings(
        hidden=(16, 16, 13, 7), activation="relu", initialisation="normal", scale=10.0
    )
    experiment = Experiment(data=DataSettings(kind="circles"), network=network)
    checks = check(experiment, load(experiment.data))
    assert [part.name for part in checks if not part.passed] == [f"W{layer}"]


def test_that_a_unit_on_the_kink_is_told_in_words_and_not_called_wrong() -> None:
    network = Network((2, 2, 1), [ACTIVATIONS["relu"]], LOSSES["cross_entropy"])
    parameters = Parameters(network.sizes)
    parameters.W[0][...] = [[1.0, 0.5], [0.0, 0.0]]
    parameters.b[0][...] = [[0.3], [0.0]]
    parameters.W[1][...] = 0.7
    X, Y = np.array([[1.0, 2.0], [0.5, 1.0]]), np.array([[1.0, 0.0]])
    objective = Objective(network, Regularisation(()))
    checks = list(GradientCheck(objective, parameters, X, Y).arrays())
    assert checks[0].kinks == 2
    assert checks[0].passed
    assert "unit of layer 1 sits on the kink" in describe(checks[0])
    assert first_wrong_layer(tuple(checks)) is None


def test_that_a_weight_of_0_sits_on_the_kink_of_l1() -> None:
    network = Network((2, 1), [], LOSSES["cross_entropy"])
    parameters = Parameters(network.sizes)
    parameters.W[0][...] = [[0.0, 1.0]]
    X, Y = np.array([[1.0, 2.0], [0.5, 1.0]]), np.array([[1.0, 0.0]])
    objective = Objective(network, Regularisation([WeightedPenalty(PENALTIES["l1"], 1.0)]))
    weights, bias = GradientCheck(objective, parameters, X, Y).arrays()
    assert (weights.kinks, weights.checked, bias.kinks) == (1, 1, 0)
    assert "kink of L1" in describe(weights)


def test_that_of_a_large_layer_some_places_are_drawn_by_lot() -> None:
    experiment = Experiment(
        data=DataSettings(kind="shapes", samples=20, size=16),
        network=NetworkSettings(hidden=(5,), activation="relu"),
    )
    checks = check(experiment, load(experiment.data))
    assert checks[0].checked == MAX_PLACES
    assert f"W1: {MAX_PLACES} of 3,840 compared" in describe(checks[0]).replace("\u202f", ",")
    assert first_wrong_layer(checks) is None


def test_that_the_parameters_are_put_back() -> None:
    network = Network((2, 3, 1), [ACTIVATIONS["tanh"]], LOSSES["cross_entropy"])
    parameters = Parameters(network.sizes)
    parameters.flat[:] = np.random.RandomState(1).randn(parameters.flat.size)
    before = parameters.flat.tobytes()
    X, Y = np.array([[1.0, 2.0], [0.5, 1.0]]), np.array([[1.0, 0.0]])
    list(GradientCheck(Objective(network, Regularisation(())), parameters, X, Y).arrays())
    assert parameters.flat.tobytes() == before


SPAN = Experiment(
    data=DataSettings(kind="shapes", samples=40, size=12),
    network=NetworkSettings(hidden=(6, 5), activation="tanh"),
)


@pytest.mark.parametrize("training", [{}, {"l2": 0.7}, {"keep_probability": 0.6}])
def test_that_the_gradient_in_the_span_is_checked_where_a_run_trains_there(
    training: dict[str, object],
) -> None:
    settings = TrainingSettings(parametrisation="span", **training)
    experiment = replace_settings(SPAN, training=settings)
    checks = check(experiment, load(experiment.data))
    assert [part.name for part in checks if part.in_span] == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert first_wrong_layer(checks) is None
    assert "in the span" in describe(checks[-1])
    lines = summary(checks).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert "fast updates" in lines[-1]
    direct = replace_settings(experiment, training=TrainingSettings(parametrisation="direct"))
    assert not any(part.in_span for part in check(direct, load(direct.data)))


def test_that_a_wrong_gradient_in_the_span_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = SampleSpan.to_full

    def wrong(span: SampleSpan, small: Parameters) -> Parameters:
        full = exact(span, small)
        full.W[0][0] *= 1.01
        return full

    monkeypatch.setattr(SampleSpan, "to_full", wrong)
    experiment = replace_settings(SPAN, training=TrainingSettings(parametrisation="span"))
    checks = check(experiment, load(experiment.data))
    assert [(part.name, part.in_span) for part in checks if not part.passed] == [("W1", True)]
