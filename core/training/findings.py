"""What is worth telling about a run, in words with their numbers."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.words import tr


class Level(StrEnum):
    """How bad it is."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `layer` counts from 1 and is None where it is about the whole network.

    `text` is an English sentence with {fields}, `values` fills them.
    """

    key: str
    level: Level
    text: str
    values: dict[str, object] = field(default_factory=dict)
    layer: int | None = None

    def sentence(self) -> str:
        """Say it in the user's language."""
        return tr(self.text).format(**self.values)
