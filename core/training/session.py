"""The experiment that is on the bench: its data, its trainer, and whether it runs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.data.dataset import Dataset
from core.data.load import load
from core.errors import LayerbenchError
from core.experiment import DataSettings, Experiment
from core.network.gradient_check import ParameterCheck
from core.training.camera import Camera
from core.training.check import check
from core.training.findings import Finding
from core.training.snapshot import Snapshot, State
from core.training.trainer import Trainer
from core.training.twin import twin

if TYPE_CHECKING:
    from core.models.exporters import Exported


class Session:
    """Do what the runner is told, one command at a time; it knows no thread and no clock.

    Every new start of weights is a new run with the next number. Data that was read
    stays, so that other settings on the same data start at once. `wanted` are the names
    of the looks that pictures shall hold.
    """

    def __init__(self) -> None:
        self.trainer: Trainer | None = None
        self.camera: Camera | None = None
        self.running = False
        self.run = 0
        self.wanted: frozenset[str] = frozenset()
        self._data: tuple[DataSettings, Dataset] | None = None

    @property
    def iteration(self) -> int:
        """Count the updates of the present run."""
        return self.trainer.iteration if self.trainer else 0

    def submit(
        self, experiment: Experiment, report: Callable[[int, int], None], restart: bool = False
    ) -> Dataset | None:
        """Put an experiment on the bench; what changed says what happens.

        Training settings alone apply from the next step, unless `restart` asks for new
        weights; anything else starts new weights. Gives the data if other data was read for it.
        Raises LayerbenchError for data that cannot be used; the bench is then as before.
        """
        trainer = self.trainer
        if trainer and not restart and _same_start(trainer.experiment, experiment):
            trainer.change(experiment.training)
            if self.camera:
                self.camera.told = ()
            return None
        if self._data and self._data[0] == experiment.data:
            self._start(experiment, self._data[1])
            return None
        dataset = load(experiment.data, report)
        self._data = experiment.data, dataset
        self._start(experiment, dataset)
        return dataset

    def reset(self) -> None:
        """Start again from the first weights, and wait there."""
        self.running = False
        trainer = self._on_the_bench()
        self._start(trainer.experiment, trainer.dataset)

    def train(self) -> None:
        """Run; a finished run starts again from its first weights."""
        trainer = self._on_the_bench()
        if trainer.finished:
            self._start(trainer.experiment, trainer.dataset)
        self.running = True

    def pause(self) -> None:
        """Stand still; the weights stay."""
        self.running = False

    def step(self) -> None:
        """Make one update, and stand still."""
        self.running = False
        self._on_the_bench().step()

    def advance(self) -> None:
        """Make one update of a run; a finished run stops."""
        trainer = self._on_the_bench()
        trainer.step()
        self.running = not trainer.finished

    def save(self, file: str | Path) -> "Exported":
        """Write the network as it is now, with everything needed to use it.

        Raises OutputError where it cannot be written.
        """
        # The formats bring libraries with them that a start need not wait for.
        from core.training.export import export

        return export(self._on_the_bench(), file)

    def check(self) -> tuple[ParameterCheck, ...]:
        """Compare the gradient of the experiment on the bench with finite differences."""
        trainer = self._on_the_bench()
        return check(trainer.experiment, trainer.dataset)

    def twin(self, report: Callable[[int, int], None]) -> Finding:
        """Train a twin of the run on the bench, and tell how far they part, from now on."""
        trainer = self._on_the_bench()
        found = twin(trainer.experiment, trainer.dataset, report)
        if self.camera:
            self.camera.told = (found,)
        return found

    def snapshot(self, seconds: float, rate: float) -> Snapshot | None:
        """Take a picture of now, if there is anything to see."""
        if self.camera is None:
            return None
        return self.camera.take(self._state(), seconds, rate, self.wanted)

    def want(self, looks: frozenset[str]) -> None:
        """Have pictures hold these looks from now on."""
        self.wanted = looks

    def forget_data(self) -> None:
        """Read the data anew for the next experiment: files may have changed."""
        self._data = None

    def clear(self) -> None:
        """Take everything off the bench."""
        self.trainer = self.camera = None
        self.running = False

    def _state(self) -> State:
        trainer = self._on_the_bench()
        if self.running:
            return State.RUNNING
        if trainer.finished:
            return State.FINISHED
        return State.PAUSED if trainer.iteration else State.READY

    def _start(self, experiment: Experiment, dataset: Dataset) -> None:
        self.trainer = Trainer(experiment, dataset)
        self.run += 1
        self.camera = Camera(self.trainer, self.run)

    def _on_the_bench(self) -> Trainer:
        if self.trainer is None:
            raise LayerbenchError(
                "There is no data yet. Open a folder or pick a built-in data set."
            )
        return self.trainer


def _same_start(before: Experiment, after: Experiment) -> bool:
    return (before.data, before.network) == (after.data, after.network)
