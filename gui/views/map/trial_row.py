"""One trial of a sweep as it is shown: chosen, on its way, or there."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.messages import fill, to_translate, translate
from core.sweeps.results import SweptRun, Trial

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
    """A trial's number and settings, its runs so far, and the trial itself once all are there."""

    number: int
    settings: dict[str, Any]
    runs: list[SweptRun] = field(default_factory=list)
    trial: Trial | None = None

    def figures(self, name: str) -> tuple[float, float, float]:
        """Return median, lowest and highest of a figure of the runs so far; NaN without any."""
        values = [getattr(run.result, name) for run in self.runs if run.result]
        known = [value for value in values if value is not None]
        if not known or self.is_grey:
            return (np.nan,) * 3
        return float(np.median(known)), min(known), max(known)

    @property
    def is_grey(self) -> bool:
        """Tell whether the trial has no result that counts, and will have none."""
        return self.trial is not None and self.trial.state != "complete"

    def note(self, seeds: int) -> str:
        """Say how far the trial is, or why it has no result; nothing where it has one."""
        if self.trial is None:
            text = translate(GOING if self.runs else WAITING)
            return fill(text, done=len(self.runs), total=seeds)
        note = NOTES[self.trial.state]
        problem = next((run.problem for run in self.runs if run.problem), None)
        return fill(translate(note), problem=problem) if note else ""
