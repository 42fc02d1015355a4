"""How far updates move every layer's weights: the curves of gradients and of relative updates."""

from collections import deque
from collections.abc import Iterable

import numpy as np

from core.interruption import check_interruption, copied, cut
from core.network.parameters import Parameters
from core.training.history import History, Series
from core.training.parametrisation import Parametrisation

# Updates are measured at every epoch up to 2 to this power, then half as often whenever the
# epochs have doubled: rarer than scores, as it takes three passes over the weights.
DENSE = 3


class UpdateNorms:
    """Measure single updates, and write what they do into the run's history.

    Of every layer the norm of dW, penalties included, and that of the update's real change
    of W as a share of the norm of W: both the root of the sum of all squares. Where all weights
    are 0 there is no such share, and no point.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._before: Parameters | None = None
        self._gradients = self._weights = np.empty(0)
        self._left: deque[slice] = deque()

    def is_due(self, epoch: int, place: int, last: bool) -> bool:
        """Tell whether this update is measured: the first of some epochs, and the last of a run.

        The epoch alone decides which; `place` is the update's number within it.
        """
        return place == 0 if self.next_due(epoch) == epoch else last

    def next_due(self, epoch: int) -> int:
        """Return an epoch from this one on before which none begins with a measured update."""
        between = 1 << max(0, epoch.bit_length() - DENSE)
        return -(-epoch // between) * between

    def begin(self, parametrisation: Parametrisation, gradients: Parameters) -> None:
        """Measure gradients that have just been worked out, before the update uses them up."""
        parameters = parametrisation.parameters
        self._gradients = parametrisation.norms(gradients)
        self._weights = parametrisation.norms(parameters)
        self._left = deque(cut(len(parameters.flat)))
        self._before = parameters.alike(copied(parameters.flat))

    def end(self, parametrisation: Parametrisation, epoch: float) -> None:
        """Record the update that has begun, if one has, at its place in its epoch.

        Where that is broken off a later call goes on.
        """
        before, weights = self._before, self._weights
        if before is None:
            return
        changes = before
        while self._left:
            if len(self._left) > 1:
                check_interruption()
            piece = self._left[0]
            now = parametrisation.parameters.flat[piece]
            np.subtract(now, before.flat[piece], changes.flat[piece])
            self._left.popleft()
        ratios = parametrisation.norms(changes) / weights
        self._before = None
        _append(self._history.gradient_norms, epoch, self._gradients)
        _append(self._history.update_ratios, epoch, ratios, weights != 0)


def _append(
    curves: Iterable[Series], epoch: float, values: np.ndarray, defined: np.ndarray | None = None
) -> None:
    for l, (curve, value) in enumerate(zip(curves, values, strict=True)):
        if defined is None or defined[l]:
            curve.append(epoch, float(value))
