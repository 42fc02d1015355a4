"""What is answered: over the plane, to numbers, and the strongest mistakes."""

from collections.abc import Iterator

import numpy as np

from core.data.sample import Sample
from core.data.true_words import number_text, true_words
from core.experiment.inputs import PictureInputs
from core.experiment.settings import loss_of
from core.files import shown
from core.messages import fill, listed, tr
from core.network.targets import CLASSES, NUMBERS
from core.png import png
from core.report.charts import COLOURS, Series, chart
from core.report.contents import Figure, Heading, Paragraph, Part, Pictures, Table
from core.report.data import points_of
from core.report.pictures import answered_pixels, sample_picture
from core.report.reported_run import ReportedRun
from core.training.snapshots.probes.answer_curve import AnswerCurve
from core.training.snapshots.probes.boundary import Boundary
from core.training.snapshots.probes.predictions import Predictions

MOST_PICTURES, MOST_ROWS, MOST_POINTS = 12, 10, 1000


def boundary(run: ReportedRun) -> Iterator[Part]:
    """Draw what is answered all over the plane, where the samples are points of it."""
    found: Boundary | None = run.snapshot.probes["boundary"]
    dataset = run.dataset
    if found is None or not dataset.inputs.is_plane or dataset.targets is not CLASSES:
        return
    if isinstance(dataset.inputs, PictureInputs):
        return
    pixels = answered_pixels(found.winner, found.certainty, len(dataset.classes))
    names = [shown(name) for name in dataset.inputs.names]
    series = points_of(dataset, dataset.train)
    drawing = chart(series, *names, square=True, background=png(pixels), spans=(found.x1, found.x2))
    yield Figure(
        tr("The boundary between the classes"),
        drawing,
        tr(
            "The training samples as points over what the network answers at every place, the "
            "paler the less sure."
        ),
    )


def answers_to_numbers(run: ReportedRun) -> Iterator[Part]:
    """Draw the answers to numbers beside what is true, and as a line where there is one input."""
    dataset = run.dataset
    if dataset.targets is not NUMBERS:
        return
    curve: AnswerCurve | None = run.snapshot.probes["answer_curve"]
    if curve is not None and not isinstance(dataset.inputs, PictureInputs):
        x = np.asarray(dataset.train.X[:, :][0], float)
        y = dataset.in_own_unit(dataset.train.Y)[0]
        (name,) = dataset.inputs.names
        series = [
            Series(tr("training samples"), x, y, COLOURS[4], "rings"),
            Series(tr("answer"), curve.x, curve.answers, COLOURS[0]),
        ]
        drawing = chart(series, shown(name), shown(dataset.classes[0]))
        yield Figure(
            tr("What is answered"),
            drawing,
            tr("The answer to every input as a line, and the training samples as rings."),
        )
    both = run.predictions
    sides = [(tr("training"), both.train), *([(tr("test"), both.test)] if both.test else [])]
    for number, name in enumerate(dataset.classes):
        series = [
            _answered_beside_true(side, of, number, COLOURS[place])
            for place, (of, side) in enumerate(sides)
        ]
        values = np.concatenate([np.concatenate([part.x, part.y]) for part in series])
        ends = np.array([values.min(), values.max()])
        series.append(Series(tr("exact"), ends, ends, "#555555", "dashes"))
        text = tr("{name}: answered beside true").format(name=shown(name))
        description = tr("Each sample as a point: the nearer to the dashed line, the better.")
        yield Figure(text, chart(series, tr("true"), tr("answered"), square=True), description)


def _answered_beside_true(side: Predictions, of: str, number: int, colour: str) -> Series:
    assert side.true is not None
    assert side.values is not None
    step = max(1, -(-side.samples.m // MOST_POINTS))
    return Series(of, side.true[number, ::step], side.values[number, ::step], colour, "dots")


def mistakes(run: ReportedRun) -> Iterator[Part]:
    """Show the samples that were answered wrong most surely, of the test where there is one."""
    both = run.predictions
    side, test = (both.test, True) if both.test else (both.train, False)
    numbers = side.mistakes() if run.dataset.targets is CLASSES else side.farthest_off()
    title = tr("Strongest mistakes")
    if run.dataset.targets is NUMBERS:
        title = tr("Largest errors")
    yield Heading(title)
    if not len(numbers):
        yield Paragraph(tr("No sample was answered wrong."))
        return
    title = tr("On the training samples")
    if test:
        title = tr("On the test samples")
    inputs = run.dataset.inputs
    if isinstance(inputs, PictureInputs) and inputs.is_one_picture:
        pictures = tuple(
            sample_picture(
                inputs,
                Sample.of(run.dataset, int(number), test).x(run.dataset),
                _mistake(run, side, int(number), test),
            )
            for number in numbers[:MOST_PICTURES]
        )
        yield Pictures(title, pictures, side=96)
        return
    rows = tuple(
        (
            f"{number + 1}",
            true_words(run.dataset, int(number), test),
            _answered(run, side, int(number)),
        )
        for number in numbers[:MOST_ROWS]
    )
    yield Table(title, (tr("Sample"), tr("True"), tr("Answered")), rows)


def _mistake(run: ReportedRun, side: Predictions, number: int, test: bool) -> str:
    text = tr("true: {true}, answered: {answered}")
    return fill(
        text,
        true=true_words(run.dataset, number, test),
        answered=_answered(run, side, number),
    )


def _answered(run: ReportedRun, side: Predictions, number: int) -> str:
    """Say what is answered to a sample, with its probability or score."""
    dataset = run.dataset
    names = [shown(name) for name in dataset.classes]
    if dataset.targets is CLASSES:
        name = names[int(side.answered[number])]
        reads_as = loss_of(run.experiment, dataset.targets.name).reads_as
        sure = float(side.probability[number])
        if reads_as == "probability":
            return fill(tr("{name} ({sure:.1%})"), name=name, sure=sure)
        return fill(tr("{name} (score {sure:.3g})"), name=name, sure=sure)
    assert side.values is not None
    values = side.values[:, number].tolist()
    if side.yes is not None:
        pairs = zip(names, side.yes[:, number].tolist(), strict=True)
        return str(listed(name for name, yes in pairs if yes)) or tr("none")
    return str(
        listed(
            fill(tr("{name} {value}"), name=name, value=number_text(value))
            for name, value in zip(names, values, strict=True)
        )
    )
