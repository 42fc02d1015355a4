"""What a runner is told to do: it waits in a queue until the worker has time for it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from core.experiment.settings import Experiment

Task = Callable[[], None]


@dataclass(slots=True)
class SetExperiment:
    """An experiment on its way to the bench."""

    experiment: Experiment
    restart: bool
    train: bool

    def put(self, orders: "deque[Command]") -> None:
        """Wait at the end, in the place of one that waits already and with all it asked for."""
        for order in [o for o in orders if isinstance(o, SetExperiment)]:
            self.restart, self.train = self.restart or order.restart, self.train or order.train
            orders.remove(order)
        orders.append(self)


@dataclass(slots=True)
class ShowIteration:
    """The iteration that pictures shall show the inside of, None for now."""

    iteration: int | None

    def put(self, orders: "deque[Command]") -> None:
        """Wait at the end, in the place of one that waits already."""
        for order in [o for o in orders if isinstance(o, ShowIteration)]:
            orders.remove(order)
        orders.append(self)


Command = Task | SetExperiment | ShowIteration
