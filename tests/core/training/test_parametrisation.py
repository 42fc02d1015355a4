"""Facts about the two ways to train: the samples' span gives what the whole weights give."""

import dataclasses
import gc
import weakref
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset, samples
from core.errors import ExperimentError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.models.model import Model
from core.network.optimisers import OPTIMISERS
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.parametrisation import check_products
from core.training.run import finish, run
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter, final_findings
from core.training.trainer import Trainer

# A run whose twins come apart by more than this amplifies rounding.
AMPLIFIED = 1e-12
LINEAR = [row.name for row in OPTIMISERS.values() if row.linear]
OTHERS = [row.name for row in OPTIMISERS.values() if not row.linear]


def _dataset(classes: int = 2, m: int = 30, inputs: int = 200) -> Dataset:
    """Bright and alike as pictures are, with two twins, a black one, and constants."""
    random = np.random.RandomState(3)
    X = random.rand(inputs, m + 12) * 0.3 + random.rand(inputs, 1) * 0.7
    X[:, 1], X[:, 2], X[:, 3], X[:, 4] = X[:, 0], 0.0, 0.5, 1.0
    labels = np.arange(m + 12) % classes
    return Dataset(
        samples(X[:, :m], labels[:m], classes),
        samples(X[:, m:], labels[m:], classes),
        tuple("abcdefghij"[:classes]),
        NumberInputs(tuple(map(str, range(inputs)))),
    )


DATA = {classes: _dataset(classes) for classes in (2, 10)}


def _experiment(precision: str = "float64", **training: object) -> Experiment:
    settings = {"iterations": 120, "learning_rate": 0.05, "parametrisation": "span", **training}
    return Experiment(
        network=NetworkSettings(hidden=(8, 5), precision=precision),
        training=TrainingSettings(**settings),
    )


_RUNS: dict[tuple[str, int], Trainer] = {}


def _whole_run(experiment: Experiment, classes: int) -> Trainer:
    """Train to the end, once for all tests that ask for the same."""
    key = repr(experiment), classes
    if key not in _RUNS:
        _RUNS[key] = run(experiment, DATA[classes])
    return _RUNS[key]


def _directly(experiment: Experiment) -> Experiment:
    return replace(experiment, training=replace(experiment.training, parametrisation="direct"))


def _both(experiment: Experiment, classes: int) -> list[Trainer]:
    assert experiment.training.parametrisation == "span"
    return [_whole_run(way, classes) for way in (experiment, _directly(experiment))]


def _apart(one: Trainer, other: Trainer, shares: bool = True) -> float:
    """The largest difference between two runs: curves, whole weights, probabilities.

    Of the curves those of accuracy only with `shares`: they jump by one sample. Probabilities are
    of the test samples, or where there are none of those that are learned.
    """
    curves = [
        [s.curve().values for name, s in run.history.series().items() if shares or "cost" in name]
        for run in (one, other)
    ]
    answers = [
        Model.of(run.experiment, run.dataset, run.parameters).readings(samples.X)
        for run in (one, other)
        if (samples := run.dataset.test or run.dataset.train)
    ]
    pairs = [*zip(*curves, strict=True), answers, (one.parameters.flat, other.parameters.flat)]
    return max(float(np.abs(a - b).max()) for a, b in pairs if a.size)


SETTINGS = [
    {},
    {"l2": 0.7},
    {"batch_size": 7},
    {"batch_size": 8, "l2": 0.3, "schedule": "cosine"},
    {"keep_probability": 0.8},
    {"batch_size": 7, "keep_probability": (0.8, 0.9), "dropout_masks": "fixed"},
]


# Without batches, dropout or momentum, plain descent at this rate amplifies rounding.
SENSITIVE = [{}, {"l2": 0.7}]
CALM = [
    (name, settings)
    for name, settings in product(LINEAR, SETTINGS)
    if (name, settings) not in product(["gradient_descent"], SENSITIVE)
]
SLOWER = [("gradient_descent", {"learning_rate": 0.01, **settings}) for settings in SENSITIVE]


@pytest.mark.parametrize("classes", [2, 10])
@pytest.mark.parametrize(("optimiser", "settings"), [*CALM, *SLOWER])
def test_that_both_ways_give_the_same_run(
    optimiser: str, settings: dict[str, object], classes: int
) -> None:
    span, direct = _both(_experiment(optimiser=optimiser, **settings), classes)
    assert (span.parametrisation.name, direct.parametrisation.name) == ("span", "direct")
    assert _apart(span, direct) < 1e-12


def test_that_a_run_which_amplifies_rounding_departs_no_more_than_a_twin_does() -> None:
    """Were the span a fourth twin, it would be the furthest of four in a quarter of the runs.

    In more than half of the twenty that amplify it would be so once in two hundred times.
    """
    # To score test samples at every iteration took a third of the time, and tells nothing more.
    dataset, furthest = dataclasses.replace(DATA[10], test=None), []
    for settings, seed in [*product(SENSITIVE[:1], range(20)), *product(SENSITIVE[1:], range(8))]:
        experiment = _experiment(**settings)
        experiment = replace(experiment, network=replace(experiment.network, seed=seed))
        span, direct = (run(way, dataset) for way in (experiment, _directly(experiment)))
        apart, twins = _apart(span, direct), 0.0
        for lot in (1, 2, 3):
            twins = max(twins, _apart(_twin(experiment, dataset, lot), direct))
            if twins > max(AMPLIFIED, apart):
                # No other twin could make the span the furthest.
                break
        if twins > AMPLIFIED:
            furthest.append(apart > twins)
        else:
            assert apart < 10 * AMPLIFIED
    assert sum(furthest) <= len(furthest) / 2


def _twin(experiment: Experiment, dataset: Dataset, lot: int) -> Trainer:
    """Train directly from weights that differ by one part in 1e15, up or down by lot."""
    trainer = Trainer(_directly(experiment), dataset)
    signs = np.sign(np.random.RandomState(lot).randn(trainer.parameters.flat.size))
    trainer.parameters.flat[:] *= 1 + 1e-15 * signs
    return finish(trainer)


@pytest.mark.parametrize(("optimiser", "settings"), [*CALM, *SLOWER])
def test_that_single_precision_in_the_span_is_nearer_to_double_than_the_direct_way_is(
    optimiser: str, settings: dict[str, object]
) -> None:
    exact = _whole_run(_directly(_experiment(optimiser=optimiser, **settings)), 10)
    span, direct = _both(_experiment("float32", optimiser=optimiser, **settings), 10)
    assert span.parameters.flat.dtype == direct.parameters.flat.dtype == np.float32
    assert _apart(span, exact) < _apart(direct, exact) < 1e-4


def test_that_both_ways_give_the_same_logistic_regression() -> None:
    network = NetworkSettings(hidden=(), initialisation="zeros")
    assert _apart(*_both(replace(_experiment(), network=network), 2)) < 1e-10


def test_that_units_that_start_alike_stay_alike_in_the_span() -> None:
    network = NetworkSettings(hidden=(6, 3), initialisation="constant", scale=0.01)
    for trainer in _both(replace(_experiment(), network=network), 2):
        assert len(np.unique(trainer.parameters.W[0], axis=0)) == 1
        assert "symmetric_units" in {finding.key for finding in final_findings(trainer)}


@pytest.mark.parametrize("settings", [{"optimiser": "adam"}, {"l1": 0.1}, {"optimiser": "rmsprop"}])
def test_that_what_acts_on_single_weights_trains_directly(settings: dict[str, object]) -> None:
    with pytest.raises(ExperimentError, match="not exact with"):
        Trainer(_experiment(**settings), DATA[2])
    assert (
        Trainer(_experiment(**settings, parametrisation="auto"), DATA[2]).parametrisation.name
        == "direct"
    )


def test_that_as_many_samples_as_inputs_train_directly() -> None:
    dataset = _dataset(inputs=30)
    with pytest.raises(ExperimentError, match="fewer training samples than inputs"):
        Trainer(_experiment(), dataset)
    assert Trainer(_experiment(parametrisation="auto"), dataset).parametrisation.name == "direct"


def test_that_the_span_is_chosen_where_it_is_sooner_done() -> None:
    for precision in ("float64", "float32"):
        for iterations, name in ((1, "direct"), (5000, "span")):
            experiment = _experiment(
                precision, parametrisation="auto", iterations=iterations, batch_size=1
            )
            assert Trainer(experiment, _dataset(inputs=2000)).parametrisation.name == name


@pytest.mark.parametrize(("optimiser", "settings"), [*product(LINEAR, SETTINGS)])
def test_that_a_run_in_the_span_goes_on_from_a_file_with_the_same_bits(
    tmp_path: Path, optimiser: str, settings: dict[str, object]
) -> None:
    experiment = _experiment(optimiser=optimiser, **settings)
    trainer = Trainer(experiment, DATA[2])
    for _ in range(50):
        trainer.step()
    save_checkpoint(trainer, tmp_path / "run.npz")
    resumed = finish(load_checkpoint(tmp_path / "run.npz", _dataset()))
    whole = _whole_run(experiment, 2)
    assert resumed.parametrisation.name == "span"
    assert resumed.parameters.flat.tobytes() == whole.parameters.flat.tobytes()
    for name, vector in whole.update_step.rule.state.items():
        assert resumed.update_step.rule.state[name].tobytes() == vector.tobytes()


CHANGES = [
    {"learning_rate": 0.01},
    {"optimiser": "adam", "learning_rate": 0.001},
    {"l1": 0.01},
    {"batch_size": 9, "l2": 0.2},
    {"parametrisation": "direct"},
]


@pytest.mark.parametrize(("optimiser", "change"), [*product(LINEAR, CHANGES)])
def test_that_a_change_on_the_way_gives_the_same_either_way(
    optimiser: str, change: dict[str, object]
) -> None:
    runs = []
    for parametrisation in ("auto", "direct"):
        trainer = Trainer(
            _experiment(
                optimiser=optimiser, batch_size=8, iterations=5000, parametrisation=parametrisation
            ),
            DATA[2],
        )
        for _ in range(41):
            trainer.step()
        kept = {"iterations": 90, **change}
        trainer.change(replace(trainer.experiment.training, **kept))
        runs.append(finish(trainer))
    assert _apart(*runs) < 1e-9


def test_that_a_run_of_whole_weights_does_not_go_into_the_span() -> None:
    trainer = Trainer(_experiment(parametrisation="direct"), DATA[2])
    span = replace(trainer.experiment.training, parametrisation="span")
    trainer.change(span)
    assert trainer.parametrisation.name == "span"
    trainer.change(replace(span, parametrisation="direct"))
    trainer.step()
    with pytest.raises(ExperimentError, match="first weights"):
        trainer.change(span)
    trainer.change(replace(span, parametrisation="auto", iterations=5000))
    assert trainer.parametrisation.name == "direct"


def test_that_a_snapshot_shows_the_same_and_names_the_way() -> None:
    shots = [
        Snapshotter(trainer, 1).take(State.PAUSED, 1.0, 1.0)
        for trainer in _both(_experiment(batch_size=8), 2)
    ]
    assert [shot.parametrisation for shot in shots] == ["span", "direct"]
    assert shots[0].parameter_count == shots[1].parameter_count
    for one, other in zip(shots[0].layers, shots[1].layers, strict=True):
        assert np.abs(one.A - other.A).max() < 1e-10


@pytest.mark.parametrize("settings", SETTINGS[:4])
def test_that_the_whole_weights_are_the_same_at_every_step(settings: dict[str, object]) -> None:
    experiment = _experiment(optimiser="momentum", **settings)
    span, direct = (
        Trainer(
            replace(
                experiment, training=replace(experiment.training, parametrisation=parametrisation)
            ),
            DATA[10],
        )
        for parametrisation in ("span", "direct")
    )
    while not span.finished:
        span.step()
        direct.step()
        assert np.abs(span.parameters.flat - direct.parameters.flat).max() < 1e-12
        scores = [trainer.score_test() for trainer in (span, direct)]
        assert scores[0].cost == pytest.approx(scores[1].cost, abs=1e-12)
        assert scores[0].accuracy == scores[1].accuracy


@pytest.mark.parametrize("settings", SETTINGS)
def test_that_looking_at_a_run_changes_no_bit_of_it(settings: dict[str, object]) -> None:
    looked_at = Trainer(_experiment(optimiser="momentum", **settings), DATA[2])
    camera = Snapshotter(looked_at, 1)
    while not looked_at.finished:
        camera.take(State.RUNNING, 1.0, 1.0)
        looked_at.score_train(), looked_at.score_test()
        looked_at.step()
    alone = _whole_run(looked_at.experiment, 2)
    assert looked_at.parameters.flat.tobytes() == alone.parameters.flat.tobytes()
    assert _apart(looked_at, alone) == 0


@pytest.mark.parametrize(
    "change", [{"optimiser": "adam"}, {"parametrisation": "direct"}, {"l2": 0.3}]
)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_that_a_changed_run_goes_on_from_a_file_with_the_same_bits(
    tmp_path: Path, change: dict[str, object], precision: str
) -> None:
    trainer = Trainer(
        _experiment(
            precision, parametrisation="auto", optimiser="nesterov", batch_size=8, iterations=5000
        ),
        DATA[2],
    )
    assert trainer.parametrisation.name == "span"
    for _ in range(21):
        trainer.step()
    trainer.change(replace(trainer.experiment.training, iterations=60, **change))
    trainer.step()
    save_checkpoint(trainer, tmp_path / "run.npz")
    resumed = finish(load_checkpoint(tmp_path / "run.npz", _dataset()))
    assert resumed.parametrisation.name == trainer.parametrisation.name
    assert resumed.parameters.flat.tobytes() == finish(trainer).parameters.flat.tobytes()
    assert _apart(resumed, trainer) == 0


def test_that_a_camera_follows_a_run_out_of_the_span() -> None:
    trainer = Trainer(_experiment(), DATA[2])
    camera = Snapshotter(trainer, 1)
    trainer.step()
    before = camera.take(State.PAUSED, 1.0, 1.0).layers[0].A
    trainer.change(replace(trainer.experiment.training, parametrisation="direct"))
    assert np.abs(camera.take(State.PAUSED, 1.0, 1.0).layers[0].A - before).max() < 1e-12


def test_that_nothing_of_a_data_set_stays_when_it_goes() -> None:
    dataset = _dataset()
    Trainer(_experiment(), dataset)
    gone = weakref.ref(dataset)
    del dataset
    gc.collect()
    assert gone() is None


def test_that_products_which_do_not_fit_into_memory_are_refused() -> None:
    dataset = _dataset()
    need = 2 * 8 * 30 * (30 + 12)
    check_products(dataset, None)
    check_products(dataset, need)
    with pytest.raises(ExperimentError, match="span of 30 samples needs about"):
        check_products(dataset, need - 1)
    Trainer(_experiment(), dataset)
    check_products(dataset, need // 2)
