"""Facts about the order of findings: what explains others is told before them."""

from itertools import pairwise

import pytest

from core.data.load import load
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.health.registry import CHECKS, final_findings
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
    changes, expected = CAUSES[situation]
    told = keys(changes)
    places = [told.index(key) for key in expected]
    assert all(first < second for first, second in pairwise(places)), told
    assert places[0] == 0, told


def test_that_every_row_says_what_it_explains_of_those_below_it() -> None:
    reasons = [row.because for row in CHECKS]
    assert all(reasons)
    assert len(set(reasons)) == len({row.examine for row in CHECKS}) == len(CHECKS)


def keys(changes: dict[str, object]) -> list[str]:
    """Train and return the keys of what is told, of units with their share in percent."""
    usual: dict[str, object] = {
        "data.kind": "moons",
        "data.samples": 200,
        "data.test_samples": 100,
        "network.hidden": [8],
        "training.iterations": 400,
        "training.learning_rate": 0.3,
    }
    experiment = with_settings(Experiment(), usual | changes)
    told = []
    for finding in final_findings(run(experiment, load(experiment.data))):
        key, values = finding.key, finding.values
        if key == "dead_units":
            key = f"{key} {100 * int(str(values['dead'])) // int(str(values['units']))}"
        told += [key] if key not in told else []
    return told
