"""Facts about pictures that mean harm: each is read or refused, in little memory, in no time."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.folder.load import load_folder
from core.data.images.limits.decode_memory import check_file
from core.data.images.limits.jpeg import layout
from core.data.images.limits.largest import MEMORY
from core.data.images.read import read_picture
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from tests.core.data.hostile_pictures import HOSTILE, chunk, cut_short, png, saved, scene

ROOT = Path(__file__).resolve().parents[3]
MOST_GROWTH, MOST_SECONDS = 300e6, 30
"""Bytes; and seconds, generously, because others may use the machine: 2 are wanted."""

# One process reads all of them and clears the peak of its memory before each: Linux only.
READER = """
import json, os, sys, time
from core.experiment.inputs import PictureInputs
from core.data.images.read import read_picture
from core.errors import DataError

def memory(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name))

read_picture(sys.argv[1], PictureInputs(64, True))
for file in sys.stdin.read().splitlines():
    with open("/proc/self/clear_refs", "w") as clear:
        clear.write("5")
    before, start = memory("VmRSS"), time.perf_counter()
    try:
        read_picture(file, PictureInputs(64, True))
        said = "read"
    except DataError as problem:
        said = str(problem)
    print(json.dumps([memory("VmHWM") - before, time.perf_counter() - start, said]), flush=True)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    made = {name: folder / f"{number}.jpg" for number, name in enumerate(HOSTILE)}
    for name, file in made.items():
        file.write_bytes(HOSTILE[name]())
    return made


@pytest.fixture(scope="module")
def measured(files: dict[str, Path]) -> dict[str, tuple[float, float, str]]:
    """Read every file in one other process; what kills it shows as the file without an answer."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the peak of the memory can be cleared on Linux only")
    good = next(iter(files.values())).with_name("good.png")
    good.write_bytes(saved(scene(), "PNG"))
    done = subprocess.run(
        [sys.executable, "-c", READER, str(good)],
        input="\n".join(str(file) for file in files.values()),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=500,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: tuple(one) for name, one in zip(files, answers, strict=False)}


@pytest.mark.parametrize("name", HOSTILE)
def test_that_harm_is_read_or_refused_in_little_memory(measured, name: str) -> None:
    assert name in measured, "the reader has died"
    growth, seconds, said = measured[name]
    assert growth < MOST_GROWTH
    assert seconds < MOST_SECONDS
    assert said
    assert "\n" not in said


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.startswith("other: ")])
def test_that_what_is_read_nowhere_else_is_never_decoded(measured, name: str) -> None:
    assert measured[name][2] != "read"


def test_that_none_of_them_stops_the_others(files: dict[str, Path], tmp_path: Path) -> None:
    for class_name, seed in (("a", 1), ("b", 2)):
        (tmp_path / class_name).mkdir()
        noise = np.random.RandomState(seed).randint(0, 256, (8, 8, 3), np.uint8)
        Image.fromarray(noise).save(tmp_path / class_name / "good.png")
    for number, name in enumerate(["tiff of 10 million strips", "gif of 60000 x 60000"]):
        (tmp_path / "a" / f"bad{number}.png").symlink_to(files[name])
    data = load_folder(DataSettings(kind="pictures", folder=str(tmp_path), size=8))
    assert data.train.names == ("a/good.png", "b/good.png")
    assert len(data.skipped) == 2


@pytest.mark.filterwarnings(r"ignore:::PIL\.")
def test_that_a_picture_cut_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    for name, data in cut_short():
        (tmp_path / "x").write_bytes(data)
        said = "read"
        try:
            read_picture(str(tmp_path / "x"), PictureInputs(8, True))
        except DataError as problem:
            said = str(problem)
        assert said, name


def test_that_a_file_larger_than_any_picture_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "x.png").open("w+b") as file:
        file.write(saved(scene(), "PNG"))
        file.truncate(10**11)  # without a byte on the disk
        with pytest.raises(DataError, match=r"100,000 MB; the limit of a picture file is 200 MB"):
            check_file(file)


def test_that_a_large_honest_picture_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(png(6_000, 8_000, 2))
    assert not read_picture(str(tmp_path / "x.png"), PictureInputs(8, True)).any()
    assert MEMORY > 4 * 6_000 * 8_000


@pytest.mark.parametrize(("progressive", "buffered"), [(False, False), (True, True)])
def test_that_the_layout_of_a_photo_is_what_its_header_says(
    tmp_path: Path, progressive: bool, buffered: bool
) -> None:
    photo = saved(scene(97, 65), "JPEG", progressive=progressive, subsampling="4:2:0")
    (tmp_path / "x.jpg").write_bytes(photo + photo)
    with (tmp_path / "x.jpg").open("rb") as file:
        found = layout(file)
    # 7 x 5 units of 16 x 16 pixels, of four blocks of light and one of each colour
    assert found.blocks == 7 * 5 * 6
    assert found.buffered is buffered
    assert found.scans == (photo.count(b"\xff\xda") if progressive else 1)


def test_that_pieces_of_a_png_are_read_as_the_whole_would_be(tmp_path: Path) -> None:
    plain = saved(scene(), "PNG")
    words = plain[:33] + chunk(b"tEXt", b"k\0v" * 9_999) + plain[33:] + b"after the end"
    inputs = PictureInputs(64, True)
    for name, data in (("plain", plain), ("words", words)):
        (tmp_path / name).write_bytes(data)
    read = [read_picture(str(tmp_path / name), inputs) for name in ("plain", "words")]
    assert np.array_equal(*read)
