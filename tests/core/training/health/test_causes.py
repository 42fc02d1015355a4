"""Facts about the order of findings: what explains others is told before them."""

from functools import cache
from itertools import pairwise

import pytest

from core.data.load import load
from core.errors import SuggestedFix
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.health import answers, generalisation, registry, units
from core.training.health.findings import Finding, Level
from core.training.health.registry import CHECKS, Check, final_findings
from core.training.run import run

# Runs with more than one thing to tell, and the keys in the order of cause and effect. A number
# behind a key is the share of a layer's units that the finding is of, in percent.
CAUSES: dict[str, tuple[dict[str, object], list[str]]] = {
    "noise makes the start large, and both make the rate too high": (
        {
            "network.activation": "identity",
            "network.hidden": [5, 5],
            "data.noise": 10.0,
            "training.learning_rate": 1.0,
        },
        ["unscaled_inputs", "large_start", "diverged"],
    ),
    "a penalty that overshoots makes the cost infinite": (
        {"training.l2": 1000.0, "training.learning_rate": 1.0},
        ["strong_penalty", "diverged"],
    ),
    "a large start makes steps too long, which kill layers": (
        {
            "network.activation": "relu",
            "network.hidden": [8] * 4,
            "network.initialisation": "normal",
            "network.scale": 10.0,
            "training.learning_rate": 1.0,
        },
        ["large_start", "rate_too_high", "dead_units 100", "dead_units 25", "no_better_on_test"],
    ),
    "a high rate kills layers": (
        {
            "network.activation": "relu",
            "network.hidden": [8] * 3,
            "training.learning_rate": 100.0,
        },
        ["rate_too_high", "dead_units 100", "no_better_than_largest_class"],
    ),
    "too few units leave the test at chance": (
        {
            "data.kind": "shapes",
            "data.samples": 90,
            "data.size": 8,
            "data.scaling": "standardised",
            "data.test_samples": 60,
            "network.activation": "relu",
            "network.hidden": [1],
            "network.seed": 1,
            "network.initialisation": "he",
            "training.optimiser": "adam",
            "training.learning_rate": 0.0003,
            "training.l2": 0.3,
        },
        ["too_few_units", "no_better_on_test"],
    ),
    "a dead layer explains more than a single dead unit before it": (
        {
            "data.kind": "circles",
            "network.activation": "relu",
            "network.hidden": [5] * 5,
            "training.learning_rate": 3.0,
        },
        ["dead_units 100", "dead_units 20", "no_better_on_test"],
    ),
    "a slow rate explains more than a single dead unit": (
        {
            "data.kind": "digits",
            "network.activation": "relu",
            "network.hidden": [16],
            "training.learning_rate": 0.005,
        },
        ["rate_too_low", "dead_units 6"],
    ),
    "a rate far too low explains more than a single dead unit": (
        {
            "data.kind": "digits",
            "network.activation": "relu",
            "network.hidden": [16],
            "training.learning_rate": 1e-5,
        },
        ["rate_too_low", "dead_units 6", "no_better_than_largest_class"],
    ),
    "too few iterations explain more than a single dead unit": (
        {
            "data.kind": "digits",
            "network.activation": "relu",
            "network.hidden": [16],
            "training.iterations": 15,
        },
        ["too_few_iterations", "dead_units 6"],
    ),
    "a rate that a schedule has taken away leaves the cost where it is": (
        {"training.schedule": "exponential", "training.decay_factor": 0.5, "data.kind": "circles"},
        ["rate_decayed", "no_better_than_largest_class"],
    ),
    "without a hidden layer circles are not told apart": (
        {"network.hidden": [], "data.kind": "circles"},
        ["no_hidden_layer", "no_better_than_largest_class", "no_better_on_test"],
    ),
    "weights that are alike pass no gradient": (
        {"network.initialisation": "zeros"},
        ["symmetric_units", "rate_too_low", "no_better_than_largest_class"],
    ),
    "a fading gradient leaves the cost where it is": (
        {"network.activation": "sigmoid", "network.hidden": [5] * 8},
        ["vanishing_gradients", "rate_too_low", "no_better_than_largest_class"],
    ),
    "a gradient that faded at the start made eight sigmoid layers learn late": (
        {
            "data.kind": "digits",
            "network.activation": "sigmoid",
            "network.hidden": [16] * 8,
            "training.optimiser": "adam",
            "training.learning_rate": 0.01,
            "training.iterations": 200,
        },
        ["vanishing_gradients", "class_never_answered"],
    ),
    "a gradient that fades passes no layer at a high rate either": (
        {
            "network.activation": "sigmoid",
            "network.hidden": [16] * 8,
            "training.learning_rate": 3.0,
        },
        ["vanishing_gradients", "rate_too_high"],
    ),
    "a start too small lets units die that get no gradient": (
        {
            "data.kind": "digits",
            "network.activation": "relu",
            "network.hidden": [20, 7, 5],
            "network.initialisation": "normal",
            "network.scale": 0.01,
            "training.learning_rate": 0.0075,
        },
        ["small_start", "rate_too_low", "no_better_than_largest_class"],
    ),
    "a rate far too low hides that the network is linear": (
        {
            "network.activation": "identity",
            "network.hidden": [5, 3],
            "training.learning_rate": 1e-6,
        },
        ["rate_too_low", "linear_collapse", "no_better_than_largest_class"],
    ),
    "a linear network leaves the cost of circles where it is": (
        {
            "data.kind": "circles",
            "network.activation": "identity",
            "network.hidden": [5, 3],
            "training.learning_rate": 0.02,
        },
        ["linear_collapse", "rate_too_low", "no_better_than_largest_class"],
    ),
}


@pytest.mark.parametrize("situation", CAUSES)
def test_that_a_cause_is_told_before_what_it_explains(situation: str) -> None:
    expected = CAUSES[situation][1]
    told = keys(told_in(situation))
    places = [told.index(key) for key in expected]
    assert all(first < second for first, second in pairwise(places)), told
    assert places[0] == 0, told


def test_that_every_row_says_what_it_explains_of_those_below_it() -> None:
    reasons = [row.because for row in CHECKS]
    assert all(reasons)
    assert len(set(reasons)) == len({row.examine for row in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("situation", CAUSES)
def test_that_no_button_offers_what_is_set_already(situation: str) -> None:
    experiment, found = experiment_of(CAUSES[situation][0]), told_in(situation)
    first = next((finding.offer for finding in found if finding.offer), None)
    _check_that_offers_change(experiment, found)
    if first:
        pressed = with_settings(experiment, first.changes | {"training.iterations": 100})
        _check_that_offers_change(pressed, told_of(pressed))


@pytest.mark.parametrize(
    ("changes", "is_offered"),
    [
        ({"network.activation": ["relu", "relu"], "training.l2": 0.0}, False),
        ({"network.activation": ["relu", "tanh"]}, True),
    ],
)
def test_that_whatever_row_offers_what_is_set_has_no_button(
    changes: dict[str, object], is_offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Finding("row", Level.NOTE, "A row.", offer=SuggestedFix("Try it", changes))
    monkeypatch.setattr(registry, "CHECKS", (Check(lambda seen: iter([row]), "it is a row"),))
    settings = {"network.hidden": [4, 4], "network.activation": "relu", "training.iterations": 2}
    (found,) = told_of(experiment_of(settings))
    assert (found.offer is not None) is is_offered


def _check_that_offers_change(experiment: Experiment, found: tuple[Finding, ...]) -> None:
    for offer in [finding.offer for finding in found if finding.offer]:
        assert written_out(with_settings(experiment, offer.changes)) != written_out(experiment)


def test_that_fewer_layers_are_offered_where_a_gradient_fades_in_relu_layers() -> None:
    changes: dict[str, object] = {
        "network.hidden": [5] * 8,
        "network.activation": "relu",
        "network.initialisation": "he",
        "network.seed": 13,
        "training.learning_rate": 0.1,
    }
    experiment = experiment_of(changes)
    (found,) = (one for one in told_of(experiment) if one.key == "vanishing_gradients")
    assert found.offer
    better = with_settings(experiment, found.offer.changes)
    assert better.network.hidden == (64, 32)
    assert "vanishing_gradients" not in {one.key for one in told_of(better)}


def test_that_a_rate_changed_on_the_way_may_be_offered_from_the_start_on() -> None:
    experiment = experiment_of({"training.learning_rate": 300.0, "network.activation": "relu"})
    trainer = run(experiment, load(experiment.data))
    offers = [finding.offer for finding in final_findings(trainer) if finding.offer]
    trainer.change(with_settings(experiment, offers[0].changes).training)
    assert offers[0] in [finding.offer for finding in final_findings(trainer)]


def told_of(experiment: Experiment) -> tuple[Finding, ...]:
    return final_findings(run(experiment, load(experiment.data)))


def written_out(experiment: Experiment) -> Experiment:
    """Return it with the activation of every layer."""
    return with_settings(experiment, {"network.activation": experiment.network.activations})


def experiment_of(changes: dict[str, object]) -> Experiment:
    usual: dict[str, object] = {
        "data.kind": "moons",
        "data.samples": 200,
        "data.test_samples": 100,
        "network.hidden": [8],
        "training.iterations": 400,
        "training.learning_rate": 0.3,
    }
    return with_settings(Experiment(), usual | changes)


@cache
def told_in(situation: str) -> tuple[Finding, ...]:
    return told_of(experiment_of(CAUSES[situation][0]))


def keys(found: tuple[Finding, ...]) -> list[str]:
    """Return the keys of what is told, of units with their share in percent."""
    told = []
    for finding in found:
        key, values = finding.key, finding.values
        if key == "dead_units":
            key = f"{key} {100 * int(str(values['dead'])) // int(str(values['units']))}"
        told += [key] if key not in told else []
    return told


def test_that_a_class_too_common_is_told_before_what_it_explains() -> None:
    order = [row.examine for row in CHECKS]
    explained = (
        units.dead,
        answers.no_better,
        answers.never_answered,
        answers.hardly_answered,
        generalisation.no_better_on_test,
    )
    assert order.index(generalisation.uneven_classes) < min(map(order.index, explained))
