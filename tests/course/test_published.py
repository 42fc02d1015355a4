"""Facts about the published runs: their costs and accuracies come out again."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.data.load import load
from core.experiment.presets import COURSE_ORDER, preset
from core.experiment.reference_costs import compare, published
from core.experiment.toml import with_settings
from core.training.health.findings import Level
from core.training.health.registry import final_findings
from core.training.run import run
from core.training.trainer import Trainer

FOLDERS = {
    "pictures": {"data.folder": "cat/train", "data.test_folder": "cat/test"},
    "arrays": {"data.folder": "football.npz"},
}
# Printed by the course's optimisation notebook (2021 on), section 7, for moons in batches of
# 64; the rate is set after every epoch, decay rate 1, interval 1000.
DECAYED = [
    (
        {"training.learning_rate": 0.1, "training.schedule": "inverse_time"},
        [0.701091, 0.661884, 0.658620, 0.656765, 0.655486],
    ),
    (
        {"training.learning_rate": 0.1, "training.schedule": "inverse_time_steps"},
        [0.701091, 0.127161, 0.120304, 0.117033, 0.117512],
    ),
    (
        {
            "training.optimiser": "momentum",
            "training.learning_rate": 0.1,
            "training.schedule": "inverse_time_steps",
        },
        [0.702226, 0.128974, 0.125965, 0.123375, 0.123218],
    ),
    (
        {
            "training.optimiser": "adam",
            "training.learning_rate": 0.01,
            "training.schedule": "inverse_time_steps",
        },
        [0.699346, 0.130074, 0.129826, 0.129282, 0.128361],
    ),
]

# A published copy of logistic-cats that flattens by train_set_x_orig.reshape(-1, m).
WRONGLY_FLATTENED = [
    *("0.693147", "0.709726", "0.657712", "0.614611", "0.578001", "0.546372"),
    *("0.518331", "0.492852", "0.469259", "0.447139", "0.426262"),
]


# What health says of each run, all of it true. The course calls seven of them good; it shows the
# others for what is wrong with them, or as the slower ones of three. The test cost of five rises
# while their train cost falls, and four keep nothing for the test.
FOUND = {
    "logistic-cats": {"overfitting"},
    "two-layer-cats": {"overfitting"},
    "circles-zeros": {
        "dead_units",
        "symmetric_units",
        "rate_too_low",
        "no_better_than_largest_class",
        "no_better_on_test",
    },
    "circles-large": {"large_start", "dead_units"},
    "deep-cats": {"overfitting"},
    "football": {"overfitting"},
    "football-dropout": {"overfitting"},
    "flower": {"no_test_samples"},
    "moons-gd": {"too_few_iterations", "dead_units", "no_test_samples"},
    "moons-momentum": {"too_few_iterations", "dead_units", "no_test_samples"},
    "moons-adam": {"no_test_samples"},
}


@pytest.fixture(scope="module", params=COURSE_ORDER)
def trained(request: pytest.FixtureRequest) -> tuple[str, Trainer]:
    """A published run, trained once for all that is asked of it."""
    experiment = preset(request.param)
    if experiment.data.kind in FOLDERS:
        course = request.getfixturevalue("course")
        places = FOLDERS[experiment.data.kind].items()
        experiment = with_settings(experiment, {key: str(course / at) for key, at in places})
    return request.param, run(experiment, load(experiment.data))


def test_that_a_published_run_comes_out_again(course: Path, trained: tuple[str, Trainer]) -> None:
    name, trainer = trained
    results = _results(course)[name]
    costs = trainer.history.train_cost.curve().values
    for at, printed in results["costs"]:
        assert abs(costs[at] - float(printed)) <= _tolerance(results, at), at
    if "train_accuracy" in results:
        assert trainer.score_train().accuracy == pytest.approx(results["train_accuracy"])
    test = trainer.score_test()
    assert (test and test.accuracy) == (
        results["test_accuracy"] and pytest.approx(results["test_accuracy"])
    )


def test_that_health_says_only_what_is_true_of_a_published_run(
    trained: tuple[str, Trainer],
) -> None:
    name, trainer = trained
    found = {finding.key: finding.level for finding in final_findings(trainer)}
    told = {key for key, level in found.items() if level is not Level.INFORMATION}
    assert told == FOUND.get(name, set())
    A = trainer.network.forward(trainer.parameters, trainer.train[0]).A
    assert ("dead_units" in found) is any((layer == 0).all(axis=1).any() for layer in A[1:-1])
    assert found.keys() <= told | {"dead_units"}


def test_that_a_run_agrees_with_the_costs_in_the_project(trained: tuple[str, Trainer]) -> None:
    """The same to the decimals that are printed; runs on points need no course's folder."""
    name, trainer = trained
    curve, reference = trainer.history.train_cost.curve(), published(name)
    assert reference is not None
    found = compare(reference, curve.at, curve.values)
    assert found.compared == len(reference.at)
    assert found.departs in (None, 8000 if name == "flower" else None)
    assert found.by < 5e-4


def test_that_the_costs_in_the_project_are_the_published_ones(course: Path) -> None:
    for name, results in _results(course).items():
        reference = published(name)
        assert reference is not None
        printed = [(at, float(cost)) for at, cost in results["costs"] if cost != "inf"]
        assert [*zip(reference.at, reference.costs, strict=True)] == printed


def test_that_every_published_run_is_a_preset(course: Path) -> None:
    assert set(_results(course)) == set(COURSE_ORDER)


@pytest.mark.parametrize(("settings", "printed"), DECAYED)
def test_that_a_published_decay_of_the_rate_comes_out_again(
    settings: dict[str, object], printed: list[float]
) -> None:
    experiment = with_settings(preset("moons-gd"), {**settings, "training.epochs": 4001})
    costs = run(experiment, load(experiment.data)).history.train_cost.curve().values
    assert costs[::1000] == pytest.approx(printed, abs=0.501e-6)


def test_that_pictures_flattened_across_each_other_give_the_published_wrong_run(
    course: Path,
) -> None:
    wrong = {"data.flatten": "across_pictures", "training.iterations": 1001}
    places = {key: str(course / at) for key, at in FOLDERS["pictures"].items()}
    experiment = with_settings(preset("logistic-cats"), places | wrong)
    trainer = run(experiment, load(experiment.data))
    costs = trainer.history.train_cost.curve().values
    assert [f"{cost:.6f}" for cost in costs[::100]] == WRONGLY_FLATTENED
    # As the course's page of traps says: worse than guessing.
    assert trainer.score_test().accuracy == pytest.approx(0.34)


def _results(course: Path) -> dict[str, Any]:
    return json.loads((course / "results.json").read_text())


def _tolerance(results: dict[str, Any], at: int) -> float:
    if "first_cost" in results and at == 0:
        # printed as infinite, from log(A); computed from Z it is finite
        return float("inf")
    if at > results.get("decimals_until", at):
        return results["later_tolerance"]
    if "decimals" in results:
        return 0.5 * 10 ** -results["decimals"] * 1.001
    if "relative_tolerance" in results:
        return results["relative_tolerance"] * float(dict(results["costs"])[at])
    return results["absolute_tolerance"]
