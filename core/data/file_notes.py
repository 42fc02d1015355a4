"""What a user should know of many files at a time: counted, a line for each kind."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.data.images.grey_range import GreyValues
from core.data.skipped import Skipped
from core.files import shown
from core.messages import Message, fill, listed, to_translate, translate

Key = TypeVar("Key")

_MOST = 6
"""Kinds that a line names; the others it counts."""
_ENDINGS = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "PNG": (".png", ".apng"),
    "GIF": (".gif",),
    "WEBP": (".webp",),
    "BMP": (".bmp", ".dib"),
    "TIFF": (".tif", ".tiff"),
    "PPM": (".ppm", ".pgm", ".pbm", ".pnm", ".pfm"),
    "AVIF": (".avif", ".avifs"),
    "HEIF": (".heic", ".heif", ".hif"),
    "none that is read here": (".jxl", ".jp2", ".svg", ".ico", ".psd"),
}
_KNOWN = {ending for endings in _ENDINGS.values() for ending in endings}

CONVERTED = {
    "cmyk": to_translate("{count:,} from CMYK"),
    "palette": to_translate("{count:,} with a palette"),
    "transparent": to_translate("{count:,} with transparency"),
    "deep": to_translate("{count:,} of 16 bits"),
    "upper_bits": to_translate("{count:,} of 16 bits, read by their upper 8 bits alone"),
    "wide": to_translate("{count:,} of 32 bits or fractions"),
    "grey": to_translate("{count:,} grey"),
    "black_and_white": to_translate("{count:,} black and white"),
    "other_colours": to_translate("{count:,} in other colours"),
    "turned": to_translate("{count:,} turned upright"),
    "frames": to_translate("{count:,} of several frames or pages, one of them used"),
}
"""What may have been done to a picture on its way to plain pixels."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What a picture file is: its kind, how large it is stored, and what of CONVERTED was done.

    `values` are of a picture of more than 8 bits a number. `taken` is when, in seconds, as far
    as it says.
    """

    kind: str
    size: tuple[int, int]
    converted: tuple[str, ...] = ()
    values: GreyValues | None = None
    taken: float | None = None


def conversion_notes(
    rubbish: Counter[str], pictures: Iterable[tuple[str, ImageInfo]]
) -> tuple[Message, ...]:
    """Tell of ignored system files, names that lie, and converted pictures, a line each.

    `rubbish` counts the system files by name; the pictures are (name, ImageInfo).
    """
    seen = list(pictures)
    return (*_ignored(rubbish), *_misnamed(seen), *_converted(seen))


def _ignored(rubbish: Counter[str]) -> Iterator[Message]:
    kinds = [Message("{count:,} {name}", count=n, name=shown(name)) for name, n in _most(rubbish)]
    yield from _count_message(
        "system_files",
        to_translate("{count:,} system {count:file|files} ignored: {kinds}."),
        rubbish,
        kinds,
    )


def _misnamed(seen: Sequence[tuple[str, ImageInfo]]) -> Iterator[Message]:
    """Count pictures whose name ends like that of another kind; other endings claim nothing."""
    lying: Counter[tuple[str, str]] = Counter()
    for name, about in seen:
        ending = os.path.splitext(name)[1].casefold()
        if ending in _KNOWN and ending not in _ENDINGS[about.kind]:
            lying[about.kind, ending] += 1
    text = to_translate("{count:,} {count:is|are} {kind} though named {ending}")
    kinds = [
        Message(text, count=count, kind=kind, ending=ending)
        for (kind, ending), count in _most(lying)
    ]
    text = to_translate(
        "{count:,} {count:picture has|pictures have} the name of another kind: {kinds}."
    )
    yield from _count_message("misnamed", text, lying, kinds)


def _converted(seen: Sequence[tuple[str, ImageInfo]]) -> Iterator[Message]:
    done = Counter(key for _, about in seen for key in about.converted)
    kinds = listed(Message(CONVERTED[key], count=count) for key, count in done.most_common())
    if done:
        text = to_translate("{count:,} {count:picture was|pictures were} converted: {kinds}.")
        yield Message(
            text, "converted", count=sum(bool(info.converted) for _, info in seen), kinds=kinds
        )


def _most(counts: Counter[Key]) -> list[tuple[Key, int]]:
    return sorted(counts.most_common(), key=lambda item: (-item[1], str(item[0])))[:_MOST]


def _count_message(
    key: str, text: str, counts: Counter[Key], kinds: list[Message]
) -> Iterator[Message]:
    total = counts.total()
    if rest := total - sum(count for _, count in _most(counts)):
        kinds.append(Message("{count:,} {count:other|others}", count=rest))
    if total:
        yield Message(text, key, count=total, kinds=listed(kinds))


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """Files that were left out for the same reason, which may differ in its figures."""

    files: tuple[Skipped, ...]

    def __str__(self) -> str:
        text = to_translate("{count:,} {count:file|files}: {reason}")
        if len({file.reason for file in self.files}) > 1:
            text = to_translate("{count:,} files: {reason}, and the like")
        return fill(translate(text), count=len(self.files), reason=self.files[0].reason)


def group_skipped(skipped: Iterable[Skipped]) -> list[SkippedGroup]:
    """Put files together that were left out for the same reason, the most frequent first."""
    alike: dict[tuple[str, object], list[Skipped]] = {}
    for file in skipped:
        alike.setdefault((file.problem.text, file.problem.values.get("kind")), []).append(file)
    return [SkippedGroup(tuple(files)) for files in sorted(alike.values(), key=len, reverse=True)]
