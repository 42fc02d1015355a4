"""Pictures changed by chance, anew in every epoch: the table AUGMENTATIONS.

What a picture shows stays what it is when it is flipped, shifted, turned a little or made
brighter; so a network that learns it so learns less by heart. Source: Simard, Steinkraus and
Platt 2003, "Best practices for convolutional neural networks applied to visual document
analysis".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from core.errors import ExperimentError
from core.experiment.inputs import Inputs, PictureInputs
from core.experiment.settings import TrainingSettings
from core.interruption import DRAWING, check_interruption, pieces
from core.messages import to_translate

# So many numbers of pictures are changed together, which stay in the nearer caches.
BLOCK = 2**14


@dataclass(slots=True, eq=False)
class Placement:
    """Where the pixels of m changed pictures are read in the pictures as they are.

    The pixel at row and column p is read at `matrix` (m, 2, 2) times p - c - `offset` (m, 2),
    plus c, which is the middle of the picture.
    """

    matrix: np.ndarray
    offset: np.ndarray

    @classmethod
    def unchanged(cls, m: int) -> Self:
        """Return the placement of m pictures as they are."""
        return cls(np.tile(np.eye(2), (m, 1, 1)), np.zeros((m, 2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """One row: a setting of the training, which changes nothing where it is `off`.

    It takes `draws` random numbers from 0 to 1 for every sample, (m, draws). With its value and
    those `place(placement, value, draws, size)` moves pixels of pictures of size x size, or
    `factor(value, draws)` returns what the values of each are multiplied by, (m,).
    """

    name: str
    label: str
    formula: str
    draws: int
    off: object
    place: Callable[[Placement, Any, np.ndarray, int], None] | None = None
    factor: Callable[[Any, np.ndarray], np.ndarray] | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """One row of FLIPS: whether pictures may be flipped top to bottom, and left to right."""

    name: str
    label: str
    formula: str
    flips: tuple[bool, bool]


FLIPS = {
    row.name: row
    for row in (
        Flip(
            "none", to_translate("none"), to_translate("Pictures stay as they are."), (False,) * 2
        ),
        Flip(
            "horizontal",
            to_translate("left to right"),
            to_translate("Half of the pictures are seen as in a mirror."),
            (False, True),
        ),
        Flip(
            "vertical",
            to_translate("top to bottom"),
            to_translate("Half of the pictures stand on their heads."),
            (True, False),
        ),
        Flip(
            "both",
            to_translate("both"),
            to_translate("Half of the pictures are flipped left to right, half top to bottom."),
            (True, True),
        ),
    )
}


def _flip(placement: Placement, name: str, draws: np.ndarray, size: int) -> None:
    signs = np.where((draws < 0.5) & FLIPS[name].flips, -1.0, 1.0)
    placement.matrix *= signs[:, :, np.newaxis]


def _turn(placement: Placement, degrees: float, draws: np.ndarray, size: int) -> None:
    angles = np.deg2rad(degrees) * (2 * draws[:, 0] - 1)
    cos, sin = np.cos(angles), np.sin(angles)
    back = np.stack([np.stack([cos, -sin], axis=1), np.stack([sin, cos], axis=1)], axis=1)
    placement.matrix = placement.matrix @ back


def _shift(placement: Placement, share: float, draws: np.ndarray, size: int) -> None:
    placement.offset += np.rint(share * size * (2 * draws - 1))


AUGMENTATIONS = {
    row.name: row
    for row in (
        Augmentation(
            name="flip",
            label=to_translate("Flip"),
            formula=to_translate("Each picture is flipped with probability 1/2."),
            draws=2,
            off="none",
            place=_flip,
        ),
        Augmentation(
            name="rotation",
            label=to_translate("Turn (degrees)"),
            formula=to_translate(
                "By up to so many degrees either way, each pixel mixed of the four nearest; what "
                "comes from outside repeats the edge."
            ),
            draws=1,
            off=0.0,
            place=_turn,
        ),
        Augmentation(
            name="shift",
            label=to_translate("Shift"),
            formula=to_translate(
                "By up to this share of the side in each direction, in whole pixels; what comes "
                "from outside repeats the edge."
            ),
            draws=2,
            off=0.0,
            place=_shift,
        ),
        Augmentation(
            name="brightness",
            label=to_translate("Brightness"),
            formula=to_translate(
                "Pixels times a number from 1 - this to 1 + this, held between black and white."
            ),
            draws=1,
            off=0.0,
            factor=lambda share, draws: 1 + share * (2 * draws[:, 0] - 1),
        ),
    )
}


def active_augmentations(training: TrainingSettings) -> tuple[Augmentation, ...]:
    """Return the rows of AUGMENTATIONS that the settings ask for."""
    return tuple(row for row in AUGMENTATIONS.values() if getattr(training, row.name) != row.off)


def check_augmentation(training: TrainingSettings, inputs: Inputs) -> None:
    """Raise ExperimentError where pictures are to be changed and the samples are none."""
    active = active_augmentations(training)
    if not active or (isinstance(inputs, PictureInputs) and inputs.is_one_picture):
        return
    text = to_translate(
        "training.{name} changes pictures, and the samples are none: leave it out, or learn from "
        "pictures."
    )
    if isinstance(inputs, PictureInputs):
        text = to_translate(
            "training.{name} changes pictures, and these are flattened across each other: leave it "
            'out, or set data.flatten to "by_picture".'
        )
    off: dict[str, object] = {f"training.{row.name}": row.off for row in active}
    raise ExperimentError(text, name=active[0].name).suggest(off, "Leave the samples as they are")


class Augmenter:
    """Change pictures as the settings say: the seed, the epoch and a picture's number decide.

    So a picture looks the same in an epoch whatever batch it is in, and a run goes on from
    anywhere with the same bits. Of the `m` samples each has draws of its own.
    """

    def __init__(self, training: TrainingSettings, inputs: PictureInputs, m: int) -> None:
        self._rows = active_augmentations(training)
        self._training, self._m = training, m
        self._size, self._channels = inputs.size, inputs.channels
        self._is_turned = training.rotation > 0
        mean, deviation = inputs.mean or (0.0,), inputs.deviation or (1.0,)
        self._mean, self._deviation = (np.resize(part, inputs.count) for part in (mean, deviation))
        # Rows and columns from the middle, of one side and of all pixels.
        self._side = np.arange(inputs.size) - (inputs.size - 1) / 2
        self._row, self._column = (
            part.ravel() for part in np.meshgrid(self._side, self._side, indexing="ij")
        )
        self._random = np.random.RandomState(0)
        self._epoch = -1

    def change(
        self,
        pictures: np.ndarray,
        epoch: int,
        numbers: np.ndarray,
        out: np.ndarray,
    ) -> None:
        """Write pictures (k, n), as they are seen in an epoch, to `out`, which may be the same.

        `numbers` (k,) are those of the samples.
        """
        self.begin(epoch)
        block = max(1, BLOCK // pictures.shape[1])
        for start in range(0, len(numbers), block):
            check_interruption()
            some = slice(start, start + block)
            self._change(pictures[some], numbers[some], out[some])

    def begin(self, epoch: int) -> None:
        """Draw for all samples what becomes of them in an epoch; `change` does where nobody did."""
        if epoch == self._epoch:
            return
        self._epoch = -1  # what follows may be broken off
        draws = self._draw(epoch)
        self._placement, self._factors = Placement.unchanged(self._m), np.ones(self._m)
        places = np.cumsum([row.draws for row in AUGMENTATIONS.values()])[:-1]
        by_row = dict(zip(AUGMENTATIONS, np.split(draws, places, axis=1), strict=True))
        for row in self._rows:
            value = getattr(self._training, row.name)
            if row.place:
                row.place(self._placement, value, by_row[row.name], self._size)
            if row.factor:
                self._factors *= row.factor(value, by_row[row.name])
        self._is_moved = any(row.place for row in self._rows)
        self._is_scaled = any(row.factor for row in self._rows)
        self._epoch = epoch

    def _draw(self, epoch: int) -> np.ndarray:
        """Return the numbers of all rows for every sample, (m, draws), the same with any settings.

        A stream of its own: with epoch and seed in place of their sum none is another seed's.
        """
        self._random.seed([self._training.augmentation_seed, epoch])
        draws = np.empty((self._m, sum(row.draws for row in AUGMENTATIONS.values())))
        for part in pieces(self._m, DRAWING * draws.shape[1]):
            draws[part] = self._random.random_sample(draws[part].shape)
        return draws

    def _change(self, pictures: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
        changed = self._resample(pictures, numbers) if self._is_moved else pictures
        if self._is_scaled:
            # Scaled back to 0 to 1, where black and white are.
            raw = changed * self._deviation + self._mean
            raw *= self._factors[numbers, np.newaxis]
            np.clip(raw, 0.0, 1.0, out=raw)
            changed = (raw - self._mean) / self._deviation
        out[...] = changed

    def _resample(self, pictures: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Return pictures (k, n) read where their placement says, in their own precision."""
        offset, matrix = self._placement.offset[numbers], self._placement.matrix[numbers]
        if self._is_turned:
            return self._interpolated(pictures, offset, matrix)
        # Flips and shifts move rows as a whole, and columns.
        middle, along = (self._size - 1) / 2, np.diagonal(matrix, axis1=1, axis2=2)
        places = along[:, :, np.newaxis] * (self._side - offset[:, :, np.newaxis]) + middle
        found = np.empty((len(pictures), self._size, self._size, self._channels), pictures.dtype)
        squares = pictures.reshape(found.shape)
        for k, (rows, columns) in enumerate(np.clip(places, 0, self._size - 1).astype(np.intp)):
            squares[k].take(rows, axis=0).take(columns, axis=1, out=found[k], mode="clip")
        return found.reshape(pictures.shape)

    def _interpolated(
        self, pictures: np.ndarray, offset: np.ndarray, matrix: np.ndarray
    ) -> np.ndarray:
        """Return pictures (k, n), each pixel mixed of the four nearest to its place."""
        size, last = self._size, self._size - 1
        row, column = self._row - offset[:, :1], self._column - offset[:, 1:]
        # From here on (k, size * size): where each pixel is read, and held within the picture.
        at = [
            np.clip(along[:, :1] * row + along[:, 1:] * column + last / 2, 0, last)
            for along in (matrix[:, 0], matrix[:, 1])
        ]
        corner = [np.minimum(part.astype(np.intp), max(0, last - 1)) for part in at]
        down, right = (
            np.repeat((part - whole).astype(pictures.dtype), self._channels, axis=1)
            for part, whole in zip(at, corner, strict=True)
        )
        place, flat = self._of_channels(corner[0] * size + corner[1]), pictures.reshape(-1)
        found: np.ndarray = flat.take(place, mode="clip")
        place += self._channels
        beside = flat.take(place, mode="clip")
        place += self._size * self._channels
        opposite = flat.take(place, mode="clip")
        place -= self._channels
        below = flat.take(place, mode="clip")
        for nearer, farther in ((found, beside), (below, opposite)):
            farther -= nearer
            farther *= right
            nearer += farther
        below -= found
        below *= down
        found += below
        return found

    def _of_channels(self, place: np.ndarray) -> np.ndarray:
        """Return where the channels of pixels (k, size²) lie in all k pictures, (k, n)."""
        k = len(place)
        first = place.reshape(k, -1, 1) * self._channels + np.arange(self._channels)
        first += (np.arange(k) * self._mean.size).reshape(k, 1, 1)
        return first.reshape(k, -1)


def augmenter_of(training: TrainingSettings, inputs: Inputs, m: int) -> Augmenter | None:
    """Build what changes m pictures as the settings ask for, None where they ask for nothing.

    Raises ExperimentError where the samples are no pictures.
    """
    check_augmentation(training, inputs)
    if not active_augmentations(training) or not isinstance(inputs, PictureInputs):
        return None
    return Augmenter(training, inputs, m)


def changed_pictures(
    training: TrainingSettings, inputs: PictureInputs, x: np.ndarray, number: int, epochs: range
) -> list[np.ndarray]:
    """Return the pixels of a training sample x (n,) of this number as it is seen in some epochs."""
    # What a sample draws is the same however many follow.
    augmenter = Augmenter(training, inputs, number + 1)
    row, numbers, found = np.array([x]), np.array([number]), []
    for epoch in epochs:
        out = np.empty_like(row)
        augmenter.change(row, epoch, numbers, out)
        found.append(inputs.picture(out[0]))
    return found
