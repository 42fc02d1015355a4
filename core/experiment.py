"""An experiment: one frozen value that says all of data, network and training."""

import math
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.errors import ExperimentError
from core.network.activations import ACTIVATIONS, DEFAULT_LEAK
from core.network.initialisers import INITIALISERS
from core.network.losses import LOSSES
from core.network.optimisers import OPTIMISERS

MAX_HIDDEN = 8
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Share = Annotated[float, Meta(ge=0, le=0.9)]
Units = Annotated[int, Meta(ge=1, le=10_000)]
Scale = Annotated[float, Meta(ge=0, le=10)]
Rate = Annotated[float, Meta(gt=0, le=1000)]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]


def _known(key: str, name: str, table: Mapping[str, object]) -> None:
    if name not in table:
        raise ExperimentError(
            '{key} = "{name}" is not known: choose one of {names}.',
            key=key,
            name=name,
            names=", ".join(table),
        )


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Refuse what is no number: the part that every group of settings shares."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, float) and not math.isfinite(value):
                raise ExperimentError(
                    "{name} = {value}: give a finite number.", name=name, value=value
                )


class DataSettings(Settings, frozen=True):
    """Say where the samples come from; `None` means the data set's own usual value."""

    kind: str = "flower"
    folder: str = ""
    test_folder: str = ""
    test_share: Share = 0.0
    split_seed: Seed = 1
    size: Annotated[int, Meta(ge=1, le=1024)] = 64
    colour: bool = True
    positive_class: str = ""
    samples: Annotated[int, Meta(ge=2, le=1_000_000)] | None = None
    test_samples: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    noise: Annotated[float, Meta(ge=0, le=10)] | None = None
    seed: Seed = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.test_folder and self.test_share:
            raise ExperimentError(
                "data.test_folder and data.test_share are both set: "
                "keep one, and take the other out."
            )


class NetworkSettings(Settings, frozen=True):
    """Say what the network is and how its weights start."""

    hidden: Annotated[tuple[Units, ...], Meta(max_length=MAX_HIDDEN)] = (4,)
    activation: str | tuple[str, ...] = "tanh"
    leak: Annotated[float, Meta(ge=0, le=1)] = DEFAULT_LEAK
    initialisation: str = "scaled"
    scale: Scale = 1.0
    seed: Seed = 1
    precision: Literal["float64", "float32"] = "float64"

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.activations:
            _known("network.activation", name, ACTIVATIONS)
        _known("network.initialisation", self.initialisation, INITIALISERS)
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


class TrainingSettings(Settings, frozen=True):
    """Say how the network learns; a change applies from the next step."""

    loss: str = "cross_entropy"
    optimiser: str = "gradient_descent"
    learning_rate: Rate = 0.1
    iterations: Count = 1000
    epochs: Count | None = None
    batch_size: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    shuffle_seed: Seed = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        _known("training.loss", self.loss, LOSSES)
        _known("training.optimiser", self.optimiser, OPTIMISERS)

    def batches(self, m: int) -> int:
        """Count the updates of one pass over m samples."""
        return math.ceil(m / self.batch_size) if self.in_batches(m) else 1

    def in_batches(self, m: int) -> bool:
        """Tell whether m samples are learned in several batches."""
        return 0 < self.batch_size < m

    def updates(self, m: int) -> int:
        """Count the updates of the whole run on m samples."""
        return self.iterations if self.epochs is None else self.epochs * self.batches(m)


class Experiment(Settings, frozen=True):
    """Everything that decides the numbers of a run; equal experiments give equal numbers.

    `title` and `lesson` are for people: a name, and a sentence on what it teaches.
    """

    title: str = ""
    lesson: str = ""
    data: DataSettings = DataSettings()
    network: NetworkSettings = NetworkSettings()
    training: TrainingSettings = TrainingSettings()
