"""Keep what a crash would cost: the run of now, every few seconds, written beside training."""

from core.background import BackgroundJob
from core.errors import Cancelled, LayerbenchError, OutputError
from core.experiment.settings import Experiment
from core.memory import free_memory
from core.network.parameters import count
from core.projects.own_words import OwnWords
from core.projects.project import Project
from core.projects.recovery import Recovery
from core.throttle import Throttle
from core.training.worker.session import Session

# Seconds of work that a crash may cost. A large network is copied more seldom, so that training
# has so many times the time that it takes.
MOST_LOST_S, TRAINING_SHARE = 5.0, 20
# The copies of a network that is written may take this share of the free memory.
MEMORY_SHARE = 0.25
State = tuple[int, int, Experiment, OwnWords]


class Autosave:
    """Have the project of a session written to a recovery whenever there is something new in it.

    Called by the worker between two updates; the writing itself has a thread of its own. While it
    writes, or where the memory does not suffice for copies of the network, nothing is saved.
    A crash just before a save has been written costs the time from the one before it to there, so
    two begin half of what MOST_LOST_S leaves beside the writing apart: the second may take as
    long again. `problem` is why the last try failed, None where it did not; the next one is made as
    if there was something new.
    """

    def __init__(self, recovery: Recovery, pace: Throttle | None = None) -> None:
        self.recovery = recovery
        self.problem: LayerbenchError | None = None
        self._job = BackgroundJob[tuple[Project, int], None](
            "autosave", lambda order, _: self._put(*order)
        )
        self._pace = pace or Throttle(TRAINING_SHARE, MOST_LOST_S / 2, own_time=True)
        self._known: State | None = None
        self._opened = False
        # How often what there was has been saved elsewhere, or was not wanted.
        self._accepted = 0
        self._newest: Project | None = None
        self._told = ""

    def is_due(self, session: Session) -> bool:
        """Tell whether there is something new, and time to save it."""
        is_new = self._is_unknown(_state(session)) and not self.is_writing
        return is_new and self._pace.is_due()

    def follow(self, session: Session, at_once: bool = False) -> None:
        """Save where that is due and there is something new, or `at_once`.

        At once is even while another is written: that waits until it is.
        """
        state = _state(session)
        if not self._opened and state:
            self._opened = True
            if not session.iteration:
                # What the window was opened with needs no saving.
                self._known = state
        if not (self._is_unknown(state) if at_once else self.is_due(session)):
            return
        self._pace.begin()
        if not _fits(session):
            self.problem = OutputError(
                "the memory does not suffice for a copy of the network. Save the project by hand."
            )
        else:
            self._save(session)
        self._pace.end()

    def news(self) -> LayerbenchError | None:
        """Return why nothing is kept; once, until that is another reason."""
        problem = self.problem
        before, self._told = self._told, str(problem or "")
        return problem if self._told != before else None

    def accept(self, session: Session) -> None:
        """Take note that all there is now has been saved elsewhere, or is not wanted."""
        self._known = _state(session)
        self._accepted += 1
        self.recovery.clear()

    def close(self, session: Session, keep: bool) -> None:
        """End with what is new saved (`keep`), or with nothing left."""
        self._job.close()
        project = session.capture_project() if keep else None
        if project and _state(session) != self._known:
            self._put(project, self._accepted)
        self.recovery.close(keep)

    def _save(self, session: Session) -> None:
        try:
            project = session.capture_project()
        except Cancelled:
            self._pace.give_up()
            raise
        self._known = _state(session)
        if project:
            self._newest = project
            self._job.ask((project, self._accepted))

    @property
    def is_writing(self) -> bool:
        """Tell whether one is being written, or waits for that."""
        return self._newest is not None

    def _is_unknown(self, state: State | None) -> bool:
        return state not in (None, self._known)

    def _put(self, project: Project, accepted: int) -> None:
        """Write a project, which is not kept if something newer was `accepted` meanwhile."""
        try:
            self.recovery.put(project)
            self.problem = None
            if accepted != self._accepted:
                self.recovery.clear()
        except LayerbenchError as problem:
            self.problem, self._known = problem, None
        finally:
            self._pace.interval = max(MOST_LOST_S - self._pace.elapsed, 0.0) / 2
            if project is self._newest:
                self._newest = None


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
    if trainer is None:
        return None
    return session.run, session.iteration, trainer.experiment, session.words
