"""What the numbers of one sample mean: a picture's pixels, named features, a row of a table."""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Annotated, Literal, Self

import msgspec
import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from core.errors import DataError, ExperimentError
from core.experiment.table_cells import DecimalMark, clean, is_missing, is_number, number, words
from core.messages import tr

Fit = Literal["stretch", "crop", "pad"]
Flatten = Literal["by_picture", "across_pictures"]
Scaling = Literal["unit", "none", "range", "centred", "standardised"]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
"""Red, green and blue in hexadecimal."""
WHITE = "#ffffff"
CategoryCode = Literal["one_hot", "integer"]
OTHER = "other"
"""The value of every category that the training part does not have."""
MISSING_VALUE = "missing"
_LONGEST_SHOWN = 40
GreyRange = tuple[float, float]
"""The values that become black and white in pictures of more than 8 bits a number."""


class ScaledInputs(msgspec.Struct, frozen=True, kw_only=True):
    """Say how raw values become inputs: minus `mean`, divided by `deviation`.

    Both have one number for each channel of pictures or each feature; where both are empty,
    raw values are inputs as they are. Raises ExperimentError for other lengths, numbers that
    are not finite, and deviations that are not above 0.
    """

    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(self.mean), len(self.deviation)}
        numbers = (*self.mean, *self.deviation)
        if lengths - {0} and lengths != {self.scaled_count}:
            raise ExperimentError("mean and deviation: give one number for each channel or feature")
        if not all(map(math.isfinite, numbers)) or min(self.deviation, default=1.0) <= 0:
            raise ExperimentError("mean and deviation: give finite numbers, deviations above 0")

    @property
    def scaled_count(self) -> int:
        """Return how many means and deviations there are where inputs are scaled."""
        raise NotImplementedError

    @property
    def is_plane(self) -> bool:
        """Return whether a sample is a point in the plane."""
        return False

    @property
    def never_seen(self) -> tuple[int, ...]:
        """Return the places of features that are 0 in every training sample by their nature."""
        return ()

    @property
    def unscaled(self) -> Self:
        """Return the inputs as they are before they are scaled."""
        return replace(self, mean=(), deviation=())

    def scale(self, X: np.ndarray) -> np.ndarray:
        """Turn raw samples (n, m) into inputs, float64 (n, m); the same array where none is."""
        if not self.mean:
            return X
        scaled = np.subtract(X, _column(self.mean, len(X)), order="F")
        scaled /= _column(self.deviation, len(X))
        return scaled

    def unscale(self, X: np.ndarray) -> np.ndarray:
        """Turn inputs (n, m) back into raw samples, (n, m)."""
        if not self.mean:
            return X
        return X * _column(self.deviation, len(X)) + _column(self.mean, len(X))


class PictureInputs(ScaledInputs, frozen=True, tag="picture"):
    """Describe samples that are square pictures, flattened row, column, channel.

    With `flatten` "across_pictures" each holds pixels of all pictures of its side, by mistake.
    Their raw values are in 0..1. `fit` says how a picture of another shape becomes square;
    `background` shows through what is transparent, and beside a picture that is padded. Grey
    values of more than 8 bits become 0..1 by `grey_range`, which holds for all pictures; without
    it each picture has its own, as core/data/images/modes.py says.
    """

    size: Annotated[int, Meta(ge=1, le=10_000)]
    colour: bool
    fit: Fit = "stretch"
    background: Colour = WHITE
    grey_range: GreyRange | None = None
    flatten: Flatten = "by_picture"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.grey_range:
            check_grey_range(self.grey_range)

    @property
    def is_one_picture(self) -> bool:
        """Return whether a sample is a picture, and no mixture of all."""
        return self.flatten == "by_picture"

    def check_one_picture(self) -> None:
        """Raise ExperimentError where a picture alone gives no sample."""
        if not self.is_one_picture:
            raise ExperimentError(
                "This network has learned from pictures that were flattened across each other "
                "(data.flatten): each of its inputs was a pixel of another picture, so that no "
                'picture alone can be given to it. Train with data.flatten = "by_picture".'
            )

    def with_range_of(self, other: "Inputs") -> "PictureInputs":
        """Return these inputs with the range of others where they have none of their own."""
        if self.grey_range or not isinstance(other, PictureInputs):
            return self
        return replace(self, grey_range=other.grey_range)

    @property
    def channels(self) -> int:
        return 3 if self.colour else 1

    @property
    def scaled_count(self) -> int:
        """Return how many means and deviations there are where inputs are scaled."""
        return self.channels

    @property
    def count(self) -> int:
        return self.size * self.size * self.channels

    @property
    def scaling(self) -> str:
        """Say how a raw value becomes an input."""
        return "(pixel / 255 - mean) / deviation" if self.mean else "pixel / 255"

    def column(self, pixels: np.ndarray) -> np.ndarray:
        """Turn pixels, uint8 (size, size, channels), into one sample, (count, 1)."""
        return self.scale(pixels.reshape(-1, 1) / 255.0)

    def picture(self, x: np.ndarray) -> np.ndarray:
        """Turn one sample, (count,), back into pixels: uint8 (size, size, channels)."""
        raw = self.unscale(np.asarray(x, np.float64).reshape(-1, 1))
        pixels = np.clip(np.rint(raw * 255), 0, 255)
        return pixels.astype(np.uint8).reshape(self.size, self.size, self.channels)


class FeatureInputs(ScaledInputs, frozen=True):
    """Describe samples that are numbers, one named feature each: what such inputs share."""

    @property
    def names(self) -> tuple[str, ...]:
        raise NotImplementedError

    @property
    def is_plane(self) -> bool:
        return self.count == 2

    @property
    def scaled_count(self) -> int:
        """Return how many means and deviations there are where inputs are scaled."""
        return self.count

    @property
    def scaled_features(self) -> tuple[bool, ...]:
        """Say of each feature whether it is scaled where inputs are: all of them are."""
        return (True,) * self.count

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def scaling(self) -> str:
        """Say how a raw value becomes an input."""
        return "(number - mean) / deviation" if self.mean else "none"


class NumberInputs(FeatureInputs, frozen=True, tag="numbers"):
    """Describe samples that are plain numbers, one named feature each."""

    names: Annotated[tuple[str, ...], Meta(min_length=1)]


class TableColumn(msgspec.Struct, frozen=True, kw_only=True):
    """Say how the cells of a table's column become features.

    A number is one feature, `mean` where it is missing; with `marks_missing` a second feature is
    then 1. A category is one-hot: a feature for each of `values` and a last one for all others,
    OTHER; as an "integer" it is the place of its value, from 1, and 0 for all others. Several
    categories at once, between a `separator`, are multi-hot. What is missing is one of the others.
    Where no training row is one of them, nothing is learned of OTHER: `unseen` then holds the
    features of a cell without a known value, their means in the training part, and 1 for OTHER.
    """

    name: str
    role: Literal["number", "category", "categories"]
    mean: float = 0.0
    marks_missing: bool = False
    values: tuple[str, ...] = ()
    code: CategoryCode = "one_hot"
    separator: str = ";"
    unseen: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.mean, *self.unseen))):
            raise ExperimentError("mean, unseen: give finite numbers")
        if self.unseen and (self.role == "number" or len(self.unseen) != len(self.names)):
            raise ExperimentError("unseen: give one number for each feature of a category")
        if len(set(self.values)) < len(self.values) or not self.separator:
            raise ExperimentError("values: give each one once, and a separator between them")

    @property
    def is_number(self) -> bool:
        """Return whether its first feature is a number that has a size."""
        return self.role == "number" or (self.role == "category" and self.code == "integer")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of its features."""
        if self.role == "number" and self.marks_missing:
            return (self.name, f"{self.name} = {MISSING_VALUE}")
        if self.is_number:
            return (self.name,)
        return tuple(f"{self.name} = {value}" for value in (*self.values, OTHER))

    def encode(self, cells: Sequence[str], decimal: DecimalMark = ".") -> np.ndarray:
        """Turn the text of cells, m of them, into raw features, float64 (features, m)."""
        if self.role == "number":
            return self.encode_numbers(np.array([number(cell, decimal) for cell in cells]))
        places = {value: place for place, value in enumerate(self.values, 1)}
        if self.is_number:
            (unseen,) = self.unseen or (0,)
            return np.array([[float(places.get(clean(cell), unseen)) for cell in cells]])
        features = np.zeros((len(self.values) + 1, len(cells)))
        for sample, cell in enumerate(cells):
            several = words(cell, self.separator) if self.role == "categories" else (clean(cell),)
            if self.unseen and places.keys().isdisjoint(several):
                features[:, sample] = self.unseen
            for value in several or ("",):
                features[places.get(value, 0) - 1, sample] = 1.0
        return features

    def encode_numbers(self, numbers: np.ndarray) -> np.ndarray:
        """Turn numbers (m,), NaN where one is missing, into raw features (features, m)."""
        missing = ~np.isfinite(numbers)
        filled = np.where(missing, self.mean, numbers)
        return np.stack([filled, missing] if self.marks_missing else [filled]).astype(np.float64)


class TableInputs(FeatureInputs, frozen=True, tag="table"):
    """Describe samples that are rows of a table, by the columns that are learned from.

    What they were learned from is the training part alone. Numbers are scaled; what is 0 or 1
    stays so. `decimal` is the mark in numbers that are given as text.
    """

    columns: Annotated[tuple[TableColumn, ...], Meta(min_length=1)]
    decimal: DecimalMark = "."

    def __post_init__(self) -> None:
        super().__post_init__()
        if len({column.name for column in self.columns}) < len(self.columns):
            raise ExperimentError("columns: give each name once")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all features, such as "city = Paris"."""
        return tuple(name for column in self.columns for name in column.names)

    @property
    def never_seen(self) -> tuple[int, ...]:
        """Return the places of OTHER where no training row is one of the others."""
        ends = accumulate(len(column.names) for column in self.columns)
        columns = zip(ends, self.columns, strict=True)
        return tuple(end - 1 for end, one in columns if one.unseen and not one.is_number)

    @property
    def is_plane(self) -> bool:
        """Return whether a sample is a point in the plane: two numbers."""
        return self.scaled_features == (True, True)

    @property
    def scaled_features(self) -> tuple[bool, ...]:
        """Say of each feature whether it is scaled where inputs are: numbers are."""
        return tuple(
            column.is_number and place == 0
            for column in self.columns
            for place in range(len(column.names))
        )

    def raw(self, cells: Mapping[str, Sequence[str]]) -> np.ndarray:
        """Turn the text of cells, m for each column by its name, into raw samples (count, m).

        Other columns are passed over. Raises DataError where a column is not there, or where a
        cell of numbers is neither a number nor missing.
        """
        for column in self.columns:
            if column.name not in cells:
                raise DataError(
                    "The column {name} is missing: the network was trained with it.",
                    name=column.name,
                )
            if column.role == "number":
                self._check_numbers(column.name, cells[column.name])
        parts = [column.encode(cells[column.name], self.decimal) for column in self.columns]
        return np.asfortranarray(np.vstack(parts))

    def column(self, row: Mapping[str, str]) -> np.ndarray:
        """Turn the text of one row, by the names of its columns, into one sample (count, 1).

        Raises what `raw` does.
        """
        return self.scale(self.raw({name: [cell] for name, cell in row.items()}))

    def _check_numbers(self, name: str, cells: Sequence[str]) -> None:
        for cell in cells:
            if not (is_number(cell, self.decimal) or is_missing(cell)):
                raise DataError(
                    "The column {name} takes numbers, and {cell} is none: correct it, or leave "
                    "the cell empty.",
                    name=name,
                    cell=cell[:_LONGEST_SHOWN],
                )


Inputs = PictureInputs | NumberInputs | TableInputs


def check_grey_range(grey_range: GreyRange) -> None:
    """Raise ExperimentError unless black and white are finite numbers, black the smaller."""
    low, high = grey_range
    if not (math.isfinite(high - low) and low < high):
        raise ExperimentError(
            "grey_range = [{low:g}, {high:g}]: give two finite numbers, the smaller first.",
            low=low,
            high=high,
        )


def _column(numbers: tuple[float, ...], n: int) -> np.ndarray:
    """Repeat the numbers of all channels for every pixel: (n, 1)."""
    return np.resize(numbers, (n, 1))


def pictures_text(inputs: PictureInputs) -> str:
    """Say in words what pictures a network takes."""
    text = tr("pictures of {size} x {size} pixels in colour")
    if not inputs.colour:
        text = tr("pictures of {size} x {size} pixels in grey")
    if not inputs.is_one_picture:
        across = tr("{pictures}, flattened across each other")
        text = across.format(pictures=text)
    return text.format(size=inputs.size)
