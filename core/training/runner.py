"""The only thread: it trains, and hands out pictures and facts without ever waiting for them."""

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import Cancelled, LayerbenchError
from core.experiment import Experiment
from core.training.clock import Clock
from core.training.facts import Checked, Fact, Failed, Loaded, Loading, Saved, Twinned, Twinning
from core.training.session import Session
from core.training.snapshot import Snapshot

# The interpreter goes back to the window at least this often.
BURST = 0.001

Command = Callable[[], None]


@dataclass(slots=True)
class _Submission:
    """An experiment on its way to the bench."""

    experiment: Experiment
    restart: bool
    train: bool


class Runner:
    """Train in a thread of its own. Every method returns at once and may be called from anywhere.

    `take` gives the newest picture, or None where there is none since the last call:
    pictures overwrite one another. `facts` gives everything that happened since the
    last call. A failure of any kind becomes a fact, and the next experiment starts
    as if nothing had happened.
    """

    def __init__(self) -> None:
        self._session = Session()
        self._orders: deque[Command | _Submission] = deque()
        self._changed = threading.Condition()
        self._picture: Snapshot | None = None
        self._facts: deque[Fact] = deque()
        self._cancelled = False
        self._closing = False
        self._clock = Clock()
        self._thread = threading.Thread(target=self._work, name="trainer", daemon=True)
        self._thread.start()

    def submit(self, experiment: Experiment, restart: bool = False, train: bool = False) -> None:
        """Put an experiment on the bench; the newest takes the place of one still waiting.

        With `restart` it starts from its first weights whatever changed; with `train`
        it runs at once. A run that is going goes on with the new settings.
        """
        with self._changed:
            for order in [o for o in self._orders if isinstance(o, _Submission)]:
                restart, train = restart or order.restart, train or order.train
                self._orders.remove(order)
            self._orders.append(_Submission(experiment, restart, train))
            self._changed.notify()

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

    def save(self, file: str | Path) -> None:
        """Write the weights of now to a file whose ending picks the format."""
        self._order(lambda: self._tell(Saved(self._session.save(file))))

    def check(self) -> None:
        """Compare the gradient with finite differences; a run waits for it."""
        self._order(lambda: self._tell(Checked(self._session.check())))

    def twin(self) -> None:
        """Find out, by a twin run, whether the run hangs on rounding; any other order ends it."""
        self._order(self._twin)

    def want(self, looks: frozenset[str]) -> None:
        """Have pictures hold these looks, by their names in LOOKS, from now on."""
        self._order(lambda: self._session.want(looks))

    def take(self) -> Snapshot | None:
        """Give the newest picture since the last call."""
        with self._changed:
            picture, self._picture = self._picture, None
        return picture

    def facts(self) -> list[Fact]:
        """Give what happened since the last call, oldest first."""
        with self._changed:
            happened = list(self._facts)
            self._facts.clear()
        return happened

    def close(self, timeout: float = 2.0) -> bool:
        """Stop for good; tell whether the thread ended within `timeout` seconds."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _order(self, command: Command) -> None:
        with self._changed:
            self._orders.append(command)
            self._changed.notify()

    def _work(self) -> None:
        with np.errstate(all="ignore"):
            while not self._closing:
                order = self._next_order()
                try:
                    self._turn(order)
                except Exception as problem:
                    self._fail(problem, order)

    def _turn(self, order: Command | _Submission | None) -> None:
        if order is None:
            self._burst()
            return
        self._submit(order) if isinstance(order, _Submission) else order()
        self._clock.follow(self._session.run, self._session.iteration)
        self._show()

    def _next_order(self) -> Command | _Submission | None:
        with self._changed:
            while not (self._orders or self._session.running or self._closing):
                self._changed.wait()
            return self._orders.popleft() if self._orders else None

    def _burst(self) -> None:
        session, end = self._session, time.monotonic() + BURST
        while session.running and time.monotonic() < end:
            session.advance()
        self._clock.tick(session.iteration, ended=not session.running)
        if self._picture is None and self._clock.picture_due():
            self._show()
            self._clock.picture_taken()
        elif not session.running:
            self._show()
        # Without this a network of tiny matrices never lets the window have its turn.
        time.sleep(0)

    def _show(self) -> None:
        picture = self._session.snapshot(self._clock.seconds, self._clock.rate)
        with self._changed:
            self._picture = picture or self._picture

    def _submit(self, order: _Submission) -> None:
        self._cancelled = False
        dataset = self._session.submit(order.experiment, self._report, order.restart)
        if dataset:
            self._tell(Loaded(order.experiment, dataset))
        if order.train:
            self._session.train()

    def _twin(self) -> None:
        self._cancelled = False
        self._tell(Twinned(self._session.twin(self._report_twin)))

    def _report(self, done: int, total: int) -> None:
        with self._changed:
            newer = any(isinstance(order, _Submission) for order in self._orders)
        if self._cancelled or self._closing or newer:
            raise Cancelled
        self._tell(Loading(done, total))

    def _report_twin(self, done: int, total: int) -> None:
        # Whatever the user asks for next is more urgent.
        if self._cancelled or self._closing or self._orders:
            raise Cancelled
        self._tell(Twinning(done, total))
        time.sleep(0)

    def _tell(self, fact: Fact) -> None:
        with self._changed:
            # Only how far the reading is now is worth knowing, however many files there are.
            if isinstance(fact, Loading) and self._facts and isinstance(self._facts[-1], Loading):
                self._facts.pop()
            self._facts.append(fact)

    def _fail(self, problem: Exception, order: Command | _Submission | None) -> None:
        refused = order.experiment if isinstance(order, _Submission) else None
        known = problem if isinstance(problem, LayerbenchError) else None
        if not known:
            self._session.clear()
        trainer = self._session.trainer
        kept = trainer.experiment if trainer else None
        self._tell(Failed(known, traceback.format_exc(), refused, kept))
        self._clock.follow(self._session.run, self._session.iteration)
