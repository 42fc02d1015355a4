"""What the numbers of a calculation are called: inputs, units and outputs."""

from core.calculation.sample import SampleCalculation
from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot


def number_name(snapshot: Snapshot, layer: int, unit: int) -> str:
    """Name a number of a layer, 0 for the inputs, that the next layer reads: x, or a of a unit."""
    if layer:
        return f"a{unit + 1}"
    inputs = snapshot.dataset.inputs
    if not isinstance(inputs, PictureInputs):
        return shown(inputs.names[unit])
    place, channel = divmod(unit, inputs.channels)
    row, column = divmod(place, inputs.size)
    if not inputs.colour:
        return tr("{row}, {column}").format(row=row + 1, column=column + 1)
    colours = (tr("red"), tr("green"), tr("blue"))
    text = tr("{row}, {column} {colour}")
    return text.format(row=row + 1, column=column + 1, colour=colours[channel])


def numbers_title(snapshot: Snapshot, layer: int) -> str:
    """Say what the names of the numbers of a layer mean."""
    if layer:
        return tr("layer {layer}").format(layer=layer)
    pictured = isinstance(snapshot.dataset.inputs, PictureInputs)
    return tr("row, column") if pictured else tr("feature")


def layer_title(snapshot: Snapshot, seen: SampleCalculation, layer: int) -> str:
    """Name a layer from 1, with its function; the last one is the output layer."""
    if layer == len(seen.layers):
        output = seen.network.loss.output_layer(seen.network.sizes[-1])
        text = tr("output: {formula}")
        return text.format(formula=output.formula.plain)
    text = tr("layer {layer}: {function}")
    return text.format(layer=layer, function=translate(seen.network.activations[layer - 1].label))


def unit_title(snapshot: Snapshot, seen: SampleCalculation, layer: int, unit: int) -> str:
    """Name a unit, from 0, of a layer from 1: an output by what it answers."""
    if layer < len(seen.layers):
        return tr("unit {unit} of layer {layer}").format(unit=unit + 1, layer=layer)
    return tr("output {name}").format(name=output_name(snapshot, unit))


def output_name(snapshot: Snapshot, unit: int) -> str:
    """Name what an output answers: of two classes the one output answers the second."""
    classes, outputs = snapshot.classes, snapshot.targets.units(len(snapshot.classes))
    return shown(classes[unit + len(classes) - outputs])
