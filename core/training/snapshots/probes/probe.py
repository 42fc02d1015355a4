"""What every look is: a name, and how it is taken of a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.training.snapshots.network_state import Moment


@dataclass(frozen=True, slots=True)
class Look:
    """One look as a row of a table: `take` gives a frozen value that holds nothing writable."""

    name: str
    take: Callable[[Moment], Any]
