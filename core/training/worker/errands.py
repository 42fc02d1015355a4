"""What a runner does beside training: save, check, compare, answer, each when it is asked to."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from core.errors import Cancelled
from core.training.analyses.cost_surface import Plane
from core.training.worker.commands import Command
from core.training.worker.events import (
    Checked,
    CostSurfaceReady,
    Event,
    RoundingProgress,
    RoundingTested,
    Saved,
    TableWritten,
)
from core.training.worker.export import Answers, export_answers
from core.training.worker.prediction_thread import Predictor
from core.training.worker.session import Session


class Errands(ABC):
    """Take orders for single pieces of work; who does them has a queue and tells facts."""

    _session: Session
    _predictor: Predictor
    _cancelled: bool

    def save(self, file: str | Path) -> None:
        """Write the weights of now to a file whose ending picks the format."""
        self.ask(lambda: Saved(self._session.save(file)))

    def check(self) -> None:
        """Compare the gradient with finite differences; a run waits for it."""
        self.ask(lambda: Checked(self._session.check()))

    def twin(self) -> None:
        """Find out, by a twin run, whether the run hangs on rounding; any other order ends it."""
        self._order(self._twin)

    def surface(self, plane: Plane) -> None:
        """Work out the cost about the run on a plane; any other order ends it."""
        self._order(lambda: self._surface(plane))

    def spread(self, total: int) -> None:
        """Train the experiment on the bench from so many seeds while nothing else is to be done.

        A run on the bench, and every order, comes first.
        """
        self.ask(lambda: self._session.spread(total))

    def end_spread(self) -> None:
        """Train no more seeds."""
        self.ask(self._session.end_spread)

    def ask(self, work: Callable[[], Event | None]) -> None:
        """Have the worker do this between two updates, and tell what it gives."""
        self._order(lambda: self._tell(work()))

    def predict(self, paths: Iterable[str | Path]) -> None:
        """Have the network of now answer for files and folders, while the run goes on."""
        session, start = self._session, self._predictor.start
        self._order(lambda: start(session.model(), session.run, session.iteration, paths))

    def cancel_predicting(self) -> None:
        """Answer for no more files."""
        self._predictor.stop()

    def write_answers(self, file: str | Path, classes: Sequence[str], answers: Answers) -> None:
        """Write answers as a table."""
        self._order(lambda: self._tell(TableWritten(export_answers(file, classes, answers))))

    def _twin(self) -> None:
        self._cancelled = False
        self._tell(RoundingTested(self._session.twin(self._report_twin)))

    def _surface(self, plane: Plane) -> None:
        found = None
        with suppress(Cancelled):
            found = self._session.surface(plane, self._give_way)
        self._tell(CostSurfaceReady(plane, found))

    def _report_twin(self, done: int, total: int) -> None:
        if self._cancelled:
            raise Cancelled
        self._give_way(done, total)
        self._tell(RoundingProgress(done, total))

    @abstractmethod
    def _order(self, order: Command) -> None:
        """Put an order into the queue."""

    @abstractmethod
    def _tell(self, fact: Event | None) -> None:
        """Put a fact, if there is one, where it waits to be read."""

    @abstractmethod
    def _give_way(self, done: int, total: int) -> None:
        """Raise Cancelled where something else is asked for."""
