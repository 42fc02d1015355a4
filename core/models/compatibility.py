"""A model and data: what the model asks for, and whether samples are what it takes."""

from dataclasses import replace as with_fields

from msgspec.structs import replace

from core.data.dataset import Dataset, Samples, target_samples
from core.data.folder.listing import same_spelling
from core.data.folder.positive_class import positive_class_in
from core.data.load import load_unscaled
from core.data.registry import DATASETS, Report
from core.data.scaling import scale_dataset_as
from core.errors import ExperimentError, ModelError
from core.experiment.inputs import Inputs, PictureInputs, TableInputs, pictures_text
from core.experiment.settings import ColumnRole, DataSettings, Experiment, loss_of
from core.experiment.target_scale import TargetScale
from core.files import list_shown
from core.messages import fill, to_translate, tr, translate
from core.models.model import Model
from core.network.targets import CLASSES, NUMBERS

_NAMED = 6
_ROLES: dict[str, ColumnRole] = {
    "classes": "category",
    "labels": "categories",
    "numbers": "number",
}
_TAUGHT = {
    "classes": to_translate("classes"),
    "labels": to_translate("several labels at once"),
    "numbers": to_translate("numbers"),
}
_OTHER_NAMES = {
    "classes": to_translate(
        "This network knows the classes {known}, and the data have {given}: the names and their "
        "order must be the same."
    ),
    "labels": to_translate(
        "This network knows the labels {known}, and the data have {given}: the names and their "
        "order must be the same."
    ),
    "numbers": to_translate(
        "This network answers the numbers {known}, and the data teach {given}: the columns and "
        "their order must be the same."
    ),
}


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
        names = ("size", "colour", "fit", "background", "flatten")
        changes |= {name: getattr(model.inputs, name) for name in names}
        if model.inputs.grey_range:
            changes["grey_range"] = model.inputs.grey_range
    if isinstance(model.inputs, TableInputs):
        changes |= _of_columns(model)
    if model.answers.targets is CLASSES and len(model.classes) == 2:
        changes["positive_class"] = positive_class_in(data.folder, model.classes[-1])
    known = DATASETS[data.kind].settings
    return replace(data, **{name: value for name, value in changes.items() if name in known})


def _of_columns(model: Model) -> dict[str, object]:
    """Return the settings of a table's columns that a model was trained with.

    What is learned is told whole: in a small table numbers may look like classes.
    """
    own = model.experiment.data
    target = own.target or (model.classes if model.answers.targets is NUMBERS else "")
    learned = (target,) if isinstance(target, str) else target
    roles = dict.fromkeys(filter(None, learned), _ROLES[model.targets])
    return {
        "target": target,
        "columns": own.columns | roles,
        "category_code": own.category_code,
        "missing": own.missing,
    }


def load_for(
    model: Model, data: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    """Load data with its inputs scaled as a model takes them, whatever its own samples measure.

    The rows of a table become what they did in the model's training, and numbers that are learned
    have its scale. Raises what `load` does, and ModelError where the samples, or what is learned
    of them, are not the model's.
    """
    columns = model.inputs.unscaled if isinstance(model.inputs, TableInputs) else None
    if columns and any(getattr(data, name) != own for name, own in _of_columns(model).items()):
        # Whoever gives columns other roles than in training wants other inputs.
        _check_columns(columns, load_unscaled(data, report, before).inputs)
    dataset = load_unscaled(data, report, before, columns)
    check_fits(model, dataset)
    return _with_target_scale(scale_dataset_as(dataset, model.inputs), model.target_scale)


def _with_target_scale(dataset: Dataset, scale: TargetScale | None) -> Dataset:
    """Return a data set whose numbers are scaled by another scale."""
    own = dataset.target_scale
    if scale == own:
        return dataset

    def scaled(part: Samples) -> Samples:
        Y = own.unscale(part.Y) if own else part.Y
        Y = scale.scale(Y) if scale else Y
        made = target_samples(part.X, Y, part.targets, part.names)
        return with_fields(made, lines=part.lines, missing=part.missing)

    return with_fields(
        dataset,
        train=scaled(dataset.train),
        test=scaled(dataset.test) if dataset.test else None,
        target_scale=scale,
    )


def check_fits(model: Model, dataset: Dataset) -> None:
    """Raise ModelError, saying what differs, where a model does not take these samples."""
    takes, given = model.inputs.unscaled, dataset.inputs.unscaled
    if type(takes) is not type(given):
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
    _check_targets(model, dataset)


def _check_columns(takes: TableInputs, given: Inputs) -> None:
    """Raise ModelError where other data would make other features of a row."""
    if isinstance(given, TableInputs) and _roles(takes) != _roles(given):
        raise ModelError(
            "This network takes {takes}, and the data are {given}: they do not fit together.",
            takes=_inputs_text(takes),
            given=_inputs_text(given),
        )


def _roles(inputs: TableInputs) -> list[str]:
    """Name the columns with their roles."""
    codes = {"one_hot": "", "integer": ", integer"}
    return [f"{column.name} ({column.role}{codes[column.code]})" for column in inputs.columns]


def _check_targets(model: Model, dataset: Dataset) -> None:
    """Raise ModelError where a model answers something else than the data teach."""
    if model.targets != dataset.targets.name:
        raise ModelError(
            "This network answers {known}, and the data teach {given}: choose other columns to "
            "learn with data.target and data.columns, or open other data for it.",
            known=translate(_TAUGHT[model.targets]),
            given=translate(_TAUGHT[dataset.targets.name]),
        )
    if [*map(same_spelling, model.classes)] != [*map(same_spelling, dataset.classes)]:
        raise ModelError(
            _OTHER_NAMES[model.targets],
            known=list_shown(model.classes, _NAMED),
            given=list_shown(dataset.classes, _NAMED),
        )


def _inputs_text(inputs: Inputs) -> str:
    if isinstance(inputs, TableInputs):
        text = tr("rows of a table with the columns {names}")
        return fill(text, names=list_shown(_roles(inputs), _NAMED))
    if not isinstance(inputs, PictureInputs):
        return fill(tr("{count} {count:number|numbers} a sample"), count=inputs.count)
    return pictures_text(inputs)
