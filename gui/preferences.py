"""What the window remembers from one start to the next; the only user of QSettings."""

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from core.data.images.limits.largest import HIGHEST_LIMIT, LIMIT
from core.errors import LayerbenchError, OutputError
from core.files import shown
from gui.depths import DEPTHS, FIRST, Depth, depth_of

# What is folded away at the first start.
FOLDED = ("data_settings", "updates", "tuning", "augmentation")
RECENT = 10
MOST_THREADS = 256
FORMAT = 1
CHOICES = ("theme", "contrast", "size", "threads", "autosave", "megapixels", "runs_folder")
"""What the dialog for settings offers."""
SIZES = (100, 125, 150, 175, 200)
"""How large everything in the window may be, in percent."""
DAMAGED = ".damaged"
"""The ending of settings that were set aside because they could not be read."""
# Folders of the system that are no place for files.
SYSTEM = {Path("/proc"), Path("/sys"), Path("/dev")}


class Preferences:
    """Remember small things in the user's own settings file, or in one that is given.

    The file is written whole or not at all. One that cannot be read is set aside, and a value
    that cannot be is as if it had never been set. `set_aside` says so, where that has happened.
    `data_folder` is for larger things; `size_in_use` is the `size` that this start has.
    """

    def __init__(self, file: Path | None = None) -> None:
        place = QStandardPaths.StandardLocation.GenericDataLocation
        data = QStandardPaths.writableLocation(place)
        self.data_folder = file.parent / "data" if file else Path(data) / "Layerbench"
        self._settings = _opened(file)
        self.file = Path(self._settings.fileName())
        self.set_aside: LayerbenchError | None = None
        if _is_damaged(self.file, self._settings):
            self._set_aside(file)
        self._settings.setValue("format", FORMAT)
        self.size_in_use = self.size

    @property
    def problem(self) -> LayerbenchError | None:
        """Say why nothing is kept for the next start; None where it is."""
        self._settings.sync()
        if self._settings.status() is not QSettings.Status.AccessError:
            return None
        return OutputError(
            "Settings, layout and recent files are not kept: {file} cannot be written.",
            file=shown(self.file),
        )

    def _set_aside(self, file: Path | None) -> None:
        aside = self.file.with_name(self.file.name + DAMAGED)
        try:
            os.replace(self.file, aside)
        except OSError:
            # Where it cannot be moved it cannot be written either, which `problem` says.
            aside = self.file
        self._settings = _opened(file)
        self.set_aside = LayerbenchError(
            "Your settings could not be read, so the usual ones are used. What was there is in "
            "{file}.",
            file=shown(aside),
        )

    def forget_choices(self) -> None:
        """Have the usual settings again; layout, folders and recent files stay."""
        for key in CHOICES:
            self._settings.remove(key)

    def layout(self, part: str) -> QByteArray:
        """Return the stored shape of a part of the window; empty where there is none."""
        stored = self._settings.value(f"layout/{part}")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def keep_layout(self, part: str, shape: QByteArray) -> None:
        """Store the shape of a part of the window."""
        self._settings.setValue(f"layout/{part}", shape)

    @property
    def dark(self) -> bool | None:
        """Tell whether the user asked for the dark theme; None follows the system."""
        return {"dark": True, "light": False}.get(str(self._settings.value("theme")))

    @dark.setter
    def dark(self, dark: bool | None) -> None:
        self._settings.setValue("theme", {True: "dark", False: "light", None: "system"}[dark])

    @property
    def contrast(self) -> bool:
        """Tell whether the user asked for high contrast."""
        return str(self._settings.value("contrast", "false")) == "true"

    @contrast.setter
    def contrast(self, high: bool) -> None:
        self._settings.setValue("contrast", "true" if high else "false")

    @property
    def size(self) -> int:
        """Return how large everything in the window is, in percent; it counts from a start on."""
        stored = self._number("size", SIZES[0], SIZES[0], SIZES[-1])
        return max(size for size in SIZES if size <= stored)

    @size.setter
    def size(self, percent: int) -> None:
        self._settings.setValue("size", percent)

    @property
    def depth(self) -> Depth:
        """Return how much of the window is shown."""
        return depth_of(str(self._settings.value("depth"))) or FIRST

    @depth.setter
    def depth(self, depth: Depth) -> None:
        self._settings.setValue("depth", DEPTHS[depth].name)

    @property
    def language(self) -> str:
        """Return the code of the language that the user chose; empty follows the system."""
        return str(self._settings.value("language", "") or "")

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def threads(self) -> int:
        """Return in how many threads to train at most; 0 is one on each core."""
        return self._number("threads", 0, 0, MOST_THREADS)

    @threads.setter
    def threads(self, count: int) -> None:
        self._settings.setValue("threads", count)

    @property
    def autosave(self) -> bool:
        """Return whether what is on the bench is kept for the case of a crash."""
        return str(self._settings.value("autosave", "true")) != "false"

    @autosave.setter
    def autosave(self, on: bool) -> None:
        self._settings.setValue("autosave", "true" if on else "false")

    @property
    def megapixels(self) -> int:
        """Return of how many megapixels a picture may be."""
        return self._number("megapixels", LIMIT, 1, HIGHEST_LIMIT)

    @megapixels.setter
    def megapixels(self, megapixels: int) -> None:
        self._settings.setValue("megapixels", megapixels)

    @property
    def runs_folder(self) -> Path:
        """Return the folder that runs are kept in."""
        chosen = str(self._settings.value("runs_folder", "") or "")
        return Path(chosen) if os.path.isabs(chosen) else self.data_folder / "runs"

    @runs_folder.setter
    def runs_folder(self, folder: Path | None) -> None:
        self._settings.setValue("runs_folder", str(folder or ""))

    def _number(self, key: str, usual: int, low: int, high: int) -> int:
        """Return a stored integer, or the usual one where it is none within these limits."""
        text = str(self._settings.value(key, usual))
        number = int(text) if text.isdecimal() and len(text) < 10 else usual
        return number if low <= number <= high else usual

    @property
    def log_timeline(self) -> bool:
        """Return whether the timeline is logarithmic."""
        return str(self._settings.value("log_timeline", "false")) == "true"

    def keep_log_timeline(self, on: bool) -> None:
        """Store whether the timeline is logarithmic."""
        self._settings.setValue("log_timeline", "true" if on else "false")

    def folded(self, part: str) -> bool:
        """Return whether a part of the settings is folded away."""
        usual = "true" if part in FOLDED else "false"
        return str(self._settings.value(f"folded/{part}", usual)) == "true"

    def keep_folded(self, part: str, folded: bool) -> None:
        """Store whether a part of the settings is folded away."""
        self._settings.setValue(f"folded/{part}", "true" if folded else "false")

    @property
    def author(self) -> str:
        """Return whose reports are written here."""
        return str(self._settings.value("author", "") or "")

    def keep_author(self, author: str) -> None:
        """Store whose reports are written here."""
        self._settings.setValue("author", author)

    @property
    def lessons_done(self) -> frozenset[str]:
        """Return the names of the lessons that were played to their end."""
        kept = str(self._settings.value("lessons_done", "") or "")
        return frozenset(filter(None, kept.split(" ")))

    def keep_lesson_done(self, name: str) -> None:
        """Store that a lesson was played to its end."""
        self._settings.setValue("lessons_done", " ".join(sorted({*self.lessons_done, name})))

    def folder(self, purpose: str) -> str:
        """Return the folder that was last used for a purpose; empty where there is none.

        Folders of the system's own, such as /proc, are none: a file dialog there never ends.
        """
        folder = str(self._settings.value(f"folder/{purpose}", "") or "")
        return "" if {Path(folder), *Path(folder).parents} & SYSTEM else folder

    def keep_folder(self, purpose: str, folder: str) -> None:
        """Store the folder that was used for a purpose."""
        self._settings.setValue(f"folder/{purpose}", folder)

    @property
    def recent(self) -> list[str]:
        """Return the projects that were open last and are still there, the newest first."""
        kept = self._settings.value("recent")
        files = kept if isinstance(kept, list) else [kept] if kept else []
        return [str(file) for file in files if Path(str(file)).is_file()][:RECENT]

    def keep_recent(self, file: str) -> None:
        """Store that a project was open, as the newest."""
        file = str(Path(file).absolute())
        self._settings.setValue("recent", [file, *(f for f in self.recent if f != file)][:RECENT])


def _opened(file: Path | None) -> QSettings:
    ini = QSettings.Format.IniFormat
    if file:
        return QSettings(str(file), ini)
    return QSettings(ini, QSettings.Scope.UserScope, "Layerbench", "Layerbench")


def _is_damaged(file: Path, settings: QSettings) -> bool:
    """Tell whether a file is none of settings; Qt takes some of what is binary for keys."""
    settings.allKeys()
    if settings.status() is QSettings.Status.FormatError:
        return True
    try:
        return "\0" in file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return True
    except OSError:
        return False
