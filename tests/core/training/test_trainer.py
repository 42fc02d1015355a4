"""Facts about one run."""

from bisect import bisect_left

import numpy as np
import pytest
from msgspec.structs import replace

from core import interruption
from core.data.dataset import Dataset, samples
from core.data.load import load
from core.data.stratified_sample import stratified_sample
from core.errors import ExperimentError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.network.optimisers import OPTIMISERS
from core.statistics import wilson_interval
from core.training.evaluation import EVALUATED_SAMPLES, Evaluation
from core.training.health.registry import final_findings
from core.training.metrics import score
from core.training.run import run
from core.training.trainer import Trainer
from core.training.update_norms import UpdateNorms

MOONS = DataSettings(kind="moons", samples=50, test_share=0.2)


def _experiment(**training: object) -> Experiment:
    return Experiment(
        data=MOONS,
        network=NetworkSettings(hidden=(5,)),
        training=TrainingSettings(**{"iterations": 20, "learning_rate": 0.5, **training}),
    )


def _trainer(**training: object) -> Trainer:
    return Trainer(_experiment(**training), load(MOONS))


def test_that_equal_experiments_give_equal_bytes() -> None:
    weights = [run(_experiment(batch_size=7), load(MOONS)).parameters.flat for _ in range(2)]
    assert weights[0].tobytes() == weights[1].tobytes()


@pytest.mark.parametrize(
    ("training", "diverges"),
    [
        ({"iterations": 300, "schedule": "inverse_time"}, False),
        ({"epochs": 20, "batch_size": 7, "optimiser": "adam", "l2": 0.1}, False),
        ({"epochs": 20, "batch_size": 16, "keep_probability": 0.8}, False),
        ({"iterations": 300, "patience": 6, "learning_rate": 3.0}, False),
        ({"iterations": 300, "batch_size": 7, "learning_rate": 900.0}, True),
    ],
)
def test_that_updates_in_a_stretch_make_the_run_that_each_by_itself_makes(
    training: dict[str, object], diverges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    activation = "identity" if diverges else "tanh"
    network = NetworkSettings(hidden=(5, 5), activation=activation)
    experiment = replace(_experiment(**training), network=network)

    def trained() -> list[object]:
        trainer = run(experiment, load(MOONS))
        assert trainer.diverged is diverges
        curves = {name: series.curve() for name, series in trainer.history.series().items()}
        points = {name: (c.at.tolist(), c.values.tolist()) for name, c in curves.items()}
        return [trainer.iteration, trainer.rate, trainer.parameters.flat.tobytes(), repr(points)]

    in_stretches = trained()
    # Where updates may be broken off each is made by itself.
    monkeypatch.setattr(interruption, "PIECE", 100)
    assert trained() == in_stretches


def test_that_no_scored_or_measured_epoch_lies_before_the_next() -> None:
    history = _trainer().history
    evaluation, norms = Evaluation(history, np.zeros(4, int)), UpdateNorms(history)
    for patience in (0, 1, 6, 100):
        due = [epoch for epoch in range(3000) if evaluation.is_due(epoch, patience)]
        for epoch in range(2500):
            first = due[bisect_left(due, epoch)]
            assert epoch <= evaluation.next_due(epoch, patience) <= first
    measured = [epoch for epoch in range(3000) if norms.is_due(epoch, 0, last=False)]
    for epoch in range(2000):
        assert norms.next_due(epoch) == measured[bisect_left(measured, epoch)]


def test_that_a_full_batch_cost_is_the_one_before_its_update() -> None:
    trainer = _trainer()
    before = trainer.score_train().cost
    trainer.step()
    assert trainer.history.train_cost.curve().values[0] == pytest.approx(before, abs=1e-15)
    assert trainer.score_train().cost < before


def test_that_one_step_is_gradient_descent() -> None:
    trainer = _trainer()
    start = trainer.parameters.copy()
    trainer.step()
    gradient = (start.flat - trainer.parameters.flat) / 0.5
    place, step = 3, 1e-5
    costs = []
    for sign in (1, -1):
        moved = start.copy()
        moved.flat[place] += sign * step
        made = trainer.network.forward(moved, trainer.train[0])
        costs.append(trainer.network.cost(made, trainer.train[1]))
    assert gradient[place] == pytest.approx((costs[0] - costs[1]) / (2 * step), rel=1e-6)


def test_that_a_mini_batch_cost_is_the_mean_over_the_epoch_as_it_was_trained() -> None:
    trainer = _trainer(batch_size=16, epochs=2)
    seen = []
    while not trainer.finished:
        X, Y = trainer.batches.batch(trainer.iteration)
        made = trainer.network.forward(trainer.parameters, X)
        seen.append((trainer.network.cost(made, Y) * X.shape[1], X.shape[1]))
        trainer.step()
    curve = trainer.history.train_cost.curve()
    costs, counts = np.array(seen[:3]).T
    assert curve.at.tolist() == [0, 1]
    assert curve.values[0] == pytest.approx(costs.sum() / counts.sum(), abs=1e-14)


def test_that_an_unfinished_last_epoch_has_its_cost_too() -> None:
    trainer = run(_experiment(batch_size=16, iterations=4), load(MOONS))
    assert trainer.history.train_cost.curve().at.tolist() == [0, 1]


def test_that_epochs_count_whole_passes() -> None:
    assert run(_experiment(batch_size=16, epochs=3), load(MOONS)).iteration == 9


def test_that_a_new_learning_rate_applies_from_the_next_step_and_is_recorded() -> None:
    trainer = _trainer()
    trainer.step()
    trainer.change(replace(trainer.experiment.training, learning_rate=0.1))
    before = trainer.parameters.copy()
    trainer.step()
    made = trainer.network.forward(before, trainer.train[0])
    gradients = trainer.network.backward(before, made, trainer.train[1]).gradients
    assert trainer.parameters.flat == pytest.approx(before.flat - 0.1 * gradients.flat, abs=1e-15)
    assert trainer.history.rate_changes == [(1, 0.1)]


def test_that_a_learning_rate_chosen_before_the_first_step_is_no_change() -> None:
    trainer = _trainer()
    trainer.change(replace(trainer.experiment.training, learning_rate=0.1))
    assert trainer.history.rate_changes == []


def test_that_another_batch_size_begins_a_new_epoch() -> None:
    trainer = _trainer(batch_size=16, iterations=12)
    for _ in range(4):
        trainer.step()
    trainer.change(replace(trainer.experiment.training, batch_size=8))
    while not trainer.finished:
        trainer.step()
    assert trainer.history.train_cost.curve().at.tolist() == [0, 1, 2, 3]


def test_that_a_run_that_diverges_stops_and_keeps_its_last_weights() -> None:
    experiment = replace(
        _experiment(learning_rate=1000.0, iterations=500),
        network=NetworkSettings(hidden=(5, 5), activation="identity"),
    )
    trainer = run(experiment, load(MOONS))
    assert trainer.diverged
    assert trainer.iteration < 500
    before = trainer.parameters.flat.copy()
    trainer.step()
    assert np.array_equal(before, trainer.parameters.flat, equal_nan=True)


def test_that_accuracy_is_known_at_the_first_and_the_last_iteration() -> None:
    trainer = run(_experiment(), load(MOONS))
    curve = trainer.history.train_accuracy.curve()
    assert (curve.at[0], curve.at[-1]) == (0, 20)
    assert curve.values[-1] == trainer.score_train().accuracy


def test_that_accuracy_on_a_few_samples_is_that_of_the_whole_whatever_their_order() -> None:
    labels = np.arange(5120) % 20
    X = np.stack([labels < 10, np.ones(5120)]) + 0.01 * np.random.RandomState(0).randn(2, 5120)
    data = samples(X, labels, 20)
    classes = tuple(map(str, range(20)))
    dataset = Dataset(data, None, classes, NumberInputs(("x1", "x2")))
    training = TrainingSettings(learning_rate=1.0, batch_size=512, epochs=3)
    network = NetworkSettings(hidden=(8,), activation="tanh")
    trainer = run(Experiment(network=network, training=training), dataset)
    whole = trainer.score_train().accuracy
    low, high = wilson_interval(whole, EVALUATED_SAMPLES)
    assert low <= trainer.history.train_accuracy.curve().values[-1] <= high


def test_that_float32_is_used_throughout() -> None:
    experiment = replace(_experiment(), network=NetworkSettings(precision="float32"))
    trainer = run(experiment, load(MOONS))
    assert trainer.parameters.flat.dtype == trainer.train[0].dtype == np.float32


def test_that_logistic_regression_agrees_with_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression  # takes seconds, in every worker

    experiment = Experiment(
        data=MOONS,
        network=NetworkSettings(hidden=(), initialisation="zeros"),
        training=TrainingSettings(learning_rate=5.0, iterations=5000),
    )
    trainer = run(experiment, load(MOONS))
    oracle = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
    oracle.fit(trainer.train[0].T, trainer.train[1][0])
    assert trainer.parameters.W[0] == pytest.approx(oracle.coef_, rel=1e-4)
    assert trainer.parameters.b[0].ravel() == pytest.approx(oracle.intercept_, rel=1e-4)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_that_equal_experiments_give_equal_bytes_by_every_rule(optimiser: str) -> None:
    settings = {"optimiser": optimiser, "batch_size": 7, "keep_probability": 0.8, "l2": 0.1}
    weights = [run(_experiment(**settings), load(MOONS)).parameters.flat for _ in range(2)]
    assert weights[0].tobytes() == weights[1].tobytes()


def test_that_the_cost_of_training_has_the_penalty_and_that_of_testing_has_not() -> None:
    trainer = _trainer(l2=0.5)
    loss, m = trainer.score_train().cost, trainer.train[0].shape[1]
    squares = sum(float(np.sum(W**2)) for W in trainer.parameters.W)
    tested = trainer.network.forward(trainer.parameters, trainer.test[0])
    trainer.step()
    cost = trainer.history.train_cost.curve().values[0]
    assert cost == pytest.approx(loss + 0.5 / (2 * m) * squares, abs=1e-14)
    test_cost = trainer.history.test_cost.curve().values[0]
    assert test_cost == pytest.approx(trainer.network.cost(tested, trainer.test[1]))


def test_that_a_schedule_changes_the_rate_epoch_by_epoch() -> None:
    trainer = _trainer(batch_size=16, epochs=4, schedule="exponential", decay_factor=0.5)
    rates = []
    while not trainer.finished:
        trainer.step()
        rates.append(trainer.rate)
    assert rates == [rate for rate in (0.5, 0.25, 0.125, 0.0625) for _ in range(3)]


def test_that_nothing_is_dropped_when_a_network_is_scored() -> None:
    trainer = _trainer(keep_probability=0.5)
    before = trainer.score_train()
    whole = replace(trainer.experiment.training, keep_probability=1.0)
    assert before == Trainer(replace(trainer.experiment, training=whole), load(MOONS)).score_train()


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("way", ["direct", "span"])
@pytest.mark.parametrize("m", [30, EVALUATED_SAMPLES + 100])
def test_that_kept_calls_score_a_network_to_the_same_bits(way: str, precision: str, m: int) -> None:
    random, inputs = np.random.RandomState(1), NumberInputs(tuple(map(str, range(800))))
    parts = (samples(random.rand(800, n), np.arange(n) % 3, 3) for n in (m, 40))
    dataset = Dataset(*parts, ("a", "b", "c"), inputs)
    experiment = Experiment(
        network=NetworkSettings(hidden=(2,), precision=precision),
        training=TrainingSettings(iterations=9, batch_size=10, parametrisation=way),
    )
    trainer = Trainer(experiment, dataset)
    looked_at = stratified_sample(dataset.train.labels, EVALUATED_SAMPLES) if m > 500 else None
    for _ in range(3):
        trainer.step()
        one = trainer.parametrisation
        train = score(one.network, one.parameters, *one.train, looked_at)
        assert trainer.evaluation.train(one) == train
        assert trainer.score_test() == score(one.network, one.parameters, *one.test)


def test_that_a_run_stops_when_the_test_cost_has_not_fallen_for_so_many_epochs() -> None:
    experiment = replace(
        _experiment(iterations=4000, patience=25),
        data=DataSettings(kind="moons", samples=24, noise=0.5, test_share=0.5),
        network=NetworkSettings(hidden=(20,)),
    )
    trainer = run(experiment, load(experiment.data))
    costs = trainer.history.test_cost.curve()
    best = int(costs.at[costs.values.argmin()])
    assert trainer.stopped_early
    assert trainer.finished
    assert best < trainer.iteration < 4000
    assert trainer.iteration - best == pytest.approx(25, abs=8)
    (note,) = [f for f in final_findings(trainer) if f.key == "stopped_early"]
    assert str(best) in note.sentence()


def test_that_patience_without_test_samples_is_a_mistake_of_the_user() -> None:
    experiment = replace(_experiment(patience=5), data=replace(MOONS, test_share=0.0))
    with pytest.raises(ExperimentError, match="patience"):
        Trainer(experiment, load(experiment.data))


def test_that_a_last_update_that_ruins_the_weights_is_a_divergence() -> None:
    experiment = replace(
        _experiment(learning_rate=1000.0, iterations=500),
        network=NetworkSettings(hidden=(5, 5), activation="identity"),
    )
    last = run(experiment, load(MOONS)).iteration
    ended = replace(experiment, training=replace(experiment.training, iterations=last))
    assert run(ended, load(MOONS)).diverged


def test_that_a_very_long_run_is_scored_from_its_first_epochs_on() -> None:
    trainer = _trainer(iterations=5_000_000)
    for _ in range(300):
        trainer.step()
    at = trainer.history.train_accuracy.curve().at
    assert at[:128].tolist() == list(range(128))
    assert at[-3:].tolist() == [288, 292, 296]


def test_that_a_rate_before_the_first_update_or_put_back_at_once_is_no_change() -> None:
    experiment = Experiment(data=DataSettings(kind="moons", samples=20))
    trainer, training = Trainer(experiment, load(experiment.data)), experiment.training

    def set_rate(rate: float) -> list[tuple[int, float]]:
        trainer.change(replace(training, learning_rate=rate))
        return list(trainer.history.rate_changes)

    own = training.learning_rate
    assert set_rate(0.5) == []
    trainer.step()
    assert set_rate(0.3) == [(1, 0.3)]
    assert set_rate(0.4) == [(1, 0.4)]
    assert set_rate(0.5) == []
    assert set_rate(own) == [(1, own)]
    trainer.step()
    assert set_rate(0.3) == [(1, own), (2, 0.3)]
    assert set_rate(own) == [(1, own)]
