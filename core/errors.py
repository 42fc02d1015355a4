"""The mistakes a user can put right. Anything else that is raised is a bug.

LayerbenchError
|-- ExperimentError     a setting: unknown, out of its range, or at odds with another
|-- DataError           a folder, a file or a picture that cannot be used as data
|-- ModelError          a file of trained weights that cannot be read or used
|-- OutputError         a place that cannot be written to
`-- Cancelled           the user stopped it; nothing to put right
"""

from dataclasses import dataclass
from typing import Self

from core.messages import Message, tr


@dataclass(frozen=True, slots=True)
class SuggestedFix:
    """Settings that would put a mistake right, and what to call them."""

    changes: dict[str, object]
    label: Message


class LayerbenchError(Exception):
    """Say what is wrong, where, and what to do.

    `text` is an English sentence with {fields}, `values` fills them: both are kept
    apart, so that the sentence can be translated when it is shown.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text, values)
        self.text = text
        self.values = values
        self.offers: list[SuggestedFix] = []

    @property
    def offer(self) -> dict[str, object]:
        """Give the settings that would put it right: those that were offered first."""
        return self.offers[0].changes if self.offers else {}

    def offering(
        self, changes: dict[str, object], text: str = "Use what is suggested", **values: object
    ) -> Self:
        """Name settings that would put it right, so that a window can offer to change them.

        Called again it offers one more choice; `text` and its `values` say what it is.
        """
        self.offers.append(SuggestedFix(changes, Message(text, "", **values)))
        return self

    def __str__(self) -> str:
        return tr(self.text).format(**self.values)


class ExperimentError(LayerbenchError):
    """A setting that is unknown, out of its range, or at odds with another."""


class DataError(LayerbenchError):
    """A folder, a file or a picture that cannot be used as data."""


class ModelError(LayerbenchError):
    """A file of trained weights that cannot be read or used."""


class OutputError(LayerbenchError):
    """A place that cannot be written to."""


class Cancelled(LayerbenchError):
    """The user stopped it; nothing to put right."""

    def __init__(self) -> None:
        super().__init__("Stopped.")
