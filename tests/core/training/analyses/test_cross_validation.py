"""Facts about cross-validation: a plain loop gives the same, and what its interval is."""

import math
from dataclasses import replace as with_fields
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from msgspec.structs import replace
from PIL import Image

from core.data.folds import FoldedData
from core.data.load import load
from core.errors import ExperimentError
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.model import Model
from core.statistics import wilson_interval
from core.training.analyses.cross_validation import FoldScore, cross_validate
from core.training.run import run
from core.training.worker.session import Session

QUICK = TrainingSettings(iterations=30, learning_rate=0.5)
MOONS = Experiment(
    data=DataSettings(kind="moons", samples=60, test_share=0.2),
    network=NetworkSettings(hidden=(3,)),
    training=QUICK,
)


@pytest.fixture
def pictures(tmp_path: Path) -> Experiment:
    random = np.random.RandomState(1)
    for number in range(24):
        folder = tmp_path / ("light" if number % 2 else "dark")
        folder.mkdir(exist_ok=True)
        pixels = random.randint(60 * (number % 2), 200, (6, 6, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{random.randint(10**9)}x.png")
    data = DataSettings(
        kind="pictures", folder=str(tmp_path), test_share=0.3, size=6, scaling="standardised"
    )
    return Experiment(data=data, network=NetworkSettings(hidden=(3,)), training=QUICK)


def test_that_folds_give_what_training_each_alone_gives(pictures: Experiment) -> None:
    results = cross_validate(pictures, 3)
    folded = FoldedData(pictures.data, 3)
    for fold in range(3):
        tested = tuple(folded.dataset.train.names[place] for place in folded.places(fold))
        data = replace(pictures.data, test_share=0.0, test_pictures=tested)
        alone = replace(pictures, data=data)
        trainer = run(alone, load(data))
        test = trainer.score_test()
        assert test
        assert (results.scores[fold].accuracy, results.scores[fold].cost) == (
            test.accuracy,
            test.cost,
        )
        assert results.scores[fold].train_accuracy == trainer.score_train().accuracy
        model = Model.of(alone, trainer.dataset, trainer.parameters)
        assert trainer.dataset.test
        readings = model.readings(trainer.dataset.test.X[:, :])
        np.testing.assert_allclose(results.readings[:, folded.places(fold)], readings, rtol=1e-12)
    assert not np.isnan(results.readings).any()


@pytest.mark.parametrize("count", [2, 5, 20])
def test_that_the_interval_is_nadeau_and_bengios_or_wilsons_where_that_is_wider(count) -> None:
    results = cross_validate(MOONS, 2)
    random = np.random.RandomState(count)
    shares = 0.7 + 0.02 * random.rand(count)
    scores = tuple(FoldScore(30, 1.0, float(share), 1.0, False) for share in shares)
    results = with_fields(results, total=count, scores=scores)
    reach = scipy.stats.t.ppf(0.975, count - 1) * shares.std(ddof=1)
    reach *= math.sqrt(1 / count + 1 / (count - 1))
    low, high = wilson_interval(float(shares.mean()), 30 * count)
    wanted = min(shares.mean() - reach, low), max(shares.mean() + reach, high)
    np.testing.assert_allclose(results.interval, np.clip(wanted, 0, 1), rtol=1e-4)


def test_that_numbers_are_judged_by_r2() -> None:
    experiment = Experiment(
        data=DataSettings(kind="wave", samples=60),
        network=NetworkSettings(hidden=(3,)),
        training=TrainingSettings(loss="half_squared_error", iterations=30),
    )
    results = cross_validate(experiment, 4)
    assert "R²" in results.sentence()
    assert results.readings.shape == (1, 60)


@pytest.mark.parametrize("total", [1, 21])
def test_that_so_many_folds_are_refused(total: int) -> None:
    with pytest.raises(ExperimentError, match="from 2 to 20"):
        cross_validate(MOONS, total)


def test_that_folds_in_spare_time_give_the_same_and_can_be_stopped(pictures: Experiment) -> None:
    session = Session()
    session.submit(pictures, lambda done, total: None)
    assert not session.cross_validate(3).results.scores
    events = []
    while session.repeated:
        events += [event] if (event := session.advance_repeated()) else []
    assert [event.over for event in events] == [False, False, True]
    looked_at = replace(pictures, data=replace(pictures.data, kept_labels=("dark/x.png",)))
    assert events[-1].results.is_of(looked_at)
    assert not events[-1].results.is_of(MOONS)
    assert events[-1].results.scores == cross_validate(pictures, 3).scores
    session.cross_validate(3)
    stopped = session.end_repeated()
    assert stopped
    assert (stopped.over, stopped.results.scores) == (True, ())
