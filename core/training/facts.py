"""What happened, once, and must not be missed: it waits in a queue until it is read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.data.dataset import Dataset
from core.errors import LayerbenchError
from core.experiment import Experiment
from core.network.gradient_check import ParameterCheck
from core.training.findings import Finding

if TYPE_CHECKING:
    from core.models.exporters import Exported


@dataclass(frozen=True, slots=True, eq=False)
class Loading:
    """Data is being read: `done` of `total` files so far."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """The data of an experiment is there."""

    experiment: Experiment
    dataset: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """Something went wrong: a mistake the user can put right, or a bug (None) with its traceback.

    `refused` is the experiment that could not be put on the bench, where that is what
    went wrong; `kept` is the one that is there all the same.
    """

    problem: LayerbenchError | None
    trace: str
    refused: Experiment | None
    kept: Experiment | None


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """The trained weights are in a file, which was opened again and compared."""

    exported: "Exported"


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """The gradient of every W[l] and b[l] was compared with finite differences."""

    checks: tuple[ParameterCheck, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Twinning:
    """A twin of the run is being trained: `done` of `total` updates so far."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Twinned:
    """The run was compared with its twin."""

    finding: Finding


Fact = Loading | Loaded | Failed | Saved | Checked | Twinning | Twinned
