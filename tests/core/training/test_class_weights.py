"""Facts about class weights: what they make of the cost, and which weights are refused."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.calculation.given import given
from core.data.dataset import Dataset, samples, target_samples
from core.errors import ExperimentError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.experiment.toml import from_toml, parse_value, to_toml, with_setting
from core.network.targets import LABELS, NUMBERS, Targets
from core.training.analyses.gradient_check import check
from core.training.analyses.largest_rate import largest_rate
from core.training.analyses.vectorisation import measure_vectorisation
from core.training.checkpoint import load_checkpoint, resume, save_checkpoint
from core.training.class_weights import class_weights
from core.training.run import run
from core.training.trainer import Trainer
from core.training.worker.session import Session

COUNTS = {2: (24, 6), 3: (15, 9, 6)}
NAMES = ("ant", "bee", "cat")


def dataset(classes: int = 2, inputs: int = 3, times: tuple[int, ...] = (1, 1, 1)) -> Dataset:
    """Classes of uneven size, each sample so many times as its class says."""
    random = np.random.RandomState(classes)
    labels = np.repeat(np.arange(classes), COUNTS[classes])
    X = np.asfortranarray(random.randn(inputs, len(labels)) + labels)
    copies = np.repeat(np.arange(len(labels)), np.array(times)[labels])
    train = samples(X[:, copies], labels[copies], classes)
    inputs_of = NumberInputs(names=tuple(f"x{i}" for i in range(inputs)))
    return Dataset(train, samples(X[:, ::3], labels[::3], classes), NAMES[:classes], inputs_of)


def experiment(hidden: tuple[int, ...] = (4,), **training: object) -> Experiment:
    settings = {"iterations": 30, "learning_rate": 0.3, **training}
    return Experiment(network=NetworkSettings(hidden=hidden), training=TrainingSettings(**settings))


@pytest.mark.parametrize("classes", [2, 3])
def test_that_balanced_weights_are_those_of_scikit_learn(classes: int) -> None:
    from sklearn.utils.class_weight import compute_class_weight  # takes seconds to import

    data = dataset(classes)
    expected = compute_class_weight("balanced", classes=np.arange(classes), y=data.train.labels)
    found = class_weights(experiment(class_weights="balanced"), data)
    assert found == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("classes", "given_as"), [(2, "balanced"), (3, (0.5, 1.0, 4.0))])
def test_that_weighted_logistic_regression_agrees_with_scikit_learn(
    classes: int, given_as: object
) -> None:
    from sklearn.linear_model import LogisticRegression

    data = dataset(classes)
    wanted = replace(
        experiment((), class_weights=given_as, l2=1.0, iterations=3000, learning_rate=0.5),
        network=NetworkSettings(hidden=(), initialisation="zeros"),
    )
    trainer = run(wanted, data)
    by_class = given_as if isinstance(given_as, str) else dict(enumerate(given_as))
    oracle = LogisticRegression(C=1.0, class_weight=by_class, tol=1e-12, max_iter=10_000)
    oracle.fit(data.train.X.T, data.train.labels)
    W, b = trainer.parameters.W[0], trainer.parameters.b[0].ravel()
    np.testing.assert_allclose(W, oracle.coef_, atol=1e-6)
    # The biases of all classes may move together.
    shift = 0.0 if classes == 2 else (b - oracle.intercept_).mean()
    np.testing.assert_allclose(b - shift, oracle.intercept_, atol=1e-6)


@pytest.mark.parametrize("classes", [2, 3])
def test_that_a_weight_of_two_is_as_if_each_sample_were_there_twice(classes: int) -> None:
    """But for the m of the mean, by which the learning rate and the cost are larger."""
    times = (1, 2, 1)
    weighted = Trainer(experiment(class_weights=times[:classes], l2=0.5), dataset(classes))
    doubled = dataset(classes, times=times)
    share = doubled.train.m / weighted.dataset.train.m
    copied = Trainer(experiment(learning_rate=0.3 * share, l2=0.5), doubled)
    for trainer in (weighted, copied):
        trainer.step(30)
    np.testing.assert_allclose(weighted.parameters.flat, copied.parameters.flat, rtol=1e-11)
    costs = [trainer.history.train_cost.curve().values for trainer in (weighted, copied)]
    np.testing.assert_allclose(costs[0], share * costs[1], rtol=1e-12)


def test_that_weights_of_one_are_no_weights() -> None:
    plain, weighted = (
        run(experiment(class_weights=given_as), dataset()) for given_as in ("none", (1.0, 1.0))
    )
    np.testing.assert_allclose(weighted.parameters.flat, plain.parameters.flat, rtol=1e-12)


@pytest.mark.parametrize("batch_size", [0, 8])
@pytest.mark.parametrize("classes", [2, 3])
def test_that_the_span_of_the_samples_learns_the_same_with_weights(
    classes: int, batch_size: int
) -> None:
    data = dataset(classes, inputs=60)
    wanted = experiment(class_weights="balanced", batch_size=batch_size, l2=0.1)
    weights = [Trainer(wanted, data, way) for way in ("direct", "span")]
    for trainer in weights:
        trainer.step(30)
    direct, span = (trainer.parameters.flat for trainer in weights)
    np.testing.assert_allclose(span, direct, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
@pytest.mark.parametrize("classes", [2, 3])
def test_that_the_weighted_gradient_passes_the_check(classes: int, loss: str) -> None:
    wanted = experiment(loss=loss, class_weights="balanced", parametrisation="span")
    checks = check(wanted, dataset(classes, inputs=60))
    assert all(part.passed for part in checks)
    assert {part.in_span for part in checks} == {False, True}


def test_that_the_test_cost_has_the_weights_of_the_training_samples() -> None:
    wanted, data = experiment(class_weights=(1.0, 5.0)), dataset()
    trainer = Trainer(wanted, data)
    z = trainer.network.forward(trainer.parameters, data.test.X).Z[-1][0]
    y = data.test.Y[0]
    losses = np.log(1 + np.exp(z)) - y * z
    expected = (np.where(y == 1, 5.0, 1.0) * losses).mean()
    assert trainer.score_test().cost == pytest.approx(expected, rel=1e-12)


def test_that_classes_can_be_weighted_by_their_names() -> None:
    found = class_weights(experiment(class_weights={"cat": 4.0, "ant": 0.5}), dataset(3))
    assert found == (0.5, 1.0, 4.0)


def test_that_a_class_without_a_training_sample_has_a_weight_and_is_not_counted() -> None:
    data = dataset()
    one_left_out = samples(data.train.X, 2 * data.train.labels, 3)
    with_empty = Dataset(one_left_out, None, NAMES, data.inputs)
    expected = (30 / (2 * 24), 1.0, 30 / (2 * 6))
    assert class_weights(experiment(class_weights="balanced"), with_empty) == expected


@pytest.mark.parametrize("targets", [LABELS, NUMBERS], ids=lambda row: row.name)
def test_that_weights_without_classes_are_refused(targets: Targets) -> None:
    X = np.asfortranarray(np.random.RandomState(1).randn(3, 8))
    train = target_samples(X, (X[:2] > 0).astype(float), targets)
    no_classes = Dataset(train, None, ("a", "b"), dataset().inputs)
    row = "half_squared_error"
    with pytest.raises(ExperimentError, match=f"these have {targets.name}") as refused:
        Trainer(experiment(class_weights="balanced", loss=row), no_classes)
    assert refused.value.suggested_changes == {"training.class_weights": "none"}


def test_that_too_many_weights_and_names_of_no_class_are_refused_by_name() -> None:
    with pytest.raises(ExperimentError, match=r"lists 3 weights, and there are 2 classes: .*ant"):
        Trainer(experiment(class_weights=(1.0, 2.0, 3.0)), dataset())
    with pytest.raises(ExperimentError, match="names dog, and the classes are ant, bee"):
        Trainer(experiment(class_weights={"dog": 2.0}), dataset())


@pytest.mark.parametrize("weights", ["balance", (0.0, 1.0), {"ant": -1.0}, (float("nan"), 1.0)])
def test_that_what_is_no_weight_is_refused(weights: object) -> None:
    with pytest.raises(ExperimentError, match=r"class_weights"):
        with_setting(Experiment(), "training.class_weights", weights)


def test_that_weights_are_written_on_the_command_line_in_every_form() -> None:
    for text, expected in (
        ("balanced", "balanced"),
        ("[1, 4.5]", (1.0, 4.5)),
        ('{"bee" = 4}', {"bee": 4.0}),
    ):
        key = "training.class_weights"
        wanted = with_setting(Experiment(), key, parse_value(text, key))
        assert wanted.training.class_weights == expected
        assert from_toml(to_toml(wanted)) == wanted


def test_that_a_weighted_run_goes_on_with_the_same_bits(tmp_path: Path) -> None:
    wanted, data = experiment(class_weights={"bee": 3.0}, batch_size=7), dataset()
    whole, first = Trainer(wanted, data), Trainer(wanted, data)
    whole.step(30)
    first.step(11)
    save_checkpoint(first, tmp_path / "run.npz")
    second = load_checkpoint(tmp_path / "run.npz", data)
    second.step(30)
    assert second.parameters.flat.tobytes() == whole.parameters.flat.tobytes()
    with pytest.raises(ExperimentError, match="run of another cost"):
        resume(tmp_path / "run.npz", experiment(batch_size=7), data)


def test_that_other_weights_are_another_run() -> None:
    session = Session()
    moons = replace(experiment(), data=replace(Experiment().data, kind="moons", samples=20))
    session.submit(moons, lambda done, total: None)
    session.step()
    weighted = replace(moons, training=replace(moons.training, class_weights="balanced"))
    session.submit(weighted, lambda done, total: None)
    assert (session.run, session.iteration) == (2, 0)


def test_that_a_curvature_with_weights_foretells_the_largest_rate() -> None:
    wanted = replace(
        experiment((), loss="half_squared_error", class_weights=(1.0, 6.0), iterations=300),
        network=NetworkSettings(hidden=(), output="identity"),
    )
    data = dataset()
    found = largest_rate(Trainer(wanted, data), lambda done, total: None)
    assert found.by_curvature
    costs = []
    for factor in (0.98, 1.02):
        training = replace(wanted.training, learning_rate=factor * found.rate)
        trainer = run(replace(wanted, training=training), data)
        costs.append(trainer.history.train_cost.curve().values[-1])
    assert costs[0] < 1 < costs[1]


def test_that_loops_and_matrices_agree_with_weights() -> None:
    trainer = Trainer(experiment(class_weights="balanced"), dataset())
    measured = measure_vectorisation(
        trainer.experiment.network,
        trainer.network,
        trainer.parameters,
        trainer.dataset,
        lambda done, total: None,
    )
    assert measured.difference < 1e-12


def test_that_the_weight_of_every_sample_is_given_to_the_program() -> None:
    trainer = Trainer(experiment(class_weights=(1.0, 6.0)), dataset())
    np.testing.assert_array_equal(given(trainer)["c"], [[1.0] * 24 + [6.0] * 6])
