"""Matrices with their entries: one sample's forward and backward, as a course writes it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from core.calculation.forms import PLAIN
from core.calculation.lines import Applied, Array, Line
from core.calculation.sample import SampleCalculation, SampleLayer
from core.messages import fill, tr

MOST = 20
"""Layers of more numbers are written in part: the first ones, one that is wanted, and the last."""
FIRST = 3
LEFT_OUT = "…"

Name = Callable[[int, int], str]
"""The name of a number, from 0, of a layer: of the inputs, which are 0, or of a unit."""


@dataclass(frozen=True, slots=True)
class Block:
    """A matrix as text: its title, and a line for each of its rows."""

    title: str
    rows: list[str]


def write_out(seen: SampleCalculation, name: Name, wanted: tuple[int, int] = (0, 0)) -> str:
    """Return the lines of one sample's passes as text, for letters of one width.

    A sample is a matrix of one column, X (n[0], 1). `wanted` is a layer, and a number in it, from
    0, that is written out wherever it stands.
    """
    return _Writer(seen, name, wanted).text()


def matrix(title: str, M: np.ndarray, rows: "Places", columns: "Places") -> Block:
    """Write a matrix, or those rows and columns of it, in brackets with its columns aligned."""
    shape = f"{title} ({rows.count}, {columns.count})"
    seen = M[np.reshape(rows.written, (-1, 1)), columns.written]
    return Block(shape, _bracketed(seen, rows, columns))


def side_by_side(parts: Sequence[str | Block]) -> str:
    """Write blocks beside each other, each under its title; a text stands at their middle."""
    height = max(len(part.rows) for part in parts if isinstance(part, Block)) + 1
    columns = []
    for part in parts:
        if isinstance(part, str):
            lines = [*[""] * (1 + (height - 2) // 2), part]
        else:
            above = [""] * ((height - 1 - len(part.rows)) // 2)
            lines = [*above, part.title, *part.rows]
        width = max(map(len, lines))
        columns.append([line.ljust(width) for line in lines])
    widths = [len(column[0]) for column in columns]
    return "\n".join(
        " ".join(
            cell if cell is not None else " " * width
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in zip_longest(*columns)
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Which rows or columns of so many are written, from 0 and in their order."""

    count: int
    written: list[int]

    @classmethod
    def of(cls, count: int, wanted: int | None = None) -> "Places":
        """Choose them: all where there are few."""
        if count <= MOST:
            return cls(count, [*range(count)])
        some = {*range(FIRST), count - 1, *([] if wanted is None or wanted >= count else [wanted])}
        return cls(count, sorted(some))

    def gapped(self, cells: Sequence[str]) -> list[str]:
        """Return one text for each that is written, with dots where some are left out."""
        found: list[str] = []
        for before, place, cell in zip([-1, *self.written], self.written, cells, strict=False):
            found += [LEFT_OUT, cell] if place > before + 1 else [cell]
        return found


ONE = Places(1, [0])


class _Writer:
    """Write the blocks of one sample, layer by layer."""

    def __init__(self, seen: SampleCalculation, name: Name, wanted: tuple[int, int]) -> None:
        self.seen, self.name = seen, name
        # What stands in several lines is written once.
        self._columns: dict[str, Block] = {}
        self._named: dict[int, Block] = {}
        layer, number = wanted
        self.places = [
            Places.of(count, number if l == layer else None)
            for l, count in enumerate(seen.network.sizes)
        ]

    def text(self) -> str:
        blocks = [*self._left_out(), tr("Forward")]
        for l, layer in enumerate(self.seen.layers, 1):
            blocks += self._forward(l, layer)
        if self.seen.y is not None:
            blocks.append(tr("Backward, of this sample's own loss"))
            for l in range(len(self.seen.layers), 0, -1):
                blocks += self._backward(l)
        return "\n\n".join(blocks) + "\n"

    def _left_out(self) -> Iterator[str]:
        """Say what is not written, where anything is not."""
        for l, places in enumerate(self.places):
            text = tr("Layer {layer}: {shown} of {count:,} units are written; … are the others.")
            if not l:
                text = tr("{shown} of {count:,} inputs are written; … are the others.")
            if len(places.written) < places.count:
                yield fill(text, layer=l, shown=len(places.written), count=places.count)

    def _forward(self, l: int, layer: SampleLayer) -> Iterator[str]:
        W = matrix(f"W{l}", layer.W, self.places[l], self.places[l - 1])
        b = self._column(f"b{l}", layer.b, l)
        Z, A = self._column(f"Z{l}", layer.z, l), self._column(f"A{l}", layer.a, l)
        yield side_by_side([self._names(l), Z, "=", W, ".", self._input(l), "+", b])
        value = self.seen.function(l)[0].plain
        yield side_by_side([self._names(l), A, "=", f"g{l}(Z{l}) = {value}"])

    def _backward(self, l: int) -> Iterator[str]:
        layer = self.seen.layers[l - 1]
        if layer.back is None:
            return
        dZ = self._column(f"dZ{l}", layer.back.dz, l)
        made = self._of_loss(layer) if l == len(self.seen.layers) else self._of_above(l, layer)
        yield side_by_side([self._names(l), dZ, *made])
        rows, columns = self.places[l], self.places[l - 1]
        dW = layer.back.dz[rows.written, np.newaxis] * layer.inputs[columns.written]
        written = Block(f"dW{l} ({rows.count}, {columns.count})", _bracketed(dW, rows, columns))
        X = matrix(f"{_input_name(l)}ᵀ", layer.inputs[np.newaxis], ONE, columns)
        yield side_by_side([self._names(l), written, "=", dZ, ".", X])
        yield side_by_side([self._names(l), self._column(f"db{l}", layer.back.dz, l), f"= dZ{l}"])

    def _of_loss(self, layer: SampleLayer) -> Iterator[str | Block]:
        """Write what dZ of the output is made of: a formula, and the numbers of its letters."""
        l = len(self.seen.layers)
        arrays = {f"Z{l}": layer.z, f"A{l}": layer.a, "Y": self.seen.y}
        letters = dict(zip("zay", map(Array, arrays), strict=True))
        formula = Applied(self.seen.network.loss.formulas(len(layer.z)).dz, letters)
        written = PLAIN.line(Line(Array("dZ"), (formula,)), shaped=False)
        yield written.removeprefix("dZ ") + ","
        for array in formula.arrays:
            numbers = arrays[array.name]
            if numbers is not None:
                yield self._column(array.name, numbers, l)

    def _of_above(self, l: int, layer: SampleLayer) -> Iterator[str | Block]:
        """Write what dZ of a hidden layer is made of: what the next one passes back, and g'."""
        above = self.seen.layers[l]
        if above.back is None:
            return
        yield "="
        yield matrix(f"W{l + 1}ᵀ", above.W.T, self.places[l], self.places[l + 1])
        yield "."
        yield self._column(f"dZ{l + 1}", above.back.dz, l + 1)
        yield "*"
        yield self._column(f"g{l}'(Z{l})", layer.slope, l)

    def _names(self, l: int) -> Block:
        """Write what the rows of a layer are called, as the names of inputs or units."""
        if l not in self._named:
            places = self.places[l]
            names = [self.name(l, place) for place in places.written]
            self._named[l] = Block("", places.gapped(names))
        return self._named[l]

    def _input(self, l: int) -> Block:
        """Write what a layer reads; samples have the names of their inputs beside them."""
        column = self._column(_input_name(l), self.seen.layers[l - 1].inputs, l - 1)
        if l > 1:
            return column
        names = self._names(0).rows
        rows = [f"{row} {name}" for row, name in zip(column.rows, names, strict=True)]
        return Block(column.title, rows)

    def _column(self, title: str, numbers: np.ndarray, l: int) -> Block:
        if title not in self._columns:
            self._columns[title] = matrix(title, numbers[:, np.newaxis], self.places[l], ONE)
        return self._columns[title]


def _input_name(l: int) -> str:
    return "X" if l == 1 else f"A{l - 1}"


def _bracketed(values: np.ndarray, rows: Places, columns: Places) -> list[str]:
    """Write the entries that are shown, in the lines of their rows."""
    cells = [columns.gapped([f"{value + 0.0:.4g}" for value in row]) for row in values.tolist()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["[ {} ]".format("  ".join(map(str.rjust, row, widths))) for row in cells]
    dots = "[ {} ]".format("  ".join(LEFT_OUT.rjust(width) for width in widths))
    return [dots if line == LEFT_OUT else line for line in rows.gapped(lines)]
