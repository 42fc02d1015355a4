"""The icon as every system wants it, drawn from the project's own SVG."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image

from project import ROOT

SVG = ROOT / "resources" / "icons" / "layerbench.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def draw(size: int) -> Image.Image:
    """Draw the icon as a square of `size` pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(BytesIO(buffer.data().data()))


def write_icons(folder: Path) -> None:
    """Write layerbench.ico, layerbench.icns, and a PNG of every size."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [draw(size) for size in SIZES]
    for size, image in zip(SIZES, drawn, strict=True):
        image.save(folder / f"{size}.png")
    # An .ico ends at 256; each size is drawn, not shrunk, so that small ones stay sharp.
    small = [image for size, image in zip(SIZES, drawn, strict=True) if size <= 256]
    small[-1].save(
        folder / "layerbench.ico", sizes=[image.size for image in small], append_images=small[:-1]
    )
    drawn[-1].save(folder / "layerbench.icns", append_images=drawn[:-1])
