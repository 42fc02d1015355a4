"""A lock on a file that the system takes away with the process, whatever ends it."""

import os
import sys
from pathlib import Path
from typing import IO


def claim(name: Path) -> IO[bytes] | None:
    """Take the lock on a file, which is made if need be; None where somebody else has it.

    It is held until what is returned is closed. Raises OSError where the file cannot be opened.
    """
    # Unbuffered, for reading too: so a pipe of this name is refused and not waited for.
    file = open(name, "a+b", buffering=0)  # noqa: SIM115 (held as long as the claim)
    if _lock(file) and _is_there(file, name):
        return file
    file.close()
    return None


def _is_there(file: IO[bytes], name: Path) -> bool:
    """Tell whether a name still leads to an open file: its owner may have just deleted it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(name))
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
