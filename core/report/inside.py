"""What is inside the network: the weights of the first layer, and the activations."""

from collections.abc import Iterator

import numpy as np

from core.data.true_words import number_text
from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import fill, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.report.charts import COLOURS, bars, beside, span
from core.report.contents import Figure, Heading, Paragraph, Part, Pictures, Table
from core.report.pictures import weights_picture
from core.report.reported_run import ReportedRun

MOST_UNITS, MOST_INPUTS, BARS = 12, 6, 20


def inside(run: ReportedRun) -> Iterator[Part]:
    """Show the first weights, before and after the training, and the hidden activations."""
    yield Heading(tr("Inside the network"))
    yield from _weights(run)
    yield from _activations(run)


def _weights(run: ReportedRun) -> Iterator[Part]:
    inputs, first, now = run.dataset.inputs, run.first.W[0], run.parameters.W[0]
    units = min(len(now), MOST_UNITS)
    if isinstance(inputs, PictureInputs) and inputs.is_one_picture:
        yield Paragraph(
            tr(
                "The weights of the first layer as pictures, those of the colours of a pixel added "
                "up: red adds to z, blue takes away from it, the stronger the more."
            )
        )
        for title, W in (
            (tr("Weights of the first layer before the training"), first),
            (tr("Weights of the first layer after the training"), now),
        ):
            reach = float(np.nanpercentile(np.abs(W), 99.5)) * inputs.channels
            pictures = tuple(
                weights_picture(inputs, W[unit], reach, tr("unit {unit}").format(unit=unit + 1))
                for unit in range(units)
            )
            yield Pictures(title, pictures)
        return
    if isinstance(inputs, PictureInputs):
        return
    names = [shown(name) for name in inputs.names[:MOST_INPUTS]]
    rows = tuple(
        (
            f"{unit + 1}",
            when,
            *(number_text(float(w)) for w in parameters.W[0][unit, :MOST_INPUTS]),
            number_text(float(parameters.b[0][unit, 0])),
        )
        for unit in range(units)
        for when, parameters in ((tr("at first"), run.first), (tr("now"), run.parameters))
    )
    title = tr("Weights of the first layer")
    if len(now) > units or len(inputs.names) > MOST_INPUTS:
        text = to_translate("Weights of the first layer: its first units and inputs")
        title = translate(text)
    yield Table(title, (tr("Unit"), tr("When"), *names, "b"), rows)


def _activations(run: ReportedRun) -> Iterator[Part]:
    layers = run.snapshot.layers
    if not layers:
        return
    rows, drawings = [], []
    for layer, row in zip(layers, run.network.activations, strict=True):
        A = np.asarray(layer.A, float)
        flat = len(row.flat_units(layer.A))
        rows.append(
            (
                f"{layer.number}",
                translate(ACTIVATIONS[row.name].label),
                number_text(float(A.mean())),
                number_text(float(A.std())),
                fill("{share:.1%}", share=float((A == 0).mean())),
                fill(tr("{flat} of {units}"), flat=flat, units=len(A)),
            )
        )
        finite = A[np.isfinite(A)]
        if len(finite):
            counts, edges = np.histogram(finite, BARS, span([finite]))
            label = tr("layer {layer}").format(layer=layer.number)
            low, high = float(edges[0]), float(edges[-1])
            drawings.append(bars(counts.tolist(), low, high, label, COLOURS[0]))
    head = (
        tr("Layer"),
        tr("Activation"),
        tr("Mean"),
        tr("Standard deviation"),
        tr("Share of zeros"),
        tr("Dead or saturated units"),
    )
    text = to_translate("Activations of the hidden layers, on {count} training samples")
    count = layers[0].A.shape[1]
    yield Table(fill(translate(text), count=count), head, tuple(rows))
    if drawings:
        yield Figure(
            tr("How the activations are spread"),
            beside(drawings),
            tr("A histogram of the activations of every hidden layer."),
        )
