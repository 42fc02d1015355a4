"""One trial of a sweep as it is shown: chosen, on its way, or there."""

import math
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from core.messages import fill, to_translate, translate
from core.sweeps.results import SweptRun, Trial

NO_FIGURES = (math.nan, math.nan, math.nan)
WAITING = to_translate("waits")
GOING = to_translate("{done} of {total} runs")
NOTES = {
    "complete": "",
    "pruned": to_translate("ended early: behind the others' median"),
    "diverged": to_translate("diverged"),
    "refused": to_translate("refused: {problem}"),
}


@dataclass(slots=True)
class TrialRow:
    """A trial's number and settings, its runs so far, and the trial itself once all are there.

    One that `is_grey` has no result that counts, and will have none.
    """

    number: int
    settings: dict[str, Any]
    runs: list[SweptRun] = field(default_factory=list)
    trial: Trial | None = None
    is_grey: bool = False
    _known: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def add_run(self, run: SweptRun) -> None:
        """Take in one more run."""
        self.runs.append(run)
        self._known.clear()

    def end(self, trial: Trial) -> None:
        """Take in that all runs are there."""
        self.trial = trial
        self.is_grey = trial.state != "complete"
        self._known.clear()

    def values(self, name: str) -> list[float]:
        """Return a figure of each run so far that has it; none where no result counts."""
        values = [getattr(run.result, name) for run in self.runs if run.result]
        return [] if self.is_grey else [value for value in values if value is not None]

    def figures(self, name: str) -> tuple[float, float, float]:
        """Return median, lowest and highest of a figure of the runs so far; NaN without any."""
        if name not in self._known:
            known = self.values(name)
            spread = (median(known), min(known), max(known)) if known else NO_FIGURES
            self._known[name] = spread
        return self._known[name]

    def note(self, seeds: int) -> str:
        """Say how far the trial is, or why it has no result; nothing where it has one."""
        if self.trial is None:
            text = translate(GOING if self.runs else WAITING)
            return fill(text, done=len(self.runs), total=seeds)
        note = NOTES[self.trial.state]
        problem = next((run.problem for run in self.runs if run.problem), None)
        return fill(translate(note), problem=problem) if note else ""
