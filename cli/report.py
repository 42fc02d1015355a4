"""report: write a run up in a file, training it first where it is no finished run."""

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from cli.experiments import add_experiment, experiment_of
from cli.finished_run import FinishedRun, is_finished_run, open_run
from cli.output import print_json, say
from cli.progress import Progress, reading
from cli.stop_signals import StopRequested, StopSignals
from cli.written_files import check_written
from core import program
from core.data.load import load
from core.data.text_file import open_text
from core.errors import DataError, ExperimentError
from core.files import shown
from core.live_page.frames import Recorder
from core.messages import number_spaces
from core.projects.own_words import LINE, MOST
from core.report.report import report_of
from core.report.reported_run import reported_run
from core.training.analyses.seed_runs import check_seeds, train_from_seeds
from core.training.run import finish
from core.training.trainer import Trainer
from printing.writers import WRITERS, check_target

NO_BREAK_SPACE = "\u00a0"


def main(arguments: Sequence[str]) -> int:
    """Write the report that is asked for; return the exit status.

    Raises LayerbenchError for anything the user can put right; then no file is written.
    """
    parser = ArgumentParser(prog=f"{program.NAME} report", description=__doc__)
    add_experiment(parser)
    parser.add_argument(
        "--out", metavar="FILE", required=True, help=f"the report: one of {', '.join(WRITERS)}"
    )
    parser.add_argument("--title", help="its title, if not that of the experiment")
    parser.add_argument("--author", help="whose report it is")
    parser.add_argument(
        "--words", metavar="FILE", help="a text file with one's own words for the analysis"
    )
    parser.add_argument(
        "--seeds", metavar="N", type=int, help="train from N seeds, too: how much of it is luck?"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    writer = check_target(words.out)
    check_written([words.out], [words.what, words.data, words.test, words.words])
    if words.seeds is not None:
        check_seeds(words.seeds)
    own = _own_words(words)
    is_finished = is_finished_run(words.what)
    found = _opened(words) if is_finished else _begun(words)
    trainer, stop, seconds = found.trainer, StopSignals(), 0.0
    recorder = Recorder(trainer.experiment, trainer.dataset)
    recorder(trainer)
    if not trainer.iteration and trainer.first_weights is None:
        start = time.perf_counter()
        with stop.caught(), suppress(StopRequested):
            finish(trainer, _reporting(Progress("Training"), stop, recorder))
        seconds = time.perf_counter() - start
    seeds = None
    if words.seeds is not None and not stop.status:
        progress = Progress("Training from seeds")
        seeds = train_from_seeds(trainer.experiment, trainer.dataset, words.seeds, progress)
    run = reported_run(
        trainer,
        words=replace(found.words, **own),
        seconds=seconds,
        seeds=seeds,
        frames=recorder.frames,
        report=Progress("Checking"),
    )
    with number_spaces(",", NO_BREAK_SPACE):
        report = report_of(run)
    writer.write(report, words.out)
    if words.json:
        print_json(
            {
                "file": shown(words.out),
                "bytes": os.path.getsize(words.out),
                "title": report.title,
                "author": report.author,
                "iterations": trainer.iteration,
                "trained": not is_finished,
            }
        )
    else:
        size = os.path.getsize(words.out) / 1e6
        say("wrote {file} ({size:.2f} MB)", file=shown(words.out), size=size)
    return stop.status


def _own_words(words: Namespace) -> dict[str, str]:
    """Return what the command line says of title, author and analysis.

    Raises DataError, naming the file, where it cannot be read, and ExperimentError where it, or
    another of them, is too long.
    """
    given = {"title": words.title, "author": words.author}
    own = {name: text for name, text in given.items() if text is not None}
    if words.words is not None:
        own["analysis"] = _text_of(words.words)
    for name, text in own.items():
        most = MOST if name == "analysis" else LINE
        if len(text) > most:
            raise ExperimentError(
                "The {name} of a report may have {most:,} characters: give a shorter one.",
                name=name,
                most=most,
            )
    return own


def _text_of(file: str) -> str:
    try:
        return open_text(Path(file)).sample(MOST + 1)
    except DataError as problem:
        if "kind" not in problem.values:
            raise
        raise DataError(
            "{file}: this is {kind}, not a text: save your words as plain text, and name that.",
            **problem.values,
        ) from None


def _opened(words: Namespace) -> FinishedRun:
    if words.set or words.target:
        raise ExperimentError(
            "{what} is a run already, whose settings stay as they were: leave out --set and "
            "--target.",
            what=shown(words.what),
        )
    return open_run(words.what, words.data, words.test)


def _begun(words: Namespace) -> FinishedRun:
    experiment, _ = experiment_of(words)
    return FinishedRun(Trainer(experiment, load(experiment.data, reading())))


def _reporting(
    progress: Progress, stop: StopSignals, recorder: Recorder
) -> Callable[[Trainer], None]:
    def report(trainer: Trainer) -> None:
        recorder(trainer)
        stop.check()
        progress(trainer.iteration, trainer.updates if not trainer.diverged else 0)

    return report
