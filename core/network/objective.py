"""What training makes small: the mean loss of a pass, and the penalties on the weights."""

import numpy as np

from core.network.network import Network, Pass
from core.network.parameters import Parameters
from core.network.regularisation import Regularisation


class Objective:
    """Give the cost of a pass and its gradient, penalties included."""

    def __init__(self, network: Network, regularisation: Regularisation) -> None:
        self.network = network
        self.regularisation = regularisation
        self._penalised = bool(regularisation.weighed)

    def cost(self, parameters: Parameters, made: Pass, Y: np.ndarray) -> float:
        """Give the cost of a pass against its targets Y, (n[L], m)."""
        cost = self.network.cost(made, Y)
        return cost + self.regularisation.cost(parameters, made.m) if self._penalised else cost

    def gradient(
        self, parameters: Parameters, made: Pass, Y: np.ndarray, gradients: Parameters
    ) -> None:
        """Write the derivative of that cost by every parameter into `gradients`."""
        self.network.backward(parameters, made, Y, gradients)
        if self._penalised:
            self.regularisation.add_slopes(parameters, made.m, gradients)
