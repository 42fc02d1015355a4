"""The past of a run: keyframes stored as it goes, and a way back to its iterations.

The few updates between two keyframes are made again, which gives the same bits; so keyframes
may be far apart, and storing them costs next to nothing.
"""

from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from core.experiment.settings import Experiment, TrainingSettings
from core.memory import free_memory
from core.network.parameters import Parameters, count
from core.training.history import Mark
from core.training.run_state import RunState
from core.training.trainer import Trainer

# Bytes of all keyframes of a run, and the share of the free memory that they may take.
BUDGET = 256_000_000
BUDGET_SHARE = 0.25
MAX_KEYFRAMES = 4096
# Updates from one keyframe to the next: a copy has to cost next to nothing beside them. Of quick
# ones there are more, of no more multiplications than these (some 30 ms).
MIN_INTERVAL, MAX_INTERVAL, INTERVAL_FLOPS = 64, 256, 2**30
# More multiplications than this (about half a second) are not made again to look back.
MAX_REPLAY_FLOPS = 10_000_000_000


class Keyframe(NamedTuple):
    """The state of a run and the ends of its curves, after so many changes of settings."""

    state: RunState
    mark: Mark
    changes: int


class Timeline:
    """Store keyframes of one run, evenly spaced, and replay the run from them.

    Whenever the budget is full every second keyframe goes, but never the first. `due` is the
    iteration at which to store the next, `size` the bytes that all take; `begin` is the earliest
    iteration that can be shown, where the run comes from a file.
    """

    def __init__(self, trainer: Trainer, before: "Timeline | None" = None) -> None:
        self._trainer = trainer
        self._first: tuple[Experiment, str] = (trainer.experiment, trainer.parametrisation.name)
        self._first = before._first if before else self._first
        self._keyframes: list[Keyframe] = (
            before._keyframes_until(trainer.iteration) if before else []
        )
        self._changes = before._changes_until(trainer.iteration) if before else []
        self._replayed: Trainer | None = None
        free = free_memory()
        self._budget = BUDGET if free is None else min(BUDGET, int(BUDGET_SHARE * free))
        interval = min(max(MIN_INTERVAL, INTERVAL_FLOPS // max(1, _flops(trainer))), MAX_INTERVAL)
        self._interval: int = before._interval if before else interval
        self.size = sum(frame.state.size for frame in self._keyframes)
        self.due = trainer.iteration
        self.begin: int = before.begin if before else trainer.iteration

    @property
    def keyframes(self) -> list[int]:
        """Return the iterations of the keyframes."""
        return [frame.state.iteration for frame in self._keyframes]

    def store(self) -> None:
        """Store the run as it is now; drop every second keyframe where memory is short."""
        trainer = self._trainer
        if _size(trainer) <= self._budget:
            self._keyframes.append(self._keyframe_of_now())
            self.size += self._keyframes[-1].state.size
        while self.size > self._budget or len(self._keyframes) > MAX_KEYFRAMES:
            del self._keyframes[1::2]
            self.size = sum(frame.state.size for frame in self._keyframes)
            self._interval *= 2
        self.due = (trainer.iteration // self._interval + 1) * self._interval

    def change(self, training: TrainingSettings) -> None:
        """Record that the run goes on with other settings from its present iteration."""
        self._changes.append((self._trainer.iteration, training))

    def at(self, iteration: int) -> Trainer:
        """Return the run as it was at an iteration, in a trainer that the next call changes.

        It is at an earlier iteration where too much would have to be computed again.
        """
        iteration = min(max(iteration, self.begin), self._trainer.iteration)
        index = bisect_right(self._keyframes, iteration, key=lambda frame: frame.state.iteration)
        keyframe = self._keyframes[index - 1] if index else None
        replayed = self._replayed = self._restored(keyframe)
        if (iteration - replayed.iteration) * _flops(replayed) > MAX_REPLAY_FLOPS:
            return replayed
        for at, training in self._changes[keyframe.changes if keyframe else 0 :]:
            if at > iteration:
                break
            _advance(replayed, at)
            replayed.change(training)
        return _advance(replayed, iteration)

    def branch(self, iteration: int) -> tuple[Trainer, "Timeline"]:
        """Return a run that begins as this one was at an iteration, and its own timeline.

        One that begins from now has the state of now, however far the keyframes are.
        """
        run = self._trainer
        if iteration >= run.iteration and not run.diverged:
            trainer = self._restored(self._keyframe_of_now())
        else:
            trainer = self.at(iteration)
        self._replayed = None
        earlier = [at for at in trainer.history.branches if at < trainer.iteration]
        trainer.history.branches = [*earlier, trainer.iteration]
        return trainer, Timeline(trainer, self)

    def path(self, max_points: int) -> list[tuple[int, Parameters]]:
        """Return pairs of iteration and full parameters of keyframes, evenly, and of now last.

        Keyframes of another parametrisation than the run has now are left out.
        """
        trainer = self._trainer
        parametrisation = trainer.parametrisation
        states = [
            frame.state
            for frame in self._keyframes
            if frame.state.parametrisation == parametrisation.name
        ]
        indices = np.linspace(0, len(states) - 1, min(len(states), max_points))
        chosen = [states[index] for index in np.rint(indices).astype(int)]
        earlier = [
            (
                state.iteration,
                parametrisation.to_full(parametrisation.parameters.alike(state.weights)),
            )
            for state in chosen
            if state.iteration < trainer.iteration
        ]
        return [*earlier, (trainer.iteration, trainer.parameters)]

    def _keyframe_of_now(self) -> Keyframe:
        trainer = self._trainer
        return Keyframe(RunState.of(trainer), trainer.history.mark(), len(self._changes))

    def _restored(self, keyframe: Keyframe | None) -> Trainer:
        trainer = self._replayed
        if keyframe is None:
            return self._trainer_of(*self._first)
        state = keyframe.state
        if trainer is None or not state.matches(trainer):
            trainer = self._trainer_of(state.experiment, state.parametrisation)
        state.restore_into(trainer)
        trainer.history.begin_as(self._trainer.history, keyframe.mark)
        return trainer

    def _trainer_of(self, experiment: Experiment, parametrisation: str) -> Trainer:
        run = self._trainer
        return Trainer(
            experiment,
            run.dataset,
            parametrisation,
            first_weights=run.first_weights,
            learned_before=run.learned_before,
        )

    def _keyframes_until(self, iteration: int) -> list[Keyframe]:
        return [frame for frame in self._keyframes if frame.state.iteration < iteration]

    def _changes_until(self, iteration: int) -> list[tuple[int, TrainingSettings]]:
        return [change for change in self._changes if change[0] <= iteration]


def _advance(trainer: Trainer, iteration: int) -> Trainer:
    while trainer.iteration < iteration and not trainer.finished:
        trainer.step()
    return trainer


def _flops(trainer: Trainer) -> int:
    """Count the multiplications of an update of this run."""
    return 3 * count(trainer.parametrisation.network.sizes) * trainer.batches.size


def _size(trainer: Trainer) -> int:
    """Count the bytes of a keyframe of this run."""
    return trainer.parametrisation.parameters.flat.nbytes * (
        1 + len(trainer.update_step.rule.state)
    )
