"""Projects in the window: saved, opened, recovered, and what is unsaved when it is closed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from core.data.dataset import Dataset
from core.data.endings import ARRAY_ENDINGS, TABLE_ENDINGS
from core.data.folder.level_check import folder_title
from core.data.registry import DATASETS
from core.errors import DataError
from core.experiment.presets import matching_preset
from core.experiment.settings import DataSettings, Experiment
from core.files import shown
from core.messages import fill, to_translate, tr, translate
from core.projects.data_inside import SourceData, has_files, source_data
from core.projects.own_words import NO_WORDS, OwnWords
from core.projects.recovery import Offer, Recovery
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import AutosaveFailed, Opened, ProjectSaved
from gui.bridge import Bridge
from gui.dialogs import files
from gui.dialogs import project as dialogs
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow
from gui.widgets.number_format import grouped, significant

State = tuple[int, int, Experiment]
Place = tuple[str, str]


class Aside(NamedTuple):
    """What the bench was called when it was put aside, its file, if saved as it was, and words."""

    name: str
    file: str
    data: DataSettings
    data_inside: bool
    older: bool
    saved: State | None
    was_saved: bool
    dataset: Dataset | None
    unlocated: Opened | None
    words: dict[Place, OwnWords]
    saved_words: dict[Place, OwnWords]


MEGABYTE = 1_000_000
MAP_ENDS = to_translate(
    "A map is going on, which ends: its runs so far are kept, and the same map goes on from there."
)


class ProjectActions(QObject):
    """Know which file the bench is saved in, and whether it is as it was saved.

    `dataset` is that on the bench. `file` is empty until there is one, and while other data than
    its own is on the bench. `said` carries a sentence for the status bar, `left_found` the files
    of the projects that dead windows have left.
    `is_map_going` tells of runs that closing ends, and `leave` puts what is aside on the bench
    again and then does what it is given.
    """

    said = Signal(str)
    left_found = Signal(object)

    def __init__(
        self, window: MainWindow, store: ExperimentStore, bridge: Bridge, recovery: Recovery
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge, self.recovery = window, store, bridge, recovery
        self._file, self._file_data = "", DataSettings()
        self._now: State | None = None
        self._saved: State | None = None
        self._opening, self._asking = True, False
        self.is_map_going: Callable[[], bool] = lambda: False
        self.leave: Callable[[Callable[[], object]], object] = lambda then: then()
        self._then: Callable[[], object] = lambda: None
        self._aside: Aside | None = None
        self._first_run = 0
        self._offers: tuple[Offer, ...] = ()
        self._recovered: list[Path] = []
        self._unlocated: Opened | None = None
        self._found: Callable[[], object] = lambda: None
        self._data_inside, self._older = False, False
        self.dataset: Dataset | None = None
        self._words: dict[Place, OwnWords] = {}
        self._saved_words: dict[Place, OwnWords] = {}
        self._told_of = self._place
        store.experiment_changed.connect(self._follow_data)

    @property
    def words(self) -> OwnWords:
        """Return the author's own for the report of the data on the bench."""
        return self._words.get(self._place, NO_WORDS)

    @property
    def _place(self) -> Place:
        return _place(self.store.experiment.data)

    @property
    def file(self) -> str:
        """Return the file that the bench is saved in."""
        return self._file if self._place == _place(self._file_data) else ""

    @property
    def modified(self) -> bool:
        """Tell whether closing would lose something that no file has.

        The runs of the course come back by a choice in the menu and one press of Train.
        """
        if self._aside or self._now is None:
            return False
        if _text(self.words) != _text(self._saved_words.get(self._place, NO_WORDS)):
            return True
        if self._now == self._saved:
            return False
        preset = not self.file and matching_preset(self._now[-1]) is not None
        return not preset or bool(self._recovered)

    @property
    def file_name(self) -> str:
        """Return a name for files, after the project or the folder of data; empty without both.

        A dot would be taken for the beginning of an ending.
        """
        experiment = self.store.experiment
        name = Path(self.file).stem or folder_title(experiment.data.folder)
        if Path(name).suffix.lower() in (*TABLE_ENDINGS, *ARRAY_ENDINGS):
            name = Path(name).stem
        return name.replace(".", "_")

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow the run: what is new in it is unsaved."""
        if snapshot.run < self._first_run:
            return
        before, self._now = self._now, (snapshot.run, snapshot.iteration, snapshot.experiment)
        if before and before[-1].data.folder != snapshot.experiment.data.folder:
            self.show_title(self.store.experiment)
        untouched = self._saved is None and not snapshot.iteration and not self._recovered
        if self._opening or untouched:
            self._saved, self._opening = self._now, False
        self._show_modified()

    def _show_modified(self) -> None:
        # Qt gives the title to the desktop again even where nothing has changed.
        if (modified := self.modified) != self.window.isWindowModified():
            self.window.setWindowModified(modified)

    @property
    def is_aside(self) -> bool:
        """Tell whether the bench is put aside, until what was there is back."""
        return self._aside is not None

    def put_aside(self) -> None:
        """Remember the file of the bench until `take_back`; nothing is unsaved till then."""
        self._aside = Aside(
            self._name(),
            self._file,
            self._file_data,
            self._data_inside,
            self._older,
            self._saved,
            not self.modified,
            self.dataset,
            self._unlocated,
            self._words,
            self._saved_words,
        )
        self._words, self._saved_words = {}, {}

    def take_back(self, run: int) -> None:
        """Have the file of the bench again that was put aside, which is now the run of a number."""
        if aside := self._aside:
            self._aside = None
            self._file, self._file_data = aside.file, aside.data
            self._data_inside, self._older = aside.data_inside, aside.older
            self.dataset, self._unlocated = aside.dataset, aside.unlocated
            self._words, self._saved_words = aside.words, aside.saved_words
            self._tell_words()
            self._opening, self._saved, self._first_run = aside.was_saved, aside.saved, run
            self.show_title(self.store.experiment)

    def show_title(self, experiment: Experiment) -> None:
        """Name the window after the project, or else after what is on the bench.

        Data that is still being read is called so: what can be seen is the data of before.
        """
        folder = folder_title(experiment.data.folder)
        name = shown(Path(self.file).stem) or translate(experiment.title) or folder
        name = name or translate(DATASETS[experiment.data.kind].label)
        if self._now and experiment.data.folder not in ("", self._now[-1].data.folder):
            name = tr("reading {name} ...").format(name=name)
        self.window.setWindowTitle(tr("{name}[*] - Layerbench").format(name=name))
        # A save after a crash may not take data out of a project, nor write over an older format.
        if self._aside is None:
            inside_or_older = self._data_inside or self._older
            self.recovery.project_file = "" if inside_or_older else self.file

    def keep_words(self, words: OwnWords) -> None:
        """Have what its author writes of the run in the project from now on."""
        self._words[self._place] = words
        self._tell_words()
        self._show_modified()

    def _follow_data(self) -> None:
        """Have the words of other data, none at first; those of before come back with theirs."""
        if self._aside is None and self._place != self._told_of:
            self._tell_words()

    def _tell_words(self) -> None:
        self._told_of = self._place
        self.bridge.runner.set_words(self.words)

    def leave_file(self) -> None:
        """Have the next save ask for a name: something else is on the bench."""
        self._file, self._data_inside, self._older = "", False, False

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Save under the name that there is, or ask for one; `then` is done once it is saved."""
        self._then = then
        if self.file and not self._older:
            self.bridge.runner.save_project(self.file, self._data_inside or self._is_unpacked)
        else:
            self._ask_name(self._data_inside)

    def save_as(self) -> None:
        """Ask for a name, and save there."""
        self._then = lambda: None
        self._ask_name(self._data_inside)

    def save_data_inside(self) -> None:
        """Ask for a name, and save there with the files of the data."""
        self._then = lambda: None
        if self._source:
            self._ask_name(True)
        else:
            self.said.emit(tr("These data come from no files: every project has them inside."))

    def _ask_name(self, data_inside: bool) -> None:
        kinds, source = {tr("Projects"): False}, self._source
        if source:
            text = tr("Projects with the data inside: {count:,} {count:file|files}, {size:,.1f} MB")
            if source.of_pictures:
                text = tr(
                    "Projects with the pictures inside: {count:,} {count:file|files}, "
                    "{size:,.1f} MB"
                )
            kind = fill(text, count=len(source.files), size=source.size / MEGABYTE)
            # What is unpacked lies nowhere else that would last.
            kinds = {kind: True} if self._is_unpacked else kinds | {kind: True}
        kinds = dict(sorted(kinds.items(), key=lambda kind: kind[1] != data_inside))
        start, name = self.window.preferences.folder("project"), self.file_name or "project"
        save = self.bridge.runner.save_project
        files.ask_where_to_save_project(self.window, start, name, kinds, save)

    @property
    def _source(self) -> SourceData | None:
        """Return the data on the bench as files, None where they come from none."""
        dataset, settings = self.dataset, self._now[-1].data if self._now else DataSettings()
        if dataset is None or dataset.blank or not has_files(settings):
            return None
        return source_data(settings, dataset)

    @property
    def _is_unpacked(self) -> bool:
        unpacked = self.bridge.runner.unpacked
        return unpacked is not None and unpacked.holds(self.store.experiment.data)

    def show_saved(self, saved: ProjectSaved) -> None:
        """Say that the project was saved, and do what waited for it."""
        self._data_inside, self._older = saved.data_inside, False
        self._keep_file(saved.file, saved.experiment)
        self._saved = (saved.run, saved.iteration, saved.experiment)
        self._saved_words[_place(saved.experiment.data)] = saved.words
        self._forget_recovered()
        self._show_modified()
        self.said.emit(tr("Saved {file}.").format(file=shown(saved.file)))
        then, self._then = self._then, lambda: None
        then()

    def show_autosave_failed(self, failed: AutosaveFailed) -> None:
        """Say that a crash would cost what is on the bench, and why."""
        # The reason first, and for longer than other news: who works on would lose it by a crash.
        text = tr("{problem} So what is on the bench is not kept for the case of a crash.")
        self.window.statusBar().showMessage(fill(text, problem=failed.problem))

    def open(self, file: str, folder: str = "") -> None:
        """Open a project, once what is unsaved has been dealt with."""
        self.after_saving(lambda: self.bridge.runner.open_project(file, folder))

    def show_opened(self, opened: Opened) -> None:
        """Take note of what was opened; ask once where pictures are that were not found."""
        if opened.project:
            place = _place(opened.experiment.data)
            self._words[place] = self._saved_words[place] = opened.words
            self._tell_words()
        self._first_run = max(self._first_run, opened.run)
        left = {offer.file: offer.description for offer in self._offers}
        recovered = left.get(Path(opened.project))
        if recovered:
            self._recovered.append(Path(opened.project))
            self._file = recovered.file if Path(recovered.file).is_file() else ""
            self._file_data, self._saved, self._opening = opened.experiment.data, None, False
            text = tr("Brought back as it stood after {iteration:,} {iteration:update|updates}.")
            self.said.emit(fill(text, iteration=opened.iteration))
        elif opened.project:
            self._keep_file(opened.project, opened.experiment)
            self._opening = True
        else:
            # Until it is trained, the file that it came from, or its run in Runs, has all of it.
            self._file, self._opening = "", True
        self._data_inside = opened.data_inside
        self._older = opened.older and not recovered
        if self._older:
            text = tr("{file} is of an older Layerbench, and stays as it is: Save asks for a name.")
            self.said.emit(text.format(file=opened.file))
        self.show_title(self.store.experiment)
        found, self._found = self._found, lambda: None
        if opened.project and isinstance(opened.problem, DataError):
            self._unlocated = opened
            self._locate_data(opened)
        else:
            self._unlocated = None
            found()

    def look_again(self, found: Callable[[], object] = lambda: None) -> bool:
        """Look again for the data of the project if they were not found, and tell whether so.

        `found` is done once they are there; where they still are not, it is asked where they are.
        """
        without = self.dataset is not None and self.dataset.blank
        if self._unlocated is None or not without:
            return False
        self._found = found
        self.bridge.runner.open_project(self._unlocated.project)
        return True

    def _locate_data(self, opened: Opened) -> None:
        """Offer to show where the data are now: a folder, or the file that they are."""
        source = DATASETS[opened.experiment.data.kind]

        def locate(place: str) -> None:
            self.bridge.runner.open_project(opened.project, place)

        def ask() -> None:
            start = self.window.preferences.folder("data")
            files.ask_data(
                self.window, source, start, locate, tr("Where the data of the project are now")
            )

        dialogs.ask_for_data(self.window, str(opened.problem), ask)

    def start(self) -> None:
        """Offer what dead windows have left, and ask about what is unsaved from now on."""
        self.window.may_close, self._asking = self._may_close, True
        self._offers = self.recovery.offers()
        self.bridge.runner.sweep_unpacked()
        if self._offers:
            self.left_found.emit([offer.file for offer in self._offers])
            what = [_describe(offer) for offer in self._offers]
            costs = self._offers[0].description.costs
            dialogs.offer_recovery(self.window, what, costs, self._recover, self._discard)

    def end(self) -> None:
        """End at once, as the system asks for it: the run of now is offered at the next start."""
        self.bridge.runner.close(keep=True)
        self.window.may_close = lambda: True
        self.window.close()

    def _recover(self) -> None:
        self.bridge.runner.open_project(self._offers[0].file)

    def _discard(self) -> None:
        for offer in self._offers:
            self.recovery.forget(offer.file)
        self._offers = ()

    def _forget_recovered(self) -> None:
        for file in self._recovered:
            self.recovery.forget(file)
        self._recovered = []

    def _keep_file(self, file: str, experiment: Experiment) -> None:
        self._file, self._file_data = file, experiment.data
        self.window.preferences.keep_folder("project", str(Path(file).parent))
        self.window.preferences.keep_recent(file)
        self.show_title(self.store.experiment)

    def _may_close(self) -> bool:
        if not self._aside and not self.modified:
            return True
        self.after_saving(self._close, translate(MAP_ENDS) if self.is_map_going() else "")
        return False

    def _close(self) -> None:
        self._forget_recovered()
        self.window.may_close = lambda: True
        self.window.close()

    def after_saving(self, then: Callable[[], object], more: str = "") -> None:
        """Do something that throws away the user's own work, once that is saved or not wanted.

        Work that is aside is put back on the bench first; who answers that nothing is to be done
        goes on with what is there. `more` is a sentence on what else ends by it.
        """
        aside = self._aside
        unsaved = not aside.was_saved if aside else self.modified
        if not (self._asking and unsaved):
            self.leave(then)
            return

        def save() -> None:
            self.leave(lambda: self.save(then))

        name, file = (aside.name, aside.file) if aside else (self._name(), self.file)
        discard = partial(self.leave, then)
        dialogs.ask_to_save(self.window, name, bool(file), save, discard, more)

    def _name(self) -> str:
        return self.window.windowTitle().partition("[*]")[0]


def _text(words: OwnWords) -> tuple[str, str]:
    """Return what of somebody's words is nowhere else; the author is among the preferences."""
    return words.title, words.analysis


def _place(data: DataSettings) -> Place:
    return data.kind, data.folder


def _describe(offer: Offer) -> str:
    found = offer.description
    data = found.experiment.data
    name = shown(Path(found.file).stem)
    name = name or translate(found.experiment.title) or folder_title(data.folder)
    saved = found.saved.astimezone()
    text = tr("{name}, {time}: iteration {iteration}")
    if found.train_cost is not None:
        text = tr("{name}, {time}: iteration {iteration}, last train cost {cost}")
    return text.format(
        name=name or translate(DATASETS[data.kind].label),
        time=fill(tr("{time:%Y-%m-%d %H:%M:%S}"), time=saved),
        iteration=grouped(found.iteration),
        cost=significant(found.train_cost or 0.0),
    )
