"""Whether a network and its training fit into memory, asked before anything is made."""

import numpy as np

from core.errors import ExperimentError
from core.experiment import Experiment
from core.network.parameters import count

# The weights, their gradients, what an optimiser remembers (two vectors and room to work),
# and the copies that a picture or an export takes.
COPIES = 6
# Z, A and dZ of every layer.
ARRAYS = 3


def check_room(sizes: tuple[int, ...], experiment: Experiment, m: int, free: int | None) -> None:
    """Raise ExperimentError where training needs more than the free bytes, with the numbers.

    `sizes` are n[0] ... n[L], for m training samples; a `free` of None is not known.
    """
    batch = experiment.training.batch_size
    seen = batch if experiment.training.in_batches(m) else m
    digits = np.dtype(experiment.network.precision).itemsize
    need = digits * (COPIES * count(sizes) + ARRAYS * sum(sizes[1:]) * seen)
    if free is None or need <= free:
        return
    raise ExperimentError(
        "A network of {sizes} has {count:,} weights and biases; training it needs about "
        "{need:.1f} GB of memory and {free:.1f} GB are free: take fewer units or layers, "
        "or smaller batches.",
        sizes=" x ".join(map(str, sizes)),
        count=count(sizes),
        need=need / 1e9,
        free=free / 1e9,
    )
