"""The one line of figures at the foot of the window."""

from core.training.snapshot import Snapshot
from core.words import tr
from gui.controls.figures import whole


def figures(snapshot: Snapshot) -> str:
    """Say what the numbers on the screen were made of."""
    network = snapshot.experiment.network
    return tr(
        "{train} train, {test} test samples   seed {seed}   {precision}   "
        "{count} weights and biases"
    ).format(
        train=whole(snapshot.train_count),
        test=whole(snapshot.test_count),
        seed=network.seed,
        precision=network.precision,
        count=whole(snapshot.parameter_count),
    )
