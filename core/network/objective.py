"""What training makes small: the mean loss of a pass, and the penalties on the weights."""

import numpy as np

from core.network.network import ForwardPass, Network
from core.network.parameters import Parameters
from core.network.penalties import Regularisation


class Objective:
    """Compute the cost of a pass and its gradient, penalties included."""

    def __init__(self, network: Network, regularisation: Regularisation) -> None:
        self.network = network
        self.regularisation = regularisation

    def cost(self, parameters: Parameters, forward_pass: ForwardPass, Y: np.ndarray) -> float:
        """Return the cost of a pass against its targets Y, (n[L], m)."""
        return self.network.cost(forward_pass, Y) + self.penalty(parameters, forward_pass.m)

    def penalty(self, parameters: Parameters, m: int) -> float:
        """Return what the weights add to the cost of m samples."""
        return self.regularisation.cost(parameters, m)

    def gradient(
        self, parameters: Parameters, forward_pass: ForwardPass, Y: np.ndarray
    ) -> Parameters:
        """Return the derivative of the cost by every parameter."""
        gradients = self.network.backward(parameters, forward_pass, Y).gradients
        self.regularisation.add_slopes(parameters, forward_pass.m, gradients)
        return gradients
