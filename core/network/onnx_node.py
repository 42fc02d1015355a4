"""One operation of an exported graph, as data: `core/network` itself knows no ONNX."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OnnxNode:
    """One node of ONNX operator set 13.

    In names `{l}` stands for the number of the layer, whose sums are Z{l} and whose outputs are
    A{l}, and `{answers}` for the name of what the graph answers. `constants` are numbers that the
    node reads by their names.
    """

    operator: str
    inputs: tuple[str, ...] = ("Z{l}",)
    output: str = "A{l}"
    constants: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, int] = field(default_factory=dict)
