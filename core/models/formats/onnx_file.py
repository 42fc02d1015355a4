"""Models as .onnx: read back with care, and run in a second program to prove them."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError

from core.errors import ModelError
from core.files import shown
from core.models.description import assemble, check_stored, parse_description
from core.models.formats.onnx_graph import DESCRIPTION, TYPES, graph_of
from core.models.model import Model
from core.models.weights import Tensor
from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES

MOST_NODES = 100
LARGEST = 2**31
"""Bytes; ONNX itself has no larger files without others beside them."""
DTYPES = {number: np.dtype(name) for name, number in TYPES.items()}
OPERATORS = {
    *("Cast", "Div", "Sub", "Flatten", "Gemm"),
    *(
        node.operator
        for row in LOSSES.values()
        for node in (*row.one_output.onnx, *row.many_outputs.onnx)
    ),
    *(node.operator for row in ACTIVATIONS.values() for node in row.onnx),
}
"""All that Layerbench writes; a file with any other is refused."""


def read_onnx(path: Path) -> Model:
    """Read a model whose graph is, node for node, one that Layerbench writes.

    Nothing outside the file is looked at. Raises ModelError where it is anything else.
    """
    file, proto = shown(path), _parsed(path)
    _check_plain(file, proto)
    about = {item.key: item.value for item in proto.metadata_props}
    if DESCRIPTION not in about:
        raise ModelError("{file} holds no model that Layerbench wrote.", file=file)
    description = parse_description(file, about[DESCRIPTION])
    arrays = {
        tensor.name: _array(file, tensor)
        for tensor in proto.graph.initializer
        if tensor.name[:1] in ("W", "b")
    }
    tensors = {name: Tensor(array.shape, array.dtype.name) for name, array in arrays.items()}
    check_stored(file, description, tensors)
    model = assemble(file, description, arrays)
    if graph_of(model) != proto.graph:
        raise ModelError(
            "{file}: its graph computes something else than the network that it describes: "
            "export it again.",
            file=file,
        )
    return model


def run_onnx(path: Path, raw: np.ndarray) -> np.ndarray:
    """Compute the probabilities (N, classes) of raw samples, one a row, by another program.

    That is onnxruntime, or ONNX's own reference evaluator where onnxruntime is not installed.
    """
    try:
        import onnxruntime
    except ImportError:
        return evaluate(_parsed(path), raw)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    start = session.get_inputs()[0]
    kind = {"tensor(float)": np.float32, "tensor(double)": np.float64}.get(start.type, np.uint8)
    answer: np.ndarray = session.run(None, {start.name: raw.astype(kind)})[0]
    return answer


def evaluate(proto: Any, raw: np.ndarray) -> np.ndarray:
    """Compute the probabilities (N, classes) of raw samples by ONNX's reference evaluator."""
    from onnx.reference import ReferenceEvaluator  # it loads every operator: half a second

    start = proto.graph.input[0]
    kind = DTYPES[start.type.tensor_type.elem_type]
    (probabilities,) = ReferenceEvaluator(proto).run(None, {start.name: raw.astype(kind)})
    return probabilities


def _parsed(path: Path) -> Any:
    file = shown(path)
    if path.stat().st_size >= LARGEST:
        raise ModelError("{file} is too large for an .onnx file.", file=file)
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
            what=", ".join(shown(name) for name in sorted(strange)[:5]) or "its parts are others",
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
