"""The data an experiment asks for, from whichever source it names."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.data.dataset import Dataset
from core.data.fewer_samples import with_fewer
from core.data.flattening import flatten_dataset
from core.data.registry import DATASETS, Report
from core.data.scaling import scale_dataset
from core.errors import DataError, ExperimentError
from core.experiment.inputs import TableInputs
from core.experiment.settings import DataSettings
from core.messages import listed, to_translate

_NOTHING_GIVEN = {
    "folder": to_translate(
        'data.kind = "{kind}" needs a folder: give --data FOLDER, or use Open folder in the window.'
    ),
    "file": to_translate('data.kind = "{kind}" needs a file ({endings}): give --data FILE.'),
}


def load(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    """Load what the settings describe; `report(done, total)` is told how far it is.

    What the data set of `before` has already, and is the same still, is not read again.
    Raises ExperimentError if the settings name no known source or ask for what the samples are
    not, DataError if a folder or
    file is missing or cannot be used, and whatever `report` raises, such as Cancelled.
    """
    dataset = load_unscaled(settings, report, before)
    with _memory_told():
        is_read = "train_share" in DATASETS[settings.kind].settings
        if is_read and settings.train_share < 1 and not dataset.blank:
            dataset = with_fewer(dataset, settings.train_share)
        scaled = "scaling" in DATASETS[settings.kind].settings
        return scale_dataset(dataset, settings.scaling) if scaled else dataset


def load_unscaled(
    settings: DataSettings,
    report: Report | None = None,
    before: Dataset | None = None,
    columns: TableInputs | None = None,
) -> Dataset:
    """Load what the settings describe, with its raw values for inputs; raises what `load` does.

    The rows of a table become what `columns` say, where they are given, else what they teach.
    """
    if settings.kind not in DATASETS:
        raise ExperimentError(
            '{key} = "{name}" is not known: choose one of {names}.',
            key="data.kind",
            name=settings.kind,
            names=listed(DATASETS),
        )
    source = DATASETS[settings.kind]
    if source.needs_folder and not settings.folder:
        endings = listed(source.endings)
        raise DataError(_NOTHING_GIVEN[source.opens], kind=source.name, endings=endings)
    with _memory_told():
        if columns and source.load_as:
            return source.load_as(settings, columns, report)
        dataset = source.load(settings, report, before)
        flattened = "flatten" in source.settings
        return flatten_dataset(dataset, settings.flatten) if flattened else dataset


@contextmanager
def _memory_told() -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        text = to_translate(
            "There is not enough memory for this data: take fewer or smaller samples."
        )
        raise DataError(text) from error
