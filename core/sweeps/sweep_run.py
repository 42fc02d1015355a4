"""A sweep at work: trials are chosen, their runs made by workers and kept, from one thread."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core.data.dataset import Dataset
from core.data.load import load
from core.errors import Cancelled, ExperimentError, LayerbenchError
from core.experiment.settings import DataSettings, Experiment
from core.files import temporary_folder
from core.sweeps.events import (
    Event,
    RunBegun,
    RunEnded,
    SweepChanged,
    SweepEnded,
    TrialChosen,
    TrialEnded,
    WorkersLost,
)
from core.sweeps.executors import EXECUTORS, PROCESSES, Data, Made, Workers
from core.sweeps.goals import Goal, goal_of
from core.sweeps.pruning import Thresholds, median_thresholds
from core.sweeps.results import SweepResults, SweptRun, Trial
from core.sweeps.run_result import RunResult
from core.sweeps.searches import SEARCHES, Proposals
from core.sweeps.sweep import Sweep, Values, check_sweep, digest
from core.sweeps.sweep_folder import SweepFolder
from core.sweeps.trial_run import MadeRun, RunTask
from core.training.checkpoint import fingerprint
from core.training.parametrisation import choose_parametrisation
from core.training.stacked_runs import FEWEST, MOST, most_stacked, stack_key
from core.training.trainer import network_of

Report = Callable[[Event], None]
Reading = Callable[[int, int], None]

ATTEMPTS = 10
"""A run whose worker has gone so often is given up."""
LOOK = 0.1
"""Seconds between two looks whether somebody wants something, or time is up."""
DATA_SETS = 4
"""So many data sets are kept at hand, for sweeps over settings of the data."""


class SweepRun:
    """Make the runs of a sweep; `report` is told of everything, in the thread that calls `run`.

    Runs are kept in `folder`, and those that are there already are not made again. `executor` is a
    row of EXECUTORS, with `workers` at once (0: one a core) or the cluster at `address`. After
    `seconds` no further run begins. `reading` is told how far data are read; a `dataset` that is
    given is that of the sweep's experiment. `pause`, `resume`, `cancel` and `change` may be called
    from any thread.
    """

    def __init__(
        self,
        sweep: Sweep,
        folder: Path,
        report: Report | None = None,
        *,
        executor: str = PROCESSES,
        workers: int = 0,
        address: str = "",
        seconds: float | None = None,
        reading: Reading | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        check_sweep(sweep)
        if workers < 0:
            raise ExperimentError(
                "{workers} workers: give a number above 0, or leave it out for one a core.",
                workers=workers,
            )
        if seconds is not None and not seconds > 0:
            raise ExperimentError(
                "{seconds:g} seconds: give a number above 0, or leave it out.", seconds=seconds
            )
        self.sweep = sweep
        self.folder = SweepFolder(folder)
        self._report = report or (lambda event: None)
        self._executor, self._count, self._address = executor, workers, address
        self._seconds = seconds
        self._datasets = _Datasets(reading)
        if dataset is not None:
            self._datasets.put(sweep.experiment.data, dataset)
        self._wishes = _Wishes()
        self._work: _Work | None = None

    @property
    def is_paused(self) -> bool:
        return not self._wishes.going.is_set()

    @property
    def is_cancelled(self) -> bool:
        return self._wishes.cancelled.is_set()

    def pause(self) -> None:
        """Begin no further run until `resume`; what has begun goes on to its end."""
        self._wishes.going.clear()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._wishes.going.set()

    def cancel(self) -> None:
        """End soon: runs that have begun are given up, those that have ended are kept."""
        self._wishes.cancelled.set()

    def change(self, sweep: Sweep) -> None:
        """Go on with another sweep; runs that both have are not made again.

        Raises ExperimentError where it cannot be made; then nothing has changed.
        """
        check_sweep(sweep)
        self._wishes.next_sweep = sweep

    def run(self) -> SweepResults:
        """Work to the end, and return the trials of which all runs are there.

        Raises LayerbenchError where the data cannot be read, a place cannot be written to or the
        workers cannot be had.
        """
        reason, problem = "failed", None
        try:
            with self.folder.in_use():
                reason = self._run_each()
        except Cancelled:  # while data were read
            reason = "cancelled"
        except LayerbenchError as error:
            problem = error
            raise
        finally:
            self._report(SweepEnded(reason, problem))
        return self.results()

    def results(self) -> SweepResults:
        """Return the trials of which all runs are there by now."""
        if self._work is None:
            goal = goal_of(self.sweep.goal, self.sweep.keys, tested=False)
            return SweepResults(self.sweep, goal, ())
        return self._work.results()

    def _run_each(self) -> str:
        """Work on the sweep, and on those that it is changed to, each with workers of its own.

        Those of before may be at runs that nobody waits for any more.
        """
        end = math.inf if self._seconds is None else time.monotonic() + self._seconds
        while True:
            self.folder.put_sweep(self.sweep)
            with temporary_folder() as place, ExitStack() as stack:
                workers = EXECUTORS[self._executor].open(self._count, Path(place), self._address)
                stack.callback(workers.close)
                self._datasets.forget_sent()
                parts = self.folder, self._datasets, self._wishes, self._report
                self._work = _Work(self.sweep, workers, *parts)
                reason = self._work.run(end)
            if reason != "changed" or (changed := self._wishes.taken_sweep()) is None:
                return reason
            self.sweep = changed
            self._report(SweepChanged(changed))


class _Wishes:
    """What other threads want of a sweep at work."""

    def __init__(self) -> None:
        self.going, self.cancelled = threading.Event(), threading.Event()
        self.going.set()
        self.next_sweep: Sweep | None = None

    def taken_sweep(self) -> Sweep | None:
        """Return the sweep that is wanted in the place of the one of now, once."""
        sweep, self.next_sweep = self.next_sweep, None
        return sweep


@dataclass(slots=True)
class _Loaded:
    """A data set, and what the workers are sent in its place."""

    dataset: Dataset
    sent: Data = None


class _Datasets:
    """Read every data set that runs ask for once; the last few stay."""

    def __init__(self, reading: Reading | None) -> None:
        self._reading = reading
        self._loaded: dict[bytes, _Loaded] = {}

    def put(self, settings: DataSettings, dataset: Dataset) -> None:
        """Keep a data set that was read elsewhere."""
        self._loaded[msgspec.json.encode(settings)] = _Loaded(dataset)
        while len(self._loaded) > DATA_SETS:
            del self._loaded[next(iter(self._loaded))]

    def get(self, settings: DataSettings) -> _Loaded:
        """Return what these settings describe; raises what `load` does."""
        name = msgspec.json.encode(settings)
        if name not in self._loaded:
            before = next(reversed(self._loaded.values()), None)
            self.put(settings, load(settings, self._reading, before.dataset if before else None))
        return self._loaded[name]

    def forget_sent(self) -> None:
        """Forget what was sent to workers that are no longer there."""
        for loaded in self._loaded.values():
            loaded.sent = None


@dataclass(slots=True)
class _Job:
    """One run to make, for every trial and seed that asks for the same."""

    key: str
    experiment: Experiment
    thresholds: Thresholds
    loaded: _Loaded
    stack: bytes | None
    wanted: list[tuple[int, int]]
    attempts: int = 0


@dataclass(slots=True)
class _Asked:
    """A trial on its way: `runs` has a place for each of its seeds."""

    number: int
    settings: Values
    runs: list[SweptRun | None]
    trial: Trial | None = None


class _Work:
    """Work on one sweep, from its first trial."""

    def __init__(
        self,
        sweep: Sweep,
        workers: Workers,
        folder: SweepFolder,
        datasets: _Datasets,
        wishes: _Wishes,
        report: Report,
    ) -> None:
        self._sweep, self._workers, self._folder = sweep, workers, folder
        self._datasets, self._wishes, self._report = datasets, wishes, report
        self._proposals: Proposals = SEARCHES[sweep.search].propose(sweep)
        self._asked: list[_Asked] = []
        self._told: list[Trial] = []
        self._queue: deque[_Job] = deque()
        self._jobs: dict[str, _Job] = {}
        self._running: dict[Made, list[_Job]] = {}
        self._goal = _goal(sweep, datasets.get(sweep.experiment.data).dataset.test is not None)
        self._stopped = ""

    def results(self) -> SweepResults:
        """Return the trials of which all runs are there."""
        trials = tuple(asked.trial for asked in list(self._asked) if asked.trial)
        return SweepResults(self._sweep, self._goal, trials)

    def run(self, end: float) -> str:
        """Work until all is done, or something else is wanted; say why it ended."""
        wishes = self._wishes
        while not wishes.cancelled.is_set():
            if wishes.next_sweep is not None:
                return "changed"
            if time.monotonic() > end and not self._stopped:
                self._stopped = "seconds"
                self._queue.clear()
            if wishes.going.is_set():
                self._choose()
                self._submit()
            if self._running:
                self._collect()
            elif not wishes.going.is_set():
                wishes.going.wait(LOOK)
            elif self._is_over():
                return self._stopped or "done"
        return "cancelled"

    def _is_over(self) -> bool:
        if self._queue:
            return False
        return bool(self._stopped) or len(self._asked) >= self._sweep.total

    def _choose(self) -> None:
        """Choose trials while workers would have nothing else to do."""
        while not self._stopped and len(self._queue) < MOST * self._workers.count:
            number = len(self._asked)
            if number >= self._sweep.total or not self._is_known(number):
                return
            told = self._told[: max(0, number - self._sweep.lag)]
            if _no_better(told, self._sweep.no_better):
                self._stopped = "no_better"
                return
            self._ask(number, told)

    def _is_known(self, number: int) -> bool:
        """Tell whether all is known that the choice of a trial depends on."""
        looks = self._proposals.looks or self._sweep.pruning or self._sweep.no_better
        return not looks or len(self._told) >= number - self._sweep.lag

    def _ask(self, number: int, told: list[Trial]) -> None:
        settings = self._proposals.settings(number, told)
        thresholds = median_thresholds(told) if self._sweep.pruning else ()
        asked = _Asked(number, settings, [None] * self._sweep.seeds)
        self._asked.append(asked)
        self._report(TrialChosen(number, settings))
        for seed in range(self._sweep.seeds):
            self._want(asked, seed, thresholds)

    def _want(self, asked: _Asked, seed: int, thresholds: Thresholds) -> None:
        """Find a run among those that are kept or on their way, else have it made."""
        try:
            experiment = self._sweep.experiment_of(asked.settings, seed)
            loaded = self._datasets.get(experiment.data)
        except Cancelled:
            raise
        except LayerbenchError as problem:
            self._refuse(asked.number, seed, problem)
            return
        by = self._goal.name if thresholds else ""
        key = digest(experiment, fingerprint(loaded.dataset), thresholds, by)
        if key in self._jobs:
            self._jobs[key].wanted.append((asked.number, seed))
        elif (kept := self._folder.get(key)) is not None:
            self._put(asked.number, seed, experiment, kept, kept_before=True)
        else:
            stack = None if thresholds else _stack_key(experiment, loaded.dataset)
            job = _Job(key, experiment, thresholds, loaded, stack, [(asked.number, seed)])
            self._jobs[key] = job
            self._queue.append(job)

    def _submit(self) -> None:
        """Give the workers what they can do at once, and one more to begin with sooner."""
        while self._queue and len(self._running) <= self._workers.count:
            jobs = self._next_jobs()
            try:
                self._running[self._sent(jobs)] = jobs
            except self._workers.lost:
                self._queue.extendleft(reversed(jobs))
                self._workers.restart()
                continue
            for job in jobs:
                for number, seed in job.wanted:
                    self._report(RunBegun(number, seed))

    def _next_jobs(self) -> list[_Job]:
        """Take the next job off the queue, with others that are trained as one with it.

        They grow fewer towards the end of the queue, so that all workers end at about one time.
        """
        waiting, count = len(self._queue), self._workers.count
        first = self._queue.popleft()
        if first.stack is None or waiting <= count:
            return [first]
        alike = [first, *(job for job in self._queue if job.stack == first.stack)]
        alike = [job for job in alike if job.loaded is first.loaded]
        share = max(FEWEST, -(-waiting // (2 * count)))
        chosen = alike[: min(share, most_stacked(first.experiment, first.loaded.dataset))]
        for job in chosen[1:]:
            self._queue.remove(job)
        return chosen

    def _sent(self, jobs: list[_Job]) -> Made:
        loaded = jobs[0].loaded
        if loaded.sent is None:
            in_span = _trains_in_span(jobs[0].experiment, loaded.dataset)
            loaded.sent = self._workers.share(loaded.dataset, in_span)
        data = fingerprint(loaded.dataset)
        tasks = [RunTask(j.key, data, j.experiment, j.thresholds, self._goal) for j in jobs]
        return self._workers.submit(tasks, loaded.sent)

    def _collect(self) -> None:
        ended, _ = wait(self._running, timeout=LOOK, return_when=FIRST_COMPLETED)
        for future in ended:
            jobs, problem = self._running.pop(future), future.exception()
            if problem is not None and isinstance(problem, self._workers.lost):
                for job in reversed(jobs):
                    self._lose(job, problem)
                continue
            for job, made in zip(jobs, future.result(), strict=True):
                self._end(job, made)

    def _end(self, job: _Job, made: MadeRun) -> None:
        del self._jobs[job.key]
        result = made.result
        if isinstance(result, LayerbenchError):
            for number, seed in job.wanted:
                self._refuse(number, seed, result, job.experiment)
            return
        self._folder.put(result)
        for number, seed in job.wanted:
            self._put(number, seed, job.experiment, result, seconds=made.seconds)

    def _lose(self, job: _Job, problem: BaseException) -> None:
        """Make a run again whose worker has gone; give it up where that goes on and on."""
        self._report(WorkersLost(problem))
        if self._workers.loses_data:
            job.loaded.sent = None
        job.attempts += 1
        if job.attempts < ATTEMPTS:
            self._queue.appendleft(job)
            return
        del self._jobs[job.key]
        gone = ExperimentError(
            "The process that made this run ended {count} times before it was through: there "
            "may not be enough memory.",
            count=job.attempts,
        )
        for number, seed in job.wanted:
            self._refuse(number, seed, gone, job.experiment)

    def _put(
        self,
        number: int,
        seed: int,
        experiment: Experiment,
        result: RunResult,
        kept_before: bool = False,
        seconds: float = 0.0,
    ) -> None:
        self._place(
            SweptRun(
                number,
                seed,
                self._asked[number].settings,
                experiment,
                result,
                None,
                self._folder.file(result.key),
                kept_before,
                seconds,
            )
        )

    def _refuse(
        self, number: int, seed: int, problem: LayerbenchError, experiment: Experiment | None = None
    ) -> None:
        settings = self._asked[number].settings
        self._place(SweptRun(number, seed, settings, experiment, None, problem))

    def _place(self, run: SweptRun) -> None:
        """Put a run into its trial; trials that are complete are told in their order."""
        asked = self._asked[run.trial]
        asked.runs[run.seed] = run
        self._report(RunEnded(run))
        runs = tuple(filter(None, asked.runs))
        if len(runs) == self._sweep.seeds:
            asked.trial = Trial(asked.number, asked.settings, runs, self._goal)
            self._report(TrialEnded(asked.trial))
        self._told.extend(self._next_told())

    def _next_told(self) -> Iterator[Trial]:
        for asked in self._asked[len(self._told) :]:
            if asked.trial is None:
                return
            yield asked.trial


def _goal(sweep: Sweep, tested: bool) -> Goal:
    goal = goal_of(sweep.goal, sweep.keys, tested)
    if goal.of_test and not tested:
        raise ExperimentError(
            "The goal {goal} looks at test samples, and there are none: give some (--test, or "
            "data.test_share), or take train_cost or train_accuracy.",
            goal=goal.name,
        )
    return goal


def _no_better(told: list[Trial], most: int) -> bool:
    """Tell whether the last `most` trials were all no better than one before them."""
    if not most or len(told) <= most:
        return False
    return min(t.loss for t in told[:-most]) <= min(t.loss for t in told[-most:])


def _stack_key(experiment: Experiment, dataset: Dataset) -> bytes | None:
    try:
        return stack_key(experiment, dataset)
    except LayerbenchError:  # which the run itself tells
        return None


def _trains_in_span(experiment: Experiment, dataset: Dataset) -> bool:
    try:
        sizes = network_of(experiment, dataset).sizes
        return choose_parametrisation(experiment, sizes, dataset.train.m) == "span"
    except LayerbenchError:  # which the run itself tells
        return False
