"""What an audit found, as groups of samples to look at; a kind of finding is a row of FINDINGS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.data.folder.items import SampleItem, Side
from core.files import shown
from core.messages import to_translate

if TYPE_CHECKING:  # it brings Pillow, which a window of points does without
    from core.data.audit.audit import Audit, Group

Places = tuple[int, ...]


class AuditedSamples:
    """An audit beside the samples that it speaks of, as they are used now."""

    def __init__(self, audit: "Audit", items: tuple[SampleItem, ...]) -> None:
        self.audit = audit
        self.items = items
        self._places = {
            item.name: place
            for place, item in enumerate(items)
            if item.name and item.side is not Side.EXCLUDED
        }

    def alike(self, *lots: "tuple[Group, ...]") -> list[Places]:
        """Return groups of pictures that show the same, of which two or more are used."""
        groups = [self.used(group.files) for lot in lots for group in lot]
        return [places for places in groups if len(places) > 1]

    def used(self, files: Iterable[str]) -> Places:
        """Return the places of those files that are samples."""
        names = (shown(file) for file in files)
        return tuple(self._places[name] for name in names if name in self._places)

    def each(self, files: Iterable[str]) -> list[Places]:
        """Return every one of these files as a group of its own."""
        return [(place,) for place in self.used(files)]

    def differing(self, name: str) -> list[Places]:
        """Return the groups that look alike and differ in a field, such as their side."""
        both = self.alike(self.audit.duplicates, self.audit.near_duplicates)
        return [
            places
            for places in both
            if len({getattr(self.items[place], name) for place in places}) > 1
        ]


@dataclass(frozen=True, slots=True)
class AuditSection:
    """One kind of finding: what it is called, what it means, and how it is found."""

    key: str
    label: str
    meaning: str
    find: Callable[[AuditedSamples], list[Places]]


_ROWS = (
    AuditSection(
        "leak",
        to_translate("In training and in test"),
        to_translate(
            "The same or nearly the same picture on both sides: the test looks better than it is."
        ),
        lambda seen: seen.differing("side"),
    ),
    AuditSection(
        "two_classes",
        to_translate("In two classes"),
        to_translate(
            "The same or nearly the same picture with two answers: compare them, one may be wrong."
        ),
        lambda seen: seen.differing("class_name"),
    ),
    AuditSection(
        "duplicates",
        to_translate("Equal pictures"),
        to_translate("They are equal pixel by pixel at 64 x 64."),
        lambda seen: seen.alike(seen.audit.duplicates),
    ),
    AuditSection(
        "near_duplicates",
        to_translate("Nearly equal pictures"),
        to_translate(
            "Another size, format or brightness of the same picture, or one that differs in "
            "little: compare them."
        ),
        lambda seen: seen.alike(seen.audit.near_duplicates),
    ),
    AuditSection(
        "constant",
        to_translate("Of one colour"),
        to_translate("Nothing can be seen on them."),
        lambda seen: seen.each(seen.audit.constant),
    ),
    AuditSection(
        "tiny",
        to_translate("Tiny"),
        to_translate("A side below 16 pixels: too small to learn from."),
        lambda seen: seen.each(seen.audit.tiny),
    ),
    AuditSection(
        "odd_shape",
        to_translate("Odd shapes"),
        to_translate("More than 4 times as long as wide: little is left of them in a square."),
        lambda seen: seen.each(seen.audit.odd),
    ),
)
SECTIONS = {row.key: row for row in _ROWS}
