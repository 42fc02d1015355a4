"""The thread that trains, and hands out pictures and facts without ever waiting for them."""

import threading
import time
import traceback
from collections import deque

import numpy as np

from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import Experiment
from core.training.pacing import RunClock
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.commands import Command, SetExperiment, ShowIteration
from core.training.worker.errands import Errands
from core.training.worker.events import (
    Event,
    Failed,
    Loaded,
    Loading,
)
from core.training.worker.prediction_thread import Predictor
from core.training.worker.session import Session

# Orders are looked for this often, in seconds; a window that draws is waited for no longer than so.
SLICE_S, MAX_PAINT_S = 0.001, 0.1


class Runner(Errands):
    """Train in a thread of its own. Every method returns at once and may be called from anywhere.

    `take` gives the newest picture, or None where there is none since the last call:
    pictures overwrite one another. `facts` gives everything that happened since the
    last call. A failure of any kind becomes a fact, and the next experiment starts
    as if nothing had happened.
    """

    def __init__(self) -> None:
        self._session = Session()
        self._orders: deque[Command] = deque()
        self._changed = threading.Condition()
        self._picture: Snapshot | None = None
        self._facts: deque[Event] = deque()
        self._cancelled = False
        self._closing = False
        self._predictor = Predictor(self._tell)
        self._clock = RunClock()
        self._free = threading.Event()
        self._free.set()
        self._thread = threading.Thread(target=self._work, name="trainer", daemon=True)
        self._thread.start()

    def submit(self, experiment: Experiment, restart: bool = False, train: bool = False) -> None:
        """Put an experiment on the bench; the newest takes the place of one still waiting.

        With `restart` it starts from its first weights whatever changed; with `train`
        it runs at once. A run that is going goes on with the new settings.
        """
        self._order(SetExperiment(experiment, restart, train))

    def train(self) -> None:
        """Run, or go on."""
        self._order(self._session.train)

    def pause(self) -> None:
        """Stand still after the present update."""
        self._order(self._session.pause)

    def step(self) -> None:
        """Make one update."""
        self._order(self._session.step)

    def reset(self) -> None:
        """Go back to the first weights."""
        self._order(self._session.reset)

    def reload(self, experiment: Experiment) -> None:
        """Read the data of an experiment from its files again."""
        self._order(self._session.forget_data)
        self.submit(experiment, restart=True)

    def cancel_loading(self) -> None:
        """Stop reading data, or training a twin; the bench stays as it is."""
        self._cancelled = True

    def want(self, looks: frozenset[str]) -> None:
        """Have pictures hold these looks, by their names in PROBES, from now on."""
        self._order(lambda: self._session.want(looks))

    def look(self, iteration: int | None) -> None:
        """Have pictures show the inside as it was at an iteration, None for now.

        The newest takes the place of one still waiting; a new run shows now.
        """
        self._order(ShowIteration(iteration))

    def branch(self, iteration: int, experiment: Experiment) -> None:
        """Train on from an earlier iteration as an experiment says, as a new run."""
        self._order(lambda: self._session.branch(iteration, experiment))

    def hold(self) -> None:
        """Stand still while the window draws, until `resume_after_paint`, or soon by itself.

        Two threads that take the interpreter from each other at every call are both slow.
        """
        self._free.clear()

    def resume_after_paint(self) -> None:
        """Train on."""
        self._free.set()

    def take(self) -> Snapshot | None:
        """Give the newest picture since the last call."""
        with self._changed:
            picture, self._picture = self._picture, None
        return picture

    def facts(self) -> list[Event]:
        """Give what happened since the last call, oldest first."""
        with self._changed:
            happened = list(self._facts)
            self._facts.clear()
        return happened

    def close(self, timeout: float = 2.0) -> bool:
        """Stop for good; tell whether the thread ended within `timeout` seconds."""
        self.cancel_predicting()
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive() and self._predictor.join(timeout)

    def _order(self, order: Command) -> None:
        with self._changed:
            if isinstance(order, SetExperiment | ShowIteration):
                order.put(self._orders)
            else:
                self._orders.append(order)
            self._changed.notify()

    def _work(self) -> None:
        with np.errstate(all="ignore"):
            while not self._closing:
                order = self._next_order()
                try:
                    self._turn(order)
                except Exception as problem:
                    self._fail(problem, order)

    def _turn(self, order: Command | None) -> None:
        if order is None:
            self._burst() if self._session.running else self._spread()
            return
        if isinstance(order, SetExperiment):
            self._submit(order)
        elif isinstance(order, ShowIteration):
            self._session.look(order.iteration)
        else:
            order()
        self._clock.follow(self._session.run, self._session.iteration)
        self._show()

    def _next_order(self) -> Command | None:
        with self._changed:
            session = self._session
            while not (self._orders or session.running or session.seeds or self._closing):
                self._changed.wait()
            return self._orders.popleft() if self._orders else None

    def _spread(self) -> None:
        end = time.monotonic() + SLICE_S
        while self._session.seeds and time.monotonic() < end:
            self._tell(self._session.advance_seed_runs())
        time.sleep(0)

    def _burst(self) -> None:
        session, end, several = self._session, time.monotonic() + SLICE_S, 1
        while session.running and time.monotonic() < end:
            session.advance(several)
            # Beside quick updates reading the clock takes its time.
            several *= 2
        self._clock.tick(session.iteration, ended=not session.running)
        if self._picture is None and self._clock.snapshot_due():
            self._show()
            self._clock.snapshot_taken()
        elif not session.running:
            self._show()
        if not self._free.wait(MAX_PAINT_S):
            self._free.set()

    def _show(self) -> None:
        picture = self._session.snapshot(self._clock.seconds, self._clock.rate)
        with self._changed:
            self._picture = picture or self._picture

    def _submit(self, order: SetExperiment) -> None:
        self._cancelled = False
        dataset = self._session.submit(order.experiment, self._report, order.restart)
        if dataset:
            self._tell(Loaded(order.experiment, dataset))
        if order.train:
            self._session.train()

    def _give_way(self, done: int, total: int) -> None:
        """Let the window have its turn, and stop where the user asks for something else."""
        if self._closing or self._orders:
            raise Cancelled
        time.sleep(0)

    def _report(self, done: int, total: int) -> None:
        with self._changed:
            newer = any(isinstance(order, SetExperiment) for order in self._orders)
        if self._cancelled or self._closing or newer:
            raise Cancelled
        self._tell(Loading(done, total))

    def _tell(self, fact: Event | None) -> None:
        with self._changed:
            # Only how far the reading is now is worth knowing, however many files there are.
            if isinstance(fact, Loading) and self._facts and isinstance(self._facts[-1], Loading):
                self._facts.pop()
            self._facts.extend([fact] if fact else [])

    def _fail(self, problem: Exception, order: Command | None) -> None:
        refused = order.experiment if isinstance(order, SetExperiment) else None
        known = problem if isinstance(problem, LayerbenchError) else None
        if not known:
            self._session.clear()
        trainer = self._session.trainer
        kept = trainer.experiment if trainer else None
        self._tell(Failed(known, traceback.format_exc(), refused, kept))
        self._clock.follow(self._session.run, self._session.iteration)
