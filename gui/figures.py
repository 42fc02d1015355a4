"""The one line of figures at the foot of the window."""

from core.training.snapshot import Snapshot
from core.words import tr


def figures(snapshot: Snapshot) -> str:
    """Say what the numbers on the screen were made of."""
    network = snapshot.experiment.network
    return tr(
        "{train} train, {test} test samples   seed {seed}   {precision}   {count} weights"
    ).format(
        train=snapshot.train_count,
        test=snapshot.test_count,
        seed=network.seed,
        precision=network.precision,
        count=f"{snapshot.parameter_count:,}".replace(",", "\u202f"),
    )
