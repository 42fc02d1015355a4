"""Keep what a crash would cost: the run of now, every few seconds, written beside training."""

from core.background import BackgroundJob
from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.projects.project import Project
from core.projects.recovery import Recovery
from core.throttle import Throttle
from core.training.worker.session import Session

# Seconds from one save to the next: with the writing a crash costs five at most.
EVERY_S = 4.0
State = tuple[int, int, Experiment]


class Autosave:
    """Have the project of a session written to a recovery whenever there is something new in it.

    Called by the worker between two updates; the writing itself has a thread of its own.
    `problem` is why the last try failed, None where it did not.
    """

    def __init__(self, recovery: Recovery) -> None:
        self.recovery = recovery
        self.problem: LayerbenchError | None = None
        self._job = BackgroundJob[Project, None]("autosave", lambda project, _: self._put(project))
        self._known: State | None = None
        self._pace = Throttle(interval=EVERY_S)

    def follow(self, session: Session, at_once: bool = False) -> None:
        """Save where that is due and there is something new, or `at_once`."""
        state = _state(session)
        if self._known is None and not session.iteration:
            # What the window was opened with needs no saving.
            self._known = state
        if state == self._known or not (at_once or self._pace.is_due()):
            return
        self._pace.begin()
        if project := session.capture_project():
            self._job.ask(project)
            self._known = state

    def accept(self, session: Session) -> None:
        """Take note that all there is now has been saved elsewhere, or is not wanted."""
        self._known = _state(session)
        self.recovery.clear()

    def close(self, session: Session, keep: bool) -> None:
        """End with what is new saved (`keep`), or with nothing left."""
        self._job.close()
        project = session.capture_project() if keep else None
        if project and _state(session) != self._known:
            self._put(project)
        self.recovery.close(keep)

    def _put(self, project: Project) -> None:
        try:
            self.recovery.put(project)
            self.problem = None
        except LayerbenchError as problem:
            self.problem = problem


def _state(session: Session) -> State | None:
    trainer = session.trainer
    return (session.run, session.iteration, trainer.experiment) if trainer else None
