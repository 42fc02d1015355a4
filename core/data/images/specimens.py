"""Picture files to try a reader on: samples as they are, and kinds that readers get wrong."""

import os
import struct
import zlib
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
    picture.quantize(16, Image.Quantize.FASTOCTREE).save(file, transparency=3)


def _see_through(picture: Image.Image, file: str) -> None:
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(file)


def _deep(picture: Image.Image, file: str) -> None:
    grey = np.asarray(picture.convert("L")).astype(np.uint16)
    Image.fromarray(grey * 257).save(file)


def _deep_colours(picture: Image.Image, file: str) -> None:
    """Write a PNG file of 16 bits a colour, which Pillow reads and never writes."""
    numbers = np.asarray(picture).astype(">u2") * 251
    rows = numbers.astype(">u2").view(np.uint8).reshape(picture.height, -1)
    data = zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes())
    header = struct.pack(">IIBBBBB", *picture.size, 16, 2, 0, 0, 0)
    with open(file, "wb") as png:
        png.write(b"\x89PNG\r\n\x1a\n")
        for name, content in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b"")):
            png.write(struct.pack(">I", len(content)) + name + content)
            png.write(struct.pack(">I", zlib.crc32(name + content)))


_KINDS: dict[str, Callable[[Image.Image, str], None]] = {
    "wide.png": lambda picture, file: picture.save(file),
    "lying.jpg": _lying,
    "palette.png": _palette,
    "see-through.png": lambda picture, file: _see_through(picture.copy(), file),
    "print.jpg": lambda picture, file: picture.convert("CMYK").save(file),
    "deep.png": _deep,
    "deep-colours.png": _deep_colours,
}
