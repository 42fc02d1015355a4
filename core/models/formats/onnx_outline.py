"""What an .onnx file is made of, told by the lengths of its parts: no numbers are read.

A message of protocol buffers is a row of fields: a tag, which is the field's number and its wire
type, then a varint, or a length and as many bytes.
https://protobuf.dev/programming-guides/encoding
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_FIELDS = 2000
"""Fields that are looked at; a model of nine layers has about a hundred."""
_GRAPH, _METADATA = 7, 14
_TOP = {1, 2, 3, 4, 5, 6, _GRAPH, 8, _METADATA, 20, 25}
_INITIALIZER = 5
_OF_GRAPH = {1, 2, _INITIALIZER, 10, 11, 12, 13, 15}
_RAW_DATA = 9
_VARINT, _LENGTH = 0, 2
_FIXED = {1: 8, 5: 4}
_LONGEST_VARINT = 10


class OutlineError(Exception):
    """The bytes are no message, or one of more parts, or of others, than a model has."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The bytes of a file's numbers, of everything else, and where its metadata lie."""

    numbers: int
    rest: int
    metadata: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    start: int
    end: int


def read_outline(file: BinaryIO, size: int) -> Outline:
    """Return what a file of so many bytes is made of; raise OutlineError for no model."""
    reader = _Reader(file)
    top = reader.fields(0, size, _TOP)
    graph = [
        field
        for part in top
        if part.number == _GRAPH
        for field in reader.fields(part.start, part.end, _OF_GRAPH)
    ]
    numbers = sum(
        field.end - field.start
        for tensor in graph
        if tensor.number == _INITIALIZER
        for field in reader.fields(tensor.start, tensor.end)
        if field.number == _RAW_DATA
    )
    metadata = [(field.start, field.end) for field in top if field.number == _METADATA]
    rest = size - numbers - sum(end - start for start, end in metadata)
    return Outline(numbers, rest, tuple(metadata))


class _Reader:
    """The fields of messages in one file, as many as a model may have in all."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.left = MOST_FIELDS

    def fields(self, start: int, end: int, allowed: set[int] | None = None) -> list[_Field]:
        """Return the fields of the message between two places of the file."""
        return list(self._fields(start, end, allowed))

    def _fields(self, start: int, end: int, allowed: set[int] | None) -> Iterator[_Field]:
        while start < end:
            tag, place = self._varint(start)
            number, wire = tag >> 3, tag & 7
            self.left -= 1
            if self.left < 0 or not number or (allowed and number not in allowed):
                raise OutlineError
            if wire == _LENGTH:
                length, place = self._varint(place)
                start = place + length
            elif wire == _VARINT:
                start = self._varint(place)[1]
            elif wire in _FIXED:
                start = place + _FIXED[wire]
            else:
                raise OutlineError
            if start > end:
                raise OutlineError
            yield _Field(number, place, start)

    def _varint(self, place: int) -> tuple[int, int]:
        """Read a number of seven bits a byte, the lowest first; return it and where it ends."""
        self.file.seek(place)
        value = 0
        for index, byte in enumerate(self.file.read(_LONGEST_VARINT)):
            value |= (byte & 127) << 7 * index
            if byte < 128:
                return value, place + index + 1
        raise OutlineError
