"""A model as one ONNX graph: from raw pictures, or numbers, to its answers.

    pictures  uint8 (N, size, size, channels)      or numbers, or features of rows  (N, n)
    probabilities (N, classes)                     or scores, or numbers in their own unit
    answer    int64 (N)                            where it is not always the highest of these

The answer is the number of a class, from 0, or -1: none of these. It follows a threshold of two
classes that is not the usual one, a least probability, and the distance (N) from what was learned
from, which is an output as well where that was asked for.

Where the answer is numbers, the numbers that go in are called features. Those of a table are in
the order that the metadata `features` name, before they are scaled; how a row becomes them stands
in the description's recipe. Text has no operator for its equality before operator set 19.

It computes in float32, which every runtime does; in float64, on request, few do, and some answer
wrongly without a word (https://github.com/opencv/opencv/issues/22096). Operator set 13 is
understood by every onnxruntime since 1.6, of 2020.
"""

import json
from collections.abc import Sequence
from math import inf
from typing import Any

import msgspec
import numpy as np
import onnx
from onnx import helper

from core.experiment.inputs import PictureInputs, TableInputs
from core.experiment.target_scale import TargetScale
from core.models.answers import Answers
from core.models.calibration import TINY, References
from core.models.description import (
    COMPONENT_MEANS,
    COMPONENTS,
    NEIGHBOURS,
    arrays,
    describe,
    without_paths,
)
from core.models.model import Model
from core.network.onnx_node import OnnxNode
from core.network.targets import CLASSES

Attribute = int | list[int]
OPSET, IR_VERSION = 13, 7
ANSWER, DISTANCE = "answer", "distance"
ANSWER_OPERATORS = (
    *("Greater", "Cast", "ArgMax", "ReduceMax", "Less", "Identity", "Where", "ReduceL2", "Max"),
    *("Concat", "Relu", "ReduceSumSquare", "Sqrt", "Gather"),
)
"""The operators that decide what is answered, beside those that all graphs have."""
TWO = 2
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


def decides(model: Model) -> bool:
    """Tell whether the graph of a model says which class is answered, beside its readings."""
    answers, references = model.answers, model.calibration.references
    return answers.targets is CLASSES and not (answers.is_usual and references is None)


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
            flat = name.startswith("b") or name == COMPONENT_MEANS
            self._constant(name, array.ravel() if flat else array)
        inputs, activations = self.last, []
        hidden = [row.onnx for row in self.model.experiment.network.activation_rows]
        output = self.model.network.loss.output_layer(self.model.parameters.sizes[-1])
        scale = self.model.target_scale
        for l, nodes in enumerate((*hidden, output.onnx), 1):
            is_last = l > len(hidden)
            divided = is_last and self.model.calibration.temperature != 1
            sums = "sums" if divided else f"Z{l}"
            self._node("Gemm", sums, [self.last, f"W{l}", f"b{l}"], transB=1)
            if divided:
                temperature = self._constant("temperature", self.model.calibration.temperature)
                self._node("Div", f"Z{l}", [sums, temperature])
            for node in nodes:
                self._layer_node(node, l, "scaled_numbers" if scale else self.answer)
            activations += [] if is_last else [self.last]
        if scale:
            self._unscale(scale)
        ends = [self._output(self.answer, ["N", len(self.model.classes)])]
        if decides(self.model):
            ends += self._answer(self.model.answers, inputs, activations)
        return helper.make_graph(self.nodes, "layerbench", [start], ends, self.constants)

    def _answer(self, answers: Answers, inputs: str, activations: list[str]) -> list[Any]:
        """Decide which class is answered, or -1; return the outputs that this adds."""
        readings, ends = self.answer, []
        if len(answers.names) == TWO:
            second = self._slice(readings, 1)
            self._node(
                "Greater", "is_second", [second, self._constant("threshold", answers.threshold)]
            )
            self._node("Cast", "highest", ["is_second"], to=onnx.TensorProto.INT64)
        else:
            self._node("ArgMax", "highest", [readings], axis=1, keepdims=0)
        highest = self.last
        if answers.least_probability > 0:
            self._node("ReduceMax", "most_probable", [readings], axes=[1], keepdims=0)
            least = self._constant("least_probability", answers.least_probability)
            self._node("Less", "is_unsure", [self.last, least])
            highest = self._refuse("is_unsure", highest)
        if self.model.calibration.references:
            self._distance(self.model.calibration.references, inputs, activations)
            ends.append(self._output(DISTANCE, ["N"]))
        if answers.largest_distance < inf:
            largest = self._constant("largest_distance", answers.largest_distance)
            self._node("Greater", "is_far", [DISTANCE, largest])
            highest = self._refuse("is_far", highest)
        self._node("Identity", ANSWER, [highest])
        return [helper.make_tensor_value_info(ANSWER, onnx.TensorProto.INT64, ["N"]), *ends]

    def _refuse(self, condition: str, highest: str) -> str:
        """Answer -1 where a condition holds, and else as before."""
        if all(tensor.name != "none" for tensor in self.constants):
            minus_one = np.array([-1], "<i8").tobytes()
            self.constants.append(
                helper.make_tensor("none", onnx.TensorProto.INT64, [1], minus_one, raw=True)
            )
        self._node("Where", f"{condition}_or_class", [condition, "none", highest])
        return self.last

    def _distance(self, references: References, inputs: str, activations: list[str]) -> None:
        """Measure how far the features are from the nearest of those that are stored."""
        parts = []
        tiny = self._constant("tiny", TINY) if activations else ""
        for l, name in enumerate(activations, 1):
            self._node("ReduceL2", f"length{l}", [name], axes=[1], keepdims=1)
            self._node("Max", f"length{l}_or_tiny", [self.last, tiny])
            self._node("Div", f"direction{l}", [name, self.last])
            parts.append(self.last)
        if references.components:
            self._node("Gemm", "products_of_inputs", [inputs, COMPONENTS], transB=1)
            self._node("Sub", "components_of_inputs", [self.last, COMPONENT_MEANS])
            parts.append(self.last)
        features = parts[0] if parts else inputs
        if len(parts) > 1:
            # Graphs of pictures have always called them so, and are read node for node.
            joined = "joined_features" if self._input_name() == "features" else "features"
            self._node("Concat", joined, parts, axis=1)
            features = self.last
        squares = np.square(np.asarray(references.features, np.float64)).sum(axis=1)
        half_squares = self._constant("half_squares", -squares / 2)
        self._node("Gemm", "products", [features, NEIGHBOURS, half_squares], transB=1)
        self._node("ReduceMax", "nearest_product", ["products"], axes=[1], keepdims=0)
        self._node("Mul", "twice", [self.last, self._constant("two", 2.0)])
        self._node("ReduceSumSquare", "square", [features], axes=[1], keepdims=0)
        self._node("Sub", "square_of_distance", [self.last, "twice"])
        self._node("Relu", "positive_square", [self.last])
        self._node("Sqrt", DISTANCE, [self.last])

    def _slice(self, readings: str, column: int) -> str:
        """Take one column of the readings, (N)."""
        place = np.array(column, "<i8").tobytes()
        self.constants.append(
            helper.make_tensor("second", onnx.TensorProto.INT64, [], place, raw=True)
        )
        self._node("Gather", "second_reading", [readings, "second"], axis=1)
        return self.last

    def _output(self, name: str, shape: list[str | int]) -> Any:
        return helper.make_tensor_value_info(name, TYPES[self.dtype], shape)

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

    def _node(
        self, kind: str, output: str, inputs: list[str], **attributes: int | list[int]
    ) -> None:
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
