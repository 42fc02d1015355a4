"""What training makes small: the mean loss of a pass, and the penalties on the weights."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.network.network import ForwardPass, Network
from core.network.parallel import Call
from core.network.parameters import Parameters
from core.network.penalties import Regularisation


class Objective:
    """Give the cost of a pass and its gradient, penalties included."""

    def __init__(self, network: Network, regularisation: Regularisation) -> None:
        self.network = network
        self.regularisation = regularisation
        self._penalised = bool(regularisation.weighted)

    def cost(self, parameters: Parameters, forward_pass: ForwardPass, Y: np.ndarray) -> float:
        """Give the cost of a pass against its targets Y, (n[L], m)."""
        cost = self.network.cost(forward_pass, Y)
        return (
            cost + self.regularisation.cost(parameters, forward_pass.m) if self._penalised else cost
        )

    def gradient(
        self,
        parameters: Parameters,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        gradients: Parameters,
    ) -> None:
        """Write the derivative of that cost by every parameter into `gradients`."""
        for call in self.gradient_calls(parameters, forward_pass, Y, gradients):
            call()

    def gradient_calls(
        self,
        parameters: Parameters,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        gradients: Parameters,
    ) -> Iterator[Call]:
        """List the calls that do so, which may be made again as long as the arrays are the same."""
        yield from self.network.backward_calls(parameters, forward_pass, Y, gradients)
        yield from self._slope_calls(parameters, forward_pass, gradients)

    def _slope_calls(
        self, parameters: Parameters, forward_pass: ForwardPass, gradients: Parameters
    ) -> Iterator[Call]:
        if self._penalised:
            yield partial(self.regularisation.add_slopes, parameters, forward_pass.m, gradients)
