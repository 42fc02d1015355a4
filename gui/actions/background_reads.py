"""What is read for the window's eyes, beside training: the audit, one picture, a few examples."""

import os

from PySide6.QtCore import QObject, Signal

from core.background import BackgroundJob
from core.data.audit.job import run_audit
from core.data.dataset import Dataset
from core.data.images.previews import ExamplesRequest, read_examples, read_preview
from core.experiment.settings import DataSettings

PATIENCE = 0.5
"""Seconds that closing waits for each reader; their threads do not hold up the program."""


class BackgroundReads(QObject):
    """Keep a reader for each; `audit_news`, `picture_news` and `example_news` carry News.

    `failed` carries the traceback of a bug.
    """

    audit_news = Signal(object)
    picture_news = Signal(object)
    example_news = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.audits = BackgroundJob("audit", run_audit)
        self.pictures = BackgroundJob("picture", read_preview)
        self.examples = BackgroundJob("examples", read_examples)
        self._readers = (
            (self.audits, self.audit_news),
            (self.pictures, self.picture_news),
            (self.examples, self.example_news),
        )

    def poll(self) -> None:
        """Pass on what is new since the last call."""
        for reader, signal in self._readers:
            for news in reader.take():
                if news.trace:
                    self.failed.emit(news.trace)
                signal.emit(news)

    def close(self) -> None:
        """Stop everything."""
        for reader, _ in self._readers:
            reader.close(PATIENCE)


def examples(
    wanted: DataSettings, read: DataSettings, dataset: Dataset, places: list[int]
) -> ExamplesRequest | None:
    """Ask for samples as other settings would show them; None where they show the same."""
    inputs = wanted.picture_inputs
    same_files = (wanted.kind, wanted.folder) == (read.kind, read.folder)
    if wanted.kind != "pictures" or not same_files or inputs == dataset.inputs:
        return None
    names = dataset.train.names
    return ExamplesRequest(
        tuple(os.path.join(read.folder, names[place]) for place in places), inputs
    )
