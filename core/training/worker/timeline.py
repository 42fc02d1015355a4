"""The past of a run: moments kept as it goes, and a way back to any iteration of it.

Between two kept moments the few updates are made again, which gives the same bits; so the
moments may be far apart, and keeping them costs next to nothing.
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

# Memory for all kept moments of a run; of the memory that is free no more than this share.
BUDGET = 256_000_000
SHARE = 0.25
MOST = 4096
# Updates from one kept moment to the next: a copy has to be cheap beside those updates, and
# for large networks new memory is dear. So many bytes ask for one update more, up to a limit.
BETWEEN, DEAR, FAR = 32, 1 << 13, 64
# More multiplications than this (about half a second) are not made again to look back.
REPLAYED = 10_000_000_000


class Kept(NamedTuple):
    """One moment: where the run stood, and its curves, after so many changes of settings."""

    standing: RunState
    mark: Mark
    changes: int


class Timeline:
    """Keep moments of one run, evenly, and give the run back as it stood then.

    Whenever the room is full every second moment goes, but never the first; the newest is the
    run itself. `due` is the iteration at which to keep the next.
    """

    def __init__(self, trainer: Trainer, before: "Timeline | None" = None) -> None:
        self._trainer = trainer
        self._first: tuple[Experiment, str] = (trainer.experiment, trainer.parametrisation.name)
        self._first = before._first if before else self._first
        self._kept: list[Kept] = before._kept_until(trainer.iteration) if before else []
        self._changes = before._changes_until(trainer.iteration) if before else []
        self._past: Trainer | None = None
        free = free_memory()
        self._budget = BUDGET if free is None else min(BUDGET, int(SHARE * free))
        self._between = min(BETWEEN + _size(trainer) // DEAR, FAR)
        self._between = before._between if before else self._between
        self.size = sum(moment.standing.size for moment in self._kept)
        self.due = trainer.iteration

    @property
    def kept(self) -> list[int]:
        """Give the iterations that are kept; `size` is the bytes that they take."""
        return [moment.standing.iteration for moment in self._kept]

    def keep(self) -> None:
        """Keep the run as it stands now; thin out where there is no room."""
        trainer = self._trainer
        if _size(trainer) <= self._budget:
            mark = trainer.history.mark()
            self._kept.append(Kept(RunState.of(trainer), mark, len(self._changes)))
            self.size += self._kept[-1].standing.size
        while self.size > self._budget or len(self._kept) > MOST:
            del self._kept[1::2]
            self.size = sum(moment.standing.size for moment in self._kept)
            self._between *= 2
        self.due = (trainer.iteration // self._between + 1) * self._between

    def change(self, training: TrainingSettings) -> None:
        """Note that the run goes on with other settings from where it stands."""
        self._changes.append((self._trainer.iteration, training))

    def at(self, iteration: int) -> Trainer:
        """Give the run as it stood at an iteration, in a trainer of its own.

        It stands at an earlier one where too much would have to be done again. The next call
        changes it; `branch` makes it yours.
        """
        iteration = min(max(iteration, 0), self._trainer.iteration)
        place = bisect_right(self._kept, iteration, key=lambda kept: kept.standing.iteration)
        kept = self._kept[place - 1] if place else None
        past = self._past = self._stood(kept)
        work = 3 * count(past.parametrisation.network.sizes) * past.batches.size
        if (iteration - past.iteration) * work > REPLAYED:
            return past
        for at, training in self._changes[kept.changes if kept else 0 :]:
            if at > iteration:
                break
            _advance(past, at)
            past.change(training)
        return _advance(past, iteration)

    def branch(self, iteration: int) -> tuple[Trainer, "Timeline"]:
        """Give a run that begins as this one was then, and its own timeline."""
        trainer = self.at(iteration)
        self._past = None
        earlier = [at for at in trainer.history.branches if at < trainer.iteration]
        trainer.history.branches = [*earlier, trainer.iteration]
        return trainer, Timeline(trainer, self)

    def path(self, most: int) -> list[tuple[int, Parameters]]:
        """Give pairs of iteration and whole parameters of kept moments, evenly, and of now last.

        Moments that were trained in another way than the run is now are left out.
        """
        trainer = self._trainer
        way = trainer.parametrisation
        fitting = [
            kept.standing for kept in self._kept if kept.standing.parametrisation == way.name
        ]
        places = np.linspace(0, len(fitting) - 1, min(len(fitting), most))
        chosen = [fitting[place] for place in np.rint(places).astype(int)]
        then = [
            (one.iteration, way.to_full(way.parameters.alike(one.weights)))
            for one in chosen
            if one.iteration < trainer.iteration
        ]
        return [*then, (trainer.iteration, trainer.parameters)]

    def _stood(self, kept: Kept | None) -> Trainer:
        dataset, past = self._trainer.dataset, self._past
        if kept is None:
            return Trainer(self._first[0], dataset, self._first[1])
        standing = kept.standing
        if past is None or not standing.matches(past):
            past = Trainer(standing.experiment, dataset, standing.parametrisation)
        standing.restore_into(past)
        past.history.begin_as(self._trainer.history, kept.mark)
        return past

    def _kept_until(self, iteration: int) -> list[Kept]:
        return [kept for kept in self._kept if kept.standing.iteration < iteration]

    def _changes_until(self, iteration: int) -> list[tuple[int, TrainingSettings]]:
        return [change for change in self._changes if change[0] <= iteration]


def _advance(trainer: Trainer, iteration: int) -> Trainer:
    while trainer.iteration < iteration and not trainer.finished:
        trainer.step()
    return trainer


def _size(trainer: Trainer) -> int:
    """Count the bytes of a moment of this run."""
    return trainer.parametrisation.parameters.flat.nbytes * (
        1 + len(trainer.update_step.rule.state)
    )
