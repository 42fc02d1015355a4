"""Where a run stands, for a step to be explained: the cost of all samples and its slopes."""

from core.calculation.step import Standing, stand
from core.data.byte_matrix import as_float
from core.messages import Message, to_translate
from core.network.objective import Objective
from core.training.parametrisation import arrays, penalties_of
from core.training.snapshots.network_state import NetworkState

MOST_NUMBERS = 20_000_000
"""Numbers in X, and weights times samples over a hundred, that are looked at between updates."""
TOO_LARGE = to_translate(
    "A step is explained by all training samples at once, and these are too many for that between "
    "two updates: take fewer samples, smaller pictures or fewer units."
)


def probe_standing(state: NetworkState) -> Standing | Message | None:
    """Pass all training samples forward and back, with dropout off; None without data."""
    if state.dataset.blank:
        return None
    n, m = state.dataset.train.X.shape
    if n * m > MOST_NUMBERS or state.parameters.flat.size * m > 100 * MOST_NUMBERS:
        return Message(TOO_LARGE)
    X, Y = arrays(state.dataset.train, state.parameters.flat.dtype.name)
    training = state.experiment.training
    batch = training.batch_size if training.in_batches(m) else m
    objective = Objective(state.network, penalties_of(training))
    return stand(objective, state.parameters.copy(), as_float(X), Y, state.iteration, batch)
