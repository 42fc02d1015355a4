"""Picture files to try a reader on: samples as they are, and kinds that readers get wrong."""

import os
from collections.abc import Callable

import numpy as np
from PIL import Image

_ORIENTATION, _LYING = 0x0112, 6


def write_specimens(folder: str, pictures: np.ndarray) -> list[str]:
    """Write pictures, uint8 (m, size, size, channels), into a folder and give the files.

    Each sample is one PNG file; of the first, larger pictures of other shapes and kinds follow.
    """
    files = []
    for number, pixels in enumerate(pictures):
        files.append(os.path.join(folder, f"sample{number}.png"))
        _image(pixels).save(files[-1])
    large = _image(pictures[0]).convert("RGB").resize((210, 150), Image.Resampling.BICUBIC)
    for name, write in _KINDS.items():
        files.append(os.path.join(folder, name))
        write(large, files[-1])
    return files


def _image(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def _lying(picture: Image.Image, file: str) -> None:
    exif = Image.Exif()
    exif[_ORIENTATION] = _LYING
    picture.resize((640, 480)).save(file, exif=exif)


def _palette(picture: Image.Image, file: str) -> None:
    picture.quantize(16).save(file, transparency=3)


def _see_through(picture: Image.Image, file: str) -> None:
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(file)


def _deep(picture: Image.Image, file: str) -> None:
    grey = np.asarray(picture.convert("L")).astype(np.uint16)
    Image.fromarray(grey * 257).save(file)


_KINDS: dict[str, Callable[[Image.Image, str], None]] = {
    "wide.png": lambda picture, file: picture.save(file),
    "lying.jpg": _lying,
    "palette.png": _palette,
    "see-through.png": lambda picture, file: _see_through(picture.copy(), file),
    "print.jpg": lambda picture, file: picture.convert("CMYK").save(file),
    "deep.png": _deep,
}
