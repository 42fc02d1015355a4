"""An experiment: one frozen value that says all of data, network and training."""

import math
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.errors import ExperimentError
from core.experiment.inputs import (
    WHITE,
    CategoryCode,
    Colour,
    Fit,
    Flatten,
    GreyRange,
    PictureInputs,
    Scaling,
    check_grey_range,
)
from core.network.activations import ACTIVATIONS, DEFAULT_LEAK, Activation, activation
from core.network.class_weights import CLASS_WEIGHTS
from core.network.dropout import DROPOUT_MASKS
from core.network.initialisers import INITIALISERS
from core.network.lookup import choose
from core.network.losses import AUTO, LOSSES, OUTPUTS, Loss, loss
from core.network.optimisers import OPTIMISERS
from core.network.schedules import SCHEDULES

MAX_HIDDEN = 8
TINY = 0.25
"""The last batch of a pass is tiny below this part of the others."""
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Share = Annotated[float, Meta(ge=0, le=0.9)]
Units = Annotated[int, Meta(ge=1, le=10_000)]
Scale = Annotated[float, Meta(ge=0, le=10)]
Rate = Annotated[float, Meta(gt=0, le=1000)]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
KeepProbability = Annotated[float, Meta(gt=0, le=1)]
LayerKeepProbabilities = Annotated[tuple[KeepProbability, ...], Meta(max_length=MAX_HIDDEN)]
ColumnRole = Literal["number", "category", "categories", "target", "leave_out"]
GroupKind = Literal["subfolder", "name", "time", "copies"]
"""How pictures show that they belong together."""
Point = tuple[float, float, Annotated[int, Meta(ge=0, le=9)]]
ClassWeight = Annotated[float, Meta(gt=0, le=10_000)]
Average = Annotated[float, Meta(ge=0, lt=1)]
Threshold = Annotated[float, Meta(ge=-1e6, le=1e6)]
Temperature = Annotated[float, Meta(ge=0.01, le=100)]
FalseRefusals = Annotated[float, Meta(gt=0, le=0.5)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Refuse what is no number: the part that every group of settings shares."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            numbers: Iterable[object]
            match value:
                case float():
                    numbers = (value,)
                case tuple():
                    numbers = value
                case dict():
                    numbers = value.values()
                case _:
                    continue
            if not all(math.isfinite(part) for part in numbers if isinstance(part, float)):
                raise ExperimentError(
                    "{name} = {value}: give a finite number.", name=name, value=value
                )


class DataSettings(Settings, frozen=True):
    """Say where the samples come from; `None` means the data set's own usual value.

    `leave_out` names files within the folder, or whole folders in it, that this experiment does
    without; `relabel` gives files another class. `level` "top" takes the folders in the folder
    for the classes, and all that is in them for pictures, without a question. `test_pictures` and
    `train_pictures` put files, and their equal copies, on one side by hand,
    whatever the share says. None of them touches the files.
    `train_share` leaves aside all but this share of the training samples, of every class alike.
    `labels` says where pictures with several labels have them: the name of a table in the folder,
    "folders" for folders such as cat+dog, "none" for folders that are classes whatever they are
    called; "auto" is labels.csv where there is one, and else such folders where one shares a label.
    `kept_labels` names files whose class somebody has looked at and kept; it changes no number.
    `groups` names what keeps pictures on one side of a share together: that they lie in one
    folder within their class, that their names count on, that they were taken within seconds,
    or that they are near copies; "auto" is all of them.
    `grey_range` says which values are black and white in pictures of more than 8 bits: the
    smallest and largest of all pictures of the folder, the ends of their kind of number, or two
    numbers. `flatten` "across_pictures" turns pictures to columns the wrong way, to see what that
    does. `points` are painted ones, each as x1, x2 and the number of its class from 0, and
    `class_names` the names of their classes; those without one are numbered.
    Of a table, `target` names the column that is learned, or several; without it the name of a
    column tells, else the last one is. `columns` gives columns another role than what they look
    like; the role of a target's column says how it is learned. `category_code` says what becomes
    of a category, and `missing` what stands for a missing number: the mean, and with "other" a
    feature that says so.
    `storage` is where pixels are kept, not what they are: as floats, as bytes, or as bytes in a
    file, a cache that goes with the data.
    """

    kind: str = "flower"
    folder: str = ""
    test_folder: str = ""
    test_share: Share = 0.0
    train_share: Annotated[float, Meta(gt=0, le=1)] = 1.0
    split_seed: Seed = 1
    size: Annotated[int, Meta(ge=1, le=1024)] = 64
    colour: bool = True
    fit: Fit = "stretch"
    background: Colour = WHITE
    grey_range: Literal["measured", "full"] | GreyRange = "measured"
    scaling: Scaling = "unit"
    flatten: Flatten = "by_picture"
    positive_class: str = ""
    leave_out: tuple[str, ...] = ()
    points: Annotated[tuple[Point, ...], Meta(max_length=10_000)] = ()
    class_names: tuple[str, ...] = ()
    relabel: dict[str, str] = {}
    test_pictures: tuple[str, ...] = ()
    train_pictures: tuple[str, ...] = ()
    kept_labels: tuple[str, ...] = ()
    target: str | tuple[str, ...] = ""
    columns: dict[str, ColumnRole] = {}
    category_code: CategoryCode = "one_hot"
    missing: Literal["mean", "other"] = "mean"
    storage: Literal["auto", "float", "bytes", "cache"] = "auto"
    level: Literal["auto", "top"] = "auto"
    labels: str = "auto"
    groups: Literal["auto", "none"] | GroupKind | tuple[GroupKind, ...] = "auto"
    samples: Annotated[int, Meta(ge=2, le=1_000_000)] | None = None
    test_samples: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    noise: Annotated[float, Meta(ge=0, le=10)] | None = None
    seed: Seed = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(math.isfinite(x1) and math.isfinite(x2) for x1, x2, _ in self.points):
            raise ExperimentError("data.points: give finite numbers for every point.")
        if self.test_folder and self.test_share:
            raise ExperimentError(
                "data.test_folder and data.test_share are both set: "
                "keep one, and take the other out."
            )
        if isinstance(self.grey_range, tuple):
            check_grey_range(self.grey_range)
        self._check_sides()

    @property
    def picture_inputs(self) -> PictureInputs:
        """Say what becomes of a picture's file, before its values are scaled."""
        chosen = self.grey_range if isinstance(self.grey_range, tuple) else None
        return PictureInputs(self.size, self.colour, self.fit, self.background, chosen)

    @property
    def of_numbers(self) -> "DataSettings":
        """Return the settings without what is for people alone: equal ones give equal samples."""
        return msgspec.structs.replace(self, kept_labels=())

    def _check_sides(self) -> None:
        if self.test_folder and (self.test_pictures or self.train_pictures):
            raise ExperimentError(
                "data.test_folder is set, and pictures are marked in data.test_pictures or "
                "data.train_pictures: keep one, and take the other out."
            )
        if twice := sorted({*self.test_pictures} & {*self.train_pictures}):
            raise ExperimentError(
                "{file} is in data.test_pictures and in data.train_pictures: keep it in one.",
                file=twice[0],
            )


OF_ONE_DATA_SET = (
    "positive_class",
    "leave_out",
    "points",
    "class_names",
    "relabel",
    "test_pictures",
    "train_pictures",
    "kept_labels",
    "target",
    "columns",
    "level",
    "labels",
    "groups",
)
"""The fields of DataSettings that name samples, classes, columns or files, or answer a question
about them: other data begin without."""


def names_of_no_data() -> dict[str, object]:
    """Return the fields OF_ONE_DATA_SET as they are before anybody has named anything."""
    usual = DataSettings()
    return {name: getattr(usual, name) for name in OF_ONE_DATA_SET}


class NetworkSettings(Settings, frozen=True):
    """Say what the network is and how its weights start.

    `output` is the activation of the output layer; "auto" is the one that its loss usually has.
    """

    hidden: Annotated[tuple[Units, ...], Meta(max_length=MAX_HIDDEN)] = (4,)
    activation: str | tuple[str, ...] = "tanh"
    output: str = AUTO
    leak: Annotated[float, Meta(ge=0, le=1)] = DEFAULT_LEAK
    initialisation: str = "scaled"
    scale: Scale = 1.0
    seed: Seed = 1
    precision: Literal["float64", "float32"] = "float64"

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.activations:
            choose("network.activation", name, ACTIVATIONS)
        choose("network.output", self.output, OUTPUTS)
        choose("network.initialisation", self.initialisation, INITIALISERS)
        if len(self.activations) != len(self.hidden):
            raise ExperimentError(
                "network.activation lists {given} activations for {layers} hidden layers: "
                "give one name for all, or one a layer.",
                given=len(self.activations),
                layers=len(self.hidden),
            )

    @property
    def activations(self) -> tuple[str, ...]:
        """Name the activation of every hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden)
        return self.activation

    @property
    def activation_rows(self) -> tuple[Activation, ...]:
        """Return every hidden layer's row of ACTIVATIONS, with the settings that it reads."""
        return tuple(activation(name, leak=self.leak) for name in self.activations)


class TrainingSettings(Settings, frozen=True):
    """Say how the network learns; a change applies from the next step.

    `class_weights` is how much the loss of a sample counts: a row of CLASS_WEIGHTS, a number for
    each class in their order, or numbers by their names, 1 for those that are not named.
    `flip`, `rotation` (in degrees), `shift` (a share of the side) and `brightness` change pictures
    by chance in every epoch, drawn from `augmentation_seed`: see core/data/augmentation.py.
    `keep_probability` is the share of a hidden layer's outputs that dropout keeps, one for
    all or one a layer; 1 is no dropout. With `patience` a run stops when the cost on the
    test samples has not fallen for that many epochs; 0 is never. `parametrisation` (the key
    training.way) is how the numbers are worked out, not what they are: on full weights or,
    where there are fewer samples than inputs, in the span of the samples.
    """

    loss: str = "cross_entropy"
    class_weights: str | tuple[ClassWeight, ...] | dict[str, ClassWeight] = "none"
    optimiser: str = "gradient_descent"
    learning_rate: Rate = 0.1
    momentum: Average = 0.9
    beta2: Average = 0.999
    epsilon: Annotated[float, Meta(gt=0, le=1)] = 1e-8
    weight_decay: Annotated[float, Meta(ge=0, le=10)] = 0.01
    schedule: str = "constant"
    decay_rate: Annotated[float, Meta(ge=0, le=1000)] = 1.0
    decay_factor: Annotated[float, Meta(gt=0, le=1)] = 0.9
    decay_interval: Count = 1000
    iterations: Count = 1000
    epochs: Count | None = None
    patience: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    batch_size: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    shuffle_seed: Seed = 1
    flip: Literal["none", "horizontal", "vertical", "both"] = "none"
    rotation: Annotated[float, Meta(ge=0, le=180)] = 0.0
    shift: Annotated[float, Meta(ge=0, le=0.5)] = 0.0
    brightness: Annotated[float, Meta(ge=0, le=1)] = 0.0
    augmentation_seed: Seed = 1
    l2: Annotated[float, Meta(ge=0, le=1000)] = 0.0
    l1: Annotated[float, Meta(ge=0, le=1000)] = 0.0
    keep_probability: KeepProbability | LayerKeepProbabilities = 1.0
    dropout_masks: str = "fresh"
    dropout_seed: Seed = 1
    parametrisation: Literal["auto", "direct", "span"] = msgspec.field(default="auto", name="way")

    def __post_init__(self) -> None:
        super().__post_init__()
        choose("training.loss", self.loss, LOSSES)
        if isinstance(self.class_weights, str):
            choose("training.class_weights", self.class_weights, CLASS_WEIGHTS)
        choose("training.optimiser", self.optimiser, OPTIMISERS)
        choose("training.schedule", self.schedule, SCHEDULES)
        choose("training.dropout_masks", self.dropout_masks, DROPOUT_MASKS)

    @property
    def cost(self) -> tuple[object, ...]:
        """Return the settings that say what the cost is: with others it is another run."""
        return self.loss, self.class_weights

    def keep_probabilities(self, layers: int) -> tuple[float, ...]:
        """Return the share that dropout keeps of each of this many hidden layers."""
        if isinstance(self.keep_probability, tuple):
            return self.keep_probability
        return (self.keep_probability,) * layers

    def batches(self, m: int) -> int:
        """Count the updates of one pass over m samples."""
        return math.ceil(m / self.batch_size) if self.in_batches(m) else 1

    def in_batches(self, m: int) -> bool:
        """Tell whether m samples are learned in several batches."""
        return 0 < self.batch_size < m

    def last_batch(self, m: int) -> int:
        """Count the samples of the last batch in a pass over m samples."""
        return m % self.batch_size or self.batch_size if self.in_batches(m) else m

    def has_tiny_last_batch(self, m: int) -> bool:
        """Tell whether the last batch in a pass over m samples is far smaller than the others.

        A gradient of few samples is far from the mean of all, and its step is no shorter.
        """
        return self.in_batches(m) and self.last_batch(m) < TINY * self.batch_size

    def even_batch_size(self, m: int) -> int:
        """Return the batch size nearest to this one that cuts m samples into batches alike.

        The last of them is a whole one or at least half of one.
        """
        wanted = self.batch_size
        sizes = (size for more in range(wanted) for size in (wanted - more, wanted + more))
        fits = (size for size in sizes if size >= m or 2 * (m % size or size) >= size)
        return next(fits, wanted)

    def updates(self, m: int) -> int:
        """Count the updates of the whole run on m samples."""
        return self.iterations if self.epochs is None else self.epochs * self.batches(m)


class AnswerSettings(Settings, frozen=True):
    """Say how the outputs of a trained network become answers; training does not know of it.

    Above `threshold` the second of two classes is answered, or a label; None is the usual one of
    the loss. The sums of the last layer are divided by `temperature` before they become
    probabilities; "fitted" is the one that suits the test samples best. With `refuse` a network
    of classes says "none of these" to what it is not sure of ("probability"), or to what is far
    from all that it has learned from ("distance"), and is wrong to for so large a share of the
    test samples: `false_refusals`.
    """

    threshold: Threshold | None = None
    temperature: Literal["fitted"] | Temperature = 1.0
    refuse: Literal["never", "probability", "distance"] = "never"
    false_refusals: FalseRefusals = 0.05


class Experiment(Settings, frozen=True):
    """Everything that decides the numbers of a run; equal experiments give equal numbers.

    `title`, `lesson` and `course` are for people: a name, a sentence on what it teaches,
    and where in the course it belongs.
    """

    title: str = ""
    lesson: str = ""
    course: str = ""
    data: DataSettings = DataSettings()
    network: NetworkSettings = NetworkSettings()
    training: TrainingSettings = TrainingSettings()
    answers: AnswerSettings = AnswerSettings()

    def __post_init__(self) -> None:
        super().__post_init__()
        layers = len(self.network.hidden)
        given = len(self.training.keep_probabilities(layers))
        if given != layers:
            raise ExperimentError(
                "training.keep_probability lists {given} shares for {layers} hidden layers: "
                "give one number for all, or one a layer.",
                given=given,
                layers=layers,
            )

    def without_names(self) -> dict[str, object]:
        """Return, by their keys, the settings of one data set as they begin with other data."""
        changes = {f"data.{name}": value for name, value in names_of_no_data().items()}
        if not isinstance(self.training.class_weights, str):
            changes["training.class_weights"] = TrainingSettings().class_weights
        return changes

    def trains_as(self, other: "Experiment") -> bool:
        """Tell whether another experiment differs in how the network answers alone."""
        return msgspec.structs.replace(self, answers=other.answers) == other


def loss_of(experiment: Experiment, targets: str) -> Loss:
    """Return the loss of an experiment for a kind of targets in TARGETS.

    Raises ExperimentError where its loss or its output is not for them.
    """
    return loss(experiment.training.loss, targets, experiment.network.output)
