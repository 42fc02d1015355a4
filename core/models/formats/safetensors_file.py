"""Models as .safetensors: the weights by name, the description in the header.

The header is checked to the last byte before a number is read.
"""

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ModelError
from core.files import shown
from core.messages import to_translate
from core.models.description import arrays, assemble, check_stored, describe, parse_description
from core.models.model import Model
from core.models.weights import Tensor

DESCRIPTION = "layerbench"
LONGEST = 1024 * 1024
"""Bytes; the format's own limit of 100 MB is far more than names of arrays can need."""
MOST_TENSORS = 1000
MOST_DIMENSIONS = 8
_LARGEST = 2**63 - 1
KINDS = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_NAMES = {name: kind for kind, name in KINDS.items()}
_WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}
_OTHER_WIDTHS = {"I64": 8, "U64": 8, "I32": 4, "U32": 4, "I16": 2, "U16": 2, "C64": 8}
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """One array in the file: its kind of numbers, its shape, and the bytes where it lies."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def width(self) -> int:
        return _WIDTHS.get(self.dtype) or _OTHER_WIDTHS.get(self.dtype, 1)


class _Fault(Exception):
    """What is wrong with a header, as words and their values."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.problem = ModelError(text, **values)


def safetensors_bytes(model: Model) -> bytes:
    """Return a model as the bytes of a .safetensors file.

    The format's own library would end the program where the memory ends within it.
    https://huggingface.co/docs/safetensors#format
    """
    header: dict[str, object] = {"__metadata__": {DESCRIPTION: describe(model)}}
    start, parts = 0, []
    for name, array in sorted(arrays(model).items()):
        kind = _NAMES[array.dtype.name]
        places = [start, start + array.nbytes]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": places}
        start = places[1]
        parts.append(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    # The numbers begin at a place that their width divides.
    text += b" " * (-len(text) % _LENGTH)
    return b"".join([len(text).to_bytes(_LENGTH, "little"), text, *parts])


def read_safetensors(path: Path) -> Model:
    """Read a model, its arrays only when the header has passed.

    Raises ModelError where the file is no .safetensors or holds no usable model.
    """
    file = shown(path)
    about, entries = read_header(path)
    if DESCRIPTION not in about:
        raise ModelError("{file} holds no model that Layerbench wrote.", file=file)
    description = parse_description(file, about[DESCRIPTION])
    kinds = {name: KINDS.get(entry.dtype, entry.dtype) for name, entry in entries.items()}
    tensors = {name: Tensor(entry.shape, kinds[name]) for name, entry in entries.items()}
    check_stored(file, description, tensors)
    content = path.read_bytes()
    stored = {name: _array(content, entry) for name, entry in entries.items()}
    return assemble(file, description, stored, kinds)


def _array(content: bytes, entry: TensorEntry) -> np.ndarray:
    part = memoryview(content)[entry.start : entry.end]
    if entry.dtype == "BF16":  # the upper half of a float32
        upper = np.frombuffer(part, "<u2").astype(np.uint32) << 16
        return upper.view(np.float32).reshape(entry.shape)
    return np.frombuffer(part, f"<f{entry.width}").reshape(entry.shape)


def read_header(path: Path) -> tuple[dict[str, str], dict[str, TensorEntry]]:
    """Read what the file says of itself, and where its arrays lie; raise ModelError for a lie."""
    try:
        return _read_header(path)
    except _Fault as fault:
        text = to_translate("{file} is no usable safetensors file: {problem}.")
        raise ModelError(text, file=shown(path), problem=fault.problem) from None


def _read_header(path: Path) -> tuple[dict[str, str], dict[str, TensorEntry]]:
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH), "little")
        if length > LONGEST:
            raise _Fault("its header would be {length:,} bytes long", length=length)
        if size < _LENGTH + length:
            raise _Fault("it is cut short: {size:,} bytes", size=size)
        values = _parsed(file.read(length))
    about = values.pop("__metadata__", {})
    if not isinstance(about, dict) or not all(isinstance(text, str) for text in about.values()):
        raise _Fault("its description is damaged")
    if len(values) > MOST_TENSORS:
        raise _Fault("it holds {count:,} {count:array|arrays}", count=len(values))
    start = _LENGTH + length
    entries = {name: _entry(name, value, start) for name, value in values.items()}
    _check_places(entries, start, size)
    return about, entries


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        values = json.loads(text.decode("utf-8"), object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError):
        raise _Fault("its header is damaged") from None
    if not isinstance(values, dict):
        raise _Fault("its header is damaged")
    return values


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(
            name for name, count in Counter(name for name, _ in pairs).items() if count > 1
        )
        raise _Fault("{name} is in it twice", name=shown(twice))
    return values


def _entry(name: str, value: Any, start: int) -> TensorEntry:
    fields = value if isinstance(value, dict) else {}
    dtype = fields.get("dtype")
    shape, offsets = _counts(fields.get("shape")), _counts(fields.get("data_offsets"))
    if not isinstance(dtype, str) or shape is None or offsets is None or len(offsets) != 2:
        raise _Fault("{name} is described wrongly", name=shown(name))
    entry = TensorEntry(dtype, tuple(shape), start + offsets[0], start + offsets[1])
    known = dtype in _WIDTHS or dtype in _OTHER_WIDTHS
    if known and entry.end - entry.start != math.prod(entry.shape) * entry.width:
        raise _Fault(
            "{name} says that it is {shape} of {dtype}, but has {size:,} bytes",
            name=shown(name),
            shape=entry.shape,
            dtype=dtype,
            size=entry.end - entry.start,
        )
    return entry


def _counts(values: object) -> list[int] | None:
    """Return a short list of whole numbers from 0, and None for anything else; True is none."""
    if not isinstance(values, list) or len(values) > MOST_DIMENSIONS:
        return None
    return values if all(type(n) is int and 0 <= n <= _LARGEST for n in values) else None


def _check_places(entries: dict[str, TensorEntry], start: int, size: int) -> None:
    """Refuse arrays that overlap, leave a hole, or end elsewhere than the file."""
    for entry in sorted(entries.values(), key=lambda entry: (entry.start, entry.end)):
        if entry.start != start or entry.end < entry.start:
            raise _Fault("its arrays overlap, or leave a hole")
        start = entry.end
    if start != size:
        raise _Fault(
            "its arrays need {need:,} bytes, and {size:,} are there", need=start, size=size
        )
