"""Write a project with its data beside training: copying many files takes long."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from core.background import BackgroundJob
from core.data.dataset import Dataset
from core.errors import LayerbenchError
from core.io_threads import Report
from core.projects.data_inside import source_data
from core.projects.project import Project, write_project
from core.training.worker.events import Event, Failed, ProjectSaved, Saving


@dataclass(frozen=True, slots=True, eq=False)
class SaveOrder:
    """A project with the data set that it learned from, and the event that says it is saved."""

    project: Project
    dataset: Dataset
    saved: ProjectSaved


class ProjectSaver:
    """Write one project at a time; a new one ends the one before.

    `emit` is told how far it is, how it ended, and last that it has; `accept` is called first with
    what is saved.
    """

    def __init__(
        self, emit: Callable[[Event], None], accept: Callable[[ProjectSaved], None]
    ) -> None:
        self._emit, self._accept = emit, accept
        self._job = BackgroundJob[SaveOrder, None]("project", self._save)

    def start(self, order: SaveOrder) -> None:
        """Write this."""
        self._job.ask(order)

    def cancel(self) -> None:
        """Write nothing more; a file that was there before stays as it was."""
        self._job.cancel()

    def close(self) -> bool:
        """Stop for good; return whether the thread has ended."""
        return self._job.close()

    def _save(self, order: SaveOrder, report: Report) -> None:
        file = order.saved.file

        def tell(done: int, total: int) -> None:
            report(done, total)
            self._emit(Saving(file, done, total))

        try:
            data = source_data(order.project.description.experiment.data, order.dataset)
            write_project(order.project, file, data, tell)
            self._accept(order.saved)
            self._emit(order.saved)
        except LayerbenchError as problem:
            self._emit(Failed(problem, traceback.format_exc(), None, None))
        except Exception:
            self._emit(Failed(None, traceback.format_exc(), None, None))
        finally:
            self._emit(Saving(file, 0, 0, ended=True))
