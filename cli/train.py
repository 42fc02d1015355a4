"""train: learn an experiment to its end, say what came of it, and write the weights."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import pairwise
from math import inf
from typing import Any, TypeVar

from cli.experiments import add_experiment, experiment_of
from cli.findings import found
from cli.folds import folds_answer
from cli.left_out import left_out
from cli.output import print_json, say
from cli.progress import Progress, reading
from cli.seeds import seeds_answer
from cli.stop_signals import StopRequested, StopSignals
from cli.written_files import check_place, check_written
from core import program
from core.data.byte_matrix import Columns
from core.data.dataset import Dataset, Samples
from core.data.load import load
from core.data.true_words import number_text
from core.errors import ExperimentError, OutputError
from core.experiment.inputs import PictureInputs
from core.experiment.presets import preset_names
from core.experiment.settings import Experiment
from core.files import shown
from core.messages import to_translate, tr, translate
from core.models.compatibility import load_for, settings_for
from core.models.exporters import Exported, beside, check_target, read_model
from core.models.learned_samples import count_learned
from core.network.targets import LABELS, NUMBERS
from core.suggestion import Suggestion
from core.training.analyses.cross_validation import check_folds, cross_validate
from core.training.analyses.rounding_sensitivity import measure_rounding
from core.training.analyses.seed_runs import check_seeds, train_from_seeds
from core.training.calibration import calibrated_model, idle_answers
from core.training.checkpoint import resume, save_checkpoint
from core.training.health.findings import LEVELS, Finding, Level
from core.training.health.registry import final_findings
from core.training.label_scores import label_scores_on
from core.training.number_errors import errors_on
from core.training.run import finish
from core.training.trainer import Trainer
from core.training.worker.export import export

Result = TypeVar("Result")

FLOAT_BYTES = 8
MUCH_MEMORY = 500_000_000
"""Bytes; a training that takes more is told of beforehand."""


def main(arguments: Sequence[str]) -> int:
    """Train, write what --out and --checkpoint name, print; return the exit status.

    A signal ends the training early: what it has learned is written, and the status tells.

    Raises LayerbenchError for anything the user can put right; before the training for what
    can be known then, and after its results are printed where a file cannot be written.
    """
    parser = ArgumentParser(prog=f"{program.NAME} train", description=__doc__)
    add_experiment(parser)
    parser.add_argument(
        "--out",
        metavar="MODEL",
        action="append",
        default=[],
        help="write the trained weights; a script (.py) has them in the .npz of its name beside "
        "it, an .onnx computes in float32, an .float64.onnx in float64",
    )
    parser.add_argument(
        "--checkpoint", metavar="FILE", help="save the run at its end, to go on with later (.npz)"
    )
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--resume", metavar="FILE", help="go on with a run that was saved")
    begin.add_argument(
        "--from",
        dest="model",
        metavar="MODEL",
        help="start from the weights of a trained network, which brings its layers with it",
    )
    parser.add_argument(
        "--twin", action="store_true", help="train a twin, too: does rounding matter here?"
    )
    parser.add_argument(
        "--seeds", metavar="N", type=int, help="train from N seeds, too: how much of it is luck?"
    )
    parser.add_argument(
        "--folds",
        metavar="K",
        type=int,
        help="cross-validate in K folds, too: every sample is tested once, by a network that has "
        "not learned from it",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    for file in words.out:
        check_target(file)
    check_place(words.checkpoint)
    if words.seeds is not None:
        check_seeds(words.seeds)
    if words.folds is not None:
        check_folds(words.folds)
    model = read_model(words.model) if words.model else None
    experiment, suggestion = experiment_of(words)
    _check_files(words, experiment)
    if model:
        _check_no_network(words.set)
        experiment = settings_for(model, experiment)
        dataset = load_for(model, experiment.data, reading())
        learned = count_learned(model, experiment.data, dataset)
    else:
        dataset, learned = load(experiment.data, reading()), 0
    if words.out and isinstance(dataset.inputs, PictureInputs):
        dataset.inputs.check_one_picture()
    first = model.parameters if model else None
    _tell_size(experiment, dataset)
    start = time.perf_counter()
    begun = resume(words.resume, experiment, dataset) if words.resume else None
    trainer = begun or Trainer(experiment, dataset, first_weights=first, learned_before=learned)
    stop = StopSignals()
    with stop.caught(), suppress(StopRequested):
        finish(trainer, _reporting(Progress("Training"), stop))
    seconds = time.perf_counter() - start
    # What took long to learn is safe before anything else is worked out.
    files = [words.checkpoint] if words.checkpoint else []
    problems = [_result_or_problem(save_checkpoint, trainer, file) for file in files]
    models = [_result_or_problem(export, trainer, file) for file in words.out]
    answer = _answer(words.what, trainer, seconds)
    answer["suggested"] = suggestion and _suggested(suggestion)
    if words.twin and not stop.status:
        answer["health"].append(
            found(measure_rounding(experiment, dataset, Progress("Training a twin"), first))
        )
    if words.seeds is not None and not stop.status:
        seeds = train_from_seeds(experiment, dataset, words.seeds, Progress("Training from seeds"))
        answer["seeds"] = seeds_answer(seeds)
    if words.folds is not None and not stop.status:
        progress = Progress("Training in folds")
        folds = cross_validate(experiment, words.folds, progress, dataset)
        answer["folds"] = folds_answer(folds)
    answer["models"] = [_model(model) for model in models if isinstance(model, Exported)]
    print_json(answer) if words.json else _tell(answer, dataset)
    for problem in (*problems, *models):
        if isinstance(problem, OutputError):
            raise problem
    return stop.status


def _check_no_network(settings: Sequence[str]) -> None:
    """Raise ExperimentError for settings of a network where a model brings its own."""
    for setting in settings:
        if setting.strip().startswith("network."):
            raise ExperimentError(
                "--from brings the network with its weights: leave out --set {setting}.",
                setting=shown(setting),
            )


def _check_files(words: Namespace, experiment: Experiment) -> None:
    """Raise OutputError where a file would be written onto one that is read, or onto another.

    A run or a network that is trained on may be saved where it was, and a script share the .npz
    that is asked for.
    """
    read = (words.what, experiment.data.folder, experiment.data.test_folder)
    for files in (words.out, [*map(beside, words.out)]):
        check_written((*files, words.checkpoint), read)
        check_written(files, [words.resume])
    check_written([words.checkpoint], [words.model])


def _tell_size(experiment: Experiment, dataset: Dataset) -> None:
    """Say, before a training that takes much memory, how much that is about."""
    m, n = dataset.train.m, dataset.inputs.count
    units = (n, *experiment.network.hidden, len(dataset.classes))
    weights = sum(a * b for a, b in pairwise(units))
    need = FLOAT_BYTES * (n * (experiment.training.batch_size or m) + 3 * weights)
    if need > MUCH_MEMORY:
        text = tr(
            "{m:,} samples of {n:,} numbers and {weights:,} weights: training takes about "
            "{need:,.1f} GB of memory, and long."
        )
        print(text.format(m=m, n=n, weights=weights, need=need / 1e9), file=sys.stderr, flush=True)


def _reporting(progress: Progress, stop: StopSignals) -> Callable[[Trainer], None]:
    def report(trainer: Trainer) -> None:
        stop.check()
        progress(trainer.iteration, trainer.updates if not trainer.diverged else 0)

    return report


def _result_or_problem(
    write: Callable[[Trainer, str], Result], trainer: Trainer, file: str
) -> Result | OutputError:
    """Write a file; a failure must not cost the user what else the run gave."""
    try:
        return write(trainer, file)
    except OutputError as problem:
        return problem


def _answer(what: str, trainer: Trainer, seconds: float) -> dict[str, Any]:
    dataset, costs = trainer.dataset, trainer.history.train_cost.curve()
    train, test = trainer.score_train(), trainer.score_test()
    in_percent = dataset.targets.in_percent
    return {
        "preset": what if what in preset_names() else None,
        "iterations": trainer.iteration,
        "seconds": seconds,
        "costs": [[int(i), float(cost)] for i, cost in zip(costs.at, costs.values, strict=True)],
        "train_accuracy": train.accuracy if in_percent else None,
        "test_accuracy": test.accuracy if test and in_percent else None,
        "errors": _number_errors(trainer),
        "labels": _label_scores(trainer),
        "classes": [shown(name) for name in dataset.classes],
        "skipped": [{"file": shown(left.file), "reason": left.reason} for left in dataset.skipped],
        "answers": _answers(trainer),
        "remarks": [
            {"key": note.key, "text": str(note)}
            for note in (*dataset.remarks, *idle_answers(trainer.experiment, dataset))
        ],
        "health": _health(trainer),
    }


def _answers(trainer: Trainer) -> dict[str, float | None]:
    """Return by which numbers the network answers; None where there is no such number."""
    model = calibrated_model(trainer)
    answers, least = model.answers, model.answers.least_probability
    return {
        "threshold": answers.threshold,
        "temperature": model.calibration.temperature,
        "least_probability": least or None,
        "largest_distance": answers.largest_distance if answers.largest_distance < inf else None,
    }


ERRORS = ("mean_absolute", "root_mean_squared", "constant_absolute", "constant_squared")


def _parts(trainer: Trainer) -> Iterator[tuple[str, Columns, Samples]]:
    """Yield each part of the data by its name, with its inputs as the network reads them."""
    parametrisation, dataset = trainer.parametrisation, trainer.dataset
    yield "train", parametrisation.train[0], dataset.train
    if dataset.test and parametrisation.test:
        yield "test", parametrisation.test[0], dataset.test


def _number_errors(trainer: Trainer) -> list[dict[str, Any]]:
    """Return how far off the answers to numbers are; nothing where classes are answered."""
    parametrisation, dataset = trainer.parametrisation, trainer.dataset
    if dataset.targets is not NUMBERS:
        return []
    return [
        {"of": name, **asdict(errors)}
        for name, X, samples in _parts(trainer)
        for errors in errors_on(
            parametrisation.network, parametrisation.parameters, dataset, X, samples
        )
    ]


def _label_scores(trainer: Trainer) -> list[dict[str, Any]]:
    """Return how each of several labels is answered; nothing where something else is learned."""
    parametrisation, dataset = trainer.parametrisation, trainer.dataset
    if dataset.targets is not LABELS:
        return []
    scored = (
        (
            name,
            label_scores_on(
                parametrisation.network, parametrisation.parameters, dataset.classes, X, samples
            ),
        )
        for name, X, samples in _parts(trainer)
    )
    return [
        {
            "of": name,
            "exact_match": scores.exact_match,
            "hamming_loss": scores.hamming_loss,
            "macro_f1": scores.macro_f1,
            "each": [
                asdict(label)
                | {"name": shown(label.name), "accuracy": label.accuracy, "f1": label.f1}
                for label in scores.labels
            ],
        }
        for name, scores in scored
    ]


def _health(trainer: Trainer) -> list[dict[str, Any]]:
    """Look for findings; where the memory is too small for that, the results stand without."""
    try:
        return [found(finding) for finding in final_findings(trainer)]
    except MemoryError:
        text = to_translate("Health was not looked at: there is not enough memory for that.")
        return [found(Finding("not_looked_at", Level.WARNING, text))]


def _suggested(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "settings": suggestion.changes,
        "kept": suggestion.kept,
        "text": str(suggestion),
    }


def _model(exported: Exported) -> dict[str, Any]:
    return {
        "file": exported.file,
        "verified": exported.verified,
        "largest_difference": exported.largest_difference,
        "beside": exported.beside,
    }


def _tell_answers(answers: dict[str, float | None]) -> None:
    """Say by which numbers the network answers, where they are not the usual ones."""
    if answers["temperature"] != 1:
        say("temperature {temperature:.4g}", **answers)
    if answers["least_probability"] is not None:
        say("none of these below a probability of {least_probability:.4g}", **answers)
    if answers["largest_distance"] is not None:
        say("none of these beyond a distance of {largest_distance:.4g}", **answers)


def _tell(answer: dict[str, Any], dataset: Dataset) -> None:
    costs = answer["costs"]
    say(
        "{count} {count:iteration|iterations} in {seconds:.2f} s",
        count=answer["iterations"],
        seconds=answer["seconds"],
    )
    text = to_translate("cost {first:.6f} -> {last:.6f}, before the first and the last update")
    if costs[-1][0] + 1 < answer["iterations"]:
        text = to_translate("cost {first:.6f} -> {last:.6f}, of the first and the last epoch")
    say(text, first=costs[0][1], last=costs[-1][1])
    for errors in answer["errors"]:
        say(
            "{name} ({of}): R² {r2:.4f}, mean absolute error {mean_absolute} (always the mean: "
            "{constant_absolute}), root mean squared error {root_mean_squared} "
            "({constant_squared})",
            **errors | {key: number_text(errors[key]) for key in ERRORS} | {"of": _side(errors)},
        )
    if answer["train_accuracy"] is not None:
        say("train accuracy {accuracy:.4%}", accuracy=answer["train_accuracy"])
    if answer["test_accuracy"] is not None:
        say("test accuracy  {accuracy:.4%}", accuracy=answer["test_accuracy"])
    for scores in answer["labels"]:
        say(
            "{of}: all labels right {exact_match:.1%}, wrong labels {hamming_loss:.1%}, mean F1 "
            "{macro_f1:.3f}",
            **scores | {"of": _side(scores)},
        )
        for label in scores["each"]:
            say(
                "  {name}: accuracy {accuracy:.1%}, F1 {f1}; of those with it {true_positives:,} "
                "yes and {false_negatives:,} no, of those without {false_positives:,} yes and "
                "{true_negatives:,} no",
                **label | {"f1": "-" if label["f1"] is None else number_text(label["f1"])},
            )
    if "seeds" in answer:
        say("{text}", text=answer["seeds"]["text"])
    if "folds" in answer:
        say("{text}", text=answer["folds"]["text"])
    for remark in answer["remarks"]:
        say("{text}", text=remark["text"])
    _tell_answers(answer["answers"])
    for text, values in left_out(dataset.skipped):
        say(text, **values)
    for finding in answer["health"]:
        say("{level}: {text}", level=translate(LEVELS[finding["level"]]), text=finding["text"])
    for model in answer["models"]:
        if model["beside"]:
            say(
                "wrote {file} and {beside}, opened again: largest difference "
                "{largest_difference:.1e}",
                **model,
            )
        else:
            say("wrote {file}, opened again: largest difference {largest_difference:.1e}", **model)


def _side(scores: Mapping[str, Any]) -> str:
    """Say of which part of the data set scores are."""
    return tr("test") if scores["of"] == "test" else tr("train")
