"""What a runner is asked to do: a command waits in a queue until the worker has time for it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from core.experiment.settings import Experiment

Task = Callable[[], None]


@dataclass(slots=True)
class SetExperiment:
    """Make this the experiment; `restart` asks for new weights, `train` for a run at once."""

    experiment: Experiment
    restart: bool
    train: bool

    def enqueue(self, commands: "deque[Command]") -> None:
        """Wait at the end, in place of one that waits already and with all it asked for."""
        for command in [c for c in commands if isinstance(c, SetExperiment)]:
            command.give_way(self)
            commands.remove(command)
        commands.append(self)

    def give_way(self, newer: "SetExperiment") -> None:
        """Have a newer one do all that this one was asked for."""
        newer.restart, newer.train = newer.restart or self.restart, newer.train or self.train


@dataclass(slots=True)
class Pause:
    """Stop the run; a command that works shows at once that it stands still meanwhile."""

    def enqueue(self, commands: "deque[Command]") -> None:
        """Wait at the end."""
        commands.append(self)


@dataclass(slots=True)
class ShowIteration:
    """Have snapshots show the network as it was at this iteration, None for now."""

    iteration: int | None

    def enqueue(self, commands: "deque[Command]") -> None:
        """Wait at the end, in place of one that waits already."""
        for command in [c for c in commands if isinstance(c, ShowIteration)]:
            commands.remove(command)
        commands.append(self)


Command = Task | SetExperiment | Pause | ShowIteration
