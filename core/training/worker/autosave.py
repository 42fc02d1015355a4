"""Keep what a crash would cost: the run of now, every few seconds, written beside training."""

from core.background import BackgroundJob
from core.errors import LayerbenchError, OutputError
from core.experiment.settings import Experiment
from core.memory import free_memory
from core.network.parameters import count
from core.projects.project import Project
from core.projects.recovery import Recovery
from core.throttle import Throttle
from core.training.worker.session import Session

# Seconds from one save to the next: with the writing a crash costs five at most. A large network
# is copied more seldom, so that training has so many times the time that it takes.
EVERY_S, TRAINING_SHARE = 3.0, 20
# The copies of a network that is written may take this share of the free memory.
MEMORY_SHARE = 0.25
State = tuple[int, int, Experiment]


class Autosave:
    """Have the project of a session written to a recovery whenever there is something new in it.

    Called by the worker between two updates; the writing itself has a thread of its own. While it
    writes, or where the memory does not suffice for copies of the network, nothing is saved.
    `problem` is why the last try failed, None where it did not; the next one is made as if there
    was something new.
    """

    def __init__(self, recovery: Recovery) -> None:
        self.recovery = recovery
        self.problem: LayerbenchError | None = None
        self._job = BackgroundJob[Project, None]("autosave", lambda project, _: self._put(project))
        self._known: State | None = None
        self._told = ""
        self._pace = Throttle(TRAINING_SHARE, EVERY_S, own_time=True)
        self._writing = False

    def follow(self, session: Session, at_once: bool = False) -> None:
        """Save where that is due and there is something new, or `at_once`."""
        state = _state(session)
        if self._known is None and not session.iteration:
            # What the window was opened with needs no saving.
            self._known = state
        if state == self._known or self._writing or not (at_once or self._pace.is_due()):
            return
        self._pace.begin()
        if not _fits(session):
            self.problem = OutputError(
                "the memory does not suffice for a copy of the network. Save the project by hand."
            )
        elif project := session.capture_project():
            self._writing, self._known = True, state
            self._job.ask(project)
        self._pace.end()

    def news(self) -> LayerbenchError | None:
        """Return why nothing is kept; once, until that is another reason."""
        problem = self.problem
        before, self._told = self._told, str(problem or "")
        return problem if self._told != before else None

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
            self.problem, self._known = problem, None
        finally:
            self._writing = False


def _fits(session: Session) -> bool:
    """Tell whether there is memory for the copies: three of the weights, one of the rule."""
    free, trainer = free_memory(), session.trainer
    if free is None or trainer is None:
        return True
    number = count(trainer.network.sizes)
    size = number * trainer.parametrisation.parameters.flat.itemsize
    return size * (3 + len(trainer.update_step.rule.state)) <= MEMORY_SHARE * free


def _state(session: Session) -> State | None:
    trainer = session.trainer
    return (session.run, session.iteration, trainer.experiment) if trainer else None
