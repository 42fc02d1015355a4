"""A walk of our own through an ONNX graph: every node computed with NumPy, in order.

It knows the operators that Layerbench writes and no other, and proves an exported graph
where onnxruntime is not installed.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import helper

from core.models.formats.onnx_graph import OUTPUT, TYPES

DTYPES = {number: np.dtype(name) for name, number in TYPES.items()}
Values = list[np.ndarray]


def walk(proto: Any, raw: np.ndarray) -> np.ndarray:
    """Compute the probabilities (N, classes) of raw samples, one a row."""
    graph = proto.graph
    values = {tensor.name: constant(tensor) for tensor in graph.initializer}
    start = graph.input[0]
    values[start.name] = raw.astype(DTYPES[start.type.tensor_type.elem_type])
    for node in graph.node:
        attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        values[node.output[0]] = OPERATORS[node.op_type](
            [values[name] for name in node.input], attributes
        )
    return values[OUTPUT]


def constant(tensor: Any) -> np.ndarray:
    """Return an embedded tensor as an array; raise ValueError if its bytes are not its shape's."""
    if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.data_type not in DTYPES:
        raise ValueError(tensor.name)
    dtype = DTYPES[tensor.data_type].newbyteorder("<")
    if any(side < 0 for side in tensor.dims):
        raise ValueError(tensor.name)
    return np.frombuffer(tensor.raw_data, dtype).reshape(tuple(tensor.dims))


def _cast(inputs: Values, attributes: dict[str, Any]) -> np.ndarray:
    return inputs[0].astype(DTYPES[attributes["to"]])


def _flatten(inputs: Values, attributes: dict[str, Any]) -> np.ndarray:
    return inputs[0].reshape(len(inputs[0]), -1)


def _gemm(inputs: Values, attributes: dict[str, Any]) -> np.ndarray:
    A, B, C = inputs
    return A @ (B.T if attributes.get("transB") else B) + C


def _softmax(inputs: Values, attributes: dict[str, Any]) -> np.ndarray:
    axis = attributes["axis"]
    E = np.exp(inputs[0] - inputs[0].max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def _sigmoid(inputs: Values, attributes: dict[str, Any]) -> np.ndarray:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-inputs[0]))


OPERATORS: dict[str, Callable[[Values, dict[str, Any]], np.ndarray]] = {
    "Cast": _cast,
    "Flatten": _flatten,
    "Gemm": _gemm,
    "Softmax": _softmax,
    "Sigmoid": _sigmoid,
    "Tanh": lambda inputs, _: np.tanh(inputs[0]),
    "Add": lambda inputs, _: inputs[0] + inputs[1],
    "Exp": lambda inputs, _: np.exp(inputs[0]),
    "Min": lambda inputs, _: np.minimum(*inputs),
    "Relu": lambda inputs, _: np.maximum(inputs[0], 0),
    "Max": lambda inputs, _: np.maximum(*inputs),
    "Mul": lambda inputs, _: inputs[0] * inputs[1],
    "Div": lambda inputs, _: inputs[0] / inputs[1],
    "Sub": lambda inputs, _: inputs[0] - inputs[1],
    "Concat": lambda inputs, attributes: np.concatenate(inputs, axis=attributes["axis"]),
}
