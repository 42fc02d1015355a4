"""What is known of a sweep by what it has told so far."""

from collections.abc import Iterable

from core.errors import LayerbenchError
from core.sweeps.events import (
    Event,
    RunEnded,
    SweepChanged,
    SweepEnded,
    TrialChosen,
    TrialEnded,
)
from core.sweeps.goals import goal_of
from core.sweeps.results import SweepResults
from core.sweeps.sweep import Sweep
from gui.views.map.trial_row import TrialRow


class SweepRows:
    """Gather the trials of a sweep; `reason` says why it is over, empty while it goes on."""

    def __init__(self, sweep: Sweep, tested: bool) -> None:
        self.tested = tested
        self.reason = ""
        self.problem: LayerbenchError | None = None
        self._begin(sweep)

    @property
    def is_going(self) -> bool:
        return not self.reason

    @property
    def done(self) -> int:
        """Count the runs that have ended."""
        return sum(len(row.runs) for row in self.rows.values())

    @property
    def total(self) -> int:
        """Count the runs that are planned."""
        return self.sweep.total * self.sweep.seeds

    @property
    def seconds_a_run(self) -> float:
        """Return the mean time of the runs that were made now; 0 where none was."""
        times = [run.seconds for row in self.rows.values() for run in row.runs if run.seconds]
        return sum(times) / len(times) if times else 0.0

    def take(self, events: Iterable[Event]) -> None:
        """Take in what the sweep tells."""
        for event in events:
            if isinstance(event, TrialChosen):
                self.rows[event.number] = TrialRow(event.number, event.settings)
            elif isinstance(event, RunEnded):
                self.rows[event.run.trial].add_run(event.run)
            elif isinstance(event, TrialEnded):
                self.rows[event.trial.number].end(event.trial)
            elif isinstance(event, SweepChanged):
                self._begin(event.sweep)
            elif isinstance(event, SweepEnded):
                self.reason, self.problem = event.reason, event.problem

    def results(self) -> SweepResults:
        """Return the trials of which all runs are there."""
        trials = tuple(row.trial for row in self.rows.values() if row.trial)
        return SweepResults(self.sweep, self.goal, trials)

    def _begin(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.goal = goal_of(sweep.goal, sweep.keys, self.tested)
        self.rows: dict[int, TrialRow] = {}
