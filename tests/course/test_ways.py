"""Facts about the two ways to train, on the course's pictures: calm runs, and one that is not."""

from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.data.load import load
from core.experiment import Experiment
from core.experiment_file import changed_all
from core.models.model import Model
from core.presets import preset
from core.training.run import finish
from core.training.trainer import Trainer

# What both ways agree to where a run is calm.
CALM = 1e-9


@pytest.fixture(scope="module")
def cats(course: Path) -> Dataset:
    return load(_experiment(course).data)


def _experiment(course: Path, **settings: object) -> Experiment:
    folders = {
        "data.folder": str(course / "cat/train"),
        "data.test_folder": str(course / "cat/test"),
    }
    return changed_all(preset("deep-cats"), {**folders, **settings})


def _run(experiment: Experiment, cats: Dataset, way: str, twin: int = 0) -> Trainer:
    """Train; a twin's starting weights differ by one part in 1e15, up or down by lot."""
    trainer = Trainer(changed_all(experiment, {"training.way": way}), cats)
    if twin:
        signs = np.sign(np.random.RandomState(twin).randn(trainer.parameters.flat.size))
        trainer.parameters.flat[:] *= 1 + 1e-15 * signs
    return finish(trainer)


def _costs(trainer: Trainer) -> np.ndarray:
    return trainer.history.train_cost.curve().values


@pytest.mark.parametrize(
    "settings",
    [
        {"training.iterations": 200},
        {"training.iterations": 200, "training.l2": 0.7},
        {
            "training.optimiser": "momentum",
            "training.batch_size": 64,
            "training.l2": 0.7,
            "training.epochs": 40,
        },
        {"training.optimiser": "nesterov", "training.iterations": 100},
    ],
)
def test_that_a_calm_run_is_the_same_in_the_span(
    course: Path, cats: Dataset, settings: dict[str, object]
) -> None:
    experiment = _experiment(course, **settings)
    span, direct = (_run(experiment, cats, way) for way in ("span", "direct"))
    assert np.abs(_costs(span) - _costs(direct)).max() < CALM
    assert np.abs(span.parameters.flat - direct.parameters.flat).max() < CALM
    answers = [
        Model.of(experiment, cats, trainer.parameters).probabilities(cats.test.X)
        for trainer in (span, direct)
    ]
    assert np.abs(answers[0] - answers[1]).max() < CALM


@pytest.mark.parametrize("rate", [0.0075, 0.02])
def test_that_a_run_which_amplifies_rounding_departs_no_more_than_a_twin_does(
    course: Path, cats: Dataset, rate: float
) -> None:
    experiment = _experiment(
        course,
        **{
            "network.hidden": (20, 7),
            "network.activation": "tanh",
            "training.learning_rate": rate,
            "training.iterations": 150,
        },
    )
    direct = _costs(_run(experiment, cats, "direct"))
    twins = [np.abs(_costs(_run(experiment, cats, "direct", n)) - direct).max() for n in (1, 2, 3)]
    departed = np.abs(_costs(_run(experiment, cats, "span")) - direct).max()
    assert departed < 3 * max(twins)


@pytest.mark.parametrize("name", ["deep-cats", "two-layer-cats", "logistic-cats"])
def test_that_the_course_trains_in_the_span(name: str, course: Path, cats: Dataset) -> None:
    experiment = changed_all(preset(name), {"data.folder": str(course / "cat/train")})
    assert Trainer(experiment, cats).way.name == "span"
