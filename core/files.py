"""Files: names that can be shown, and a save that leaves a whole file or the old one."""

import contextlib
import errno
import functools
import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from core.errors import OutputError
from core.messages import Joined, listed, to_translate

Path = str | bytes | os.PathLike[str]
Write = Callable[[BinaryIO], object]

# What a save writes until it is complete, with the number of its process and where that counts.
_TEMPORARY = re.compile(r"\.layerbench-(\d+)-([0-9a-f]{8})[0-9a-f]{8}\.tmp")
_OLD = 3600.0
"""Seconds; no save takes as long."""

# They turn the direction of the text around them, so a name could show as another name.
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Unicode will never have these as characters, and XML takes none of them.
_NO_LETTERS = "\ufffe\uffff"

_FAILURES = {
    errno.ENOSPC: to_translate(
        "{path}: the disk is full. Free some space, or choose another place."
    ),
    errno.EDQUOT: to_translate(
        "{path}: your share of the disk is used up. Free some, or choose another place."
    ),
    errno.EFBIG: to_translate(
        "{path}: no file of that size may be written there. Choose another place."
    ),
    errno.EACCES: to_translate("{path}: no permission to write there. Choose another place."),
    errno.EPERM: to_translate("{path}: no permission to write there. Choose another place."),
    errno.EROFS: to_translate("{path}: that place is read-only. Choose another place."),
    errno.ENOENT: to_translate(
        "{path}: its folder does not exist. Make it first, or choose another place."
    ),
    errno.ENOTDIR: to_translate(
        "{path}: a part of this path is a file, not a folder. Choose another place."
    ),
    errno.EISDIR: to_translate("{path}: this is a folder. Give the name of a file."),
    errno.EINVAL: to_translate("{path}: not an ordinary file. Give another name."),
    errno.ENAMETOOLONG: to_translate("{path}: the name is too long. Give a shorter one."),
}


def shown(path: Path) -> str:
    """Write a path or a name so that it can be printed: odd bytes and controls escaped."""
    text = os.fsdecode(path)
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escaped, text))


def list_shown(names: Sequence[str], most: int) -> Joined:
    """List the first names of at most so many, as `shown`, with dots for those that follow."""
    more = ["..."] if len(names) > most else []
    return listed([*map(shown, names[:most]), *more])


def write_whole(path: Path, write: Write) -> None:
    """Have `write` fill a file that appears under its name only when it is complete.

    On any failure the file that was there before is untouched and nothing else is left.
    A link stays a link: the file it leads to is replaced. Raises OutputError if the place
    cannot be written to, and whatever else `write` raises.
    """
    write_together([(path, write)])


def write_together(files: Iterable[tuple[Path, Write]]) -> None:
    """Write several files as `write_whole` does: none appears before all are complete."""
    staged: list[tuple[Path, str, str]] = []
    try:
        for path, write in files:
            with _told(path):
                target = os.path.realpath(os.fsdecode(path))
                _check(os.fsdecode(path), target)
                staged.append((path, _staged(target, write), target))
        for path, temporary, target in staged:
            with _told(path):
                os.replace(temporary, target)
                _sync_folder(os.path.dirname(target))
    finally:
        for _, temporary, _ in staged:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def remove_leftovers(folder: Path, process: int) -> None:
    """Take away what the saves of a process that is dead have left in a folder."""
    with contextlib.suppress(OSError), os.scandir(os.fsdecode(folder)) as found:
        for entry in found:
            left = _TEMPORARY.fullmatch(entry.name)
            if left and int(left[1]) == process:
                with contextlib.suppress(OSError):
                    _remove(entry)


@contextlib.contextmanager
def temporary_folder() -> Iterator[str]:
    """Make a folder in the system's temporary place, which is taken away after the block.

    Those of programs that were killed go first. Raises OSError where there is no room.
    """
    place = tempfile.gettempdir()
    _sweep(place)
    folder = os.path.join(place, _temporary_name())
    os.mkdir(folder, 0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def new_folder(path: str) -> Iterator[str]:
    """Make a folder whole or not at all: what is put into the yielded one appears at the end.

    Raises OutputError where it cannot be written.
    """
    above = os.path.dirname(path)
    with _told(path):
        _sweep(above)
        temporary = os.path.join(above, _temporary_name())
        os.mkdir(temporary)
        try:
            yield temporary
            os.rename(temporary, path)
            _sync_folder(above)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


def remove_folder(path: str) -> None:
    """Delete a folder; it is gone by its name at once, or not at all.

    Raises OSError where it cannot be.
    """
    above = os.path.dirname(path)
    _sweep(above)
    temporary = os.path.join(above, _temporary_name())
    os.rename(path, temporary)
    shutil.rmtree(temporary, ignore_errors=True)


def _temporary_name() -> str:
    place = _process_numbers() or secrets.token_hex(4)
    return f".layerbench-{os.getpid()}-{place}{secrets.token_hex(4)}.tmp"


@functools.cache
def _process_numbers() -> str:
    """Name where a number of a process means the same as here: since this start of this system.

    Empty where the system does not say so.
    """
    try:
        with open("/proc/sys/kernel/random/boot_id", "rb") as file:
            start = file.read() + os.readlink(b"/proc/self/ns/pid")
    except OSError:
        return ""
    return hashlib.blake2b(start, digest_size=4).hexdigest()


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        text = to_translate("{path}: cannot be written ({reason}). Choose another place.")
        text = _FAILURES.get(error.errno or 0, text)
        raise OutputError(text, path=shown(path), reason=error.strerror or error) from error


def _escaped(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    if char in _DIRECTIONS + _NO_LETTERS or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
        return char.encode("unicode_escape").decode("ascii")
    return char


def _check(given: str, target: str | bytes) -> None:
    """Refuse what a rename would replace although it is no file."""
    if given.endswith(os.sep) or os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if not stat.S_ISREG(_mode(target) or stat.S_IFREG):
        raise OSError(errno.EINVAL, "not an ordinary file")


def _mode(target: str | bytes) -> int | None:
    try:
        return os.stat(target).st_mode
    except FileNotFoundError:
        return None


def _staged(target: str, write: Write) -> str:
    """Write a complete file beside the target, safe on the disk, and give its name."""
    name = _temporary_name()
    _sweep(os.path.dirname(target))
    temporary = os.path.join(os.path.dirname(target), name)
    # opened by hand, because what tempfile makes is closed to others whatever the umask
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        old = _mode(target)
        if old is not None:
            os.chmod(temporary, stat.S_IMODE(old))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _sweep(folder: str) -> None:
    """Take away what saves that were killed have left: those of no process that lives here.

    Another machine may write to the same folder, so what may be of another has to be old, too.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            left = _TEMPORARY.fullmatch(entry.name)
            if left and not _lives(int(left[1])):
                with contextlib.suppress(OSError):
                    age = time.time() - entry.stat(follow_symlinks=False).st_mtime
                    if left[2] == _process_numbers() or age > _OLD:
                        _remove(entry)


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path)
    else:
        os.unlink(entry.path)


def _lives(process: int) -> bool:
    if process == os.getpid() or os.name == "nt":  # there, asking would end it
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _sync_folder(folder: str | bytes) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        # some network drives cannot do it; the file itself is safe and in place
        with contextlib.suppress(OSError):
            os.fsync(number)
    finally:
        os.close(number)
