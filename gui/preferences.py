"""What the window remembers from one start to the next; the only user of QSettings."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

# What is folded away at the first start.
FOLDED = ("data_settings", "updates", "tuning")
RECENT = 10
# Folders of the system that are no place for files.
SYSTEM = {Path("/proc"), Path("/sys"), Path("/dev")}


class Preferences:
    """Remember small things in the user's own settings file, or in one that is given.

    What cannot be read is as if it had never been set. `data_folder` is for larger things.
    """

    def __init__(self, file: Path | None = None) -> None:
        ini = QSettings.Format.IniFormat
        place = QStandardPaths.StandardLocation.GenericDataLocation
        data = QStandardPaths.writableLocation(place)
        self.data_folder = file.parent / "data" if file else Path(data) / "Layerbench"
        self._settings = (
            QSettings(str(file), ini)
            if file
            else QSettings(ini, QSettings.Scope.UserScope, "Layerbench", "Layerbench")
        )

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
    def dark(self, dark: bool) -> None:
        self._settings.setValue("theme", "dark" if dark else "light")

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
