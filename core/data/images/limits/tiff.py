"""The tables of a TIFF file, looked at before anything makes Python numbers of what they list."""

import struct
from typing import BinaryIO

from core.errors import DataError

# No page has as many numbers under one tag, nor as many bytes beside its pixels.
_MOST_NUMBERS, _MOST_BYTES, _MOST_TABLES = 70_000, 100_000_000, 100
_BIG = 43
# Types of a single byte, which stay bytes however many there are.
_BYTES = (1, 2, 7)
_SIZES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}


def check_tables(file: BinaryIO) -> None:
    """Raise DataError for a table that lists more than any page has; a broken one may pass."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:1] == b"I" else ">"
    big = len(head) == 16 and struct.unpack_from(order + "H", head, 2)[0] == _BIG
    count, entry, place = ("Q", "HHQQ", "Q") if big else ("H", "HHII", "I")
    following = struct.Struct(order + place)
    at, visited = _number(following, head[8 if big else 4 :]), set[int]()
    while at and at not in visited and len(visited) < _MOST_TABLES:
        visited.add(at)
        at = _checked(
            file, at, struct.Struct(order + count), struct.Struct(order + entry), following
        )


def _checked(
    file: BinaryIO, at: int, count: struct.Struct, entry: struct.Struct, following: struct.Struct
) -> int:
    """Check one table and give the place of the next."""
    file.seek(min(at, 2**62))
    entries, total = _number(count, file.read(count.size)), 0
    table = file.read(min(entries, 0xFFFF) * entry.size)
    for tag, kind, numbers, _ in entry.iter_unpack(table[: len(table) // entry.size * entry.size]):
        if kind not in _BYTES and numbers > _MOST_NUMBERS:
            raise DataError(
                "a TIFF that lists {numbers:,} numbers under its tag {tag}, more than any picture",
                numbers=numbers,
                tag=tag,
            )
        total += numbers * _SIZES.get(kind, 1)
    if total > _MOST_BYTES or entries > 0xFFFF:
        raise DataError("a TIFF with {total:,.0f} MB beside its picture", total=total / 1e6)
    return _number(following, file.read(following.size))


def _number(form: struct.Struct, data: bytes) -> int:
    return int(form.unpack_from(data)[0]) if len(data) >= form.size else 0
