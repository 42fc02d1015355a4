"""What a user changes about the pictures of an experiment, as new settings; no file is touched."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from core.data.folder.items import SampleItem
from core.data.folder.labels import joined, labels_in
from core.data.folder.scan import prefix
from core.experiment.settings import DataSettings, Experiment
from core.messages import to_translate

KINDS = {
    ("leave_out",): to_translate("{count} left out by you: take back"),
    ("relabel",): to_translate("{count} given another class: take back"),
    ("kept_labels",): to_translate("{count} {count:label|labels} kept by you: take back"),
    ("test_pictures", "train_pictures"): to_translate("{count} put on a side by you: take back"),
}
"""The settings of every kind of correction, and the words that offer to take it back."""


def with_data(experiment: Experiment, settings: DataSettings) -> Experiment:
    """Return the experiment with its data corrected."""
    return replace(experiment, data=settings)


def count_edits(settings: DataSettings, names: Iterable[str]) -> int:
    """Count the corrections in these settings."""
    return sum(len(getattr(settings, name)) for name in names)


def exclude(settings: DataSettings, items: Iterable[SampleItem]) -> DataSettings:
    """Do without these pictures."""
    return replace(settings, leave_out=_added(settings.leave_out, items))


def include(settings: DataSettings, items: Iterable[SampleItem]) -> DataSettings:
    """Use pictures again that were left out."""
    return replace(settings, leave_out=_removed(settings.leave_out, items))


def relabel_items(
    settings: DataSettings, items: Iterable[SampleItem], class_name: str
) -> DataSettings:
    """Put pictures into a class; a picture whose folder is that class needs no entry."""
    relabel = dict(settings.relabel)
    for item in items:
        relabel.pop(item.name, None)
        if item.folder_class != class_name:
            relabel[item.name] = class_name
    return replace(settings, relabel=relabel)


def toggle_label(settings: DataSettings, items: Iterable[SampleItem], label: str) -> DataSettings:
    """Give each picture a label beside its others, or take it away from one that has it."""
    relabel = dict(settings.relabel)
    for item in items:
        has = labels_in(relabel.get(item.name, item.class_name))
        relabel[item.name] = joined({*has} ^ {label})
    return replace(settings, relabel=relabel)


def correct_labels(
    settings: DataSettings, items: Iterable[SampleItem], classes: Mapping[str, str]
) -> DataSettings:
    """Put each picture into the class that stands by its name; others stay where they are."""
    for item in items:
        if item.name in classes:
            settings = relabel_items(settings, (item,), classes[item.name])
    return settings


def keep_labels(settings: DataSettings, items: Iterable[SampleItem]) -> DataSettings:
    """Remember that the classes of these pictures are right."""
    return replace(settings, kept_labels=_added(settings.kept_labels, items))


def move_to_test(settings: DataSettings, items: Iterable[SampleItem]) -> DataSettings:
    """Keep pictures for the test."""
    items = tuple(items)
    return replace(
        settings,
        test_pictures=_added(settings.test_pictures, items),
        train_pictures=_removed(settings.train_pictures, items),
    )


def move_to_train(settings: DataSettings, items: Iterable[SampleItem]) -> DataSettings:
    """Train with pictures; only those that a share, or a folder's mark, may take need a mark."""
    items = tuple(items)
    folders = tuple(f"{name}/" for name in settings.test_pictures)
    drawn = (item for item in items if settings.test_share or item.name.startswith(folders))
    marked = _added(settings.train_pictures, drawn)
    return replace(
        settings, test_pictures=_removed(settings.test_pictures, items), train_pictures=marked
    )


def undo_edits(settings: DataSettings, *names: str) -> DataSettings:
    """Take back all corrections of these kinds, which are settings' names."""
    usual = DataSettings()
    return replace(settings, **{name: getattr(usual, name) for name in names})


def without_test_edits(settings: DataSettings) -> dict[str, object]:
    """Return, by their keys, the corrections without those of the pictures of a test folder.

    Another test folder has other pictures.
    """
    if not settings.test_folder:
        return {}
    start = prefix(settings.test_folder)

    def others(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if not name.startswith(start))

    return {
        "data.leave_out": others(settings.leave_out),
        "data.relabel": {name: settings.relabel[name] for name in others(settings.relabel)},
        "data.kept_labels": others(settings.kept_labels),
    }


def ungroup(settings: DataSettings) -> DataSettings:
    """Share out every picture alone, whatever it belongs to."""
    return replace(settings, groups="none")


def regroup(settings: DataSettings) -> DataSettings:
    """Keep pictures together that belong together by any sign."""
    return replace(settings, groups="auto")


def _added(names: tuple[str, ...], items: Iterable[SampleItem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *(item.name for item in items))))


def _removed(names: tuple[str, ...], items: Iterable[SampleItem]) -> tuple[str, ...]:
    gone = {item.name for item in items}
    return tuple(name for name in names if name not in gone)
