"""Is the gradient right? Every parameter is moved a little either way, and the cost looked at.

Central differences, (J(w + step) - J(w - step)) / (2 step), in float64. Source: Nocedal and
Wright 2006, "Numerical optimization", section 8.1.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.network.network import ForwardPass
from core.network.objective import Objective
from core.network.parameters import Parameters

STEP = 1e-5
TOLERANCE = 1e-6
# A larger array is checked in this many places, drawn by lot.
MAX_PLACES = 200
# A cost is rounded by this many units in its last place, and so is the difference of two.
ROUNDED = 4 * float(np.finfo(np.float64).eps)
# Differences of costs around 1 carry rounding of some 1e-11, so an error is measured against
# this where all gradients of an array are smaller.
MIN_SCALE = 1e-4


@dataclass(frozen=True, slots=True)
class ParameterCheck:
    """What came out for one array, W[l] or b[l]; `layer` counts from 1.

    `difference` is the largest one measured, as a share of the array's largest gradient, and
    `place` is (i, j) there, from 1; `worst` is the largest beyond the rounding of the cost
    (epsilon times the cost over the step). Beside `checked` places of `size`, `kinks` are left out
    because a unit changes sides of its activation's kink within the step on some sample, or an
    output that of the loss, or a weight that of |W|: there is no gradient there.
    `kink_layers` are the layers of such units, 0 for the weight itself. `in_span` says that the
    gradient was worked out in the span of the samples.
    """

    name: str
    layer: int
    difference: float
    worst: float
    place: tuple[int, int]
    checked: int
    size: int
    kinks: int
    kink_layers: tuple[int, ...]
    in_span: bool = False

    @property
    def passed(self) -> bool:
        return self.worst < TOLERANCE


class GradientCheck:
    """Compare the gradient of an objective with central differences, array by array.

    Samples X (n[0], m) and Y (n[L], m), parameters in float64; `masks` are dropout's, and
    stay the same in every pass. The parameters are moved and put back. `span_gradients` are
    checked in place of the objective's own where they are given.
    """

    def __init__(
        self,
        objective: Objective,
        parameters: Parameters,
        X: np.ndarray,
        Y: np.ndarray,
        masks: Sequence[np.ndarray] = (),
        seed: int = 1,
        span_gradients: Parameters | None = None,
    ) -> None:
        self._objective, self._parameters = objective, parameters
        self._X, self._Y, self._masks = X, Y, masks
        self._random = np.random.RandomState(seed)
        network = objective.network
        now = self._forward()
        self._present_cost = self._cost(now)
        self._in_span = span_gradients is not None
        self._gradients = span_gradients or objective.gradient(parameters, now, Y)
        self._kink_layers = [l for l, g in enumerate(network.activations) if g.has_kink]
        self._weights_have_kink = any(
            row.penalty.has_kink for row in objective.regularisation.weighted
        )

    def arrays(self, pulse: Callable[[], object] = lambda: None) -> Iterator[ParameterCheck]:
        """Check W1, b1, W2, b2, ... in turn; `pulse` before every parameter may raise."""
        for l, (W, b) in enumerate(zip(self._parameters.W, self._parameters.b, strict=True)):
            yield self._check(f"W{l + 1}", l, W, self._gradients.W[l], pulse)
            yield self._check(f"b{l + 1}", l, b, self._gradients.b[l], pulse)

    def _check(
        self,
        name: str,
        l: int,
        array: np.ndarray,
        gradient: np.ndarray,
        pulse: Callable[[], object],
    ) -> ParameterCheck:
        places = self._places(array.size)
        differences = []
        for place in places:
            pulse()
            where = np.unravel_index(place, array.shape)
            differences.append(self._central_difference(array, where))
        kink_layers = [layers for _, layers in differences if layers]
        numeric = np.array([slope for slope, layers in differences if not layers])
        noise = ROUNDED * abs(self._present_cost) / STEP
        smooth = [
            place for place, (_, layers) in zip(places, differences, strict=True) if not layers
        ]
        analytic = gradient.ravel()[smooth]
        apart, scale = np.abs(analytic - numeric), _scale(analytic, numeric)
        largest = float(apart.max(initial=0.0))
        i, j = np.unravel_index(smooth[int(apart.argmax())], array.shape) if smooth else (0, 0)
        return ParameterCheck(
            name=name,
            layer=l + 1,
            difference=largest / scale,
            # What rounding of a large cost explains is no fault of the gradient.
            worst=float(np.maximum(largest - noise, 0.0)) / scale,
            place=(int(i) + 1, int(j) + 1),
            checked=len(smooth),
            size=array.size,
            kinks=len(kink_layers),
            kink_layers=tuple(sorted({layer for layers in kink_layers for layer in layers})),
            in_span=self._in_span,
        )

    def _places(self, size: int) -> list[int]:
        if size <= MAX_PLACES:
            return list(range(size))
        return sorted(map(int, self._random.choice(size, MAX_PLACES, replace=False)))

    def _central_difference(
        self, array: np.ndarray, place: tuple[np.intp, ...]
    ) -> tuple[float, set[int]]:
        """Return the central difference at a place, and the layers that cross a kink there."""
        value = array[place]
        array[place] = value + STEP
        up = self._forward()
        cost_up = self._cost(up)
        array[place] = value - STEP
        down = self._forward()
        cost_down = self._cost(down)
        array[place] = value
        crossed = {l + 1 for l in self._kink_layers if ((up.Z[l] > 0) != (down.Z[l] > 0)).any()}
        if kink := self._objective.network.loss.kink:
            sides = (kink(forward_pass.Z[-1], self._Y) > 0 for forward_pass in (up, down))
            if np.not_equal(*sides).any():
                crossed.add(len(up.Z))
        if self._weights_have_kink and abs(value) <= STEP and self._is_weight(array):
            crossed.add(0)
        return (cost_up - cost_down) / (2 * STEP), crossed

    def _is_weight(self, array: np.ndarray) -> bool:
        return any(array is W for W in self._parameters.W)

    def _forward(self) -> ForwardPass:
        return self._objective.network.forward(self._parameters, self._X, self._masks)

    def _cost(self, forward_pass: ForwardPass) -> float:
        return self._objective.cost(self._parameters, forward_pass, self._Y)


def _scale(*gradients: np.ndarray) -> float:
    return max(MIN_SCALE, *(float(np.abs(part).max(initial=0.0)) for part in gradients))
