"""Ready-made questions: what is tried, and what their answers say of known results."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from core.data.load import load
from core.errors import ExperimentError
from core.experiment.presets import preset, preset_names
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_settings
from core.sweeps.executors import THREADS
from core.sweeps.goals import GOALS
from core.sweeps.over import Choices, Range, check_over
from core.sweeps.questions import (
    PICTURES,
    QUESTIONS,
    DataCounts,
    own_sweep,
    remarks,
    samples_of,
)
from core.sweeps.results import SweepResults, SweptRun, Trial
from core.sweeps.run_result import FORMAT, KeptCurve, RunResult
from core.sweeps.sweep import Sweep, Values, check_sweep, usual_search
from core.sweeps.sweep_run import SweepRun
from core.sweeps.usual_ranges import LAYERS, VARIED, base_for, offered

MOONS = with_settings(preset("moons-gd"), {"data.test_share": 0.2, "data.samples": 60})
COUNTS = DataCounts(inputs=2, outputs=1, samples=100, test_samples=50)
NO_CURVE = KeptCurve((), ())


def trial(number: int, settings: Values, name: str, *figures: float) -> Trial:
    """A trial whose runs have these figures."""
    usual = {"train_cost": None, "test_cost": None, "train_accuracy": None, "test_accuracy": None}
    runs = tuple(
        SweptRun(
            number,
            seed,
            settings,
            MOONS,
            RunResult(
                format=FORMAT,
                key="",
                data="",
                experiment=MOONS,
                iterations=1,
                unit="epoch",
                diverged=False,
                stopped_early=False,
                pruned=False,
                threshold=None,
                losses=(),
                train_curve=NO_CURVE,
                test_curve=NO_CURVE,
                **usual | {name: figure},
            ),
        )
        for seed, figure in enumerate(figures)
    )
    return Trial(number, settings, runs, GOALS[name])


def results(sweep: Sweep, *trials: Trial) -> SweepResults:
    return SweepResults(sweep, trials[0].goal, trials)


@pytest.mark.parametrize("name", preset_names())
def test_that_every_setting_that_is_offered_can_be_varied(name: str) -> None:
    experiment = preset(name)
    for key in offered(experiment):
        over = VARIED[key](experiment)
        assert over.key == key
        check_over(over, base_for(experiment, (over,)))
    check_sweep(own_sweep(experiment))


def test_that_questions_can_be_asked_of_points_and_of_layers_that_differ() -> None:
    changes = {"network.hidden": [5, 4], "network.activation": ["relu", "tanh"]}
    experiment = with_settings(MOONS, changes)
    dataset = load(experiment.data)
    for name in ("rates", "layers", "start"):
        sweep = QUESTIONS[name].plan(experiment, dataset)
        check_sweep(sweep)
        assert 1 < sweep.total * sweep.seeds <= 60
    hidden = QUESTIONS["layers"].plan(experiment, dataset)
    assert hidden.experiment.network.activation == "relu"
    assert (5, 4) in hidden.over[0].points()
    assert "all hidden layers have the activation of the first, ReLU" in remarks(hidden, experiment)
    assert not remarks(QUESTIONS["rates"].plan(experiment, dataset), experiment)


def test_that_layers_are_not_compared_from_equal_weights_which_would_never_learn() -> None:
    experiment = preset("houses")
    assert experiment.network.initialisation == "zeros"
    sweep = QUESTIONS["layers"].plan(experiment, load(experiment.data))
    assert sweep.experiment.network.initialisation == "xavier"
    assert "drawn (Xavier)" in remarks(sweep, experiment)


def test_that_the_smallest_network_within_luck_is_to_be_taken() -> None:
    sweep = QUESTIONS["layers"].plan(MOONS, load(MOONS.data))
    none = trial(0, {LAYERS: ()}, "test_cost", 0.69, 0.69, 0.69)
    small = trial(1, {LAYERS: (4,)}, "test_cost", 0.31, 0.33, 0.35)
    large = trial(2, {LAYERS: (64,)}, "test_cost", 0.28, 0.32, 0.36)
    answer = QUESTIONS["layers"].answer(results(sweep, none, small, large), COUNTS)
    assert answer.take is small
    assert "median test cost of 0.32 (0.28 to 0.36 over 3 first weights)" in answer.sentence
    assert "1 other is as good" in answer.sentence
    far = trial(2, {LAYERS: (64,)}, "test_cost", 0.10, 0.10, 0.10)
    answer = QUESTIONS["layers"].answer(results(sweep, none, small, far), COUNTS)
    assert answer.take is far
    assert "No other" in answer.sentence


def test_that_a_best_at_the_end_of_its_range_and_one_seed_are_told() -> None:
    sweep = replace(QUESTIONS["rates"].plan(MOONS, load(MOONS.data)), seeds=1)
    rates = [
        trial(number, {RATE: 0.001 * 3**number}, "test_cost", figure)
        for number, figure in enumerate((0.5, 0.4, 0.3))
    ]
    said = QUESTIONS["rates"].answer(results(sweep, *rates), COUNTS).sentence
    assert "best learning rate is at the end of its range: a wider one may have better." in said
    assert "from one seed only" in said
    within = trial(3, {RATE: 0.1}, "test_cost", 0.6)
    said = QUESTIONS["rates"].answer(results(sweep, *rates, within), COUNTS).sentence
    assert "at the end of its range" not in said


RATE = "training.learning_rate"


def samples_results(half: float, whole: float, larger: float) -> SweepResults:
    """Results of two networks that have learned from 50 and 100 samples."""
    experiment = with_settings(
        preset("flower"), {"data.kind": "digits", "data.samples": 100, "data.test_samples": 50}
    )
    sweep = QUESTIONS["samples"].plan(experiment, load(experiment.data))
    figures = {((4,), 50): half, ((4,), 100): whole, ((16,), 50): larger, ((16,), 100): larger}
    trials = [
        trial(
            number,
            {"data.samples": samples, LAYERS: hidden},
            "test_accuracy",
            figure - 0.01,
            figure + 0.01,
        )
        for number, ((hidden, samples), figure) in enumerate(figures.items())
    ]
    return results(sweep, *trials)


def test_that_more_samples_are_advised_only_where_the_last_doubling_helped() -> None:
    answer = QUESTIONS["samples"].answer(samples_results(0.80, 0.90, 0.85), COUNTS)
    said = "all 100 training samples the test accuracy is 90.0 %, with half of them 80.0 %"
    assert said in answer.sentence
    assert "added 10.0 points" in answer.sentence
    assert "get more samples" in answer.sentence
    assert "each is 2.0 points" in answer.sentence
    assert not answer.changes
    answer = QUESTIONS["samples"].answer(samples_results(0.89, 0.90, 0.95), COUNTS)
    assert "would hardly help" in answer.sentence
    assert answer.changes == {LAYERS: (16,)}


def test_that_fewer_pictures_leave_the_test_part_as_it_is(tmp_path: Path) -> None:
    random = np.random.RandomState(0)
    for name in ("cat", "dog"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for number in range(20):
            pixels = random.randint(0, 256, (8, 8, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / name / f"{number}.png")
    data = DataSettings(kind="pictures", folder=str(tmp_path / "pictures"), size=8, test_share=0.2)
    experiment = with_settings(Experiment(data=data), {"training.iterations": 2})
    dataset = load(data)
    assert dataset.test
    sweep = QUESTIONS["samples"].plan(experiment, dataset)
    counts = DataCounts.of(dataset)
    seen = []
    for left_out in sweep.over[0].points():
        fewer = load(sweep.experiment_of({PICTURES: left_out, LAYERS: (4,)}).data)
        assert fewer.test
        assert sorted(fewer.test.names) == sorted(dataset.test.names)
        assert {*fewer.train.names} <= {*dataset.train.names}
        assert fewer.train.m == samples_of({PICTURES: left_out}, sweep, counts)
        assert len({*fewer.train.labels.tolist()}) == 2
        seen.append(fewer.train.m)
    assert seen == [4, 4, 8, 8, 16, 16, 32]
    swept = SweepRun(sweep, tmp_path / "runs", executor=THREADS, workers=1, dataset=dataset).run()
    assert QUESTIONS["samples"].answer(swept, counts).sentence.startswith("Size of")


@pytest.mark.parametrize("kind", ["arrays", "table", "moons"])
def test_that_more_samples_are_asked_of_tables_arrays_and_drawn_points(
    kind: str, tmp_path: Path
) -> None:
    random = np.random.RandomState(0)
    X, labels = random.randn(2, 60), np.arange(60) % 3
    np.savez(tmp_path / "data.npz", X=X, Y=labels)
    rows = (f"{x:.4f},{y:.4f},class {label}" for x, y, label in zip(*X, labels, strict=True))
    (tmp_path / "data.csv").write_text("\n".join(["width,height,species", *rows]))
    file = {"arrays": "data.npz", "table": "data.csv"}.get(kind)
    data = DataSettings(kind=kind, folder=str(tmp_path / file) if file else "", test_share=0.2)
    experiment = with_settings(Experiment(data=data), {"training.iterations": 2})
    dataset = load(data)
    assert dataset.test
    sweep, counts = QUESTIONS["samples"].plan(experiment, dataset), DataCounts.of(dataset)
    assert sweep.over[0].key == "data.train_share"
    learned: list[set[tuple[float, ...]]] = []
    for share in sweep.over[0].points():
        fewer = load(sweep.experiment_of({"data.train_share": share, LAYERS: (4,)}).data)
        assert fewer.test
        assert fewer.test.m == dataset.test.m
        np.testing.assert_array_equal(fewer.test.labels, dataset.test.labels)
        count = samples_of({"data.train_share": share}, sweep, counts)
        assert abs(fewer.train.m - count) <= 2  # of each class a rounded share
        assert {*fewer.train.labels.tolist()} == {*dataset.train.labels.tolist()}
        learned.append({tuple(x) for x in np.asarray(fewer.train.X).T.tolist()})
    if kind == "arrays":
        assert learned[0] < learned[1] < learned[2] < learned[3]
    swept = SweepRun(sweep, tmp_path / "runs", executor=THREADS, workers=1, dataset=dataset).run()
    assert "samples" in QUESTIONS["samples"].answer(swept, counts).sentence


def test_that_it_is_not_asked_without_a_test_part() -> None:
    experiment = with_settings(MOONS, {"data.test_share": 0.0})
    with pytest.raises(ExperimentError, match="nothing is kept for the test"):
        QUESTIONS["samples"].plan(experiment, load(experiment.data))


def test_that_a_rise_within_the_luck_of_few_test_samples_is_not_called_none() -> None:
    few = COUNTS._replace(test_samples=16)
    said = QUESTIONS["samples"].answer(samples_results(0.59, 0.69, 0.50), few).sentence
    assert "added 10.0 points: it still gets better, but 16 test samples and 2 first" in said
    assert "hardly" not in said
    said = QUESTIONS["samples"].answer(samples_results(0.69, 0.69, 0.50), few).sentence
    assert "too few to tell" in said
    assert "hardly help" not in said


def test_that_no_network_is_to_be_taken_that_one_answer_for_all_equals() -> None:
    sweep = QUESTIONS["layers"].plan(MOONS, load(MOONS.data))
    half = COUNTS._replace(constant=0.5)
    poor = trial(0, {LAYERS: (4,)}, "test_accuracy", 0.43, 0.44, 0.45)
    answer = QUESTIONS["layers"].answer(results(sweep, poor), half)
    assert answer.take is None
    assert "always answering the largest class would (50.0 %): none is to be taken" in (
        answer.sentence
    )
    good = trial(1, {LAYERS: (8,)}, "test_accuracy", 0.80, 0.81, 0.82)
    answer = QUESTIONS["layers"].answer(results(sweep, poor, good), half)
    assert answer.take is good
    assert "So far 2 of" in answer.sentence


def test_that_the_constant_answer_is_counted_in_the_test_part() -> None:
    dataset = load(MOONS.data)
    assert dataset.test
    labels = dataset.test.labels
    share = max(np.mean(labels == 0), np.mean(labels == 1))
    assert DataCounts.of(dataset).constant == pytest.approx(share)


def test_that_a_number_of_trials_of_a_range_is_drawn_by_chance() -> None:
    rates = Range("training.learning_rate", 0.01, 1.0, log=True)
    assert usual_search((rates,), 12) == usual_search((rates,), 3) == "random"
    assert usual_search((rates,), None) == "grid"
    assert usual_search((Choices(LAYERS, ((4,), (8,))),), 12) == "grid"
