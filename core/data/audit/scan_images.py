"""One look at every picture of some folders, which keeps only what an audit needs."""

from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from core.data.file_notes import ImageInfo
from core.data.folder.scan import PictureFolder
from core.data.images.decode_many import content_hash
from core.data.images.grey_range import choose_range
from core.data.images.perceptual_hash import SIZE, fingerprints
from core.data.images.read import read_with_info
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.io_threads import Report, map_in_threads

_INPUTS = PictureInputs(SIZE, colour=True)
_UNSEEN = ImageInfo("", (0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class ScannedImage:
    """What one file shows, or the problem with it; `folder` is the number of its folder."""

    name: str
    class_name: str
    folder: int
    problem: DataError | None = None
    about: ImageInfo = _UNSEEN
    content: bytes = b""
    print: int = 0
    fields: np.ndarray | None = None
    constant: bool = False

    @property
    def size(self) -> tuple[int, int]:
        return self.about.size


def scan_images(
    folders: list[PictureFolder], report: Report, threads: int = 0
) -> list[ScannedImage]:
    """Look at all files in threads, in the order of the folders and of their files."""
    files = [(number, file) for number, folder in enumerate(folders) for file in folder.files]
    scanned: list[ScannedImage | None] = [None] * len(files)

    def work(index: int, inputs: PictureInputs = _INPUTS) -> None:
        number, file = files[index]
        name = folders[number].prefix(number) + file.name
        scanned[index] = _scan(file.path, name, file.class_name, number, inputs)

    map_in_threads(len(files), work, report, threads)
    deep = [place for place, image in enumerate(scanned) if image and image.about.values]
    values = [image.about.values for image in scanned if image and image.about.values]
    inputs = replace(_INPUTS, grey_range=choose_range("measured", values))
    map_in_threads(len(deep), lambda index: work(deep[index], inputs), report, threads)
    return [image for image in scanned if image is not None]


def _scan(
    path: str, name: str, class_name: str, folder: int, inputs: PictureInputs
) -> ScannedImage:
    try:
        pixels, about = read_with_info(path, inputs)
    except DataError as problem:
        return ScannedImage(name, class_name, folder, problem)
    constant = bool((pixels == pixels[0, 0]).all())
    prints, fields = fingerprints(pixels[np.newaxis])
    return ScannedImage(
        name,
        class_name,
        folder,
        None,
        about,
        content_hash(np.ascontiguousarray(pixels).ravel()),
        int(prints[0]),
        fields[0],
        constant,
    )
