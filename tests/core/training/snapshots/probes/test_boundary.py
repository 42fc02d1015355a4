"""The decision surface is what the network itself answers at those places."""

import numpy as np

from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.training.run import run
from core.training.snapshots.probes.boundary import Boundary, extent
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer


def seen(kind: str) -> tuple[Trainer, Boundary | None]:
    experiment = Experiment(
        data=DataSettings(kind=kind, samples=60),
        network=NetworkSettings(hidden=(5, 3)),
        training=TrainingSettings(iterations=40),
    )
    trainer = run(experiment, load(experiment.data))
    return trainer, Snapshotter(trainer, 1).take(State.FINISHED, 1, 1, ["boundary"]).probes[
        "boundary"
    ]


def test_that_every_place_shows_what_the_network_answers_there() -> None:
    for kind in ("moons", "spiral"):
        trainer, boundary = seen(kind)
        for row, column in ((0, 0), (3, 17), (80, 90)):
            x1 = np.linspace(*boundary.x1, len(boundary.winner))[column]
            x2 = np.linspace(*boundary.x2, len(boundary.winner))[row]
            A = trainer.network.forward(trainer.parameters, np.array([[x1], [x2]])).A
            p = A[-1].ravel() if kind == "spiral" else np.array([1 - A[-1][0, 0], A[-1][0, 0]])
            assert boundary.winner[row, column] == p.argmax()
            assert abs(boundary.certainty[row, column] - p.max()) < 1e-6
        corner = trainer.network.forward(
            trainer.parameters, np.array([[boundary.x1[0]], [boundary.x2[0]]])
        ).A
        for l, units in enumerate(boundary.units, 1):
            np.testing.assert_allclose(units[:, 0, 0], corner[l][:, 0], atol=1e-6)


def test_that_all_samples_lie_within_the_plane_that_is_shown() -> None:
    trainer, boundary = seen("moons")
    x1, x2 = trainer.dataset.train.X
    assert boundary.x1[0] < x1.min() < x1.max() < boundary.x1[1]
    assert boundary.x2[0] < x2.min() < x2.max() < boundary.x2[1]
    assert extent(trainer.dataset) == (boundary.x1, boundary.x2)


def test_that_pictures_have_no_plane() -> None:
    assert seen("digits")[1] is None
