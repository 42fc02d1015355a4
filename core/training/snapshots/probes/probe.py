"""What every probe is: a name, and how it measures a state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe as a row of a table: `take` gives a frozen value that holds nothing writable."""

    name: str
    take: Callable[[NetworkState], Any]
