"""Matrices with all of their entries: one sample's forward and backward, as a course writes it."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import numpy as np

from core.calculation.sample import SampleCalculation, SampleLayer
from core.messages import tr

LARGEST = 6
"""Matrices with more rows or columns are named by their shape alone."""

Part = str | tuple[str, np.ndarray]


def write_out(seen: SampleCalculation) -> str:
    """Return the lines of one sample's passes as text, for letters of one width.

    A sample is a matrix of one column, X (n[0], 1); where no layer is small enough it says so.
    """
    blocks = [tr("Forward")]
    for l, layer in enumerate(seen.layers, 1):
        blocks += _forward(seen, l, layer) if _fits(layer) else [_too_large(l, layer)]
    if seen.y is None:
        return "\n\n".join(blocks) + "\n"
    blocks.append(tr("Backward, of this sample's own loss"))
    for l in range(len(seen.layers), 0, -1):
        blocks += _backward(seen, l) if _fits(seen.layers[l - 1]) else []
    return "\n\n".join(blocks) + "\n"


def side_by_side(parts: Sequence[Part]) -> str:
    """Write matrices in brackets beside each other, each under its name and shape.

    A text stands at the height of their middle.
    """
    height = max(len(part[1]) for part in parts if not isinstance(part, str))
    columns = []
    for part in parts:
        if isinstance(part, str):
            lines = ["", *[""] * ((height - 1) // 2), part]
        else:
            name, matrix = part
            above = [""] * ((height - len(matrix)) // 2)
            lines = [*above, f"{name} ({matrix.shape[0]}, {matrix.shape[1]})", *_rows(matrix)]
        width = max(map(len, lines))
        columns.append([line.ljust(width) for line in lines])
    widths = [len(column[0]) for column in columns]
    rows = zip_longest(*columns)
    return "\n".join(
        " ".join(
            cell if cell is not None else " " * width
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _forward(seen: SampleCalculation, l: int, layer: SampleLayer) -> Iterator[str]:
    X = "X" if l == 1 else f"A{l - 1}"
    Z, A = (f"Z{l}", _column(layer.z)), (f"A{l}", _column(layer.a))
    yield side_by_side(
        [
            Z,
            "=",
            (f"W{l}", layer.W),
            ".",
            (X, _column(layer.inputs)),
            "+",
            (f"b{l}", _column(layer.b)),
        ]
    )
    yield side_by_side([A, "=", f"g{l}(Z{l}) = {seen.function(l)[0].plain}"])


def _backward(seen: SampleCalculation, l: int) -> Iterator[str]:
    layer, last = seen.layers[l - 1], l == len(seen.layers)
    if layer.back is None:
        return
    dZ, X = (f"dZ{l}", _column(layer.back.dz)), "X" if l == 1 else f"A{l - 1}"
    if last:
        formula = seen.network.loss.formulas(len(layer.z)).dz.plain
        Y = np.zeros(0) if seen.y is None else seen.y
        yield side_by_side(
            [dZ, f"= {formula}", (f"A{l}", _column(layer.a)), ",", ("Y", _column(Y))]
        )
    else:
        yield from _to_hidden(seen, l, dZ)
    dW = layer.back.dz[:, np.newaxis] * layer.inputs
    yield side_by_side(
        [(f"dW{l}", dW), "=", dZ, ".", (f"{X}ᵀ", layer.inputs[np.newaxis])],
    )
    yield side_by_side([(f"db{l}", dZ[1]), f"= dZ{l}"])


def _to_hidden(seen: SampleCalculation, l: int, dZ: tuple[str, np.ndarray]) -> Iterator[str]:
    """Write dZ[l] of a hidden layer, from dZ of the next one where its W is small enough."""
    layer, above = seen.layers[l - 1], seen.layers[l]
    if layer.back is None or above.back is None:
        return
    slope = (f"g{l}'(Z{l})", _column(layer.slope))
    if _fits(above):
        product: list[Part] = [
            (f"W{l + 1}ᵀ", above.W.T),
            ".",
            (f"dZ{l + 1}", _column(above.back.dz)),
        ]
    else:
        product = [(f"dA{l}", _column(layer.back.da))]
    yield side_by_side([dZ, "=", *product, "*", slope])


def _fits(layer: SampleLayer) -> bool:
    return max(layer.W.shape) <= LARGEST


def _too_large(l: int, layer: SampleLayer) -> str:
    text = tr(
        "Layer {layer}: W{layer} is ({rows}, {columns}). Matrices of up to {most} x {most} are "
        "written out; the page Network writes out each unit."
    )
    rows, columns = layer.W.shape
    return text.format(layer=l, rows=rows, columns=columns, most=LARGEST)


def _column(numbers: np.ndarray) -> np.ndarray:
    return numbers[:, np.newaxis]


def _rows(matrix: np.ndarray) -> list[str]:
    """Write the rows of a matrix in brackets, its columns aligned."""
    cells = [[f"{value + 0.0:.4g}" for value in row] for row in matrix.tolist()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["[ {} ]".format("  ".join(map(str.rjust, row, widths))) for row in cells]
