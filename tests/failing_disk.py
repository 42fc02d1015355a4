"""A disk whose n-th call fails: what `core.files` takes for the module `os`."""

import io
import os
from collections.abc import Callable
from typing import Any

# The calls that a save makes of the system; what is written goes past the buffer call by call.
CALLS = (
    "chmod", "close", "fsync", "mkdir", "open", "rename", "replace", "scandir", "stat", "unlink",
)  # fmt: skip


class FailingDisk:
    """Stand for `os`; `fail` is called in place of the n-th call, and all others are made.

    `names` are those of the calls so far.
    """

    def __init__(self, n: int, fail: Callable[[], object]) -> None:
        self.n, self.fail = n, fail
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*values: Any, **named: Any) -> Any:
            self.count(name)
            return real(*values, **named)

        return call

    def fdopen(self, number: int, mode: str) -> io.BufferedWriter:
        """Open a file whose every write is a call."""
        return io.BufferedWriter(_CountedFile(number, mode, self))

    def count(self, name: str) -> None:
        """Count a call, which may be the one that fails."""
        self.names.append(name)
        if len(self.names) == self.n:
            self.fail()


class _CountedFile(io.FileIO):
    def __init__(self, number: int, mode: str, disk: FailingDisk) -> None:
        super().__init__(number, mode)
        self._disk = disk

    def write(self, data: Any) -> int | None:
        self._disk.count("write")
        return super().write(data)
