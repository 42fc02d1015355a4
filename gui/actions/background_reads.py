"""Files that are read beside training: the audit, a picture, examples, a class, a zip, numbers."""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.background import BackgroundJob
from core.data.audit.job import run_audit
from core.data.dataset import Dataset
from core.data.folder.archive import unpack
from core.data.images.previews import ExamplesRequest, read_examples, read_preview
from core.experiment.settings import DataSettings
from core.io_threads import Report
from core.suggestion import run_suggestion
from core.sweeps.kept_sweeps import keep
from core.training.worker.events import Reported

if TYPE_CHECKING:
    from core.calculation.one_weight import WeightCurve, WeightOrder
    from core.classroom.class_results import ClassRow
    from core.data.table.preview import TablePreview, TablePreviewOrder
    from core.own_numbers.compare import Comparison
    from core.own_numbers.job import ComparisonOrder

CLOSE_TIMEOUT_S = 0.5
"""Seconds that closing waits for each job; daemon threads do not hold up the program."""


class BackgroundReads(QObject):
    """Run a job for each; each one's signal carries a JobUpdate.

    `failed` carries the traceback of a bug.
    """

    audit_news = Signal(object)
    picture_news = Signal(object)
    example_news = Signal(object)
    suggestion_news = Signal(object)
    unpack_news = Signal(object)
    table_news = Signal(object)
    comparison_news = Signal(object)
    weight_news = Signal(object)
    class_news = Signal(object)
    report_news = Signal(object)
    kept_news = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.audits = BackgroundJob("audit", run_audit)
        self.pictures = BackgroundJob("picture", read_preview)
        self.examples = BackgroundJob("examples", read_examples)
        self.suggestions = BackgroundJob("suggestion", run_suggestion)
        self.unpacking = BackgroundJob("unpack", unpack)
        self.tables = BackgroundJob("table", read_table_preview)
        self.comparisons = BackgroundJob("comparison", compare_numbers)
        self.weights = BackgroundJob("weight", move_weight)
        self.classes = BackgroundJob("class", read_results)
        self.reports = BackgroundJob("report", write_report)
        self.kept = BackgroundJob("kept maps", keep)
        self._jobs = (
            (self.audits, self.audit_news),
            (self.pictures, self.picture_news),
            (self.examples, self.example_news),
            (self.suggestions, self.suggestion_news),
            (self.unpacking, self.unpack_news),
            (self.tables, self.table_news),
            (self.comparisons, self.comparison_news),
            (self.weights, self.weight_news),
            (self.classes, self.class_news),
            (self.reports, self.report_news),
            (self.kept, self.kept_news),
        )

    def poll(self) -> None:
        """Emit what is new since the last call."""
        for job, signal in self._jobs:
            for news in job.take():
                if news.trace:
                    self.failed.emit(news.trace)
                signal.emit(news)

    def close(self) -> None:
        """Stop everything."""
        for job, _ in self._jobs:
            job.close(CLOSE_TIMEOUT_S)


def read_table_preview(order: "TablePreviewOrder", report: Report) -> "TablePreview":
    """Read or draw what the columns of a table are for; raises what `preview_table` does."""
    # Tables are read where one is open.
    from core.data.generated.tables import TABLES
    from core.data.table.preview import preview_of, preview_table

    settings, inputs = order
    if drawn := TABLES.get(settings.kind):
        return preview_of(drawn.training_table(settings), settings, inputs, drawn.columns[-1])
    return preview_table(settings, inputs, report)


def write_report(order: Reported, report: Report) -> str:
    """Put a report into its file, whose name is returned; raises OutputError where it cannot."""
    from printing.writers import check_target

    check_target(order.file).write(order.report, order.file, lambda: report(0, 1))
    return order.file


def move_weight(order: "WeightOrder", report: Report) -> "WeightCurve":
    """Work out the cost over one weight; raises what `cost_over_weight` does."""
    from core.calculation.one_weight import cost_over_weight

    return cost_over_weight(order, report)


def read_results(folder: str, report: Report) -> "tuple[ClassRow, ...]":
    """Read the projects of a class; raises what `read_class` does."""
    from core.classroom.class_results import read_class

    return read_class(folder, report)


def compare_numbers(order: "ComparisonOrder", report: Report) -> "Comparison":
    """Compare a student's numbers; raises what `run_comparison` does."""
    from core.own_numbers.job import run_comparison

    return run_comparison(order, report)


def examples(
    settings: DataSettings, read: DataSettings, dataset: Dataset, indices: list[int]
) -> ExamplesRequest | None:
    """Return a request for samples under other settings, None where they look the same."""
    inputs = settings.picture_inputs.with_range_of(dataset.inputs)
    same_files = (settings.kind, settings.folder) == (read.kind, read.folder)
    if settings.kind != "pictures" or not same_files or inputs == dataset.inputs.unscaled:
        return None
    names = dataset.train.names
    return ExamplesRequest(
        tuple(os.path.join(read.folder, names[index]) for index in indices), inputs
    )
