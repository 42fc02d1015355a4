"""Facts about the two ways to train: the samples' span gives what the whole weights give."""

import gc
import weakref
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset, samples
from core.data.inputs import NumberInputs
from core.errors import ExperimentError
from core.experiment import Experiment, NetworkSettings, TrainingSettings
from core.models.model import Model
from core.network.optimisers import OPTIMISERS
from core.training.camera import Camera, final_findings
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.run import finish, run
from core.training.snapshot import State
from core.training.trainer import Trainer
from core.training.way import wanted_way

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
    settings = {"iterations": 120, "learning_rate": 0.01, "way": "span", **training}
    return Experiment(
        network=NetworkSettings(hidden=(8, 5), precision=precision),
        training=TrainingSettings(**settings),
    )


def _both(experiment: Experiment, dataset: Dataset) -> list[Trainer]:
    training = experiment.training
    return [
        run(replace(experiment, training=replace(training, way=way)), dataset)
        for way in ("span", "direct")
    ]


def _apart(one: Trainer, other: Trainer, shares: bool = True) -> float:
    """The largest difference between two runs: curves, whole weights, test probabilities.

    Of the curves those of accuracy only with `shares`: they jump by one sample.
    """
    curves = [
        [s.curve().values for name, s in run.history.series().items() if shares or "cost" in name]
        for run in (one, other)
    ]
    answers = [
        Model.of(run.experiment, run.dataset, run.parameters).probabilities(run.dataset.test.X)
        for run in (one, other)
    ]
    pairs = [*zip(*curves, strict=True), answers, (one.parameters.flat, other.parameters.flat)]
    return max(float(np.abs(a - b).max()) for a, b in pairs)


SETTINGS = [
    {},
    {"l2": 0.7},
    {"batch_size": 7},
    {"batch_size": 8, "l2": 0.3, "schedule": "cosine"},
    {"keep_probability": 0.8},
    {"batch_size": 7, "keep_probability": (0.8, 0.9), "dropout_masks": "fixed"},
]


@pytest.mark.parametrize(
    ("optimiser", "classes", "settings"), [*product(LINEAR, (2, 10), SETTINGS)]
)
def test_that_both_ways_give_the_same_run(
    optimiser: str, classes: int, settings: dict[str, object]
) -> None:
    span, direct = _both(_experiment(optimiser=optimiser, **settings), DATA[classes])
    assert (span.way.name, direct.way.name) == ("span", "direct")
    assert _apart(span, direct) < 1e-10


@pytest.mark.parametrize(("optimiser", "settings"), [*product(LINEAR, SETTINGS[:4])])
def test_that_both_ways_give_the_same_run_in_float32(
    optimiser: str, settings: dict[str, object]
) -> None:
    span, direct = _both(_experiment("float32", optimiser=optimiser, **settings), DATA[10])
    assert span.way.parameters.flat.dtype == np.float32
    assert _apart(span, direct, shares=False) < 2e-4


def test_that_both_ways_give_the_same_logistic_regression() -> None:
    network = NetworkSettings(hidden=(), initialisation="zeros")
    assert _apart(*_both(replace(_experiment(), network=network), DATA[2])) < 1e-10


def test_that_units_that_start_alike_stay_alike_in_the_span() -> None:
    network = NetworkSettings(hidden=(6, 3), initialisation="constant", scale=0.01)
    for trainer in _both(replace(_experiment(), network=network), DATA[2]):
        assert len(np.unique(trainer.parameters.W[0], axis=0)) == 1
        assert "symmetric_units" in {finding.key for finding in final_findings(trainer)}


@pytest.mark.parametrize("settings", [{"optimiser": "adam"}, {"l1": 0.1}, {"optimiser": "rmsprop"}])
def test_that_what_acts_on_single_weights_trains_directly(settings: dict[str, object]) -> None:
    with pytest.raises(ExperimentError, match="not exact with"):
        Trainer(_experiment(**settings), DATA[2])
    assert Trainer(_experiment(**settings, way="auto"), DATA[2]).way.name == "direct"


def test_that_as_many_samples_as_inputs_train_directly() -> None:
    dataset = _dataset(inputs=30)
    with pytest.raises(ExperimentError, match="fewer training samples than inputs"):
        Trainer(_experiment(), dataset)
    assert Trainer(_experiment(way="auto"), dataset).way.name == "direct"


def test_that_the_span_is_chosen_where_it_is_sooner_done() -> None:
    short, long = _experiment(way="auto", iterations=1), _experiment(way="auto", iterations=5000)
    assert Trainer(short, DATA[2]).way.name == "direct"
    assert Trainer(long, DATA[2]).way.name == "span"


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
    whole = run(experiment, DATA[2])
    assert resumed.way.name == "span"
    assert resumed.parameters.flat.tobytes() == whole.parameters.flat.tobytes()
    for name, vector in whole.descent.rule.state.items():
        assert resumed.descent.rule.state[name].tobytes() == vector.tobytes()


CHANGES = [
    {"learning_rate": 0.01},
    {"optimiser": "adam", "learning_rate": 0.001},
    {"l1": 0.01},
    {"batch_size": 9, "l2": 0.2},
    {"way": "direct"},
]


@pytest.mark.parametrize(("optimiser", "change"), [*product(LINEAR, CHANGES)])
def test_that_a_change_on_the_way_gives_the_same_either_way(
    optimiser: str, change: dict[str, object]
) -> None:
    runs = []
    for way in ("auto", "direct"):
        trainer = Trainer(
            _experiment(optimiser=optimiser, batch_size=8, iterations=5000, way=way), DATA[2]
        )
        for _ in range(41):
            trainer.step()
        kept = {"iterations": 90, **change}
        trainer.change(replace(trainer.experiment.training, **kept))
        runs.append(finish(trainer))
    assert _apart(*runs) < 1e-9


def test_that_a_run_of_whole_weights_does_not_go_into_the_span() -> None:
    trainer = Trainer(_experiment(way="direct"), DATA[2])
    span = replace(trainer.experiment.training, way="span")
    trainer.change(span)
    assert trainer.way.name == "span"
    trainer.change(replace(span, way="direct"))
    trainer.step()
    with pytest.raises(ExperimentError, match="first weights"):
        trainer.change(span)
    trainer.change(replace(span, way="auto", iterations=5000))
    assert trainer.way.name == "direct"


def test_that_a_snapshot_shows_the_same_and_names_the_way() -> None:
    shots = [
        Camera(trainer, 1).take(State.PAUSED, 1.0, 1.0)
        for trainer in _both(_experiment(batch_size=8), DATA[2])
    ]
    assert [shot.way for shot in shots] == ["span", "direct"]
    assert shots[0].parameter_count == shots[1].parameter_count
    for one, other in zip(shots[0].layers, shots[1].layers, strict=True):
        assert np.abs(one.A - other.A).max() < 1e-10


def test_that_a_camera_follows_a_run_out_of_the_span() -> None:
    trainer = Trainer(_experiment(), DATA[2])
    camera = Camera(trainer, 1)
    trainer.step()
    before = camera.take(State.PAUSED, 1.0, 1.0).layers[0].A
    trainer.change(replace(trainer.experiment.training, way="direct"))
    assert np.abs(camera.take(State.PAUSED, 1.0, 1.0).layers[0].A - before).max() < 1e-12


def test_that_nothing_of_a_data_set_stays_when_it_goes() -> None:
    dataset = _dataset()
    Trainer(_experiment(), dataset)
    gone = weakref.ref(dataset)
    del dataset
    gc.collect()
    assert gone() is None


def test_that_single_precision_is_trained_directly_unless_asked_otherwise() -> None:
    sizes, single = (12288, 20, 1), NetworkSettings(precision="float32")
    long = TrainingSettings(iterations=2500)
    assert wanted_way(Experiment(training=long), sizes, 209) == "span"
    assert wanted_way(Experiment(training=long, network=single), sizes, 209) == "direct"
