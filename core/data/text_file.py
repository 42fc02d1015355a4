"""A file of text as lines: what it really is, its encoding, and nothing that is no text."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from core.errors import DataError
from core.file_type import HEADER_BYTES, TEXT, UNKNOWN, detect
from core.files import shown
from core.messages import Message, to_translate
from core.open_file import open_regular_file, problem_of

Report = Callable[[int, int], None]

_BLOCK = 2**20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT = (UNKNOWN.name, TEXT.name)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Letters of simplified Chinese are pairs of such bytes; those of Western Europe stand alone.
_LETTERS = re.compile(rb"(?<=[\x00-\x7f])[\x80-\xff]+(?=[\x00-\x7f])")


class TextFile(NamedTuple):
    """A file of text: its path, how its bytes become letters, and how many bytes it has."""

    path: Path
    encoding: str
    size: int
    remarks: tuple[Message, ...] = ()

    @contextmanager
    def opened(self) -> Iterator[TextIO]:
        """Open it, with its line ends as they are."""
        with open_regular_file(str(self.path)) as file:
            yield io.TextIOWrapper(file, self.encoding, "replace", newline="")

    def sample(self, length: int) -> str:
        """Return its first so many letters."""
        with self.opened() as text:
            return text.read(length)


def _checked_head(path: Path) -> bytes:
    """Return the first bytes; raise DataError for a file that is no text, whatever its name."""
    try:
        with open_regular_file(str(path)) as file:
            head = file.read(HEADER_BYTES)
        kind = detect(head)
    except OSError as error:
        raise _named(path, problem_of(error)) from error
    except DataError as problem:
        raise _named(path, problem) from problem
    if (kind.name in _TEXT and not _CONTROLS.search(head)) or _is_utf16(head):
        return head
    raise DataError(
        "{file}: this is {kind}, not a table of text: save the table as CSV, and open that.",
        file=shown(path),
        kind=kind.words,
    )


def _is_utf16(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _named(path: Path, problem: DataError) -> DataError:
    return DataError("{file}: {problem}.", file=shown(path), problem=problem)


def open_text(path: Path) -> TextFile:
    """Find out the encoding of a file: its mark, UTF-8, simplified Chinese or Windows-1252.

    All of it is looked at. Raises DataError for a file that is no text, or holds NUL bytes.
    """
    head = _checked_head(path)
    try:
        with open_regular_file(str(path)) as file:
            return _recognised(path, file, head)
    except OSError as error:
        raise _named(path, problem_of(error)) from error


def _recognised(path: Path, file: BinaryIO, head: bytes) -> TextFile:
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), "")
    decoder = codecs.getincrementaldecoder(marked or "utf-8")()
    lines, foreign = 1, b""
    while block := file.read(_BLOCK):
        if marked != "utf-16" and (place := block.find(b"\0")) >= 0:
            raise _nul(path, lines + block.count(b"\n", 0, place))
        try:
            if not foreign:
                decoder.decode(block, final=len(block) < _BLOCK)
        except UnicodeDecodeError as error:
            if marked:
                raise _damaged(path, marked) from error
            foreign = block
        lines += block.count(b"\n")
    if not foreign:
        return TextFile(path, marked or "utf-8", file.tell())
    single = Counter(len(run) % 2 for run in _LETTERS.findall(foreign))
    encoding, name = ("cp1252", "Windows-1252")
    if single[0] > single[1]:
        encoding, name = ("gb18030", "GB 18030")
    text = to_translate(
        "{file} is not in UTF-8 and was read as {name}: if letters look wrong, save it as UTF-8."
    )
    remark = Message(text, "encoding", file=shown(path.name), name=name)
    return TextFile(path, encoding, file.tell(), (remark,))


def _nul(path: Path, line: int) -> DataError:
    return DataError(
        "{file}, line {line}: there is a byte 0, so this is no plain text, or text in UTF-16 "
        "without its mark: save the table as CSV in UTF-8.",
        file=shown(path),
        line=line,
    )


def _damaged(path: Path, encoding: str) -> DataError:
    return DataError(
        "{file} begins as text in {encoding} and goes on with other bytes: save it again as UTF-8.",
        file=shown(path),
        encoding=encoding.upper().removesuffix("-SIG"),
    )
