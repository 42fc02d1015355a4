"""The principle: the formulas of exactly this network, with the shapes of its arrays."""

from collections.abc import Iterator

from core.calculation.forms import LATEX, legend, shape_text
from core.messages import fill, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES
from core.network.optimisers import OPTIMISERS
from core.network.parameters import count
from core.report.contents import Formulas, Paragraph, Part, Section, Table
from core.report.reported_run import ReportedRun

EXPLAINED = {
    "forward": to_translate(
        "Forward: every layer adds up what it reads, weighted, and puts its activation over the "
        "sum. Below an array stands its shape."
    ),
    "cost": to_translate(
        "The cost is the mean loss of all samples that are learned at once, with the penalties "
        "of the weights where there are some. Training makes it small."
    ),
    "chain": to_translate(
        "The derivation of backpropagation: by the chain rule, how much the loss of one sample "
        "changes with a weight is a product of slopes on the way from the weight to the loss. The "
        "output layer comes first, because every layer gets its slopes from the one above it."
    ),
    "backward": to_translate(
        "Backward: the same for all units of a layer and all samples at once, with matrices. Each "
        "dZ is kept for the layer below."
    ),
    "rate": to_translate("The learning rate changes from epoch to epoch."),
    "update": to_translate("Update: every weight takes a step against its slope."),
}
"""What is said before the first stage of each name."""
OF_ONE_UNIT = ("functions", "chain")
"""Stages whose formulas have no shapes in them, and are short."""


def principle(run: ReportedRun) -> Section:
    """Write what the network computes, and how it learns."""
    return Section(tr("Principle"), tuple(_parts(run)))


def _parts(run: ReportedRun) -> Iterator[Part]:
    yield Paragraph(_introduction(run))
    yield _layers(run)
    derivation = run.derivation
    numbers = [("m", f"{derivation.samples}")]
    numbers += [(row.letter.latex, f"{row.value:g}") for row in derivation.constants]
    yield Formulas(tr("Given"), tuple(f"{letter} = {value}" for letter, value in numbers))
    signs = tr(
        "Two arrays side by side are the product of two matrices, ⊙ multiplies entry by entry, T "
        "transposes; what has one column (b) is added to every column."
    )
    yield Paragraph("\n".join((signs, *legend(derivation))))
    told: set[str] = set()
    for stage in derivation.stages:
        if stage.name in EXPLAINED and stage.name not in told:
            yield Paragraph(translate(EXPLAINED[stage.name]))
        told.add(stage.name)
        lines = tuple(LATEX.line(line).replace("&=", "=") for line in stage.lines)
        yield Formulas(str(stage.title), lines, in_columns=stage.name in OF_ONE_UNIT)


def _introduction(run: ReportedRun) -> str:
    sizes, training = run.network.sizes, run.experiment.training
    text = to_translate(
        "The network reads {inputs:,} {inputs:number|numbers} of every sample, has {hidden} hidden "
        "{hidden:layer|layers} and answers with {outputs:,} {outputs:output|outputs}. It has "
        "{parameters:,} weights and biases. Its loss is {loss}; it learns by {optimiser}."
    )
    return fill(
        translate(text),
        inputs=sizes[0],
        hidden=len(sizes) - 2,
        outputs=sizes[-1],
        parameters=count(sizes),
        loss=translate(LOSSES[training.loss].label),
        optimiser=translate(OPTIMISERS[training.optimiser].label),
    )


def _layers(run: ReportedRun) -> Table:
    """List the layers with their units, activations and the shapes of their weights."""
    sizes, network = run.network.sizes, run.network
    output = network.loss.output_layer(sizes[-1]).name
    names = [row.name for row in network.activations] + [output]
    rows = tuple(
        (
            str(l),
            f"{sizes[l]}",
            _activation(names[l - 1].partition(" ")[0]),
            shape_text((sizes[l], sizes[l - 1])),
            shape_text((sizes[l], 1)),
            f"{sizes[l] * (sizes[l - 1] + 1)}",
        )
        for l in range(1, len(sizes))
    )
    head = (
        tr("Layer"),
        tr("Units"),
        tr("Activation"),
        tr("Shape of W"),
        tr("Shape of b"),
        tr("Parameters"),
    )
    return Table(tr("Layers"), head, rows)


def _activation(name: str) -> str:
    return translate(ACTIVATIONS[name].label) if name in ACTIVATIONS else name
