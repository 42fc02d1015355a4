"""The one line of figures at the foot of the window."""

from core.training.snapshot import Snapshot
from core.words import tr


def figures(snapshot: Snapshot) -> str:
    """Say what the numbers on the screen were made of."""
    network = snapshot.experiment.network
    return tr(
        "{train} train, {test} test samples   seed {seed}   {precision}   "
        "{count} weights and biases"
    ).format(
        train=_whole(snapshot.train_count),
        test=_whole(snapshot.test_count),
        seed=network.seed,
        precision=network.precision,
        count=_whole(snapshot.parameter_count),
    )


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
