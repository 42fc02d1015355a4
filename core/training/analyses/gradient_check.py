"""The gradient check of an experiment: its network, loss, penalties and dropout, on its data."""

from collections.abc import Callable
from dataclasses import replace as with_fields

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, Samples
from core.experiment.settings import Experiment
from core.messages import fill, listed, tr
from core.network.class_weights import ALIKE
from core.network.gradient_check import TOLERANCE, GradientCheck, ParameterCheck
from core.network.initialisers import INITIALISERS, initial_parameters
from core.network.network import Network
from core.network.objective import Objective
from core.network.parameters import Parameters
from core.training.parametrisation import choose_parametrisation, penalties_of
from core.training.trainer import Trainer, network_of
from core.training.update_step import dropout_of

# Finite differences need few samples; these are drawn by lot.
SAMPLES = 10
# The spread of the biases, which are drawn too: with zero ones a dead unit would sit exactly
# on the kink of ReLU.
BIAS = 0.5


def check(
    experiment: Experiment, dataset: Dataset, report: Callable[[int, int], None] | None = None
) -> tuple[ParameterCheck, ...]:
    """Check the gradient of every W[l] and b[l]; `report(done, total)` counts them.

    In float64 whatever the experiment's precision; weights that would all be equal are
    drawn at random instead. Where the experiment trains in the span of its samples, the gradient
    as it is worked out there follows, array by array. `report` is called before every
    parameter, too, and whatever it raises is raised.
    """
    network = network_of(experiment, dataset)
    training = replace(experiment.training, dropout_masks="fixed")
    order = np.random.RandomState(experiment.network.seed).permutation(dataset.train.m)
    chosen = np.sort(order[:SAMPLES])
    X, Y = (np.asfortranarray(part[:, chosen]) for part in (dataset.train.X, dataset.train.Y))
    dropout = dropout_of(network, training, "float64")
    masks = dropout.masks(len(chosen), 0) if dropout else ()
    parameters = _parameters(experiment, network, X)
    objective = Objective(network, penalties_of(training))
    ways: list[Parameters | None] = [None]
    if choose_parametrisation(experiment, network.sizes, dataset.train.m) == "span":
        few_samples = Samples(X, Y, targets=dataset.targets)
        few = with_fields(dataset, train=few_samples, test=None, decoded=None)
        weights = network.loss.class_weights or ALIKE
        ways.append(_gradients_in_span(experiment, few, parameters, weights))
    found: list[ParameterCheck] = []

    def pulse() -> None:
        if report:
            report(len(found), 2 * len(parameters.W) * len(ways))

    for gradients in ways:
        whole = GradientCheck(objective, parameters, X, Y, masks, span_gradients=gradients)
        for part in whole.arrays(pulse):
            found.append(part)
            pulse()
    return tuple(found)


def first_wrong_layer(checks: tuple[ParameterCheck, ...]) -> ParameterCheck | None:
    """Return the worst array of the wrong layer nearest to the output, where the fault is.

    A wrong slope makes every gradient before it wrong too.
    """
    wrong = [part for part in checks if not part.passed]
    return max(wrong, key=lambda part: (part.layer, part.worst), default=None)


def describe(part: ParameterCheck) -> str:
    """Say what came out for one array."""
    template = tr(
        "{name}: {checked:,} of {size:,} compared, largest relative error {error:.1e} at "
        "{name}[{i}, {j}]"
    )
    if part.in_span:
        template = tr(
            "{name}, in the span of the samples: {checked:,} of {size:,} compared, largest "
            "relative error {error:.1e} at {name}[{i}, {j}]"
        )
    i, j = part.place
    text = fill(
        template,
        name=part.name,
        checked=part.checked,
        size=part.size,
        error=part.difference,
        i=i,
        j=j,
    )
    if part.passed and part.difference >= TOLERANCE:
        explained = tr("{what} (the rounding of so large a cost explains it)")
        text = explained.format(what=text)
    if not part.kinks:
        return text
    layers = listed(layer for layer in part.kink_layers if layer)
    where = (
        tr("a unit of layer {layers} sits on the kink of its activation or its loss").format(
            layers=layers
        )
        if layers
        else tr("the weight itself sits on the kink of L1")
    )
    left_out = tr("; {count} left out, because {where}: there is no slope there")
    return text + left_out.format(count=part.kinks, where=where)


def summary(checks: tuple[ParameterCheck, ...]) -> str:
    """Say what came out, a line an array; what is right in the span of the samples has one line."""
    right = [part for part in checks if part.in_span and part.passed]
    lines = [describe(part) for part in checks if part not in right]
    if right:
        text = tr(
            "The fast updates that the run makes, as it has fewer samples than inputs, have the "
            "same gradient: largest relative error {error:.1e}"
        )
        lines.append(text.format(error=max(part.difference for part in right)))
    return "\n".join(lines)


def _gradients_in_span(
    experiment: Experiment,
    few: Dataset,
    parameters: Parameters,
    class_weights: str | tuple[float, ...],
) -> Parameters:
    """Return what a real update in the span takes from the weights at a learning rate of 1.

    The `class_weights` are those of all samples, whose few have classes of other sizes.
    """
    training = replace(
        experiment.training,
        class_weights=class_weights,
        optimiser="gradient_descent",
        learning_rate=1.0,
        schedule="constant",
        batch_size=0,
        iterations=1,
        epochs=None,
        patience=0,
        dropout_masks="fixed",
        parametrisation="span",
    )
    network = replace(experiment.network, precision="float64")
    one_update = replace(experiment, network=network, training=training)
    trainer = Trainer(one_update, few, first_weights=parameters)
    trainer.step(1)
    return parameters.alike(parameters.flat - trainer.parameters.flat)


def _parameters(experiment: Experiment, network: Network, X: np.ndarray) -> Parameters:
    """Draw weights, and biases that leave every unit on both sides of 0 over the samples.

    So no unit is dead, which would have a gradient of 0 and tell nothing.
    """
    start = experiment.network
    name = start.initialisation if INITIALISERS[start.initialisation].draws else "scaled"
    scale = start.scale if name == start.initialisation and start.scale else 1.0
    parameters = initial_parameters(network.sizes, name, scale, start.seed)
    generator = np.random.RandomState(start.seed)
    for l, b in enumerate(parameters.b):
        middle = network.forward(parameters, X).Z[l].mean(axis=1, keepdims=True)
        b[...] = BIAS * generator.randn(*b.shape) - middle
    return parameters
