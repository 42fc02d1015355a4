"""Pictures as PNG, in bytes and as the address by which a page holds one."""

import io
from base64 import b64encode
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image


def png(picture: "Image.Image | np.ndarray") -> bytes:
    """Return a picture, or pixels uint8 (rows, columns) or (rows, columns, 1 or 3), as a PNG."""
    # It takes long to read, and the window opens without it.
    from PIL import Image

    if isinstance(picture, np.ndarray):
        picture = Image.fromarray(picture[..., 0] if picture.shape[2:] == (1,) else picture)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def address(content: bytes) -> str:
    """Return the address of a PNG that stands in the page itself."""
    return f"data:image/png;base64,{b64encode(content).decode()}"
