"""The probes of one sample, each beside an oracle of its own."""

import numpy as np
import pytest

from core.data.load import load
from core.data.sample import Sample
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.models.model import Model
from core.training.snapshots.probes.neighbours import MOST
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

DIGITS = {"data.kind": "digits", "data.samples": 60, "data.test_share": 0.2}
COLOUR = {"data.kind": "shapes", "data.size": 12, "data.colour": True, "data.test_share": 0.2}
SETTINGS = [
    DIGITS,
    {**COLOUR, "data.scaling": "standardised", "training.way": "span"},
    {**COLOUR, "network.hidden": (5, 4), "network.activation": "tanh"},
    {"data.kind": "moons", "data.test_share": 0.2, "network.hidden": (4, 3)},
    {"data.kind": "moons", "data.test_share": 0.2, "network.hidden": ()},
    {**DIGITS, "network.precision": "float32"},
]


def trainer_of(changes: dict[str, object], steps: int = 5) -> Trainer:
    experiment = with_settings(Experiment(), changes)
    trainer = Trainer(experiment, load(experiment.data))
    trainer.step(steps)
    return trainer


def shot(trainer: Trainer, sample: Sample, *probes: str) -> Snapshot:
    snapshotter = Snapshotter(trainer, 1)
    snapshotter.pick(sample)
    return snapshotter.take(State.PAUSED, 1.0, 1.0, probes)


@pytest.mark.parametrize("changes", SETTINGS)
@pytest.mark.parametrize("test", [False, True])
def test_that_w_x_and_b_sum_to_z_and_lead_to_the_probabilities_of_the_model(changes, test) -> None:
    trainer = trainer_of(changes)
    exact = 1e-4 if "network.precision" in changes else 1e-10
    sample = Sample.of(trainer.dataset, 3, test)
    seen = shot(trainer, sample, "sample").probes["sample"]
    side = trainer.dataset.test if test else trainer.dataset.train
    x, W, b = side.X[:, 3], trainer.parameters.W, trainer.parameters.b
    np.testing.assert_allclose(seen.x, x, exact)
    for unit, z in enumerate(seen.Z[0]):
        assert sum(W[0][unit] * x) + b[0][unit, 0] == pytest.approx(z, rel=exact, abs=exact)
    for l in range(1, len(W)):
        np.testing.assert_allclose(W[l] @ seen.A[l - 1] + b[l][:, 0], seen.Z[l], exact, exact)
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    probabilities = model.readings(side.X[:, 3:4])[:, 0]
    np.testing.assert_allclose(seen.probabilities, probabilities, exact)
    assert seen.answered == probabilities.argmax()


@pytest.mark.parametrize("changes", SETTINGS[:4])
def test_that_effects_of_units_are_a_times_the_slope_by_finite_differences(changes) -> None:
    trainer = trainer_of(changes)
    seen = shot(trainer, Sample(2), "sample").probes["sample"]
    W, b, g = trainer.parameters.W, trainer.parameters.b, trainer.network.activations

    def z_of_answer(a: np.ndarray) -> float:
        for l in range(1, len(W)):
            z = W[l] @ a + b[l][:, 0]
            if l < len(g):
                a = np.empty_like(z)
                g[l].apply(z, a)
        if len(z) == 1:
            return float(z[0]) if seen.answered else -float(z[0])
        return float(z[seen.answered])

    for unit, effect in enumerate(seen.effects):
        up, down = (seen.A[0] + h * (np.arange(len(seen.A[0])) == unit) for h in (1e-5, -1e-5))
        slope = (z_of_answer(up) - z_of_answer(down)) / 2e-5
        assert effect == pytest.approx(seen.A[0][unit] * slope, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("changes", [*SETTINGS[:3], SETTINGS[5], {**COLOUR, "network.hidden": ()}])
def test_that_occlusion_is_the_prediction_of_the_picture_with_a_grey_square(changes) -> None:
    trainer = trainer_of(changes)
    exact = 1e-5 if "network.precision" in changes else 1e-12
    dataset, sample = trainer.dataset, Sample.of(trainer.dataset, 1, test=True)
    seen = shot(trainer, sample, "occlusion").probes["occlusion"]
    model = Model.of(trainer.experiment, dataset, trainer.parameters)
    pixels = dataset.inputs.picture(dataset.test.X[:, 1])
    whole = model.readings(dataset.inputs.column(pixels))[:, 0]
    assert seen.answered == whole.argmax()
    assert seen.probability == pytest.approx(whole.max(), abs=exact)
    for (i, j), change in np.ndenumerate(seen.change):
        covered, row, column = pixels.copy(), seen.starts[i], seen.starts[j]
        covered[row : row + seen.patch, column : column + seen.patch] = 128
        probability = model.readings(dataset.inputs.column(covered))[seen.answered, 0]
        assert change == pytest.approx(probability - whole.max(), abs=exact)


@pytest.mark.parametrize("size", [8, 12, 13, 64])
def test_that_grey_squares_cover_every_pixel_of_a_picture(size: int) -> None:
    trainer = trainer_of({**COLOUR, "data.size": size}, 0)
    seen = shot(trainer, Sample(0), "occlusion").probes["occlusion"]
    assert seen.starts[0] == 0
    assert seen.starts[-1] + seen.patch == size
    assert max(np.diff(seen.starts), default=0) <= seen.patch
    assert seen.by_pixel().shape == (size, size)
    assert seen.by_pixel()[0, 0] == seen.change[0, 0]


def test_that_points_are_not_occluded() -> None:
    assert shot(trainer_of(SETTINGS[3]), Sample(0), "occlusion").probes["occlusion"] is None


@pytest.mark.parametrize("changes", [*SETTINGS[:2], SETTINGS[3]])
@pytest.mark.parametrize("test", [False, True])
def test_that_neighbours_are_those_of_all_distances(changes, test) -> None:
    trainer = trainer_of(changes, 0)
    dataset = trainer.dataset
    seen = shot(trainer, Sample.of(dataset, 4, test), "neighbours").probes["neighbours"]
    x = (dataset.test if test else dataset.train).X[:, 4]
    distances = [np.linalg.norm(dataset.train.X[:, n] - x) for n in range(dataset.train.m)]
    nearest = sorted((distance, n) for n, distance in enumerate(distances) if test or n != 4)[:MOST]
    np.testing.assert_allclose(seen.distances, [distance for distance, _ in nearest], 1e-12)
    np.testing.assert_allclose([distances[n] for n in seen.numbers], seen.distances, 1e-12)
    assert len(set(seen.numbers.tolist())) == len(nearest)
    assert test or 4 not in seen.numbers


def test_that_another_pick_is_looked_at_at_once_and_one_that_is_gone_changes_nothing() -> None:
    trainer = trainer_of(DIGITS)
    snapshotter = Snapshotter(trainer, 1)
    first = snapshotter.take(State.RUNNING, 1.0, 1.0, ("sample",))
    assert first.sample == Sample.of(trainer.dataset, int(first.shown[0]))
    snapshotter.pick(Sample(5, True))
    second = snapshotter.take(State.RUNNING, 1.0, 1.0, ("sample",))
    assert second.sample == second.probes["sample"].sample == Sample(5, True)
    snapshotter.pick(Sample(10_000))
    assert snapshotter.take(State.RUNNING, 1.0, 1.0).sample == Sample(5, True)


def test_that_a_picture_from_outside_the_data_is_explained_too() -> None:
    trainer = trainer_of(DIGITS)
    inputs = trainer.dataset.inputs
    pixels = inputs.picture(trainer.dataset.train.X[:, 7])
    sample = Sample.of_file("own.png", pixels)
    probes = shot(trainer, sample, "sample", "occlusion", "neighbours").probes
    np.testing.assert_array_equal(probes["sample"].x, inputs.column(pixels)[:, 0])
    assert probes["neighbours"].numbers[0] == 7
    assert probes["neighbours"].distances[0] == 0
