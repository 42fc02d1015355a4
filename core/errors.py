"""The mistakes a user can put right. Anything else that is raised is a bug.

LayerbenchError
|-- ExperimentError     a setting: unknown, out of its range, or at odds with another
|-- DataError           a folder, a file or a picture that cannot be used as data
|-- ModelError          a file of trained weights that cannot be read or used
|-- OutputError         a place that cannot be written to
`-- Cancelled           the user stopped it; nothing to put right
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from core.messages import Message, fill, to_translate, translate


@dataclass(frozen=True, slots=True)
class SuggestedFix:
    """Settings that may put a mistake or a finding right: `text` is what a button says.

    `values` fill its {fields}. `since` is the iteration of the run that training goes on from
    with these settings; None starts anew. `afterwards` is a sentence to be told once they are made.
    """

    text: str
    changes: dict[str, object]
    values: Mapping[str, object] = field(default_factory=dict)
    since: int | None = None
    afterwards: str = ""

    def label(self) -> str:
        """Return the button's text in the user's language."""
        return fill(translate(self.text), **self.values)


class LayerbenchError(Exception):
    """Say what is wrong, where, and what to do.

    `text` is an English sentence with {fields} and `values` fills them. They are kept apart, so
    that the sentence can be translated when it is shown. Every part survives pickling.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values
        self.fixes: list[SuggestedFix] = []

    @property
    def suggested_changes(self) -> dict[str, object]:
        """Return the settings of the first suggested fix, none where there is none."""
        return self.fixes[0].changes if self.fixes else {}

    def suggest(
        self,
        changes: dict[str, object],
        text: str = to_translate("Use what is suggested"),
        **values: object,
    ) -> Self:
        """Add settings that would put the mistake right, for the window to offer on a button.

        `text` with its `values` is the button's label.
        """
        self.fixes.append(SuggestedFix(text, changes, values))
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return fill(translate(self.text), **self.values)


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


_FIELD = re.compile(r"(required|unknown) field `(\w+)`")
_PLACE = re.compile(r" - at `\$\.?(.+)`")


def damage(problem: Exception) -> Exception | Message:
    """Say what is wrong in a file of ours, in our own words where a library has found it."""
    for own in (problem, problem.__cause__):
        if isinstance(own, LayerbenchError):
            return own
    if found := _FIELD.search(str(problem)):
        unknown = found[1] == "unknown"
        text = to_translate("{name} is not known") if unknown else to_translate("{name} is missing")
        return Message(text, name=found[2])
    if place := _PLACE.search(str(problem)):
        return Message("what it says of {name} cannot be", name=place[1])
    return Message("some of its values cannot be")


def _unpickled(
    kind: type[LayerbenchError], arguments: tuple[object, ...], state: dict[str, object]
) -> LayerbenchError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error
