"""Reading photos beside a plain loop of Pillow: seconds, and how much memory grows.

python -m benchmarks.photos [--count 2000] [--storage bytes]

Makes JPEG photos of 2 megapixels (gradients, soft shapes and the noise of a sensor, quality
90) in a temporary folder, and reads them as 64 x 64 x 3 in processes of their own.
"""

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.data.byte_matrix import ByteMatrix
from core.data.folder.load import load_folder
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings

WIDTH, HEIGHT, SIZE = 1632, 1224, 64
DIFFERENT = 40
CLASSES = "ab"
Read = tuple[np.ndarray, np.ndarray]
"""The result, and the grey levels of the first photos in it."""


def main() -> None:
    """Make the photos, have each reader read them twice, and print the better time."""
    parser = ArgumentParser(prog="python -m benchmarks.photos", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--storage", default="auto", help="data.storage of ours")
    parser.add_argument("--child", nargs=2, metavar=("READER", "FOLDER"), help="for itself alone")
    words = parser.parse_args()
    if words.child:
        print(json.dumps(_measured(READERS[words.child[0]], words.child[1], words.storage)))
        return
    with tempfile.TemporaryDirectory() as folder:
        size = make_photos(Path(folder), words.count)
        print(
            f"{words.count:,} photos of {WIDTH} x {HEIGHT}, {size / words.count / 1e3:.0f} KB each"
        )
        times = {name: _in_a_process(name, folder, words.storage) for name in READERS}
    for name, one in times.items():
        print(
            f"{name:6} {one['seconds']:7.2f} s  {words.count / one['seconds']:6.0f} a second  "
            f"result {one['result'] / 1e6:6.1f} MB  memory grew by {one['growth'] / 1e6:6.1f} MB"
        )
    ratio = times["plain"]["seconds"] / times["ours"]["seconds"]
    print(f"{ratio:.1f} times as fast; mean difference {_difference(times):.2f} grey levels")


def make_photos(folder: Path, count: int) -> int:
    """Write photos in folders of two classes, some of them equal; give their size in bytes."""
    data = [_photo(number) for number in range(min(DIFFERENT, count))]
    for number in range(count):
        place = folder / CLASSES[number % 2]
        place.mkdir(exist_ok=True)
        (place / f"{number:05}.jpg").write_bytes(data[number % len(data)])
    return sum(len(data[number % len(data)]) for number in range(count))


def _photo(number: int) -> bytes:
    random = np.random.RandomState(number)
    y, x = np.mgrid[0 : 1 : HEIGHT * 1j, 0 : 1 : WIDTH * 1j]
    slopes = random.uniform(-1, 1, (3, 2))
    light = np.stack([128 + 90 * (a * (x - 0.5) + b * (y - 0.5)) for a, b in slopes], axis=2)
    for across in (24, 200):
        field = random.randint(0, 256, (across * 3 // 4, across, 3), np.uint8)
        soft = Image.fromarray(field).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        light += (np.asarray(soft, float) - 128) * (0.5 if across == 24 else 0.15)
    light += random.normal(0, 4, light.shape)
    with tempfile.TemporaryFile() as file:
        Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=90)
        file.seek(0)
        return file.read()


def _plain(folder: str, storage: str) -> Read:
    files = sorted(Path(folder).glob("*/*.jpg"), key=lambda file: file.name)
    rows = np.empty((len(files), SIZE * SIZE * 3), np.uint8)
    for row, file in zip(rows, files, strict=True):
        with Image.open(file) as image:
            small = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BICUBIC)
        row[:] = np.asarray(small).ravel()
    return rows, rows[:DIFFERENT]


def _ours(folder: str, storage: str) -> Read:
    settings = with_settings(
        Experiment(),
        {
            "data.kind": "pictures",
            "data.folder": folder,
            "data.storage": storage,
            "data.size": SIZE,
        },
    )
    X = load_folder(settings.data).train.X
    return X.rows if isinstance(X, ByteMatrix) else X, np.rint(X[:, :DIFFERENT].T * 255)


READERS = {"plain": _plain, "ours": _ours}


def _in_a_process(name: str, folder: str, storage: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.photos", "--storage", storage]
    runs = [
        json.loads(subprocess.check_output([*command, "--child", name, folder], text=True))
        for _ in range(2)
    ]
    return min(runs, key=lambda run: run["seconds"])


def _measured(read: Callable[[str, str], Read], folder: str, storage: str) -> dict[str, Any]:
    before, start = _peak(), time.perf_counter()
    result, levels = read(folder, storage)
    seconds = time.perf_counter() - start
    growth = _peak() - before
    levels = levels.astype(int).tolist()
    return {"seconds": seconds, "growth": growth, "result": result.nbytes, "levels": levels}


def _peak() -> int:
    """Return the most memory this process has had so far, in bytes."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    except OSError:
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _difference(times: dict[str, dict[str, Any]]) -> float:
    plain, ours = (np.array(times[name]["levels"]) for name in ("plain", "ours"))
    return float(np.abs(plain - ours).mean())


if __name__ == "__main__":
    main()
