"""Calibrate a network on its test samples: its temperature, and what it refuses to answer."""

import math
from collections.abc import Callable, Iterator
from weakref import WeakKeyDictionary

import numpy as np

from core.data.dataset import Dataset, Samples
from core.data.stratified_sample import stratified_sample
from core.experiment.settings import Experiment, loss_of
from core.interruption import check_interruption
from core.messages import Message
from core.models.calibration import (
    TINY,
    Calibration,
    InputComponents,
    References,
    feature_count,
    features,
)
from core.models.model import Model
from core.network.losses import Loss
from core.network.network import ForwardPass, Network
from core.network.parallel import SERIAL, Executor
from core.network.parameters import Parameters
from core.network.targets import CLASSES, LABELS
from core.training.metrics import chunks
from core.training.parametrisation import arrays
from core.training.trainer import Trainer

LOWEST, HIGHEST = 0.01, 100.0
"""The temperatures among which the best is looked for."""
MOST_REFERENCES, MOST_NUMBERS = 2000, 1_000_000
"""Training samples, and numbers of them, that distances are measured to, and files hold."""
MOST_COMPONENTS, COMPONENT_SAMPLES, COMPONENT_NUMBERS = 32, 256, 2**22
"""Components of the inputs at most, and the samples, and numbers of these, that they are of."""
PULL = 2.0
"""Times as much as the activations of the hidden layers the components count in a distance."""
_STEPS, _PRECISE = 100, 1e-12


def calibrated_model(trainer: Trainer) -> Model:
    """Return the network of a run as it is now, calibrated as its settings say."""
    parameters = trainer.parameters
    calibration = calibrate_run(trainer, parameters, trainer.iteration)
    return Model.of(trainer.experiment, trainer.dataset, parameters, calibration)


def calibrate_run(trainer: Trainer, parameters: Parameters, iteration: int) -> Calibration:
    """Calibrate the network of a run with the parameters that it has, or had, at an iteration.

    Weights that came with a calibration keep it until they are trained on, or are to answer
    otherwise.
    """
    given, settings = trainer.given_answers, trainer.experiment.answers
    if given and given[0] == settings and (trainer.dataset.blank or not iteration):
        return given[1]
    return calibrate(
        trainer.experiment, trainer.network, parameters, trainer.dataset, trainer.executor
    )


def calibrate(
    experiment: Experiment,
    network: Network,
    parameters: Parameters,
    dataset: Dataset,
    executor: Executor = SERIAL,
) -> Calibration:
    """Measure on the test samples what the settings of the answers ask for.

    Without test samples, and of a network that does not answer classes, nothing is measured.
    """
    # Samples count alike, whatever the classes weigh in training.
    settings, loss = experiment.answers, loss_of(experiment, dataset.targets.name)
    temperature = 1.0
    if loss.is_log_loss and not isinstance(settings.temperature, str):
        temperature = settings.temperature
    fits = loss.is_log_loss and settings.temperature == "fitted"
    refuses = can_refuse(settings.refuse, loss)
    if dataset.test is None or dataset.blank or not (fits or refuses):
        return Calibration(temperature)
    references: References | None = None
    if refuses and settings.refuse == "distance":
        references = choose_references(network, parameters, dataset, executor)
    Z, far = outputs(network, parameters, dataset.test, executor, references)
    if fits:
        Y = arrays(dataset.test, parameters.flat.dtype.name)[1]
        temperature = fit_temperature(loss, Z, Y)
    if refuses and references is None:
        certain = loss.readings_at(Z, temperature).max(axis=0)
        least = cut_off(certain, settings.false_refusals)
        return Calibration(temperature, least_probability=max(0.0, least))
    if references is not None:
        largest = -cut_off(-far, settings.false_refusals)
        return Calibration(temperature, largest_distance=largest, references=references)
    return Calibration(temperature)


def idle_answers(experiment: Experiment, dataset: Dataset) -> tuple[Message, ...]:
    """Say which settings of the answers have no effect on such data, and why."""
    settings, loss = experiment.answers, loss_of(experiment, dataset.targets.name)
    fitted, refuses = settings.temperature == "fitted", settings.refuse != "never"
    found: list[Message] = []
    has_one = loss.targets is LABELS or (loss.targets is CLASSES and len(dataset.classes) == 2)
    if settings.threshold is not None and not has_one:
        found.append(
            Message("answers.threshold has no effect: one is for two classes, or for labels.")
        )
    if settings.temperature != 1 and not loss.is_log_loss:
        found.append(
            Message("answers.temperature has no effect: it is for the loss cross_entropy.")
        )
    if refuses and not can_refuse(settings.refuse, loss):
        found.append(
            Message(
                'answers.refuse = "{rule}" has no effect: a network refuses classes, and for '
                '"probability" it has to give probabilities.',
                rule=settings.refuse,
            )
        )
    if dataset.test is None and (fitted or refuses) and not found:
        found.append(
            Message(
                "What answers.{name} asks for is measured on test samples, and there are none: "
                "give some (--test, or data.test_share).",
                name="refuse" if refuses else "temperature",
            )
        )
    if dataset.test is not None and refuses and not found:
        found.extend(filter(None, (too_few_to_refuse(settings.false_refusals, dataset.test.m),)))
    return tuple(found)


def too_few_to_refuse(share: float, m: int) -> Message | None:
    """Say so where this share of m test samples is less than one, so that nothing is refused."""
    if int(share * m):
        return None
    return Message(
        "{share:.0%} of {m} test samples is less than one, so nothing is refused: take "
        "{enough:.0%} or more, or keep more samples for testing.",
        share=share,
        m=m,
        enough=math.ceil(100 / m) / 100,
    )


def can_refuse(rule: str, loss: Loss) -> bool:
    """Tell whether a network of this loss can say "none of these" by a rule of the settings."""
    if loss.targets is not CLASSES or rule == "never":
        return False
    return rule == "distance" or loss.reads_as == "probability"


def outputs(
    network: Network,
    parameters: Parameters,
    samples: Samples,
    executor: Executor = SERIAL,
    references: References | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sums Z (n[L], m) of the last layer for samples, and their distances, (m,).

    Without `references`, from which these are, there are none.
    """
    m = samples.Y.shape[1]
    Z = np.empty((network.sizes[-1], m), parameters.flat.dtype)
    far = np.empty(0 if references is None else m)
    with np.errstate(all="ignore"):
        for part, X, forward_pass in _passes(network, parameters, samples, executor):
            Z[:, part] = forward_pass.Z[-1]
            if references is not None:
                far[part] = references.distances(forward_pass, X, executor).nearest
    return Z, far


def choose_references(
    network: Network, parameters: Parameters, dataset: Dataset, executor: Executor = SERIAL
) -> References:
    """Return the training samples that distances are measured to.

    Where there are too many, some stand for all, each class with its share.
    """
    train, sizes = dataset.train, network.sizes
    components = _stretched(input_components(dataset), PULL * math.sqrt(max(1, len(sizes) - 2)))
    count = feature_count(sizes, len(components.directions))
    chosen = stratified_sample(train.labels, max(1, min(MOST_REFERENCES, MOST_NUMBERS // count)))
    few = Samples(train.X[:, chosen], train.Y[:, chosen], targets=train.targets)
    of_all = np.empty((len(chosen), count), np.float32)
    with np.errstate(all="ignore"):
        for part, X, forward_pass in _passes(network, parameters, few, executor):
            of_all[part] = features(forward_pass, X, components).T
    of_all.flags.writeable = False
    names = tuple(train.names[number] for number in chosen) if train.names else ()
    return References(of_all, components, names)


# Of the data alone, so a network that learns need not have them worked out again.
_COMPONENTS: WeakKeyDictionary[Dataset, InputComponents] = WeakKeyDictionary()


def input_components(dataset: Dataset) -> InputComponents:
    """Return the principal components of the training samples, the mean square of whose sum is 1.

    A few of the samples stand for all, and the components of the largest spread for the rest.
    """
    if dataset not in _COMPONENTS:
        train = dataset.train
        few = max(2, min(COMPONENT_SAMPLES, COMPONENT_NUMBERS // len(train.X)))
        X = np.asarray(train.X[:, stratified_sample(train.labels, few)], np.float64)
        most = max(1, min(MOST_COMPONENTS, MOST_NUMBERS // len(X)))
        _COMPONENTS[dataset] = _principal_components(X, most)
    return _COMPONENTS[dataset]


def _principal_components(X: np.ndarray, most: int) -> InputComponents:
    """Return the directions of the largest spread of samples X (n, m), `most` of them at most."""
    mean = X.mean(axis=1, keepdims=True)
    centred = X - mean
    n, m = X.shape
    # The smaller of X X^T and X^T X has the same spreads.
    squares, vectors = np.linalg.eigh(centred @ centred.T if n <= m else centred.T @ centred)
    largest = np.flatnonzero(squares > _PRECISE * max(squares[-1], TINY))[::-1][:most]
    if not len(largest):
        return InputComponents(np.zeros((1, n), np.float32), np.zeros((1, 1), np.float32))
    directions = vectors[:, largest]
    if n > m:
        directions = centred @ directions / np.sqrt(squares[largest])
    return _stretched(
        InputComponents(directions.T, directions.T @ mean), math.sqrt(m / squares.sum())
    )


def _stretched(components: InputComponents, factor: float) -> InputComponents:
    """Return components in float32, times a factor."""
    parts = (components.directions, components.means)
    arrays = [(factor * part).astype(np.float32, order="C") for part in parts]
    for array in arrays:
        array.flags.writeable = False
    return InputComponents(*arrays)


def _passes(
    network: Network, parameters: Parameters, samples: Samples, executor: Executor
) -> Iterator[tuple[slice | np.ndarray, np.ndarray, ForwardPass]]:
    """Pass samples forward a part at a time: which they are, their inputs, and the pass."""
    X = arrays(samples, parameters.flat.dtype.name)[0]
    for part in chunks(X):
        X_part = X[:, part]
        yield part, X_part, network.forward(parameters, X_part, executor=executor)


def fit_temperature(loss: Loss, Z: np.ndarray, Y: np.ndarray) -> float:
    """Return the temperature T at which the log loss of Z / T (n[L], m) is least for targets Y.

    It is between LOWEST and HIGHEST, and 1 where it makes no difference or Z is not finite. The
    log loss is convex in 1 / T, so its slope has one root, which is enclosed ever more closely.
    Source: C. Guo et al. 2017, "On calibration of modern neural networks".
    """
    if not np.isfinite(Z).all():
        return 1.0
    Z, Y = np.asarray(Z, np.float64), np.asarray(Y, np.float64)
    A, dZ = np.empty_like(Z), np.empty_like(Z)

    def slope(log_temperature: float) -> float:
        """Return the slope of the log loss by 1 / T."""
        check_interruption()
        loss.output(Z * math.exp(-log_temperature), A)
        loss.backward(A, Y, dZ)
        return float(np.vdot(dZ, Z))

    low, high = math.log(LOWEST), math.log(HIGHEST)
    at_low, at_high = slope(low), slope(high)
    if at_low == at_high:
        return 1.0
    if at_low <= 0 or at_high >= 0:
        return LOWEST if at_low <= 0 else HIGHEST
    return math.exp(_root(slope, (low, high), (at_low, at_high)))


def _root(
    slope: Callable[[float], float], ends: tuple[float, float], values: tuple[float, float]
) -> float:
    """Return where a falling function is 0 between two ends, by the Illinois algorithm.

    Source: M. Dowell and P. Jarratt 1971, "A modified regula falsi method".
    """
    (a, b), (at_a, at_b) = ends, values
    for _ in range(_STEPS):
        c = b - at_b * (b - a) / (at_b - at_a)
        at_c = slope(c)
        if at_c * at_b <= 0:
            a, at_a = b, at_b
        else:
            at_a /= 2
        b, at_b = c, at_c
        if at_c == 0 or abs(b - a) < _PRECISE:
            break
    return b


def cut_off(values: np.ndarray, share: float) -> float:
    """Return the number below which at most this share of values (m,) lies, as many as can be.

    It is midway between two of them, so that a rounding changes no answer. Where not even one may
    be below, or values are not numbers, it is below all: -inf.
    """
    ordered = np.sort(values)
    below = int(share * len(ordered))
    if not below or not np.isfinite(ordered[[0, -1]]).all():
        return -math.inf
    first = int(np.searchsorted(ordered, ordered[below], side="left"))
    return float(ordered[first - 1] / 2 + ordered[first] / 2) if first else -math.inf
