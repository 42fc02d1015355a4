"""Folders of pictures of noise, one folder in them for each class."""

from pathlib import Path

import numpy as np
from PIL import Image


def noise_photos(root: Path, classes: tuple[str, ...], each: int, side: int = 20) -> Path:
    """Write so many square pictures of every class, each of its own noise; return the folder."""
    for number in range(each * len(classes)):
        place = root / classes[number % len(classes)]
        place.mkdir(parents=True, exist_ok=True)
        noise = np.random.RandomState(number).randint(0, 256, (side, side, 3))
        Image.fromarray(noise.astype(np.uint8)).save(place / f"{number:02}.png")
    return root
