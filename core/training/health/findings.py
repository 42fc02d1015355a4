"""What is worth telling about a run, in words with their numbers, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import SuggestedFix
from core.messages import fill, to_translate, translate


class Level(StrEnum):
    """How bad it is, from what is as it may be to what ends a run."""

    INFORMATION = "information"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


LEVELS = {
    Level.INFORMATION: to_translate("information"),
    Level.NOTE: to_translate("note"),
    Level.WARNING: to_translate("warning"),
    Level.ERROR: to_translate("error"),
}
"""What they are called."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `layer` counts from 1 and is None where it is about the whole network.

    `began` is the iteration at which what it tells began, None where that is not known.
    `text` is an English sentence with {fields}, `values` fills them.
    """

    key: str
    level: Level
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    layer: int | None = None
    offer: SuggestedFix | None = None
    began: int | None = None

    def sentence(self) -> str:
        """Return it in the user's language."""
        return fill(translate(self.text), **self.values)
