"""What an experiment chooses of a folder: files left out, and files given another class.

The files on the disk are never touched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.data.dataset import Skipped
from core.data.folder import Found, PictureFolder
from core.errors import DataError
from core.files import shown


def chosen(
    folders: list[PictureFolder], leave_out: Iterable[str], relabel: Mapping[str, str]
) -> list[PictureFolder]:
    """Apply the choices; files are named as in the lists of the program, with "/" between parts.

    Raises DataError where a file or a class that is named is not there.
    """
    unwanted = set(leave_out)
    _check_classes(folders[0], relabel)
    _check_files(folders, [*unwanted, *relabel])
    return [
        _chosen(folder, folder.prefix(number), unwanted, relabel)
        for number, folder in enumerate(folders)
    ]


def _chosen(
    folder: PictureFolder, start: str, unwanted: set[str], relabel: Mapping[str, str]
) -> PictureFolder:
    kept, lost = [], list(folder.skipped)
    for file in folder.files:
        names = _names(start, file)
        if names & unwanted:
            lost.append(Skipped(file.name, DataError("left out by this experiment")))
            continue
        other = next((relabel[name] for name in names if name in relabel), file.class_name)
        kept.append(replace(file, class_name=other))
    return replace(folder, files=tuple(kept), skipped=tuple(lost))


def _names(start: str, file: Found) -> set[str]:
    """Give the names by which a file can be meant: its own, and how it is shown."""
    return {start + file.name, shown(start + file.name)}


def _check_classes(folder: PictureFolder, relabel: Mapping[str, str]) -> None:
    for name, other in relabel.items():
        if other not in folder.classes:
            raise DataError(
                "data.relabel gives {file} the class {name}, which is not there: choose one of "
                "{classes}.",
                file=shown(name),
                name=shown(other),
                classes=", ".join(map(shown, folder.classes)),
            )


def _check_files(folders: list[PictureFolder], wanted: list[str]) -> None:
    if not wanted:
        return
    there: set[str] = set()
    for number, folder in enumerate(folders):
        for file in folder.files:
            there |= _names(folder.prefix(number), file)
    for name in wanted:
        if name not in there:
            raise DataError(
                "{folder}: there is no file {file}, which data.leave_out or data.relabel names: "
                "take it out of the list.",
                folder=shown(folders[0].folder),
                file=shown(name),
            )
