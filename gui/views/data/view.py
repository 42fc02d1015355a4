"""The data itself: its classes, what was found in it, every picture, and one of them large."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.data.audit.job import AuditRequest, AuditUpdate
from core.data.dataset import Dataset
from core.data.folder.items import Side, list_samples, with_pending_edits
from core.data.sample import Sample
from core.errors import Cancelled, ExperimentError
from core.experiment.inputs import PictureInputs, TableInputs
from core.experiment.settings import DataSettings, Experiment
from core.messages import fill, paragraph, tr
from core.network.targets import CLASSES, LABELS
from core.training.analyses.cross_validation import CrossValidationResults
from core.training.analyses.doubtful_labels import DoubtfulLabel, doubtful_labels, judged_by
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.data.column_table import ColumnTable, role_changes
from gui.views.data.header import DataHeader
from gui.views.data.picked_picture import PickedPicture
from gui.views.data.picture_grid import PictureGrid
from gui.views.data.picture_menu import PictureMenu
from gui.views.data.section_list import SectionList
from gui.views.data.sections import COLUMNS, DOUBTFUL, TEST, UNREAD, Sections
from gui.views.data.skipped_table import SkippedTable
from gui.views.data.statistics_table import StatisticsTable
from gui.views.data.summary_text import about, sizes
from gui.views.data.thumbnails import Thumbnails
from gui.views.view import SnapshotView
from gui.widgets.number_format import grouped

if TYPE_CHECKING:  # it reads tables, which most windows do without
    from core.data.table.preview import TablePreviewUpdate

WIDTHS, LEAST = (230, 400, 380), 180


class DataView(SnapshotView):
    """Show the data set of the experiment; it changes with the data and not with snapshots.

    `audit_wanted` carries an AuditOrder, `picture_wanted` a PreviewRequest, `table_wanted` the
    settings of a table with its inputs, and `corrected` the data settings as the user wants them;
    `doubts_wanted` asks for cross-validation, whose results show which labels are doubtful.
    """

    audit_wanted = Signal(object)
    audit_cancelled = Signal()
    picture_wanted = Signal(object)
    table_wanted = Signal(object)
    corrected = Signal(object)
    doubts_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("data_view", tr("Data"), parent)
        self.settings, self._read = DataSettings(), DataSettings()
        self.parts: Sections | None = None
        self._dataset: Dataset | None = None
        self._shown = True
        self._seen: Sample | None = None
        self._picked: Sample | None = None
        self._doubts: tuple[DoubtfulLabel, ...] = ()
        self._doubts_folder = self._judged_by = self._key = ""
        self._doubts_asked = False
        self._key_before = ""
        self._searches: dict[AuditRequest, AuditUpdate | None] = {}
        self.thumbnails = Thumbnails()
        self.header, self.sections = DataHeader(), SectionList()
        self.grid = PictureGrid(self.thumbnails)
        self.skipped, self.statistics = SkippedTable(), StatisticsTable()
        self.columns = ColumnTable()
        self.large = PickedPicture(self.thumbnails)
        self.menu = PictureMenu(self.grid, lambda: self.grid.chosen)
        self.pages, self.across = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._build()
        self._connect()
        self.header.say(tr("No data yet: open a folder, or choose a data set."))

    def _build(self) -> None:
        for page in (self.grid, self.skipped, self.statistics, self.columns):
            self.pages.addWidget(page)
        self.grid.cell.wished = lambda item: with_pending_edits(self.settings, item)
        self.large.menu.setMenu(self.menu)
        across = self.across
        across.hide()
        for number, part in enumerate((self.sections, self.pages, self.large)):
            across.addWidget(part)
            across.setStretchFactor(number, (0, 3, 2)[number])
            across.setCollapsible(number, False)
        self.pages.setMinimumWidth(LEAST)
        across.setSizes(WIDTHS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.TIGHT, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.header)
        column.addWidget(across, 1)
        column.addStretch()

    def _connect(self) -> None:
        self.header.audit_wanted.connect(self._search)
        self.header.audit_cancelled.connect(self.audit_cancelled)
        self.header.asked.connect(self._change)
        self.header.doubts_wanted.connect(self._ask_doubts)
        self.menu.asked.connect(self._change_pictures)
        self.sections.picked.connect(self._show_part)
        self.columns.chosen.connect(self._give_role)
        self.grid.picked.connect(self._show_picture)
        self.grid.customContextMenuRequested.connect(self._open_menu)
        self.large.picture_wanted.connect(self.picture_wanted)
        self.grid.chosen_by_user.connect(self._pick)
        self.large.opened.connect(self._pick)
        self.large.opened.connect(self.sample_opened)

    def show_dataset(self, settings: DataSettings, dataset: Dataset) -> None:
        """Show data that was read as these settings say."""
        if settings.folder != self._read.folder:
            self.columns.show_reading()
        self._read, self._dataset = settings, dataset
        self.thumbnails.show_dataset(dataset)
        self.header.show_offer("", None)
        self._shown = False
        self.parts = None
        self.statistics.statistics.forget_data()
        self._catch_up_data()

    def show_offer(self, text: str, accept: Callable[[], None]) -> None:
        """Say why other data was refused, with a button that puts it right."""
        self.header.show_offer(text, accept)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the settings want, before the data has followed them."""
        if experiment.data == self.settings:
            return
        kept, self.settings = self.settings.kept_labels, experiment.data
        self.header.show_corrections(self.settings)
        if self.settings.kept_labels != kept and self._doubts:
            self._shown = False
            self._catch_up_data()
        self.grid.viewport().update()
        if self.isVisible():
            self._show_picture()

    def show_search(self, news: AuditUpdate) -> None:
        """Show how far a search is, or what came of it."""
        if news.order not in self._searches:
            return
        over = news.result is not None or news.problem is not None or bool(news.trace)
        self._searches = {news.order: news}
        if news.order == self._order and over:
            self._shown = False
            self._catch_up_data()
        elif news.order == self._order:
            self.header.show_search(news.done, news.total)

    def show_folds(self, results: CrossValidationResults, over: bool) -> None:
        """Show which labels are doubtful, once all folds of a cross-validation have ended."""
        if not over or len(results.scores) < results.total:
            return
        try:
            self._doubts = doubtful_labels(results)
            self._doubts_folder = results.experiment.data.folder
            self._judged_by = judged_by(results)
        except ExperimentError as problem:
            if self._doubts_asked:
                self.header.show_problem(str(problem))
            return
        self._shown = False
        self._catch_up_data()
        if self._doubts_asked:
            self.sections.pick(DOUBTFUL)
            if self.sections.key == DOUBTFUL:
                self.grid.pick_first()
        self._doubts_asked = False

    def show_table(self, news: "TablePreviewUpdate") -> None:
        """Show what the columns of a table are for, unless others have been asked for since."""
        if self._dataset is None or news.order != (self._read, self._dataset.inputs):
            return
        if news.result is not None:
            self.columns.show_columns(news.result)
        elif news.problem is not None:
            self.columns.show_columns(())
            self.header.show_problem(str(news.problem))

    def _give_role(self, name: str, role: str) -> None:
        given = dict(self.settings.columns)
        self.changes.emit(role_changes(self.columns.columns, given, name, role))

    def forget_search(self) -> None:
        """Look at the files again when they are next seen: they may have changed."""
        self._searches.clear()
        self.thumbnails.forget()

    def draw(self, snapshot: Snapshot) -> None:
        """Show the picked sample; the data does not change while the network learns."""
        if snapshot.dataset is not self._dataset or self.parts is None:
            return
        # A snapshot from before a click is no news, nor is the one that has followed it.
        before = self._seen or Sample.of(snapshot.dataset, int(snapshot.shown[0]))
        if snapshot.sample not in (before, self._picked):
            self._follow(snapshot.sample)
        if snapshot.sample != before:
            self._picked = None
        self._seen = snapshot.sample

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per sample: its file, its class, and its side of the split."""
        if self._dataset is None:
            return None
        items = list_samples(self._read, self._dataset)
        rows = (
            (
                item.name,
                item.class_name,
                item.side,
                None if item.side is Side.EXCLUDED else item.column + 1,
            )
            for item in items
        )
        return CsvTable(("file", "class", "use", "number"), rows)

    def memory(self) -> tuple[dict[AuditRequest, AuditUpdate | None], str]:
        return self._searches, self._key

    def remember(self, memory: tuple[dict[AuditRequest, AuditUpdate | None], str]) -> None:
        self._searches, self._key_before = memory

    def recolour(self) -> None:
        self._show_picture()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up_data()

    @property
    def _order(self) -> AuditRequest:
        read = self._read
        folders = tuple(name for name in read.leave_out if "/" not in name)
        return AuditRequest(read.folder, read.test_folder, folders, read.level, read.labels)

    def _catch_up_data(self) -> None:
        """Bring the data to the screen, once that can be seen."""
        if self._shown or not self.isVisible() or self._dataset is None:
            return
        self._shown = True
        news = self._searches.get(self._order)
        audit = news.result if news else None
        # Points may be a million, and are only seen as statistics.
        pictures = isinstance(self._dataset.inputs, PictureInputs)
        items = list_samples(self._read, self._dataset) if pictures else ()
        kept = self.settings.kept_labels
        doubts = self._doubts if self._doubts_folder == self._read.folder else ()
        self.parts = Sections(self._dataset, items, audit, doubts, kept)
        self.across.setHidden(self._dataset.blank)
        kept_whole = any(remark.key == "groups" for remark in self._dataset.remarks)
        labelled = pictures and self._dataset.targets is CLASSES and self._read.kind == "pictures"
        read, blank = self._read, self._dataset.blank
        ungrouped = pictures and read.groups == "none" and read.test_share > 0 and not blank
        self.header.say(
            paragraph(about(self._dataset), self._doubts_text()),
            grouped=kept_whole,
            ungrouped=ungrouped and read.kind == "pictures" and not read.test_folder,
            labelled=labelled and not blank,
        )
        divisible = not self._read.test_folder
        self.menu.show_classes(self._dataset.classes, divisible, self._dataset.targets is LABELS)
        self.sections.show_parts(self.parts.lines())
        if self._key_before:
            self.sections.pick(self._key_before)
            self._key_before = ""
        if isinstance(self._dataset.inputs, TableInputs):
            self.table_wanted.emit((self._read, self._dataset.inputs))
        self._show_state(news)

    def _doubts_text(self) -> str:
        """Say how many labels may be wrong, what else is listed, and how far it can be trusted."""
        if self.parts is None or not self.parts.doubts:
            return ""
        count = sum(doubt.is_wrong for doubt in self.parts.doubts.values())
        more = len(self.parts.doubts) - count
        text = tr("{count} {count:label|labels} may be wrong. {judged_by}")
        if not count:
            text = tr(
                "No label looks wrong; the {more} most doubtful {more:is|are} listed. {judged_by}"
            )
        elif more:
            text = tr(
                "{count} {count:label|labels} may be wrong; {more} more, on grey, {more:is|are} "
                "less doubtful. {judged_by}"
            )
        return fill(text, count=grouped(count), more=grouped(more), judged_by=self._judged_by)

    def _show_state(self, news: AuditUpdate | None) -> None:
        if self._read.kind != "pictures" or self._dataset is None or self._dataset.blank:
            self.header.show_nothing()
        elif self._order not in self._searches:
            self._search()
        elif news and isinstance(news.problem, Cancelled):
            self.header.show_problem(tr("Not looked through for faults."))
        elif news and news.problem:
            self.header.show_problem(str(news.problem))
        elif news and (news.result or news.trace):
            self.header.show_found(sizes(news.result) if news.result else "")

    def _ask_doubts(self) -> None:
        self._doubts_asked = True
        self.doubts_wanted.emit()

    def _search(self) -> None:
        self._searches = {self._order: None}
        self.header.show_search(0, 0)
        self.audit_wanted.emit(self._order)

    def _show_part(self, key: str) -> None:
        if self.parts is None or self._dataset is None:
            return
        pictures = isinstance(self._dataset.inputs, PictureInputs)
        self.large.setVisible(pictures and not key.startswith(UNREAD))
        self.grid.cell.by_class = key == "two_classes"
        doubts = self.parts.doubts.items() if key == DOUBTFUL else ()
        suggested = {name: doubt.suggested for name, doubt in doubts}
        self.grid.cell.suggested = suggested
        self.menu.show_suggested(suggested)
        if key == COLUMNS:
            self.pages.setCurrentWidget(self.columns)
        elif key.startswith(UNREAD):
            self.skipped.show_files(self.parts.files(key))
            self.pages.setCurrentWidget(self.skipped)
        elif pictures:
            self.grid.show_groups(self.parts.groups(key))
            if key == DOUBTFUL != self._key:
                self.grid.pick_first()
            self.pages.setCurrentWidget(self.grid)
        else:
            tested = self._dataset.test if key == TEST else None
            samples, name = tested or self._dataset.train, self.parts.class_of(key)
            self.statistics.show_samples(self._dataset, samples, name)
            self.pages.setCurrentWidget(self.statistics)
        self._key = key

    def _show_picture(self) -> None:
        item = self.grid.current
        if item is not None and self.parts is not None and self._dataset is not None:
            copies, doubt = self.parts.copies(item), self.parts.doubts.get(item.name)
            self.large.show_item(item, self.settings, self._dataset, copies, doubt)

    def _follow(self, sample: Sample) -> None:
        """Make a sample that was picked elsewhere the present picture."""
        side = Side.TEST if sample.test else Side.TRAIN
        if sample.pixels is None and not self.grid.select(side, sample.number):
            self.sections.setCurrentRow(0)
            self.grid.select(side, sample.number)

    def _pick(self) -> None:
        item = self.grid.current
        if item is not None and item.side is not Side.EXCLUDED and self._dataset is not None:
            self._picked = Sample.of(self._dataset, item.column, item.side is Side.TEST)
            self.sample_picked.emit(self._picked)

    def _open_menu(self, place: QPoint) -> None:
        if self.grid.chosen and self.grid.chosen[0].name:
            self.menu.popup(self.grid.viewport().mapToGlobal(place))

    def _change(self, change: Callable[[DataSettings], DataSettings]) -> None:
        self.corrected.emit(change(self.settings))

    def _change_pictures(self, change: Callable[[DataSettings], DataSettings]) -> None:
        """Correct the selected pictures, and go on to the next: the same key hits none twice."""
        changed = change(self.settings)
        if changed != self.settings:
            self.grid.pick_next()
        self.corrected.emit(changed)
