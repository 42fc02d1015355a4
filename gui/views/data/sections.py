"""The sections of a data set, and the samples of each."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from core.data.audit.sections import SECTIONS, AuditedSamples, Places
from core.data.dataset import Dataset, Samples
from core.data.file_notes import group_skipped
from core.data.folder.items import SampleItem, Side
from core.data.folder.labels import labels_in
from core.data.folder.overrides import LEFT_OUT
from core.data.skipped import Skipped
from core.experiment.inputs import PictureInputs, TableInputs
from core.files import shown
from core.messages import tr, translate
from core.network.targets import CLASSES, LABELS
from core.training.analyses.doubtful_labels import DoubtfulLabel
from gui.views.data.section_list import Section
from gui.widgets.number_format import grouped

if TYPE_CHECKING:  # it brings Pillow, which a window of points does without
    from core.data.audit.audit import Audit

ALL, TEST, BY_USER, UNREAD, CLASS = "all", "test", "by_user", "unread", "class "
COLUMNS, DOUBTFUL = "columns", "doubtful"


class Copies(NamedTuple):
    """The pictures that show the same as one, pixel by pixel, or nearly the same."""

    equal: list[SampleItem]
    near: list[SampleItem]


class Sections:
    """All samples, every class, every kind of finding, and what was left out."""

    def __init__(
        self,
        dataset: Dataset,
        items: tuple[SampleItem, ...],
        audit: "Audit | None",
        doubts: Iterable[DoubtfulLabel] = (),
        kept: Collection[str] = (),
    ) -> None:
        self.dataset = dataset
        self.items = items
        self.by_user = [item for item in items if item.side is Side.EXCLUDED]
        self.unread = tuple(one for one in dataset.skipped if one.problem.text != LEFT_OUT)
        self._reasons = group_skipped(self.unread)
        used = {item.name: item for item in items if item.side is not Side.EXCLUDED}
        names = ((doubt, used.get(shown(doubt.name))) for doubt in doubts if doubt.name)
        self.doubts = {
            item.name: doubt
            for doubt, item in names
            if item and item.class_name == doubt.given and item.name not in kept
        }
        self._found: dict[str, list[Places]] = {}
        self._listed: dict[str, list[Places]] = {}
        if audit:
            evidence = AuditedSamples(audit, items)
            found = {key: row.find(evidence) for key, row in SECTIONS.items()}
            self._found = {key: groups for key, groups in found.items() if groups}
            self._listed = _listed_once(self._found)

    def lines(self) -> list[Section]:
        """Return one line per section, under headings.

        What is found later stands last, so that no other line moves under the mouse.
        """
        if self.dataset.blank:
            return []
        return [*self._columns(), *self._classes(), *self._missing(), *self._findings()]

    def groups(self, key: str) -> list[list[SampleItem]]:
        """Return the samples of a section in groups that belong together."""
        if key in self._listed:
            return [[self.items[place] for place in places] for places in self._listed[key]]
        if key == DOUBTFUL:
            return [lot for wrong in (True, False) if (lot := self._doubtful(wrong))]
        if key == BY_USER:
            return [self.by_user]
        if key == TEST:
            return [[item for item in self.items if item.side is Side.TEST]]
        used = [item for item in self.items if item.side is not Side.EXCLUDED]
        name = self.class_of(key)
        if name and self.dataset.targets is LABELS:
            return [[item for item in used if name in labels_in(item.class_name)]]
        return [[item for item in used if item.class_name == name] if name else used]

    def class_of(self, key: str) -> str:
        """Return the class of a section; empty where it has several."""
        number = key.removeprefix(CLASS)
        return self.dataset.classes[int(number)] if key.startswith(CLASS) else ""

    def files(self, key: str) -> tuple[Skipped, ...]:
        """Return the files that could not be used: all, or those of one reason."""
        number = key.removeprefix(UNREAD).strip()
        return self._reasons[int(number)].files if number else self.unread

    def copies(self, item: SampleItem) -> Copies:
        """Return the pictures that are equal to this one, and those that are nearly equal."""
        equal = self._alike("duplicates", item)
        names = {one.name for one in equal}
        near = self._alike("near_duplicates", item)
        return Copies(equal, [one for one in near if one.name not in names])

    def _doubtful(self, is_wrong: bool) -> list[SampleItem]:
        """Return the pictures whose labels look wrong, or those that come after them."""
        named = {item.name: item for item in self.items}
        return [named[name] for name, doubt in self.doubts.items() if doubt.is_wrong == is_wrong]

    def _alike(self, key: str, item: SampleItem) -> list[SampleItem]:
        groups = [[self.items[place] for place in places] for places in self._found.get(key, ())]
        mine = [group for group in groups if any(one.name == item.name for one in group)]
        alike = {one.name: one for group in mine for one in group if one.name != item.name}
        return list(alike.values())

    def _columns(self) -> Iterator[Section]:
        if isinstance(self.dataset.inputs, TableInputs):
            tip = tr("What each column is for, and what its first rows become.")
            yield Section(COLUMNS, tr("Columns"), tip, len(self.dataset.inputs.columns))

    def _classes(self) -> Iterator[Section]:
        train = self._counts(self.dataset.train)
        test = self._counts(self.dataset.test) if self.dataset.test else dict.fromkeys(train, 0)
        tip = tr("Samples to train with, and behind the plus sign those to test on.")
        tested = self.dataset.test.m if self.dataset.test else 0
        yield Section(ALL, tr("All"), tip, self.dataset.train.m, tested)
        most = max((train[name] + test[name] for name in train), default=0)
        tip = tr("{name}: {train} to train with, {test} to test on")
        for number, name in enumerate(train):
            words = tip.format(
                name=shown(name), train=grouped(train[name]), test=grouped(test[name])
            )
            yield Section(f"{CLASS}{number}", shown(name), words, train[name], test[name], most)
        if self.dataset.test:
            tip = tr("What the network never learns from.")
            yield Section(TEST, tr("Kept for the test"), tip, 0, self.dataset.test.m)

    def _counts(self, samples: Samples) -> dict[str, int]:
        """Count the samples of every class, or the pictures that have each label."""
        if self.dataset.targets is CLASSES:
            return self.dataset.counts(samples)
        if self.dataset.targets is LABELS and isinstance(self.dataset.inputs, PictureInputs):
            each = (samples.Y > 0.5).sum(axis=1).tolist()
            return dict(zip(self.dataset.classes, each, strict=True))
        return {}

    def _findings(self) -> Iterator[Section]:
        if self._listed or self.doubts:
            yield Section("", tr("Worth a look"))
        for key, groups in self._listed.items():
            row = SECTIONS[key]
            yield Section(key, translate(row.label), translate(row.meaning), len(groups))
        if self.doubts:
            tip = tr(
                "Networks that have not learned from these pictures answer another class, the "
                "surest first, and may be mistaken; what stands behind is less sure. C corrects "
                "one, K keeps its label."
            )
            count = len(self._doubtful(is_wrong=True))
            yield Section(DOUBTFUL, tr("Doubtful labels"), tip, count)

    def _missing(self) -> Iterator[Section]:
        if self.by_user or self.unread:
            yield Section("", tr("Left out"))
        if self.by_user:
            yield Section(
                BY_USER, tr("By you"), tr("Left out of this experiment."), len(self.by_user)
            )
        if self.unread:
            tip = tr("Files that could not be used, each with its reason.")
            yield Section(UNREAD, tr("Not usable"), tip, len(self.unread))
        if len(self._reasons) > 1:
            for number, one in enumerate(self._reasons):
                label = one.files[0].reason
                yield Section(f"{UNREAD} {number}", f"  {label}", str(one), len(one.files))


def _listed_once(found: dict[str, list[Places]]) -> dict[str, list[Places]]:
    """Return the groups of every row without those that a row above it has told."""
    seen: set[Places] = set()
    listed: dict[str, list[Places]] = {}
    for key, groups in found.items():
        listed[key] = [places for places in groups if len(places) < 2 or places not in seen]
        seen.update(groups)
    return {key: groups for key, groups in listed.items() if groups}
