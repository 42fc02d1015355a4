"""Damaged files of every format that is read, from seeds: each is read or refused in a sentence."""

import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.images.read import read_picture
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.file_type import KINDS, detect

INPUTS = PictureInputs(8, True)
DAMAGES = 60
BYTES = (0, 1, 2, 44, 59, 127, 128, 254, 255)


HAS_HEIC = find_spec("pillow_heif") is not None
if HAS_HEIC:
    from pillow_heif import register_heif_opener

    register_heif_opener()


def _scene() -> Image.Image:
    y, x = np.mgrid[0:20, 0:24]
    return Image.fromarray(np.stack((x * 10, y * 12, x * y), axis=2).astype(np.uint8))


def _bytes(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format=kind, **how)
    return file.getvalue()


def _runs(size: int, pixels: bytes) -> bytes:
    """Make a BMP packed in runs, which Pillow reads and never writes."""
    palette = bytes(range(256)) * 4
    head = b"BM" + (54 + len(palette) + len(pixels)).to_bytes(4, "little") + bytes(4)
    head += (54 + len(palette)).to_bytes(4, "little") + (40).to_bytes(4, "little")
    head += size.to_bytes(4, "little") * 2 + b"\1\0\x08\0\1\0\0\0" + bytes(20)
    return head + palette + pixels


def _seeds() -> dict[str, bytes]:
    scene = _scene()
    grey = scene.convert("L")
    deep = Image.fromarray(np.arange(480, dtype=np.uint16).reshape(20, 24) * 100)
    frames = {"save_all": True, "append_images": [scene.rotate(90), scene.rotate(180)]}
    plain = "P2\n# words\n4 4\n255\n" + " ".join(str(level * 16) for level in range(16))
    return {
        "jpeg": _bytes(scene, "JPEG"),
        "jpeg progressive": _bytes(scene, "JPEG", progressive=True),
        "jpeg cmyk": _bytes(scene.convert("CMYK"), "JPEG"),
        "png": _bytes(scene, "PNG"),
        "png palette": _bytes(scene.quantize(16), "PNG", transparency=3),
        "png deep": _bytes(deep, "PNG"),
        "apng": _bytes(scene, "PNG", **frames),
        "gif": _bytes(scene, "GIF"),
        "gif frames": _bytes(scene, "GIF", **frames),
        "bmp": _bytes(scene, "BMP"),
        "bmp palette": _bytes(scene.quantize(16), "BMP"),
        "bmp runs": _runs(8, b"\x08\1\0\0\x04\2\x04\3\0\0" * 4 + b"\0\1"),
        "webp": _bytes(scene, "WEBP"),
        "avif": _bytes(scene, "AVIF"),
        **({"heic": _bytes(scene, "HEIF")} if HAS_HEIC else {}),
        "webp frames": _bytes(scene, "WEBP", **frames),
        "tiff": _bytes(scene, "TIFF"),
        "tiff palette": _bytes(scene.quantize(16), "TIFF"),
        "tiff lzw": _bytes(scene, "TIFF", compression="tiff_lzw"),
        "tiff deep": _bytes(deep, "TIFF"),
        "tiff fractions": _bytes(grey.convert("F"), "TIFF"),
        "tiff pages": _bytes(scene, "TIFF", **frames),
        "ppm": _bytes(scene, "PPM"),
        "pgm deep": b"P5 4 4 65535 " + bytes(range(32)),
        "pgm words": plain.encode(),
    }


SEEDS = _seeds()


def damaged(data: bytes, random: np.random.RandomState) -> bytes:
    """Cut, overwrite, take out or repeat some bytes, most often near the beginning."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 6)):
        place = int(random.rand() ** 3 * len(changed))
        how = random.randint(0, 4)
        if how == 0:
            changed[place : place + 1] = bytes([BYTES[random.randint(len(BYTES))]])
        elif how == 1:
            changed[place : place + 1] = bytes([random.randint(256)])
        elif how == 2:
            del changed[place : place + random.randint(1, 9)]
        else:
            changed[place:place] = changed[place : place + random.randint(1, 9)]
    return bytes(changed[: max(1, int(len(changed) * min(1.0, random.rand() * 2)))])


def test_that_there_is_a_seed_of_every_format():
    kinds = {kind.name for kind in KINDS if kind.role == "picture"}
    assert {detect(data).name for data in SEEDS.values()} == kinds - {"HEIF"} | (
        {"HEIF"} if HAS_HEIC else set()
    )


@pytest.mark.filterwarnings(r"ignore:::PIL\.")
@pytest.mark.parametrize("name", SEEDS)
def test_that_damaged_bytes_are_read_or_refused_in_one_sentence(tmp_path: Path, name: str):
    random = np.random.RandomState(len(name))
    path = tmp_path / "damaged"
    for _ in range(DAMAGES):
        path.write_bytes(damaged(SEEDS[name], random))
        words = "read"
        try:
            assert read_picture(str(path), INPUTS).shape == (8, 8, 3)
        except DataError as problem:
            words = str(problem)
        assert 0 < len(words) == len(words.splitlines()[0])


def _refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(DataError) as refused:
        read_picture(str(path), INPUTS)
    return str(refused.value)


def test_that_a_gif_cut_anywhere_is_read_or_refused(tmp_path: Path):
    data, told = SEEDS["gif frames"], set[str]()
    for size in range(1, 1200):
        (tmp_path / "x.gif").write_bytes(data[:size])
        try:
            assert read_picture(str(tmp_path / "x.gif"), INPUTS).shape == (8, 8, 3)
        except DataError as problem:
            told.add(str(problem))
    assert any("cut short" in words for words in told)


def test_that_a_tiff_palette_without_its_colours_is_damaged(tmp_path: Path):
    colours, unknown = (320).to_bytes(2, "little"), (65000).to_bytes(2, "little")
    data = SEEDS["tiff palette"]
    table = int.from_bytes(data[4:8], "little")
    at = data.index(colours, table)
    told = _refusal(tmp_path / "x.tif", data[:at] + unknown + data[at + 2 :])
    assert told.startswith("damaged: its TIFF data cannot be decoded")


def test_that_few_runs_that_fill_many_pixels_are_refused_unread(tmp_path: Path):
    told = _refusal(tmp_path / "x.bmp", _runs(7000, b"\1\1\0\0" * 500))
    assert told == "a BMP packed in runs, of 0.0 MB and 49.0 megapixels: save it as PNG"


def _tiff(samples: int, bits: int, form: int, pixels: bytes) -> bytes:
    """Make a whole TIFF of 4 x 4 pixels, whatever Pillow thinks of it."""
    deep = 8 + 2 + 12 * 10 + 4
    entries = [
        (256, 3, 1, 4),
        (257, 3, 1, 4),
        (258, 3, samples, deep if samples > 2 else bits * (1 + (samples - 1) * 2**16)),
        (259, 3, 1, 1),
        (262, 3, 1, 5 if samples > 3 else 1),
        (273, 4, 1, deep + 2 * samples),
        (277, 3, 1, samples),
        (278, 3, 1, 4),
        (279, 4, 1, len(pixels)),
        (339, 3, 1, form),
    ]
    data = b"II*\0\x08\0\0\0" + len(entries).to_bytes(2, "little")
    for number, kind, count, value in entries:
        data += number.to_bytes(2, "little") + kind.to_bytes(2, "little")
        data += count.to_bytes(4, "little") + value.to_bytes(4, "little")
    return data + bytes(4) + bits.to_bytes(2, "little") * samples + pixels


@pytest.mark.parametrize(
    ("samples", "bits", "form", "words"),
    [
        (1, 64, 3, "1 x 64 bits a pixel (fractions)"),
        (2, 16, 1, "2 x 16 bits a pixel (whole numbers)"),
        (5, 8, 1, "5 x 8 bits a pixel (whole numbers)"),
    ],
)
def test_that_a_whole_tiff_that_is_not_read_here_is_not_called_damaged(
    tmp_path: Path, samples: int, bits: int, form: int, words: str
):
    told = _refusal(tmp_path / "x.tif", _tiff(samples, bits, form, bytes(2 * samples * bits)))
    assert words in told
    assert "not read here: save it as" in told
    assert "damaged" not in told


@pytest.mark.parametrize("packing", [34712, 34887])
def test_that_a_tiff_packed_in_an_unknown_way_is_not_called_damaged(tmp_path: Path, packing: int):
    entry = (259).to_bytes(2, "little") + b"\3\0\1\0\0\0"
    data = _tiff(1, 8, 1, bytes(16))
    data = data.replace(entry + b"\1\0", entry + packing.to_bytes(2, "little"))
    told = _refusal(tmp_path / "x.tif", data)
    assert told.startswith(f"a TIFF packed in a way that is not read here (compression {packing})")


@pytest.mark.parametrize(
    ("data", "levels"),
    [
        (b"P1\n2 2\n0 1\n1 0\n", [255, 0, 0, 255]),
        (b"P2 # words\n2 2\n255\n0 85\n170 255\n", [0, 85, 170, 255]),
        (b"P4 2 2 \x40\x80", [255, 0, 0, 255]),
        (b"P5 2 2 255 \x00\x55\xaa\xff", [0, 85, 170, 255]),
    ],
)
def test_that_pnm_is_read(tmp_path: Path, data: bytes, levels: list[int]):
    (tmp_path / "x.pgm").write_bytes(data)
    seen = read_picture(str(tmp_path / "x.pgm"), PictureInputs(2, False))
    assert seen.ravel().tolist() == levels


def test_that_colours_of_a_ppm_are_read(tmp_path: Path):
    (tmp_path / "x.ppm").write_bytes(b"P6\n1 1\n255\n\x0a\x14\x1e")
    assert read_picture(str(tmp_path / "x.ppm"), PictureInputs(1, True)).ravel().tolist() == [
        10,
        20,
        30,
    ]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (bytes(128) + b"DICM", "a DICOM scan, not a picture: export it as PNG"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file, not a picture: open it as arrays"),
        (b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100", "a DICOM scan, not a picture: export it"),
        (b"SIMPLE  =", "a FITS file, not a picture: open it with astropy"),
        (bytes(344) + b"n+1\0", "a NIfTI scan, not a picture: open it with nibabel"),
        (b"CDF\1", "a NetCDF file, not a picture: open it with xarray"),
        (b"PAR1", "a Parquet table, not a picture: open it with pandas"),
        (b"SQLite format 3\0", "an SQLite database, not a picture"),
        (b"v/1\1", "OpenEXR picture: this program reads"),
        (b"P7\nWIDTH 2\n", "PAM picture: this program reads"),
        (b"#?RADIANCE\n", "Radiance picture: this program reads"),
        (b"%!PS-Adobe-3.0 EPSF", "PostScript drawing: this program reads"),
        (b"MATLAB 5.0 MAT-file", "a MATLAB file, not a picture: open it with scipy.io.loadmat"),
        (b"\x93NUMPY\1\0", "a NumPy array (.npy), not a picture: put the samples"),
    ],
)
def test_that_files_of_data_are_named_with_what_to_do(tmp_path: Path, head: bytes, words: str):
    assert words in _refusal(tmp_path / "x", head + bytes(200))
