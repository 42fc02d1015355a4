"""Colours of 16 bits a number, of which Pillow keeps the upper 8: a picture is decoded twice.

The raw mode of a tile tells the decoder which of two bytes is the upper one. With their order
turned round, the same data gives the lower ones.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

import numpy as np
from PIL import Image, ImageFile

from core.data.images.grey_range import GreyValues
from core.experiment.inputs import GreyRange

# Little or big end first, or as this machine has it; what is asked for in its place.
_RAW = re.compile(r"(RGB[AX]?;16)([LBN])$")
_TURNED = {"L": "B", "B": "L", "N": "B" if np.little_endian else "L"}
# Grey and transparency, which come as RGBA; four bytes a pixel, as RGBA has them in 8 bits.
_GREY_ALPHA, _FOUR_BYTES = "LA;16B", "RGBA"
_BITS, _PLANES, _APART = 258, 284, 2
_DEEPEST = 2**16 - 1
Args = tuple[Any, ...] | str | None
# As many values at a time.
_BAND = 300_000


def has_deep_colours(image: Image.Image) -> bool:
    """Return whether a picture that is not loaded yet has colours of which all 16 bits are read."""
    if getattr(image, "tag_v2", {}).get(_PLANES) == _APART:
        return False
    raw = _raw_mode(image)
    return bool(_RAW.match(raw)) or raw == _GREY_ALPHA or _is_deep_ppm(image)


def loses_bits(image: Image.Image) -> bool:
    """Return whether Pillow leaves bits of the colours of a picture that is not loaded yet out.

    Raises OSError where their planes lie apart in a TIFF, because Pillow then mixes the bytes up.
    """
    tags = getattr(image, "tag_v2", {})
    if tags.get(_PLANES) == _APART and max(tags.get(_BITS, (8,))) > 8:
        raise OSError("colours of 16 bits apart are not supported")
    raw = _raw_mode(image)
    return ";16" in raw and not image.mode.startswith("I")


@dataclass(frozen=True, slots=True)
class DeepColour:
    """A loaded picture of mode RGB or RGBA by its upper bytes, and one by its lower bytes."""

    upper: Image.Image
    lower: Image.Image

    def values(self) -> GreyValues:
        """Measure the colours that can be seen, all three alike."""
        ends = [(int(v.min()), int(v.max())) for _, v in self._visible() if v.size] or [(0, 0)]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        return GreyValues((float(low), float(high)), (0.0, float(_DEEPEST)))

    def stretched(self, grey_range: GreyRange) -> Image.Image:
        """Make 8 bits of the colours, black and white being those of the range.

        The upper bytes are overwritten, which spares memory.
        """
        low, high = grey_range
        levels = (np.arange(_DEEPEST + 1) - low) * (255 / (high - low))
        levels = np.rint(levels).clip(0, 255).astype(np.uint8)
        key = self.upper.info.get("transparency")
        picture = self.upper if key is None else self.upper.convert("RGBA")
        for top, numbers in self._bands():
            band = levels[numbers]
            if key is not None:
                shown = (numbers != key).any(axis=2, keepdims=True)
                band = np.concatenate((band, shown * np.uint8(255)), axis=2)
            elif band.shape[2] > 3:
                band[..., 3] = numbers[..., 3] >> 8
            picture.paste(Image.fromarray(band), (0, top))
        return picture

    def _visible(self) -> Iterator[tuple[int, np.ndarray]]:
        key = self.upper.info.get("transparency")
        for top, numbers in self._bands():
            if key is not None:
                yield top, numbers[(numbers != key).any(axis=2)]
            else:
                yield top, numbers[numbers[..., 3] > 0][:, :3] if numbers.shape[2] > 3 else numbers

    def _bands(self) -> Iterator[tuple[int, np.ndarray]]:
        """Return the numbers of 16 bits some rows at a time: the first, (rows, width, 3 or 4)."""
        width, height = self.upper.size
        rows = max(1, _BAND // width)
        for top in range(0, height, rows):
            box = (0, top, width, min(top + rows, height))
            upper, lower = (np.asarray(half.crop(box)) for half in (self.upper, self.lower))
            yield top, upper.astype(np.uint16) << 8 | lower


def read_deep_colours(
    image: ImageFile.ImageFile, again: Callable[[], ImageFile.ImageFile]
) -> DeepColour:
    """Load a picture that has deep colours, with `again` to open the same file once more."""
    if _is_deep_ppm(image):
        with again() as other:
            return _of_ppm(other)
    return DeepColour(image, _lower(image, again()))


def _lower(image: ImageFile.ImageFile, other: ImageFile.ImageFile) -> Image.Image:
    raw = _raw_mode(other)
    if raw == _GREY_ALPHA:
        wanted = _FOUR_BYTES
    else:
        wanted = _RAW.sub(lambda found: found[1] + _TURNED[found[2]], raw)
    other.tile = [tile._replace(args=_with_raw_mode(tile.args, wanted)) for tile in other.tile]
    with other:
        image.load()
        other.load()
    if raw != _GREY_ALPHA:
        return other
    _, grey, _, alpha = other.split()
    return Image.merge("RGBA", (grey, grey, grey, alpha))


def _of_ppm(image: ImageFile.ImageFile) -> DeepColour:
    """Read the numbers of a PPM file, which Pillow would scale to 8 bits."""
    tile, file = image.tile[0], cast(IO[bytes], image.fp)
    deepest, count = int(cast(tuple[str, int], tile.args)[1]), image.width * image.height * 3
    file.seek(tile.offset)
    if tile.codec_name == "ppm":
        numbers = np.frombuffer(file.read(2 * count), ">u2")
    else:
        words = re.sub(rb"#[^\n]*", b"", file.read()).split()
        numbers = np.array(words[:count]).astype(">u2")
    if numbers.size < count:
        raise OSError("image file is truncated")
    if deepest != _DEEPEST:
        scaled = np.arange(_DEEPEST + 1) * (_DEEPEST / deepest)
        numbers = np.rint(scaled).clip(0, _DEEPEST).astype(">u2")[numbers]
    halves = numbers.view(np.uint8).reshape(image.height, image.width, 3, 2)
    return DeepColour(*(Image.fromarray(halves[..., half]) for half in (0, 1)))


def _is_deep_ppm(image: Image.Image) -> bool:
    for tile in _tiles(image):
        if tile.codec_name.startswith("ppm") and isinstance(tile.args, tuple):
            return image.mode == "RGB" and tile.args[1] > 255
    return False


def _raw_mode(image: Image.Image) -> str:
    """Return how the numbers of a picture lie in its file, nothing where they are loaded."""
    if not (tiles := _tiles(image)):
        return ""
    args = tiles[0].args
    raw = args if isinstance(args, str) else args[0] if args else ""
    return str(raw)


def _with_raw_mode(args: Args, raw: str) -> Args:
    return (raw, *args[1:]) if isinstance(args, tuple) else raw


def _tiles(image: Image.Image) -> list[ImageFile._Tile]:
    return image.tile if isinstance(image, ImageFile.ImageFile) else []
