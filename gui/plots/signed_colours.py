"""How signed numbers of images become colours: 0 in the middle, the same scale for all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.experiment.inputs import PictureInputs
from core.messages import to_translate
from gui import theme

MIDDLE = 128
LEGEND = to_translate("red: adds to z; blue: takes away from it; the stronger, the more")


@dataclass(frozen=True, slots=True)
class SignedColours:
    """One row of SIGNED_COLOURS: `pick` takes the shown channels of images (k, size, size, 3).

    An image left without channels is drawn in the colours of the signed map. `legend` says what
    the colours mean.
    """

    name: str
    label: str
    formula: str
    pick: Callable[[np.ndarray], np.ndarray]
    legend: str = LEGEND


SIGNED_COLOURS = {
    row.name: row
    for row in (
        SignedColours(
            "colour",
            to_translate("red, green, blue"),
            to_translate("Mid grey is 0 in all three; more red is a larger weight of red"),
            lambda v: v,
            to_translate(
                "each of red, green and blue by itself: bright adds to z, dark takes away, mid "
                "grey is 0"
            ),
        ),
        SignedColours(
            "mean",
            to_translate("mean of the three"),
            to_translate("The mean weight of a pixel"),
            lambda v: v.mean(-1),
        ),
        SignedColours(
            "red",
            to_translate("red alone"),
            to_translate("The weights of the red channel"),
            lambda v: v[..., 0],
        ),
        SignedColours(
            "green",
            to_translate("green alone"),
            to_translate("The weights of the green channel"),
            lambda v: v[..., 1],
        ),
        SignedColours(
            "blue",
            to_translate("blue alone"),
            to_translate("The weights of the blue channel"),
            lambda v: v[..., 2],
        ),
    )
}


def tiles(values: np.ndarray, inputs: PictureInputs, name: str, reach: float) -> np.ndarray:
    """Return signed rows (k, n[0]) as images, uint8 (k, size, size, 3), from -reach to reach."""
    images = values.reshape(len(values), inputs.size, inputs.size, inputs.channels)
    picked = SIGNED_COLOURS[name].pick(images) if inputs.colour else images[..., 0]
    grey = _bytes(picked, reach)
    return grey if grey.ndim == images.ndim else signed_table()[grey]


def reach_of(values: np.ndarray) -> float:
    """Return the greatest finite size of values, 1 where all are 0."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0)) or 1.0


def pictures(X: np.ndarray, inputs: PictureInputs) -> np.ndarray:
    """Return samples X (n[0], k) as images, uint8 (k, size, size, 3)."""
    pixels = np.stack([inputs.picture(x) for x in X.T])
    return np.broadcast_to(pixels, (*pixels.shape[:3], 3))


def legend(name: str, inputs: PictureInputs | None) -> str:
    """Return what the colours of `table` mean, to translate."""
    return SIGNED_COLOURS[name].legend if inputs is not None and inputs.colour else LEGEND


def table(name: str, inputs: PictureInputs | None) -> np.ndarray:
    """Return the colours from -reach to reach, uint8 (256, 3)."""
    if inputs is None or not inputs.colour or name != "colour":
        return signed_table()
    return np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)


@cache
def signed_table() -> np.ndarray:
    """Return the signed map's 256 colours, uint8 (256, 3), read-only."""
    lookup_table: np.ndarray = theme.signed_map().getLookupTable(nPts=256)
    lookup_table.flags.writeable = False
    return lookup_table[:, :3]


def _bytes(values: np.ndarray, reach: float) -> np.ndarray:
    scaled = np.multiply(values, (MIDDLE - 0.5) / reach, dtype=np.float32, casting="same_kind")
    scaled += MIDDLE
    np.clip(scaled, 0, 255, out=scaled)
    if np.isnan(scaled.sum()):
        np.nan_to_num(scaled, copy=False, nan=MIDDLE)
    return scaled.astype(np.uint8)
