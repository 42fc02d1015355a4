"""The class that counts as 1, by the name of its folder."""

from core.data.folder.level_check import part_word
from core.data.folder.listing import entries, same_spelling
from core.errors import DataError
from core.files import shown
from core.messages import listed


def order_classes(folder: str, classes: tuple[str, ...], positive: str) -> tuple[str, ...]:
    """Move the positive class to the end: of two classes it becomes class 1.

    "cat" means a folder "Cat" too, where there is no other. Raises DataError for a name of no
    class, which offers to do without.
    """
    positive = same_spelling(positive)
    alike = [name for name in classes if name.casefold() == positive.casefold()]
    if positive not in classes and len(alike) == 1:
        positive = alike[0]
    if positive and positive not in classes:
        raise DataError(
            "{folder}: data.positive_class = {positive} is none of its classes: choose one of "
            "{classes}, or leave it empty.",
            folder=shown(folder),
            positive=shown(positive),
            classes=listed(map(shown, classes)),
        ).suggest({"data.positive_class": ""}, "Leave it empty")
    return tuple(sorted(classes, key=lambda name: name == positive))


def positive_class_in(folder: str, positive: str) -> str:
    """Return the positive class for a folder that it was not written for.

    It is empty where the folder has other classes, and unchanged where it has this class or its
    classes cannot be listed.
    """
    try:
        listed = entries(folder)[0]
    except (OSError, ValueError):
        return positive
    positive = same_spelling(positive)
    names = {same_spelling(entry.name).casefold() for entry in listed if entry.kind == "folder"}
    if len(names) < 2 or any(map(part_word, names)):
        return positive
    return positive if positive.casefold() in names else ""
