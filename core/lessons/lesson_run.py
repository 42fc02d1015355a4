"""A lesson while it is played: which step, what was answered, whether its condition holds."""

import math
from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np

from core.experiment.presets import without_words
from core.experiment.toml import differing_settings, value_of
from core.lessons.lesson import Lesson, Step
from core.lessons.measures import Moment, is_known, is_met, told, told_moved
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import Event


class Phase(Enum):
    """Where a step stands: first one says what one expects, then one looks."""

    EXPECT = "expect"
    DO = "do"
    DONE = "done"


class LessonRun:
    """Follow the bench through the steps of a lesson.

    `answer` is the number of the answer that was given, from 1, 0 before; `sketched` are the costs
    that were drawn, evenly over the range of the sketch. `is_seen` tells that the bench showed what
    is asked before the answer came, `hint_shown` of a challenge's hint.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.begin_step(1, 0)

    def begin_step(self, number: int, run: int) -> None:
        """Begin a step, counted from 1, while the run of a number is on the bench."""
        self.number, self._left_run = number, run
        self.answer = 0
        self.sketched: tuple[float, ...] = ()
        self.is_seen = self.hint_shown = False
        self.phase = Phase.EXPECT if self.step.question or self.step.sketch else Phase.DO
        self._expected = self.step.experiment() if self.step.has_experiment else None
        self._before: Snapshot | None = None
        self._moment: Moment | None = None
        self._events: dict[type, Any] = {}

    @property
    def step(self) -> Step:
        """Return the step of now."""
        return self.lesson.steps[self.number - 1]

    @property
    def is_last(self) -> bool:
        """Tell whether no step follows."""
        return self.number == len(self.lesson.steps)

    @property
    def is_answered_right(self) -> bool:
        """Tell whether the answer that was given is the right one."""
        return self.step.question is not None and self.answer == self.step.question.right

    def take_answer(self, number: int) -> None:
        """Take the answer of this number, from 1."""
        self.answer = number
        self._go_on()

    def take_sketch(self, costs: tuple[float, ...]) -> None:
        """Take a curve that was drawn."""
        self.sketched = costs
        self._go_on()

    def _go_on(self) -> None:
        asked = self.step.question is not None and not self.answer
        if self.phase is Phase.EXPECT and not asked and not self._is_sketch_missing:
            self.phase = Phase.DO
            self.is_seen = self.missing() == []

    @property
    def _is_sketch_missing(self) -> bool:
        return self.step.sketch is not None and not self.sketched

    def hear(self, event: Event) -> None:
        """Keep an event that a condition may ask for."""
        self._events[type(event)] = event

    def follow(
        self,
        snapshot: Snapshot,
        view: str,
        is_visible: Callable[[str], bool],
        is_pressed: Callable[[str], bool],
    ) -> None:
        """See whether the condition holds now; what was met stays so.

        Snapshots of runs before the experiment of the step are none of it.
        """
        if self._expected is not None:
            is_new = snapshot.run > self._left_run
            expected = without_words(self._expected)
            if not (is_new and without_words(snapshot.experiment) == expected):
                return
            self._expected = None
        self._before = self._before or snapshot
        self._moment = Moment(snapshot, self._before, view, self._events, is_visible, is_pressed)
        if self.phase is Phase.DO and self.missing() == []:
            self.phase = Phase.DONE

    @property
    def has_trained(self) -> bool:
        """Tell whether the network was trained since the step began."""
        now, before = self.snapshot, self._before
        if now is None or before is None:
            return False
        return now.iteration > 0 and (now.run, now.iteration) != (before.run, before.iteration)

    @property
    def snapshot(self) -> Snapshot | None:
        """Return the newest snapshot of this step, None where there is none yet."""
        return self._moment.snapshot if self._moment else None

    @property
    def sketch_gap(self) -> float | None:
        """Return how far what was drawn is from the train cost, on average over its range.

        None where nothing was drawn, or no cost is known.
        """
        sketch, snapshot = self.step.sketch, self.snapshot
        if sketch is None or snapshot is None or not len(snapshot.train_cost.at):
            return None
        count = len(self.sketched)
        at = (np.arange(count) + 0.5) / count * sketch.iterations
        cost = np.interp(at, snapshot.train_cost.at, snapshot.train_cost.values)
        gap = float(np.mean(np.abs(cost - self.sketched)))
        return gap if math.isfinite(gap) else None

    def missing(self) -> list[str] | None:
        """Say what the bench does not measure yet; None where it has not begun.

        What nobody can tell yet, as the cost before there is any, waits until the rest has come.
        """
        if self._moment is None:
            return None
        moment = self._moment
        unmet = [one for one in self.step.until if not is_met(one, moment)]
        unmet = [one for one in unmet if is_known(one, moment)] or unmet
        moved = self._moved(moment) if unmet else []
        # Two conditions, from below and from above, may have one sentence.
        return [*dict.fromkeys(told(one, moment) for one in unmet), *moved]

    def _moved(self, moment: Moment) -> list[str]:
        """Say what is not as the step began with it, where its hand is to change nothing else.

        A rate or a column moved by the way would else leave a result out of reach for no reason
        that can be seen.
        """
        step = self.step
        named = {one.key for one in step.until if one.measure == "setting"}
        hands = [one for one in step.actions if one.control or one.click or one.key]
        if self.lesson.is_challenge or len(hands) > len(named):
            return []
        then, now = moment.before.experiment, moment.snapshot.experiment
        return [
            told_moved(key, value_of(then, key), value_of(now, key))
            for key in differing_settings(then, now)
            if key not in named
        ]
