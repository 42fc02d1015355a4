"""Models as .onnx: read back with care, and run in a second program to prove them."""

import math
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from google.protobuf.message import DecodeError

from core.errors import ModelError
from core.files import shown
from core.messages import Message, listed, to_translate
from core.models.description import (
    LONGEST,
    OF_REFERENCES,
    Description,
    assemble,
    check_stored,
    parse_description,
    stored_shapes,
)
from core.models.formats.onnx_graph import (
    ANSWER_OPERATORS,
    DESCRIPTION,
    TYPES,
    graph_of,
)
from core.models.formats.onnx_outline import OutlineError, read_outline
from core.models.model import Model
from core.models.weights import Tensor
from core.network.activations import ACTIVATIONS
from core.network.output_layers import OUTPUT_LAYERS

MOST_NODES = 100
MOST_BESIDE = 1024 * 1024
"""Bytes of everything but the weights and the metadata."""
LARGEST = 2**31
"""Bytes; ONNX itself has no larger files without others beside them."""
DTYPES = {number: np.dtype(name) for name, number in TYPES.items()}
OPERATORS = {
    *("Cast", "Div", "Sub", "Flatten", "Gemm", "Mul", "Add", *ANSWER_OPERATORS),
    *(node.operator for layer in OUTPUT_LAYERS.values() for node in layer.onnx),
    *(node.operator for row in ACTIVATIONS.values() for node in row.onnx),
}
"""All that Layerbench writes; a file with any other is refused."""


def read_onnx(path: Path) -> Model:
    """Read a model whose graph is, node for node, one that Layerbench writes.

    Nothing outside the file is looked at. Raises ModelError where it is anything else.
    """
    file = shown(path)
    description = _description(path)
    proto = _parsed(path)
    _check_plain(file, proto)
    arrays = {
        tensor.name: _array(file, tensor)
        for tensor in proto.graph.initializer
        if tensor.name[:1] in ("W", "b") or tensor.name in OF_REFERENCES
    }
    tensors = {name: Tensor(array.shape, array.dtype.name) for name, array in arrays.items()}
    check_stored(file, description, tensors)
    model = assemble(file, description, arrays)
    precision = arrays["W1"].dtype.name
    if graph_of(model, precision) != proto.graph:
        raise ModelError(
            "{file}: its graph computes something else than the network that it describes: "
            "export it again.",
            file=file,
        )
    return model


def run_onnx(path: Path, raw: np.ndarray) -> np.ndarray:
    """Compute the readings (N, names) of raw samples, one a row, by another program.

    That is onnxruntime, or ONNX's own reference evaluator where onnxruntime is not installed.
    """
    return run_outputs(path, raw)[0]


def run_outputs(path: Path, raw: np.ndarray) -> list[np.ndarray]:
    """Compute all outputs of a graph for raw samples, one a row, as `run_onnx` does."""
    try:
        import onnxruntime
    except ImportError:
        return _evaluate(_parsed(path), raw)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    start = session.get_inputs()[0]
    kind = {"tensor(float)": np.float32, "tensor(double)": np.float64}.get(start.type, np.uint8)
    outputs: list[np.ndarray] = session.run(None, {start.name: raw.astype(kind)})
    return outputs


def evaluate(proto: Any, raw: np.ndarray) -> np.ndarray:
    """Compute the readings (N, names) of raw samples by ONNX's reference evaluator."""
    return _evaluate(proto, raw)[0]


def _evaluate(proto: Any, raw: np.ndarray) -> list[np.ndarray]:
    from onnx.reference import ReferenceEvaluator  # it loads every operator: half a second

    start = proto.graph.input[0]
    kind = DTYPES[start.type.tensor_type.elem_type]
    outputs: list[np.ndarray] = ReferenceEvaluator(proto).run(None, {start.name: raw.astype(kind)})
    return outputs


def _description(path: Path) -> Description:
    """Read the description alone, from a file that is no larger than its model needs.

    Parsing a file takes many times its size; so its parts are measured first.
    """
    file, size = shown(path), path.stat().st_size
    if size >= LARGEST:
        raise ModelError("{file} is too large for an .onnx file.", file=file)
    with path.open("rb") as opened:
        try:
            outline = read_outline(opened, size)
            if outline.rest > MOST_BESIDE or size - outline.numbers > 3 * LONGEST + MOST_BESIDE:
                raise OutlineError
            entries = [_entry(opened, *place) for place in outline.metadata]
        except (OutlineError, DecodeError):
            text = to_translate(
                "{file} is no ONNX file, a damaged one, or not written by Layerbench."
            )
            raise ModelError(text, file=file) from None
    values = {entry.key: entry.value for entry in entries}
    if DESCRIPTION not in values:
        raise ModelError("{file} holds no model that Layerbench wrote.", file=file)
    description = parse_description(file, values[DESCRIPTION])
    weights = sum(math.prod(shape) for shape in stored_shapes(description).values())
    if outline.numbers > 8 * weights + 16 * description.inputs.count + MOST_BESIDE:
        raise ModelError(
            "{file} holds {size:,.1f} MB of numbers, which are more than its network has.",
            file=file,
            size=outline.numbers / 1e6,
        )
    return description


def _entry(file: BinaryIO, start: int, end: int) -> Any:
    file.seek(start)
    return onnx.StringStringEntryProto.FromString(file.read(end - start))


def _parsed(path: Path) -> Any:
    file = shown(path)
    try:
        return onnx.ModelProto.FromString(path.read_bytes())
    except DecodeError:
        raise ModelError("{file} is no ONNX file, or a damaged one.", file=file) from None


def _check_plain(file: str, proto: Any) -> None:
    """Refuse functions, sub-graphs and operators that are not among the few we write."""
    strange = {node.op_type for node in proto.graph.node if node.op_type not in OPERATORS}
    strange |= {node.domain for node in proto.graph.node if node.domain}
    extra = proto.functions or proto.training_info or proto.graph.sparse_initializer
    if strange or extra or not 0 < len(proto.graph.node) <= MOST_NODES:
        raise ModelError(
            "{file}: this ONNX graph was not written by Layerbench ({what}).",
            file=file,
            what=listed(shown(name) for name in sorted(strange)[:5])
            or Message("its parts are others"),
        )


def _array(file: str, tensor: Any) -> np.ndarray:
    """Return an embedded tensor; raise ModelError where its bytes are not those of its shape."""
    embedded = tensor.data_location != onnx.TensorProto.EXTERNAL and tensor.data_type in DTYPES
    try:
        if not embedded or any(side < 0 for side in tensor.dims):
            raise ValueError
        dtype = DTYPES[tensor.data_type].newbyteorder("<")
        return np.frombuffer(tensor.raw_data, dtype).reshape(tuple(tensor.dims))
    except ValueError:
        raise ModelError(
            "{file}: {name} is not embedded as the numbers that its shape {shape} says.",
            file=file,
            name=shown(tensor.name),
            shape=tuple(tensor.dims),
        ) from None
