"""Pictures whose names count: those of one film or one burst, such as film3_0001, film3_0002."""

import math
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.data.folder.scan import FoundFile

FULL = 0.5
"""The share of the numbers between a first and a last picture that a series has, or more."""
_NUMBERED = re.compile(r"(.*?)[\s_.\-(]*(\d{1,18})\)?", re.DOTALL)
_CAMERA = re.compile(
    r"_*(img|imag|image|bild|foto|photo|pic|pict|picture|dsc|dscn|dscf|dsci|cimg|hpim|sam|kif|mvc|"
    r"mg|mvi|vid|pxl|mvimg|gopr|g[hpx]|dji|win|snap|snapshot|scan|screenshot|untitled|download|"
    r"file|p|[1-9]\d\d)(_?e)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(19|20)\d\d[-_. ]?[01]\d([-_. ]?[0-3]\d)?$")


@dataclass(frozen=True, slots=True)
class Series:
    """The places of files whose names count on from each other.

    `by_camera` says that the beginning of their names means no more than a camera, a program or
    their own class: they are no group.
    """

    places: tuple[int, ...]
    by_camera: bool


def find_series(files: Sequence[FoundFile]) -> Iterator[Series]:
    """Find two or more files whose names differ in the number at their end alone.

    At least half of the numbers from the first to the last, in their smallest steps, are there:
    numbers that are far apart count something else. A date before the number is no name.
    """
    numbered: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, file in enumerate(files):
        within, base = os.path.split(file.name.partition("/")[2] or file.name)
        if found := _NUMBERED.fullmatch(os.path.splitext(base)[0]):
            stem = found[1].casefold()
            if stem and not _DATE.search(stem):
                numbered.setdefault((within, stem), []).append((int(found[2]), place))
    for (_, stem), members in numbered.items():
        if _counts_on(sorted({number for number, _ in members})):
            classes = {files[place].class_name for _, place in members}
            yield Series(tuple(place for _, place in members), _says_nothing(stem, classes))


def _counts_on(numbers: Sequence[int]) -> bool:
    """Tell whether ascending numbers fill the way from the first to the last."""
    if len(numbers) < 2:
        return False
    step = math.gcd(*(number - numbers[0] for number in numbers[1:]))
    return len(numbers) >= FULL * ((numbers[-1] - numbers[0]) // step + 1)


def _says_nothing(stem: str, classes: set[str]) -> bool:
    plain = _letters(stem)
    return bool(_CAMERA.fullmatch(stem)) or any(
        plain in (_letters(name), _letters(name).removesuffix("s")) for name in classes
    )


def _letters(name: str) -> str:
    """Return a name without blanks and signs, for names that are spelled in two ways."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())
