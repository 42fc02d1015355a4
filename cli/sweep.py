"""sweep: train an experiment many times with some of its settings varied, and compare."""

import math
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from cli.experiments import add_experiment, experiment_of
from cli.output import print_json, say
from cli.progress import Progress, reading
from cli.stop_signals import StopSignals
from core import program
from core.errors import ExperimentError
from core.experiment.limits import describe_type
from core.experiment.settings import Experiment
from core.files import shown
from core.messages import fill, to_translate, tr, translate
from core.sweeps.events import Event, RunEnded, SweepEnded, TrialChosen, WorkersLost
from core.sweeps.executors import CLUSTER, EXECUTORS, PROCESSES
from core.sweeps.goals import AUTO, GOALS
from core.sweeps.over import parse_over
from core.sweeps.results import SweepResults, SweptRun, Trial
from core.sweeps.searches import SEARCHES
from core.sweeps.sweep import SEED, Sweep, usual_search
from core.sweeps.sweep_folder import usual_folder
from core.sweeps.sweep_run import SweepRun

SHOWN = 20
"""Trials in the table for people."""
FIGURES = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")
IMPORTANCE_FROM = 3
"""Settings; of fewer a map says more."""


def main(arguments: Sequence[str]) -> int:
    """Make the runs that are not there yet and print them, the best first; return the status.

    Ctrl-C ends it; the runs that have ended are kept, and the same words go on from there.
    Raises LayerbenchError for anything the user can put right.
    """
    parser = ArgumentParser(prog=f"{program.NAME} sweep", description=__doc__)
    add_experiment(parser)
    _add_sweep(parser)
    words = parser.parse_args(arguments)
    experiment, _ = experiment_of(words)
    sweep = sweep_of(words, experiment)
    folder = Path(words.out) if words.out else usual_folder(sweep)
    told = _Told(sweep)
    run = SweepRun(
        sweep,
        folder,
        told,
        executor=CLUSTER if words.cluster else words.on,
        workers=words.workers,
        address=words.cluster or "",
        seconds=words.seconds,
        reading=reading(),
    )
    stop = StopSignals(run.cancel)
    with stop.caught():
        results = run.run()
    if words.json:
        print_json(_answer(results, told.reason, folder))
    else:
        _tell(results)
    if told.reason in _WAYS_ON:
        print(translate(_WAYS_ON[told.reason]).format(folder=shown(folder)), file=sys.stderr)
    problems = [run.problem for run in results.runs if run.problem]
    if problems and len(problems) == len(results.runs):
        raise problems[0]
    return stop.status


def _add_sweep(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--over",
        metavar="KEY=VALUES",
        action="append",
        default=[],
        help="vary a setting: KEY=A,B,C, or KEY=LOW..HIGH, then :log for equal factors and :N "
        "for N values in a grid; give it again for several",
    )
    add("--seeds", metavar="N", type=int, default=1, help="train each trial from N first weights")
    add("--trials", metavar="N", type=int, help="make N trials at most")
    add("--search", choices=list(SEARCHES), help="how trials are chosen; sought needs Optuna")
    add("--search-seed", metavar="N", type=int, default=1, help="draw other trials by chance")
    add("--goal", choices=[AUTO, *GOALS], default=AUTO, help="what is best")
    add("--prune", action="store_true", help="end runs early that are behind the others' median")
    add("--no-better", metavar="N", type=int, default=0, help="end after N trials without progress")
    add("--seconds", metavar="S", type=float, help="begin no further run after so many seconds")
    add("--workers", metavar="N", type=int, default=0, help="runs at once; one a core otherwise")
    add("--on", choices=[n for n in EXECUTORS if n != CLUSTER], default=PROCESSES, help="workers")
    add("--cluster", metavar="ADDRESS", help="make the runs on a Dask cluster, tcp://HOST:PORT")
    add("--out", metavar="FOLDER", help="keep the runs there; what is there is not made again")
    add("--json", action="store_true", help="print one JSON object")


def sweep_of(words: Namespace, experiment: Experiment) -> Sweep:
    """Return the sweep that the words ask for.

    Raises ExperimentError where a word has no such value.
    """
    over = tuple(parse_over(text, experiment) for text in words.over)
    values = {
        "seeds": words.seeds,
        "trials": words.trials,
        "search": words.search or usual_search(over, words.trials),
        "search_seed": words.search_seed,
        "goal": words.goal,
        "pruning": words.prune,
        "no_better": words.no_better,
    }
    try:
        return msgspec.convert(
            {"experiment": experiment, "over": over, **values}, Sweep, from_attributes=True
        )
    except msgspec.ValidationError as problem:
        name = str(problem).partition(" - at `$.")[2].rstrip("`")
        raise ExperimentError(
            "--{word} {value} cannot be used: give {takes}.",
            word=name.replace("_", "-"),
            value=values.get(name),
            takes=describe_type([name], Sweep),
        ) from None


class _Told:
    """Tell on standard error how far a sweep is; `reason` is why it ended."""

    def __init__(self, sweep: Sweep) -> None:
        self.reason = ""
        self._progress = Progress(to_translate("Sweeping"), lines=True)
        self._total, self._done, self._kept = sweep.total * sweep.seeds, 0, 0

    def __call__(self, event: Event) -> None:
        """Tell of an event, where it is worth a word."""
        if isinstance(event, TrialChosen) and event.number == 0:
            self._progress(0, self._total)
        elif isinstance(event, RunEnded):
            self._done += 1
            self._kept += event.run.kept
            self._progress(self._done, self._total)
        elif isinstance(event, WorkersLost):
            print(tr("A worker has gone: its run is made again."), file=sys.stderr)
        elif isinstance(event, SweepEnded):
            self.reason = event.reason
            if self._kept:
                text = tr("{count} of the runs were there already.")
                print(text.format(count=self._kept), file=sys.stderr)


_WAYS_ON = {
    "cancelled": to_translate(
        "Stopped. What has ended is kept in {folder}; the same words again go on from there."
    ),
    "seconds": to_translate(
        "The time is up. What has ended is kept in {folder}; the same words again go on from there."
    ),
    "no_better": to_translate("Ended: the last trials were no better than the best before."),
}


def _answer(results: SweepResults, reason: str, folder: Path) -> dict[str, Any]:
    best = results.best
    return {
        "reason": reason,
        "folder": shown(folder),
        "goal": results.goal.name,
        "search": results.sweep.search,
        "planned": results.sweep.total * results.sweep.seeds,
        "runs": [_run(run, results.sweep.seeds > 1) for run in results.runs],
        "trials": [_trial(trial) for trial in results.best_first],
        "best": best and best.settings,
        "importance": results.importance(),
    }


def _run(run: SweptRun, seeds: bool) -> dict[str, Any]:
    result, settings = run.result, dict(run.settings)
    if seeds and run.experiment:
        settings[SEED] = run.experiment.network.seed
    return {
        "trial": run.trial,
        "settings": settings,
        **{name: getattr(result, name) if result else None for name in FIGURES},
        "iterations": result.iterations if result else None,
        "diverged": bool(result and result.diverged),
        "pruned": bool(result and result.pruned),
        "problem": str(run.problem) if run.problem else None,
        "run": shown(run.file) if run.file else None,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    spread = {
        name: dict(zip(("median", "lowest", "highest"), trial.figure(name), strict=True))
        for name in FIGURES
    }
    return {"trial": trial.number, "settings": trial.settings, "state": trial.state, **spread}


def _tell(results: SweepResults) -> None:
    trials = results.best_first
    if not trials:
        say("No run has ended.")
        return
    for line in _table(results, trials[:SHOWN]):
        say("{line}", line=line)
    if len(trials) > SHOWN:
        say("... and {count} more; --json has all.", count=len(trials) - SHOWN)
    if len(results.sweep.over) >= IMPORTANCE_FROM:
        _tell_importance(results)


def _tell_importance(results: SweepResults) -> None:
    shares = {key: share for key, share in results.importance().items() if math.isfinite(share)}
    if not shares:
        return
    say(
        "How much of the ranks' spread each setting explains by itself (epsilon squared, "
        "Kelley 1935):"
    )
    for key, share in sorted(shares.items(), key=lambda item: -item[1]):
        say("  {share:>7.1%}  {key}", share=share, key=key)


_NOTES = {
    "complete": "",
    "pruned": to_translate("ended early: behind the median"),
    "diverged": to_translate("diverged"),
    "refused": to_translate("refused: {problem}"),
}


def _table(results: SweepResults, trials: Sequence[Trial]) -> list[str]:
    """Return the lines of a table, each figure a median, with its range where there are seeds."""
    keys = results.sweep.keys
    tested = any(not math.isnan(trial.figure("test_cost")[0]) for trial in trials)
    names = [name for name in FIGURES if tested or name.startswith("train")]
    labels = [translate(GOALS[name].label) for name in names]
    rows = [[*keys, *labels, ""]]
    for trial in trials:
        settings = [_written(trial.settings[key]) for key in keys]
        figures = [_spread(trial.figure(name)) for name in names]
        problem = next((run.problem for run in trial.runs if run.problem), "")
        note = fill(translate(_NOTES[trial.state]), problem=problem)
        rows.append([*settings, *figures, note])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _spread(figure: tuple[float, float, float]) -> str:
    median, low, high = figure
    if math.isnan(median):
        return "-"
    return f"{median:.4g}" if low == high else f"{median:.4g} ({low:.4g} to {high:.4g})"
