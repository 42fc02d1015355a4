"""A model as one ONNX graph: from raw pictures, or numbers, to its answers.

    pictures  uint8 (N, size, size, channels)      or numbers, or features of rows  (N, n)
    probabilities (N, classes)                     or scores, or numbers in their own unit

Where the answer is numbers, the numbers that go in are called features. Those of a table are in
the order that the metadata `features` name, before they are scaled; how a row becomes them stands
in the description's recipe. Text has no operator for its equality before operator set 19.

It computes in float32, which every runtime does; in float64, on request, few do, and some answer
wrongly without a word (https://github.com/opencv/opencv/issues/22096). Operator set 13 is
understood by every onnxruntime since 1.6, of 2020.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import onnx
from onnx import helper

from core.experiment.inputs import PictureInputs, TableInputs
from core.experiment.target_scale import TargetScale
from core.models.description import arrays, describe, without_paths
from core.models.model import Model
from core.network.onnx_node import OnnxNode

OPSET, IR_VERSION = 13, 7
DESCRIPTION = "layerbench"
WHITE = 255.0
TYPES = {
    "float32": onnx.TensorProto.FLOAT,
    "float64": onnx.TensorProto.DOUBLE,
    "uint8": onnx.TensorProto.UINT8,
}


def onnx_bytes(model: Model, precision: str) -> bytes:
    """Return a model as the bytes of an .onnx file that computes in float32 or float64.

    ONNX's own checker has passed it.
    """
    opset = helper.make_opsetid("", OPSET)
    proto = helper.make_model(
        graph_of(model, precision),
        opset_imports=[opset],
        ir_version=IR_VERSION,
        producer_name="Layerbench",
    )
    experiment = json.dumps(msgspec.to_builtins(without_paths(model.experiment)))
    about = {
        DESCRIPTION: describe(model),
        "classes": json.dumps(model.classes),
        "experiment": experiment,
    }
    if not isinstance(model.inputs, PictureInputs):
        about["features"] = json.dumps(model.inputs.names)
    helper.set_model_props(proto, about)
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString(deterministic=True))


def graph_of(model: Model, precision: str) -> Any:
    """Make the graph of a model that computes in this precision; equal models give equal graphs."""
    return _GraphBuilder(model, precision).graph()


class _GraphBuilder:
    """One graph, drawn node after node; `last` is the value that the next node reads."""

    def __init__(self, model: Model, precision: str) -> None:
        self.model = model
        self.dtype = precision
        self.pictures = isinstance(model.inputs, PictureInputs)
        self.answer = model.answers.readings
        self.last = self._input_name()
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def graph(self) -> Any:
        start = helper.make_tensor_value_info(self.last, *self._input())
        if self.pictures:
            self._node("Cast", "values", [self.last], to=TYPES[self.dtype])
            self._node("Div", "scaled", [self.last, self._constant("white", WHITE)])
        if self.model.inputs.mean:
            mean, deviation = self.model.inputs.mean, self.model.inputs.deviation
            self._node("Sub", "centred", [self.last, self._constant("mean", mean)])
            self._node("Div", "standardised", [self.last, self._constant("deviation", deviation)])
        if self.pictures:
            self._node("Flatten", "A0", [self.last], axis=1)
        for name, array in arrays(self.model).items():
            self._constant(name, array.ravel() if name.startswith("b") else array)
        hidden = [row.onnx for row in self.model.experiment.network.activation_rows]
        output = self.model.network.loss.output_layer(self.model.parameters.sizes[-1])
        scale = self.model.target_scale
        for l, nodes in enumerate((*hidden, output.onnx), 1):
            self._node("Gemm", f"Z{l}", [self.last, f"W{l}", f"b{l}"], transB=1)
            for node in nodes:
                self._layer_node(node, l, "scaled_numbers" if scale else self.answer)
        if scale:
            self._unscale(scale)
        end = helper.make_tensor_value_info(
            self.answer, TYPES[self.dtype], ["N", len(self.model.classes)]
        )
        return helper.make_graph(self.nodes, "layerbench", [start], [end], self.constants)

    def _unscale(self, scale: TargetScale) -> None:
        """Bring numbers back into their own unit."""
        deviation = self._constant("target_deviation", scale.deviation)
        self._node("Mul", "differences", [self.last, deviation])
        self._node("Add", self.answer, [self.last, self._constant("target_mean", scale.mean)])

    def _input_name(self) -> str:
        if self.pictures:
            return "pictures"
        of_table = isinstance(self.model.inputs, TableInputs)
        return "features" if of_table or self.answer == "numbers" else "numbers"

    def _input(self) -> tuple[int, list[str | int]]:
        inputs = self.model.inputs
        if isinstance(inputs, PictureInputs):
            return TYPES["uint8"], ["N", inputs.size, inputs.size, inputs.channels]
        return TYPES[self.dtype], ["N", inputs.count]

    def _layer_node(self, node: OnnxNode, l: int, answer: str) -> None:
        """Add one node of layer l's activation or output."""
        for name, value in node.constants.items():
            self._constant(name.format(l=l), value)
        inputs = [name.format(l=l) for name in node.inputs]
        output = node.output.format(l=l, answers=answer)
        self._node(node.operator, output, inputs, **node.attributes)

    def _node(self, kind: str, output: str, inputs: list[str], **attributes: int) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        self.last = output

    def _constant(self, name: str, value: float | Sequence[float] | np.ndarray) -> str:
        with np.errstate(over="ignore"):  # the proof refuses a graph with infinite numbers
            array = np.asarray(value, self.dtype)
        little = array.astype(array.dtype.newbyteorder("<"), order="C").tobytes()
        self.constants.append(
            helper.make_tensor(name, TYPES[self.dtype], array.shape, little, raw=True)
        )
        return name
