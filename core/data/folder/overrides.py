"""What an experiment chooses of a folder: files left out, given another class, kept for a test.

The files on the disk are never touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.data.folder.labels import joined, labels_in
from core.data.folder.listing import same_spelling
from core.data.folder.scan import FoundFile, PictureFolder
from core.data.skipped import Skipped
from core.errors import DataError
from core.experiment.settings import DataSettings
from core.files import shown
from core.messages import listed, to_translate

LEFT_OUT = to_translate("left out by this experiment")
"""The reason that stands beside a file which the experiment does without."""


def apply_exclusions(folders: list[PictureFolder], settings: DataSettings) -> list[PictureFolder]:
    """Leave out and relabel; files are named as the program lists them, "/" between parts.

    Raises DataError where a file or a class that is named is not there.
    """
    unwanted = set(map(same_spelling, settings.leave_out))
    relabel = {same_spelling(file): same_spelling(name) for file, name in settings.relabel.items()}
    if folders[0].labels:
        relabel = {file: joined(labels_in(name)) for file, name in relabel.items()}
    _check_classes(folders[0], relabel)
    marked = (*settings.test_pictures, *settings.train_pictures)
    _check_files(folders, [*unwanted, *relabel, *marked])
    kept = [
        _without_excluded(folder, folder.prefix(number), unwanted, relabel)
        for number, folder in enumerate(folders)
    ]
    for folder in kept:
        _check_any_left(folder)
    return kept


def apply_side_marks(
    parts: list[np.ndarray],
    files: Sequence[FoundFile],
    contents: Sequence[bytes],
    settings: DataSettings,
) -> list[np.ndarray]:
    """Put the marked files into the training part or the test part, whatever was drawn.

    `parts` are places in `files`, ascending; `contents` are equal where pictures are. A copy
    that has no mark goes where all its marked copies go, and to the training if these differ.
    """
    marks = dict.fromkeys(map(same_spelling, settings.train_pictures), False)
    marks |= dict.fromkeys(map(same_spelling, settings.test_pictures), True)
    usable = np.sort(np.concatenate(parts))
    marks_by_place = {place: mark for place in usable for mark in _side_marks(files[place], marks)}
    marks_by_content: dict[bytes, set[bool]] = {}
    for place, mark in marks_by_place.items():
        marks_by_content.setdefault(contents[place], set()).add(mark)
    test = np.isin(usable, parts[1])
    for number, place in enumerate(usable):
        if contents[place] in marks_by_content:
            test[number] = marks_by_place.get(place, marks_by_content[contents[place]] == {True})
    return [usable[~test], usable[test]]


def _side_marks(file: FoundFile, marks: Mapping[str, bool]) -> list[bool]:
    """Return the mark of a file, or else that of the innermost folder which has one."""
    names = (*_names("", file), *_folders_of("", file))
    return [marks[name] for name in names if name in marks][:1]


def _without_excluded(
    folder: PictureFolder, start: str, unwanted: set[str], relabel: Mapping[str, str]
) -> PictureFolder:
    remaining, lost = [], list(folder.skipped)
    for file in folder.files:
        names = _names(start, file)
        if not unwanted.isdisjoint((*names, *_folders_of(start, file))):
            lost.append(Skipped(file.name, DataError(LEFT_OUT)))
            continue
        other = next((relabel[name] for name in names if name in relabel), file.class_name)
        remaining.append(replace(file, class_name=other))
    return replace(folder, files=tuple(remaining), skipped=tuple(lost))


def _names(start: str, file: FoundFile) -> set[str]:
    """Return the names by which a file can be meant, see `same_spelling`: also how it is shown."""
    name = same_spelling(start + file.name)
    return {name, shown(name), same_spelling(shown(start + file.name))}


def _folders_of(start: str, file: FoundFile) -> list[str]:
    """Return the folders that a file is in below that of its class, the innermost first."""
    parts = same_spelling(start + file.name).split("/")
    least = 2 + start.count("/")
    return ["/".join(parts[:count]) for count in range(len(parts) - 1, least - 1, -1)]


def _check_any_left(folder: PictureFolder) -> None:
    if not folder.files:
        raise DataError(
            "{folder}: nothing is left to learn from, because data.leave_out names every "
            "picture. Take some of them back.",
            folder=shown(folder.folder),
        ).suggest({"data.leave_out": []}, "Take all of them back")


def _check_classes(folder: PictureFolder, relabel: Mapping[str, str]) -> None:
    classes = folder.labels or folder.classes
    for name, other in relabel.items():
        if not {*(labels_in(other) if folder.labels else (other,))} <= {*classes}:
            raise DataError(
                "data.relabel gives {file} the class {name}, which is not there: choose one of "
                "{classes}.",
                file=shown(name),
                name=shown(other),
                classes=listed(map(shown, classes)),
            )


def _check_files(folders: list[PictureFolder], names: list[str]) -> None:
    if not names:
        return
    known: set[str] = set()
    for number, folder in enumerate(folders):
        known |= {same_spelling(name) for name in folder.folders_left_out}
        for file in folder.files:
            known.update(_names(folder.prefix(number), file))
            known.update(_folders_of(folder.prefix(number), file))
    for name in names:
        if same_spelling(name) not in known:
            raise DataError(
                "{folder}: there is no file {file}, which data.leave_out, data.relabel, "
                "data.test_pictures or data.train_pictures names: take it out of the list.",
                folder=shown(folders[0].folder),
                file=shown(name),
            )
