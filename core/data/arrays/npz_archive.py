"""A zip of arrays (.npz), looked at before anything in it is unpacked."""

import io
import math
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from core.errors import DataError
from core.files import shown
from core.memory import free_memory

MOST_MEMBERS = 1000
# The list of contents of so many members is shorter, whatever it claims.
_LONGEST_LIST = 256 * 1024
# More than deflate makes of ordinary numbers; a bomb reaches 1,000.
_LARGEST_RATIO, _SMALL = 200, 64 * 1024 * 1024
# The end of a zip: signature, disks, members here and in all, length and place of the list,
# length of the comment.
_END = struct.Struct("<4s2H2H2IH")
# What stands before it where a number does not fit into it: the end of zip64 (signature, length,
# versions, disks, members here and in all, length and place of the list), and its locator.
# https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.14 to 4.3.16)
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_END_SIGN, _END_64_SIGN, _LOCATOR_SIGN = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_NOT_HERE = {0xFFFF, 0xFFFFFFFF}
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END_REACH = 22 + 65_535
_ENDING = ".npy"
_HEADERS = {b"\1\0": npy.read_array_header_1_0, b"\2\0": npy.read_array_header_2_0}


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """One array as its own header describes it, unread."""

    shape: tuple[int, ...]
    dtype: np.dtype
    fortran_order: bool
    start: int

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


class Archive:
    """An open .npz; raises what `zipfile` raises, and DataError for what claims too much."""

    def __init__(self, file: BinaryIO) -> None:
        check_contents(file)
        self._zip = zipfile.ZipFile(file)
        self._members = {info.filename: info for info in self._zip.infolist()}
        _check_methods(self._zip)
        listed = [info.filename.removesuffix(_ENDING) for info in self._zip.infolist()]
        self.names = tuple(listed)
        _check_sizes(self._zip, file.seek(0, io.SEEK_END))

    def stored(self, name: str) -> ArrayHeader | None:
        """Read an array's header: None for a member that is no array.

        Raises DataError where it is made of Python objects, or lies about its size.
        """
        info = self._members.get(name + _ENDING)
        if info is None:
            return None
        with self._zip.open(info) as member:
            if member.read(npy.MAGIC_LEN - 2) != npy.MAGIC_PREFIX:
                return None
            read = _HEADERS[member.read(2)]
            shape, fortran_order, dtype = read(member)
            header = ArrayHeader(shape, dtype, fortran_order, member.tell())
        if dtype.hasobject:
            raise DataError(
                "{name} contains Python objects, which can run program code: "
                "save it as an array of plain numbers, and a dictionary of arrays as **{name}",
                name=name,
            )
        _check_shape(name, header, info.file_size)
        return header

    def array(self, name: str, header: ArrayHeader) -> np.ndarray:
        """Read the numbers of an array that `stored` has described."""
        with self._zip.open(self._members[name + _ENDING]) as member:
            member.read(header.start)
            numbers = np.frombuffer(member.read(), header.dtype)
        return numbers.reshape(header.shape, order="F" if header.fortran_order else "C")


def check_contents(file: BinaryIO, most: int = MOST_MEMBERS, longest: int = _LONGEST_LIST) -> None:
    """Look at the end of a zip, so that a list of millions of members is never read.

    `most` members are let through, and a list of them of `longest` bytes. Raises DataError,
    without the name of the file, where it lists more.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_REACH))
    tail = file.read()
    at = _end_place(tail)
    if at < 0:
        return  # no zip at all, as zipfile will say
    members, length = _counts(tail, at)
    if members > most or length > longest:
        raise DataError(
            "it holds {members:,} members, and {most:,} is the most",
            members=members,
            most=most,
        )


def _end_place(tail: bytes) -> int:
    """Return where the end of the zip lies, -1 where there is none, as `zipfile` looks for it."""
    last = len(tail) - _END.size
    if last >= 0 and tail[last:].startswith(_END_SIGN) and tail.endswith(b"\0\0"):
        return last  # without a comment
    at = tail.rfind(_END_SIGN)
    return at if len(tail) - at >= _END.size else -1


def _counts(tail: bytes, at: int) -> tuple[int, int]:
    """Return the number of members and the length of their list.

    Raises DataError where the record of zip64 says something else than the plain one: which of
    them counts would depend on the reader.
    """
    _, _, _, _, members, length, _, _ = _END.unpack_from(tail, at)
    locator = at - _LOCATOR.size
    if locator < 0 or tail[locator : locator + 4] != _LOCATOR_SIGN:
        return members, length
    start = locator - _END_64.size
    if start < 0 or tail[start : start + 4] != _END_64_SIGN:
        raise DataError("the list of what is in it is damaged")
    *_, long_members, long_length, _ = _END_64.unpack_from(tail, start)
    for plain, long in ((members, long_members), (length, long_length)):
        if plain not in (*_NOT_HERE, long):
            raise DataError("it says twice what is in it, each time something else")
    return long_members, long_length


def _check_methods(opened: zipfile.ZipFile) -> None:
    """Refuse what NumPy does not write: LZMA and bzip2 have decoders, and faults, of their own."""
    for info in opened.infolist():
        if info.compress_type not in _METHODS:
            raise DataError(
                "{name} is compressed in a way that NumPy does not use", name=shown(info.filename)
            )


def _check_sizes(opened: zipfile.ZipFile, size: int) -> None:
    declared = sum(info.file_size for info in opened.infolist())
    if declared > max(_SMALL, _LARGEST_RATIO * size):
        raise DataError(
            "it would unpack to {declared:,.1f} GB from {size:,.1f} MB, which no data does",
            declared=declared / 1e9,
            size=size / 1e6,
        )
    free = free_memory()
    if free is not None and declared > free:
        raise DataError(
            "it unpacks to {declared:,.1f} GB of memory, and {free:,.1f} GB are free",
            declared=declared / 1e9,
            free=free / 1e9,
        )


def _check_shape(name: str, header: ArrayHeader, size: int) -> None:
    lies = any(isinstance(side, bool) or side < 0 for side in header.shape)
    if lies or header.bytes != size - header.start:
        raise DataError(
            "{name} says that it is {shape} of {type}, but {size:,} bytes of numbers are there",
            name=name,
            shape=header.shape,
            type=header.dtype,
            size=size - header.start,
        )
