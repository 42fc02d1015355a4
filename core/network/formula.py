"""One formula in the three forms in which it is written."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import SimpleNamespace


def _exp(z: float) -> float:
    try:
        return math.exp(z)
    except OverflowError:
        return math.inf


# What expressions of NumPy ask of it, for single numbers.
_ON_NUMBERS = SimpleNamespace(
    exp=_exp,
    expm1=math.expm1,
    tanh=math.tanh,
    maximum=max,
    minimum=min,
    where=lambda is_first, first, second: first if is_first else second,
)


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

    def times(self, letter: str) -> "Formula":
        """Return the product of a letter and this formula."""
        return Formula(
            _product(letter, " * ", self.plain, "({})"),
            _product(letter, r" \cdot ", self.latex, r"\left({}\right)"),
            _product(letter, " * ", self.numpy, "({})"),
        )

    def on_numbers(
        self, letters: Collection[str], constants: Mapping[str, float]
    ) -> Callable[..., float]:
        """Return its NumPy expression as a function of single numbers, in plain Python.

        `letters` are its arguments; `constants` are what else stands in it, by their names.
        """
        names: dict[str, object] = {"np": _ON_NUMBERS, **constants}
        function: Callable[..., float] = eval(f"lambda {', '.join(letters)}: {self.numpy}", names)
        return function


def _product(letter: str, times: str, formula: str, brackets: str) -> str:
    """Write a letter times a formula: in brackets where that is a sum, its sign in front."""
    if any(sign in outside_brackets(formula) for sign in (" + ", " - ", " if ")):
        return letter + times + brackets.format(formula)
    unsigned = formula.removeprefix("-")
    return ("-" if unsigned != formula else "") + letter + times + unsigned


def outside_brackets(formula: str) -> str:
    """Return what of a formula in plain text or LaTeX stands in no brackets or braces."""
    while (inner := re.sub(r"\([^()]*\)|\{[^{}]*\}", "", formula)) != formula:
        formula = inner
    return formula
