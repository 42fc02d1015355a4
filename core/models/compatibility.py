"""A model and data: what the model asks for, and whether samples are what it takes."""

from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.folder.listing import same_spelling
from core.data.folder.positive_class import positive_class_in
from core.data.load import load_unscaled
from core.data.registry import DATASETS, Report
from core.data.scaling import scale_dataset_as
from core.errors import ExperimentError, ModelError
from core.experiment.inputs import Inputs, PictureInputs, pictures_text
from core.experiment.settings import DataSettings, Experiment, loss_of
from core.files import list_shown
from core.messages import fill, tr
from core.models.model import Model

_NAMED = 6


def settings_for(model: Model, experiment: Experiment) -> Experiment:
    """Return an experiment whose network is a model's, and whose samples are read as it takes them.

    Data and training stay otherwise; a loss with another output layer gives way to the model's.
    Raises ExperimentError where the training does not suit the network.
    """
    training = experiment.training
    if not _same_output(model, replace(model.experiment, training=training)):
        training = replace(training, loss=model.experiment.training.loss)
    return replace(
        experiment,
        data=data_settings_for(model, experiment.data),
        network=model.experiment.network,
        training=training,
    )


def _same_output(model: Model, experiment: Experiment) -> bool:
    """Tell whether a model answers alike when it trains on as another experiment says."""
    outputs = model.parameters.sizes[-1]
    try:
        row = loss_of(experiment, model.targets)
    except ExperimentError:
        return False
    return row.output_layer(outputs).name == model.network.loss.output_layer(outputs).name


def data_settings_for(model: Model, data: DataSettings) -> DataSettings:
    """Return settings of data that read its samples as a model takes them."""
    if data.kind not in DATASETS:
        return data
    scaled = bool(model.inputs.mean)
    changes: dict[str, object] = {"scaling": model.experiment.data.scaling if scaled else "unit"}
    if isinstance(model.inputs, PictureInputs):
        names = ("size", "colour", "fit", "background")
        changes |= {name: getattr(model.inputs, name) for name in names}
        if model.inputs.grey_range:
            changes["grey_range"] = model.inputs.grey_range
    if len(model.classes) == 2:
        changes["positive_class"] = positive_class_in(data.folder, model.classes[-1])
    known = DATASETS[data.kind].settings
    return replace(data, **{name: value for name, value in changes.items() if name in known})


def load_for(
    model: Model, data: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    """Load data with its inputs scaled as a model takes them, whatever its own samples measure.

    Raises what `load` does, and ModelError where the samples or classes are not the model's.
    """
    dataset = load_unscaled(data, report, before)
    check_fits(model, dataset)
    return scale_dataset_as(dataset, model.inputs)


def check_fits(model: Model, dataset: Dataset) -> None:
    """Raise ModelError, saying what differs, where a model does not take these samples."""
    takes, given = model.inputs.unscaled, dataset.inputs.unscaled
    if isinstance(takes, PictureInputs) != isinstance(given, PictureInputs):
        raise ModelError(
            "This network takes {takes}, and the data are {given}: open other data for it.",
            takes=_inputs_text(takes),
            given=_inputs_text(given),
        )
    if isinstance(takes, PictureInputs):  # a network of plain pictures takes deep ones in any range
        takes = takes.with_range_of(given)
    different = takes != given if isinstance(takes, PictureInputs) else takes.count != given.count
    if different:
        raise ModelError(
            "This network takes {takes}, and the data are {given}: they do not fit together.",
            takes=_inputs_text(takes),
            given=_inputs_text(given),
        )
    if [*map(same_spelling, model.classes)] != [*map(same_spelling, dataset.classes)]:
        raise ModelError(
            "This network knows the classes {known}, and the data have {given}: the names and "
            "their order must be the same.",
            known=list_shown(model.classes, _NAMED),
            given=list_shown(dataset.classes, _NAMED),
        )


def _inputs_text(inputs: Inputs) -> str:
    if not isinstance(inputs, PictureInputs):
        return fill(tr("{count} {count:number|numbers} a sample"), count=inputs.count)
    return pictures_text(inputs)
