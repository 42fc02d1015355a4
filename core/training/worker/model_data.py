"""Data for a network that came from a file: what is at hand, where the network takes it."""

from dataclasses import replace as with_fields

from msgspec.structs import replace

from core.data.blank import blank_dataset
from core.data.dataset import Dataset
from core.data.load import load
from core.data.registry import DATASETS, Report
from core.errors import Cancelled, DataError, LayerbenchError, ModelError
from core.experiment.inputs import NumberInputs, PictureInputs, TableInputs
from core.experiment.presets import without_words
from core.experiment.settings import DataSettings, Experiment, names_of_no_data
from core.messages import Message, to_translate
from core.models.compatibility import data_settings_for, load_for
from core.models.model import Model

_KINDS = {PictureInputs: "pictures", NumberInputs: "arrays", TableInputs: "table"}

Found = tuple[Experiment, Dataset, LayerbenchError | None]


def find_data(model: Model, on_bench: tuple[DataSettings, Dataset] | None, report: Report) -> Found:
    """Return a model's experiment on the data at hand, or on a blank where it takes none.

    Data that are built in are at hand, others where they are on the bench. The error says why
    those were not taken. Raises Cancelled.
    """
    untitled = without_words(model.experiment)
    own, problem = untitled.data, None
    at_hand = own if own.kind in DATASETS and not DATASETS[own.kind].needs_folder else None
    if at_hand is None and on_bench and not on_bench[1].blank:
        at_hand = on_bench[0]
    if at_hand is not None:
        experiment = replace(untitled, data=data_settings_for(model, at_hand))
        before = on_bench[1] if on_bench else None
        try:
            return experiment, load_for(model, experiment.data, report, before), None
        except Cancelled:
            raise
        except LayerbenchError as reason:
            # Nobody has chosen the points that a start begins with for this network.
            problem = reason if DATASETS[at_hand.kind].needs_folder else None
    kind = _KINDS[type(model.inputs)]
    nowhere = replace(own, kind=kind, folder="", test_folder="", **names_of_no_data())
    experiment = replace(untitled, data=data_settings_for(model, nowhere))
    targets = model.answers.targets
    blank = blank_dataset(model.inputs, model.classes, targets, model.target_scale)
    return experiment, blank, problem


def load_with(
    model: Model | None, data: DataSettings, report: Report, before: Dataset | None
) -> tuple[Dataset, Model | None]:
    """Load data as a model takes them, and the model; None where they do not fit each other.

    A remark of the data then says why. Raises what `load` does.
    """
    if model is None:
        return load(data, report, before), None
    try:
        return load_for(model, data, report, before), model
    except (ModelError, DataError) as problem:
        # A table may lack columns that the network takes.
        if isinstance(problem, DataError) and not isinstance(model.inputs, TableInputs):
            raise
        dataset = load(data, report, before)
        text = to_translate("{problem} The first weights are drawn anew.")
        remark = Message(text, problem=problem)
        return with_fields(dataset, remarks=(*dataset.remarks, remark)), None
