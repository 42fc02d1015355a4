"""The table of what can be learned from: the user's own data, and data that is built in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.data.arrays.load import load_arrays
from core.data.dataset import Dataset, samples
from core.data.endings import ARRAY_ENDINGS, TABLE_ENDINGS
from core.data.generated import points
from core.data.generated.digits import CLASSES as DIGITS
from core.data.generated.digits import (
    COUNT,
    INPUTS,
    digits,
    digits_apart,
)
from core.data.generated.painted_points import PLANE, load_painted
from core.data.generated.shapes import CLASSES as SHAPES
from core.data.generated.shapes import shapes
from core.data.split import check_one_test, generate_dataset, split_dataset
from core.experiment.inputs import PictureInputs, TableInputs
from core.experiment.settings import DataSettings
from core.messages import to_translate

Report = Callable[[int, int], None]
Load = Callable[[DataSettings, Report | None, Dataset | None], Dataset]
LoadAs = Callable[[DataSettings, TableInputs, Report | None], Dataset]

SPLIT = ("test_share", "split_seed")
SHARES = (*SPLIT, "train_share")
DRAWN = ("samples", "noise", "seed", "test_samples", *SHARES)
TABLE = ("positive_class", "target", "columns", "category_code", "missing")
SHAPES_USUAL, SHAPES_NOISE = 300, 0.1


@dataclass(frozen=True, slots=True)
class Source:
    """One row: where samples come from.

    `load` may take from the data set of before what is the same there.
    `settings` names the fields of DataSettings that it reads; `opens` says what
    settings.folder must name, with the usual `endings` of files; `samples` and `noise` are the
    usual values. `load_as` reads the rows of a table as other inputs have them, which were learned
    from other rows.
    """

    name: str
    label: str
    description: str
    load: Load
    settings: tuple[str, ...]
    opens: Literal["nothing", "folder", "file"] = "nothing"
    samples: int | None = None
    noise: float | None = None
    endings: tuple[str, ...] = ()
    load_as: LoadAs | None = None

    @property
    def needs_folder(self) -> bool:
        return self.opens != "nothing"


def _points(
    name: str,
    label: str,
    description: str,
    draw: Callable[[int, float, int], points.Points],
    classes: tuple[str, ...],
    samples: int,
    noise: float,
) -> Source:
    """Make the row of a generator of points in the plane."""

    def load_points(
        settings: DataSettings, report: Report | None = None, before: Dataset | None = None
    ) -> Dataset:
        noise_of_points = noise if settings.noise is None else settings.noise
        return generate_dataset(
            settings, samples, lambda m, seed: draw(m, noise_of_points, seed), classes, PLANE
        )

    settings = (*DRAWN, "scaling")
    return Source(name, label, description, load_points, settings, samples=samples, noise=noise)


def _load_shapes(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    inputs = PictureInputs(settings.size, settings.colour)
    noise = SHAPES_NOISE if settings.noise is None else settings.noise

    def draw(samples: int, seed: int) -> points.Points:
        return shapes(samples, noise, seed, inputs, report)

    return generate_dataset(settings, SHAPES_USUAL, draw, SHAPES, inputs)


def _load_digits(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    check_one_test(settings)
    if settings.test_samples:
        both = digits_apart(settings.samples, settings.test_samples, settings.seed)
        train, test = (samples(*part, len(DIGITS)) for part in both)
        return Dataset(train, test, DIGITS, INPUTS)
    X, labels = digits(settings.samples, settings.seed)
    return split_dataset(X, labels, DIGITS, INPUTS, settings.test_share, settings.split_seed)


def _load_pictures(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    # Pillow takes longer to import than most data sets to make, so it waits until it is needed.
    from core.data.folder.load import load_folder

    return load_folder(settings, report, before)


def _load_painted(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    return load_painted(settings)


def _load_houses(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    from core.data.generated.tables import HOUSES

    return HOUSES.load(settings)


def _load_houses_as(
    settings: DataSettings, inputs: TableInputs, report: Report | None = None
) -> Dataset:
    from core.data.generated.tables import HOUSES

    return HOUSES.load(settings, inputs)


def _load_people(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    from core.data.generated.tables import PEOPLE

    return PEOPLE.load(settings)


def _load_people_as(
    settings: DataSettings, inputs: TableInputs, report: Report | None = None
) -> Dataset:
    from core.data.generated.tables import PEOPLE

    return PEOPLE.load(settings, inputs)


def _load_wave(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    from core.data.generated.tables import WAVE

    return WAVE.load(settings)


def _load_wave_as(
    settings: DataSettings, inputs: TableInputs, report: Report | None = None
) -> Dataset:
    from core.data.generated.tables import WAVE

    return WAVE.load(settings, inputs)


def _load_table(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    from core.data.table.load import load_table  # most data sets are none

    return load_table(settings, report)


def _load_table_as(
    settings: DataSettings, inputs: TableInputs, report: Report | None = None
) -> Dataset:
    from core.data.table.load import load_table

    return load_table(settings, report, inputs)


def _load_arrays(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    return load_arrays(settings)


_ROWS = (
    Source(
        "pictures",
        to_translate("Pictures"),
        to_translate("A folder of your own pictures, one folder in it for each class."),
        _load_pictures,
        (
            "folder",
            "test_folder",
            *SPLIT,
            "size",
            "colour",
            "fit",
            "background",
            "grey_range",
            "scaling",
            "flatten",
            "positive_class",
            "leave_out",
            "relabel",
            "test_pictures",
            "train_pictures",
            "storage",
            "level",
            "groups",
            "labels",
        ),
        opens="folder",
    ),
    _points(
        "flower",
        to_translate("Flower"),
        to_translate(
            "Petals of two classes: no straight line tells them apart, one hidden layer does."
        ),
        points.flower,
        ("first half", "second half"),
        400,
        0.2,
    ),
    _points(
        "circles",
        to_translate("Circles"),
        to_translate("A circle within a circle: only a closed line tells them apart."),
        points.circles,
        ("outer", "inner"),
        300,
        0.05,
    ),
    _points(
        "moons",
        to_translate("Moons"),
        to_translate("Two half circles that reach into each other."),
        points.moons,
        ("upper", "lower"),
        300,
        0.2,
    ),
    _points(
        "xor",
        to_translate("Exclusive or"),
        to_translate("Do the two numbers have the same sign? No single unit can tell."),
        points.xor,
        ("same sign", "opposite signs"),
        300,
        0.05,
    ),
    _points(
        "spiral",
        to_translate("Spiral"),
        to_translate("Three arms that wind around each other: three classes."),
        points.spiral,
        ("first arm", "second arm", "third arm"),
        300,
        0.2,
    ),
    Source(
        "painted",
        to_translate("Painted points"),
        to_translate(
            "Points of your own: paint and erase them with the mouse in the Boundary view."
        ),
        _load_painted,
        ("points", "class_names", *SHARES),
    ),
    Source(
        "digits",
        to_translate("Handwritten digits"),
        to_translate(
            "1,797 digits of 8 x 8 pixels by 13 writers (Alpaydin and Kaynak, UCI, CC BY 4.0)."
        ),
        _load_digits,
        ("samples", "seed", "test_samples", "scaling", "flatten", *SHARES),
        samples=COUNT,
    ),
    Source(
        "shapes",
        to_translate("Simple shapes"),
        to_translate(
            "Pictures of a circle, a square or a triangle, at any place, size and colour."
        ),
        _load_shapes,
        (*DRAWN, "size", "colour", "scaling", "flatten"),
        samples=SHAPES_USUAL,
        noise=SHAPES_NOISE,
    ),
    Source(
        "houses",
        to_translate("Houses"),
        to_translate(
            "A table that is made up: area, rooms, age and district of houses tell their price."
        ),
        _load_houses,
        (*DRAWN, "scaling", *TABLE),
        samples=400,
        noise=0.05,
        load_as=_load_houses_as,
    ),
    Source(
        "people",
        to_translate("People"),
        to_translate(
            "A table that is made up: city, jobs, age and income of people who go to a concert or "
            "stay."
        ),
        _load_people,
        (*DRAWN, "scaling", *TABLE),
        samples=600,
        noise=0.5,
        load_as=_load_people_as,
    ),
    Source(
        "wave",
        to_translate("Wave"),
        to_translate(
            "One number that another one tells, with noise: units of ReLU bend a line after it."
        ),
        _load_wave,
        (*DRAWN, "scaling", "target", "columns"),
        samples=200,
        noise=0.1,
        load_as=_load_wave_as,
    ),
    Source(
        "arrays",
        to_translate("Arrays"),
        to_translate(
            "An .npz or HDF5 file with train_X and train_Y, X and y or x_train and y_train."
        ),
        _load_arrays,
        ("folder", "test_folder", "scaling", "flatten", *SHARES),
        opens="file",
        endings=ARRAY_ENDINGS,
    ),
    Source(
        "table",
        to_translate("Table"),
        to_translate(
            "A table (CSV, TSV or .xlsx): a row is a sample, with numbers and categories."
        ),
        _load_table,
        (
            "folder",
            "test_folder",
            "scaling",
            *TABLE,
            *SHARES,
        ),
        opens="file",
        endings=TABLE_ENDINGS,
        load_as=_load_table_as,
    ),
)
DATASETS = {row.name: row for row in _ROWS}


def kind_of_file(path: str) -> str:
    """Name the source that opens a file, as its ending says; nothing where there is none."""
    return next((row.name for row in _ROWS if path.lower().endswith(row.endings)), "")
