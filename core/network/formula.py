"""One formula in the three forms in which it is written."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as plain text, in LaTeX (without dollar signs), and as a NumPy expression.

    Letters stand for the numbers of one unit, or for whole arrays: z, a, y, w and the like. In
    LaTeX `\\cdot` multiplies two of them, and so does `*` in plain text.
    """

    plain: str
    latex: str
    numpy: str

    def with_letters(self, form: str, letters: Collection[str], write: Callable[[str], str]) -> str:
        """Write it in one of its forms, with what `write` makes of each of these letters."""
        longest_first = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))
        alone = rf"(?<![A-Za-z_\\])(?:{longest_first})(?![A-Za-z_])"
        return re.sub(alone, lambda found: write(found[0]), str(getattr(self, form)))
