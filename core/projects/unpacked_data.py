"""Data that came inside projects, unpacked for as long as a window has use for them."""

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from core.errors import OutputError
from core.experiment.settings import DataSettings
from core.files import new_folder, remove_folder
from core.projects.recovery import Recovery

_DATA = re.compile(r"[0-9a-f]{32}")


class UnpackedData:
    """Keep unpacked data in folders by what is in them, for all windows together.

    A mark beside a folder names the window that uses it, as its recovery does. While that keeps
    anything of the window, which may have been killed, the data stay.
    """

    def __init__(self, folder: Path, recovery: Recovery) -> None:
        self.folder, self._recovery = folder, recovery

    def put(self, key: str, unpack: Callable[[str], None]) -> Path:
        """Return the folder of data, which `unpack` fills, whole or not at all, if it is not there.

        Raises OutputError where it cannot be written, and what `unpack` raises.
        """
        target = self.folder / key
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._mark(key)
        if not target.is_dir():
            try:
                with new_folder(str(target)) as folder:
                    unpack(folder)
            except OutputError:
                # Another window may have been sooner.
                if not target.is_dir():
                    raise
        return target

    def holds(self, settings: DataSettings) -> bool:
        """Tell whether data lie here, and so nowhere that would last."""
        return bool(self._key_of(settings))

    def keep(self, settings: DataSettings) -> None:
        """Have data that lie here stay for this window: they are those of a window that is dead."""
        if key := self._key_of(settings):
            with contextlib.suppress(OSError):
                self._mark(key)

    def sweep(self) -> None:
        """Take away what no window has use for any more."""
        with contextlib.suppress(OSError):
            used = {key for key in map(self._key_of_mark, self.folder.iterdir()) if key}
            for entry in self.folder.iterdir():
                if _DATA.fullmatch(entry.name) and entry.name not in used:
                    remove_folder(str(entry))
            self.folder.rmdir()

    def _key_of_mark(self, mark: Path) -> str:
        """Return the data that a mark is for; it goes where its window has gone."""
        key, _, window = mark.name.partition(".")
        if not (_DATA.fullmatch(key) and window):
            return ""
        if self._recovery.keeps(window):
            return key
        mark.unlink(missing_ok=True)
        return ""

    def _mark(self, key: str) -> None:
        (self.folder / f"{key}.{self._recovery.key}").touch()

    def _key_of(self, settings: DataSettings) -> str:
        here = os.path.join(self.folder, "")
        if not settings.folder.startswith(here):
            return ""
        return settings.folder[len(here) :].partition(os.sep)[0]
