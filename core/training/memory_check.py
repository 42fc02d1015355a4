"""How much memory a run takes, and whether it fits, asked before anything is made."""

import numpy as np

from core.data.augmentation import active_augmentations
from core.errors import ExperimentError
from core.experiment.settings import Experiment, TrainingSettings
from core.network.optimisers import OPTIMISERS
from core.network.parameters import count

# W, dW, the first weights and room to work, beside what an optimiser remembers; Z, A, dZ and a
# slope of every unit on every sample.
VECTORS, ARRAYS = 4, 4
# What a picture or an export takes beside a run.
COPIES = 2
# A batch that is offered, or nearly so many, and whose samples always fit where one sample does.
SMALL_BATCH = 64


def count_numbers(sizes: tuple[int, ...], training: TrainingSettings, m: int) -> int:
    """Count the numbers that a run holds beside its samples, rather too many than too few.

    `sizes` are n[0] ... n[L] of what is trained, on m samples at once.
    """
    remembered = OPTIMISERS[training.optimiser].make_rule.state_names
    return (VECTORS + len(remembered)) * count(sizes) + ARRAYS * sum(sizes[1:]) * m


def check_memory(
    sizes: tuple[int, ...],
    experiment: Experiment,
    m: int,
    free: int | None,
    as_bytes: bool = False,
    parametrisation: str = "direct",
) -> None:
    """Raise ExperimentError where training needs more than the free bytes, with the numbers.

    `sizes` are n[0] ... n[L], for m training samples; a `free` of None is not known. Samples
    that are kept `as_bytes` are floats where all are needed at once: in one batch, in the span.
    """
    training = experiment.training
    seen = training.batch_size if training.in_batches(m) else m
    digits = np.dtype(experiment.network.precision).itemsize
    network = digits * (count_numbers(sizes, training, seen) + COPIES * count(sizes))
    floats = m if parametrisation == "span" else seen
    # Of a full batch of changed pictures there is a copy.
    copies = as_bytes + (bool(active_augmentations(training)) and not training.in_batches(m))
    samples = digits * sizes[0] * floats * copies
    if free is None or network + samples <= free:
        return
    if network < samples:
        raise _too_many(samples, floats, free, m, parametrisation)
    raise ExperimentError(
        "A network of {sizes} has {count:,} weights and biases; training it needs about "
        "{need:.1f} GB of memory and {free:.1f} GB are free: take fewer units or layers, "
        "or smaller batches.",
        sizes=" x ".join(map(str, sizes)),
        count=count(sizes),
        need=network / 1e9,
        free=free / 1e9,
    )


def _too_many(need: int, samples: int, free: int, m: int, parametrisation: str) -> ExperimentError:
    problem = ExperimentError(
        "{samples:,} samples at once need {need:.1f} GB of memory as floats, and {free:.1f} GB are "
        "free: learn in batches.",
        samples=samples,
        need=need / 1e9,
        free=free / 1e9,
    )
    alike = TrainingSettings(batch_size=SMALL_BATCH).even_batch_size(m)
    size = alike if alike < m else SMALL_BATCH
    changes: dict[str, object] = {"training.batch_size": size}
    if parametrisation == "span":
        changes["training.way"] = "direct"
    problem.suggest(changes, "Learn in batches of {size}", size=size)
    return problem
