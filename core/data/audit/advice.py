"""What an audit means: a sentence for everything that a user should know before training."""

from collections.abc import Iterator

from core.data.audit.audit import (
    LONG,
    TINY,
    Audit,
    Group,
)
from core.data.dataset import UNEVEN
from core.files import list_shown, shown
from core.messages import Message, listed, to_translate


def advice(audit: Audit) -> tuple[Message, ...]:
    """Say what stands out, what matters most first; each remark's key names its kind."""
    return (
        *_level(audit),
        *_classes(audit),
        *_copies(audit),
        *_groups(audit),
        *_odd_ones(audit),
    )


def _level(audit: Audit) -> Iterator[Message]:
    if audit.level_problem and "right" not in audit.level_problem.values:
        yield audit.level_problem
    elif audit.level_problem:
        text = to_translate(
            "You picked a folder that holds the folders of a data set: use {folder} to train."
        )
        if audit.test_folder:
            text = to_translate(
                "You picked a folder that holds the folders of a data set: use {folder} to train "
                "and {test} to test."
            )
        yield Message(
            text,
            "wrong_level",
            folder=shown(audit.folder),
            test=shown(audit.test_folder),
        )


def _classes(audit: Audit) -> Iterator[Message]:
    empty = [shown(name) for name, count in audit.counts.items() if not count]
    if empty:
        yield Message(
            "No usable picture in the class {classes}: put some in, or take its folder out.",
            "empty_class",
            classes=listed(empty),
        )
    if len(audit.counts) < 2 and not audit.labels:
        yield Message("Only one class: two or more are needed.", "one_class")
    yield from _other_classes(audit)
    used = {name: count for name, count in audit.counts.items() if count}
    if not used:
        return
    most, least = max(used, key=used.__getitem__), min(used, key=used.__getitem__)
    if used[most] >= UNEVEN * used[least]:
        yield Message(
            "The classes are uneven: {most:,} {most:picture|pictures} of {large}, {least:,} of "
            "{small}.",
            "imbalance",
            most=used[most],
            large=shown(most),
            least=used[least],
            small=shown(least),
        )


def _other_classes(audit: Audit) -> Iterator[Message]:
    if audit.test_folder and set(audit.counts) != set(audit.test_counts):
        extra = sorted(set(audit.test_counts) - set(audit.counts))
        missing = sorted(set(audit.counts) - set(audit.test_counts))
        yield Message(
            "The test folder has other classes: {extra} there alone, {missing} missing there.",
            "other_classes",
            extra=listed(map(shown, extra)) or "-",
            missing=listed(map(shown, missing)) or "-",
        )


def _copies(audit: Audit) -> Iterator[Message]:
    both = (*audit.duplicates, *audit.near_duplicates)
    yield from _group_message(
        [group for group in both if group.train_and_test],
        "leak",
        to_translate(
            "{count:Once|{count:,} times} the same or nearly the same picture is in training and "
            "in test, which flatters the test: {files}."
        ),
    )
    yield from _group_message(
        [group for group in both if group.across_classes],
        "two_classes",
        to_translate(
            "{count:Once|{count:,} times} the same or nearly the same picture is in two classes: "
            "{files}."
        ),
    )
    yield from _group_message(
        [group for group in audit.duplicates if not _is_wrong(group)],
        "duplicates",
        to_translate("{count:,} {count:group|groups} of equal pictures: {files}."),
    )
    yield from _group_message(
        [group for group in audit.near_duplicates if not _is_wrong(group)],
        "near_duplicates",
        to_translate("{count:,} {count:group|groups} of nearly equal pictures: {files}."),
    )


def _groups(audit: Audit) -> Iterator[Message]:
    yield from audit.grouping.remarks()
    for found in audit.grouping.by_camera:
        yield Message(
            "Not kept together, since names such as {example} come from a camera or are those of "
            "the class: {pictures:,} pictures.",
            "groups_by_camera",
            example=shown(found.example),
            pictures=sum(found.sizes),
        )


def _is_wrong(group: Group) -> bool:
    """Tell whether a group of copies is told of because of where they lie."""
    return group.train_and_test or group.across_classes


def _group_message(groups: list[Group], key: str, text: str) -> Iterator[Message]:
    if groups:
        files = [" = ".join(map(shown, groups[0].files[:4]))]
        files += ["..."] if len(groups) > 1 or len(groups[0].files) > 4 else []
        yield Message(text, key, count=len(groups), files=listed(files))


def _odd_ones(audit: Audit) -> Iterator[Message]:
    kinds = (
        (
            audit.constant,
            "constant",
            to_translate(
                "{count:,} {count:picture is|pictures are} of one single colour: {files}."
            ),
        ),
        (
            audit.tiny,
            "tiny",
            to_translate(
                "{count:,} {count:picture has|pictures have} a side below {tiny} pixels, too "
                "small to learn from: {files}."
            ),
        ),
        (
            audit.odd,
            "odd_shape",
            to_translate(
                "{count:,} {count:picture is|pictures are} more than {long} times as long as "
                "wide: {files}."
            ),
        ),
    )
    for files, key, text in kinds:
        if files:
            named = list_shown(files, 3)
            yield Message(text, key, count=len(files), files=named, tiny=TINY, long=LONG)
