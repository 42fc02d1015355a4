"""What a calculation is made of: lines, each of which makes one array from others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.messages import Message
from core.network.formula import Formula


@dataclass(frozen=True, slots=True)
class Array:
    """An array by its name in the course (Z1, dW2), or a number, whose shape is ().

    With `transposed` it is read so, and `shape` is that of what is read.
    """

    name: str
    shape: tuple[int, ...] = ()
    transposed: bool = False

    @property
    def T(self) -> "Array":  # noqa: N802
        return replace(self, shape=self.shape[::-1], transposed=not self.transposed)


@dataclass(frozen=True, slots=True)
class Product:
    """The product of two matrices."""

    left: Array
    right: Array


@dataclass(frozen=True, slots=True)
class Applied:
    """A formula with arrays in the places of its letters, entry by entry.

    With `is_factor` it is multiplied with what stands before it.
    """

    formula: Formula
    letters: dict[str, Array]
    is_factor: bool = False

    @property
    def arrays(self) -> tuple[Array, ...]:
        """Return the arrays that its plain text names, in the order of their first places."""
        named: dict[str, Array] = {}

        def note(letter: str) -> str:
            named[letter] = self.letters[letter]
            return letter

        self.formula.with_letters("plain", self.letters, note)
        return tuple(named.values())


Part = Array | Product | Applied | Formula
"""A piece of a line's right side; a bare Formula is an operator or a number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment: `result` is made of what its `parts` name, from left to right."""

    result: Array
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return self.result.name

    @property
    def arrays(self) -> tuple[Array, ...]:
        """Return every array that is read, from left to right."""
        return tuple(self._read())

    def _read(self) -> Iterator[Array]:
        for part in self.parts:
            if isinstance(part, Array):
                yield part
            elif isinstance(part, Product):
                yield from (part.left, part.right)
            elif isinstance(part, Applied):
                yield from part.arrays


@dataclass(frozen=True, slots=True)
class Stage:
    """Lines that belong together; `name` is functions, forward, cost, chain, backward, rate or
    update; rate is there where a schedule changes the learning rate.

    `layer` is the one, from 1, that the chain rule is written for; else 0.
    """

    name: str
    title: Message
    lines: tuple[Line, ...]
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that the settings give, by the letter that stands for it."""

    letter: Formula
    value: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """The calculation of one update: what is given, and the stages in their order.

    `inputs` are the arrays that are given: X, Y, the parameters, dropout's D (1 where a unit is
    kept, else 0), what the optimiser remembers, and what a schedule goes by. `layers` is L, and
    `samples` m.
    """

    layers: int
    samples: int
    constants: tuple[Constant, ...]
    inputs: tuple[Array, ...]
    stages: tuple[Stage, ...]

    def stage(self, name: str, layer: int = 0) -> Stage:
        """Return the stage of this name, the chain rule for one of the layers."""
        return next(row for row in self.stages if (row.name, row.layer) == (name, layer))

    def line(self, name: str) -> Line:
        """Return the line that first makes this array."""
        lines = (line for stage in self.stages for line in stage.lines)
        return next(line for line in lines if line.name == name)
