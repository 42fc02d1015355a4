"""What every look is: a name, and how it is taken of a state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True)
class Probe:
    """One look as a row of a table: `take` gives a frozen value that holds nothing writable."""

    name: str
    take: Callable[[NetworkState], Any]
