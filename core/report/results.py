"""The results: the curves, how good the answers are, and how sure that is."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np

from core.data.true_words import number_text
from core.experiment.reference_costs import compare as compare_costs
from core.files import shown
from core.messages import fill, to_translate, tr, translate
from core.network.gradient_check import STEP, TOLERANCE
from core.network.targets import LABELS, NUMBERS
from core.report.charts import COLOURS, Series, chart, is_wide
from core.report.contents import Figure, Heading, Paragraph, Part, Section, Table
from core.report.inside import inside
from core.report.mistakes import answers_to_numbers, boundary, mistakes
from core.report.reported_run import ReportedRun
from core.runs.comparison import compare as compare_runs
from core.runs.record import Record, final
from core.statistics import wilson_interval
from core.training.analyses.gradient_check import first_wrong_layer
from core.training.history import Curve
from core.training.snapshots.probes.predictions import Predictions
from core.training.snapshots.snapshot import State

MOST_CLASSES, MOST_PAIRS = 12, 10


def results(run: ReportedRun) -> Section:
    """Say what came of the run."""
    return Section(tr("Results"), tuple(chain.from_iterable(part(run) for part in PARTS)))


def _course(run: ReportedRun) -> Iterator[Part]:
    """Say how far the run went, and draw its curves."""
    snapshot = run.snapshot
    if snapshot.untrained:
        yield Paragraph(str(snapshot.untrained))
        return
    text = to_translate("The run made {count:,} of {total:,} {total:update|updates}.")
    if snapshot.state is State.DIVERGED:
        text = to_translate("The run diverged after {count:,} of {total:,} {total:update|updates}.")
    elif snapshot.iteration < snapshot.iterations and snapshot.state is State.FINISHED:
        text = to_translate(
            "The run made {count:,} of {total:,} {total:update|updates}, and stopped early, as the "
            "cost on the test samples no longer fell."
        )
    yield Paragraph(fill(translate(text), count=snapshot.iteration, total=snapshot.iterations))
    if snapshot.seconds:
        text = tr("The training took {seconds:.2f} s.")
        yield Paragraph(fill(text, seconds=snapshot.seconds))
    yield from _curves(run)


def _curves(run: ReportedRun) -> Iterator[Figure]:
    snapshot = run.snapshot
    unit = tr("epochs") if snapshot.unit == "epoch" else tr("iterations")
    costs = _of_both_sides(snapshot.train_cost, snapshot.test_cost)
    if costs and run.reference:
        marks = run.reference
        label = tr("published")
        costs.append(Series(label, marks.at, marks.costs, "#222222", "rings"))
    if costs:
        description = tr("The cost over the course of the training; it should fall.")
        log = is_wide([part.y for part in costs])
        drawing = chart(costs, unit, tr("cost"), log=log)
        yield Figure(tr("Cost"), drawing, description)
    scores = _of_both_sides(snapshot.train_accuracy, snapshot.test_accuracy)
    if scores:
        targets = snapshot.targets
        metric = translate(targets.metric)
        text = tr("The {metric} over the course of the training; it should rise.")
        drawing = chart(scores, unit, metric, percent=targets.in_percent)
        title = metric[:1].upper() + metric[1:]
        yield Figure(title, drawing, text.format(metric=metric))


def _of_both_sides(train: Curve, test: Curve) -> list[Series]:
    sides = ((tr("training"), train), (tr("test"), test))
    return [
        Series(label, curve.at, curve.values, COLOURS[place])
        for place, (label, curve) in enumerate(sides)
        if len(curve.at) and np.isfinite(curve.values).any()
    ]


def _scores(run: ReportedRun) -> Iterator[Part]:
    """Say how good the answers are, beside the best constant answer."""
    yield Heading(tr("How good it is"))
    if run.dataset.targets is NUMBERS:
        yield _errors(run)
        yield from _penalty(run)
        yield from _untested(run)
        return
    sides = _sides(run)
    rows = tuple((of, *_scored(run, side, cost)) for of, side, cost in sides)
    head = (
        tr("Samples"),
        tr("Cost"),
        tr("Right"),
        tr("Accuracy"),
        tr("95 % interval"),
        tr("Always the same answer"),
    )
    yield Table(tr("Accuracy"), head, rows)
    yield from _threshold(run)
    yield from _penalty(run)
    yield from _untested(run)
    refused = [(of, len(side.refused)) for of, side, _ in sides if len(side.refused)]
    for of, count in refused:
        text = tr("{of}: {count:,} {count:sample|samples} answered none of the classes.")
        yield Paragraph(fill(text, of=of, count=count))
    if run.dataset.targets is LABELS:
        yield from (_labels(run, of, side) for of, side, _ in sides)


def _threshold(run: ReportedRun) -> Iterator[Paragraph]:
    """Say by which threshold the answers are counted, where the curves count by another one."""
    snapshot = run.snapshot
    if snapshot.own_threshold is None:
        return
    text = tr(
        "These answers are by the threshold {own:g}, which was chosen for them; accuracies in "
        "curves, in findings and of runs count by the usual one, {usual:g}."
    )
    values = {"own": snapshot.own_threshold, "usual": snapshot.loss.threshold}
    yield Paragraph(fill(text, **values))


def _penalty(run: ReportedRun) -> Iterator[Paragraph]:
    """Say that the costs are without the penalties, where there are some, and what these add."""
    snapshot = run.snapshot
    if not snapshot.penalties:
        return
    m, training = snapshot.train_count, snapshot.experiment.training
    samples = training.batch_size if training.in_batches(m) else m
    text = tr(
        "These costs are mean losses, without the {penalty} penalty on large weights. In the cost "
        "that training makes small it is {formula} = {added:.6g}, and the loss of the training "
        "samples with it is {cost:.6g}."
    )
    yield Paragraph(
        fill(
            text,
            penalty=snapshot.penalties,
            formula=snapshot.penalty_formula_of(f"{samples}"),
            added=snapshot.penalty,
            cost=run.train.cost + snapshot.penalty,
        )
    )


def _untested(run: ReportedRun) -> Iterator[Paragraph]:
    """Say what is not known where there are no test samples."""
    if run.dataset.test is None:
        yield Paragraph(
            tr(
                "There are no test samples: how well the network answers what it has not learned "
                "from is not known."
            )
        )


def _sides(run: ReportedRun) -> list[tuple[str, Predictions, float]]:
    """Return the answers to the training samples, and to the test samples if any, and the cost."""
    both = run.predictions
    sides = [(tr("training"), both.train, run.train.cost)]
    if both.test and run.test:
        sides.append((tr("test"), both.test, run.test.cost))
    return sides


def _scored(run: ReportedRun, side: Predictions, cost: float) -> tuple[str, ...]:
    if run.dataset.targets is LABELS:
        total = side.samples.Y.size
        right = total - int(side.wrong_labels().sum())
        low, high = side.label_interval
        constant = tr("the more frequent of yes and no")
    else:
        right, total = side.right, side.samples.m
        low, high = wilson_interval(right / total, total)
        constant = shown(run.dataset.classes[side.baseline.label])
    answer = fill("{constant}: {share:.2%}", constant=constant, share=side.baseline.share)
    return (
        fill("{cost:.6g}", cost=cost),
        fill(tr("{right} of {total}"), right=right, total=total),
        fill("{share:.2%}", share=right / total),
        fill(tr("{low:.1%} to {high:.1%}"), low=low, high=high),
        answer,
    )


def _labels(run: ReportedRun, of: str, side: Predictions) -> Table:
    rows = tuple(
        (
            shown(label.name),
            f"{label.true_positives}",
            f"{label.false_negatives}",
            f"{label.false_positives}",
            f"{label.true_negatives}",
            tr("none") if label.f1 is None else f"{label.f1:.3f}",
        )
        for label in side.label_scores(run.dataset.classes)
    )
    head = (
        tr("Label"),
        tr("Rightly yes"),
        tr("Wrongly no"),
        tr("Wrongly yes"),
        tr("Rightly no"),
        "F1",
    )
    return Table(tr("Labels, {of}").format(of=of), head, rows)


def _errors(run: ReportedRun) -> Table:
    """List how far off numbers are, beside what always answering the mean would be."""
    rows = tuple(
        (
            of,
            shown(errors.name),
            fill("{cost:.6g}", cost=cost),
            fill("{r2:.4f}", r2=errors.r2),
            number_text(errors.mean_absolute),
            number_text(errors.constant_absolute),
            number_text(errors.root_mean_squared),
            number_text(errors.constant_squared),
        )
        for of, side, cost in _sides(run)
        for errors in side.errors
    )
    head = (
        tr("Samples"),
        tr("Target"),
        tr("Cost"),
        tr("R²"),
        tr("Mean absolute error"),
        tr("Always the mean"),
        tr("Root mean squared error"),
        tr("Always the mean"),
    )
    return Table(tr("Errors, in the unit of the numbers"), head, rows)


def _confusion(run: ReportedRun) -> Iterator[Part]:
    """Count what was answered to the samples of every class."""
    classes = [shown(name) for name in run.dataset.classes]
    if run.dataset.targets is LABELS or run.dataset.targets is NUMBERS:
        return
    for of, side, _ in _sides(run):
        counts = side.confusion(len(classes))
        if len(classes) > MOST_CLASSES:
            pairs = side.frequent(len(classes), MOST_PAIRS)
            rows: tuple[tuple[str, ...], ...] = tuple(
                (classes[true], classes[answered], f"{counts[true, answered]}")
                for true, answered in pairs
            )
            title = tr("Most frequent mistakes, {of}").format(of=of)
            head: tuple[str, ...] = (tr("True"), tr("Answered"), tr("Samples"))
        else:
            rows = tuple(
                (name, *map(str, row)) for name, row in zip(classes, counts.tolist(), strict=True)
            )
            title = tr("Confusion, {of}").format(of=of)
            head = (tr("true / answered"), *classes)
        if rows:
            yield Table(title, head, rows)


def _gradients(run: ReportedRun) -> Iterator[Part]:
    """Say whether the gradients are right."""
    yield Heading(tr("Gradient check"))
    wrong = first_wrong_layer(run.checks)
    text = to_translate(
        "Every gradient was compared with central differences, each parameter moved by {step:g} "
        "either way on a few samples. All relative errors are below {most:g}: the gradients are "
        "right."
    )
    if wrong:
        text = to_translate(
            "Every gradient was compared with central differences, each parameter moved by "
            "{step:g} either way on a few samples. The gradient of {name} is wrong: it is off by "
            "{worst:.1e} of its largest value, where {most:g} is allowed."
        )
    values = {"name": wrong.name, "worst": wrong.worst} if wrong else {}
    yield Paragraph(fill(translate(text), step=STEP, most=TOLERANCE, **values))
    rows = [
        (part.name, f"{part.checked}", f"{part.size}", f"{part.difference:.1e}")
        for part in run.checks
        if not part.in_span
    ]
    in_span = [part for part in run.checks if part.in_span]
    if in_span:
        rows.append(
            (
                tr("all, in the span of the samples"),
                f"{sum(part.checked for part in in_span)}",
                f"{sum(part.size for part in in_span)}",
                f"{max(part.difference for part in in_span):.1e}",
            )
        )
    head = (tr("Gradient of"), tr("Compared"), tr("Parameters"), tr("Largest relative error"))
    yield Table(tr("Relative errors"), head, tuple(rows))


def _agreement(run: ReportedRun) -> Iterator[Part]:
    """Say whether the costs agree with the published ones, where there are some."""
    if run.reference is None:
        return
    yield Heading(tr("Agreement with the published run"))
    curve, total = run.snapshot.train_cost, len(run.reference.at)
    found = compare_costs(run.reference, curve.at, curve.values)
    text = to_translate(
        "{compared} of {total} published costs were compared: all agree to {decimals} decimals."
    )
    if found.as_copies:
        text = to_translate(
            "{compared} of {total} published costs were compared: they are at most {copies:.2g} "
            "off, within what published copies of the run differ by."
        )
    if found.departs is not None:
        text = to_translate(
            "{compared} of {total} published costs were compared: the run departs from them at "
            "{at}, where it is {by:.2g} off."
        )
    if not found.compared:
        text = to_translate("None of the {total} published costs is reached by this run.")
    yield Paragraph(
        fill(
            translate(text),
            compared=found.compared,
            total=total,
            decimals=found.decimals,
            copies=found.as_copies,
            at=found.departs,
            by=found.by,
        )
    )


def _other_runs(run: ReportedRun) -> Iterator[Part]:
    """Compare the finished runs that were chosen for it, in words."""
    if len(run.others) < 2:
        return
    yield Heading(tr("Compared runs"))
    comparison = compare_runs(run.others)
    yield Paragraph("\n".join((comparison.sentence(), *comparison.warnings)))
    head = (
        tr("Run"),
        tr("Iterations"),
        tr("Last train cost"),
        tr("Last test cost"),
        tr("Train"),
        tr("Test"),
    )
    yield Table(tr("How the runs ended"), head, tuple(map(_ended, run.others)))


def _ended(record: Record) -> tuple[str, ...]:
    costs = (final(line.curve()) for line in (record.train_cost, record.test_cost))
    scores = (final(line.curve()) for line in (record.train_accuracy, record.test_accuracy))
    in_percent = record.targets != NUMBERS.name
    return (
        record.name,
        f"{record.iterations}",
        *(f"{cost:.6g}" if np.isfinite(cost) else "-" for cost in costs),
        *(_metric(score, in_percent) for score in scores),
    )


def _metric(score: float, in_percent: bool) -> str:
    if not np.isfinite(score):
        return "-"
    return fill("{score:.2%}" if in_percent else "{score:.4f}", score=score)


def _seeds(run: ReportedRun) -> Iterator[Part]:
    """Say how much of it is luck, where it was trained from several seeds."""
    if run.seeds is None or not run.seeds.seeds:
        return
    seeds = run.seeds
    yield Heading(tr("Spread over the seeds of the first weights"))
    yield Paragraph(tr("{found}.").format(found=seeds.sentence()))
    in_percent = seeds.targets.in_percent
    cost: Callable[[float], str] = "{:.6g}".format
    bands = (
        (tr("train cost"), seeds.train_cost, cost),
        (tr("test cost"), seeds.test_cost, cost),
        (tr("train metric"), seeds.train_accuracy, lambda value: _metric(value, in_percent)),
        (tr("test metric"), seeds.test_accuracy, lambda value: _metric(value, in_percent)),
    )
    rows = tuple((name, *map(write, band.last)) for name, band, write in bands if len(band.at))
    head = (tr("At the end"), tr("Median"), tr("Lowest"), tr("Highest"))
    yield Table(tr("Runs that differ in the seed alone"), head, rows)


PARTS: Sequence[Callable[[ReportedRun], Iterator[Part]]] = (
    _course,
    _scores,
    _confusion,
    boundary,
    answers_to_numbers,
    mistakes,
    inside,
    _gradients,
    _agreement,
    _other_runs,
    _seeds,
)
