"""Facts about reading one picture: what comes out, and what is said if nothing can."""

import io
import os
import socket
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from core.data.images.limits.largest import LIMIT, limit_pictures
from core.data.images.read import read_picture
from core.errors import DataError
from core.experiment.inputs import PictureInputs

COLOUR = PictureInputs(16, True)
GREY = PictureInputs(16, False)
# pytest lifts the reader's own filter before every test
DAMAGED = pytest.mark.filterwarnings(r"ignore:::PIL\.")


def _scene(width: int = 48, height: int = 40) -> Image.Image:
    """Make a picture without any symmetry, smooth enough for JPEG."""
    y, x = np.mgrid[0:height, 0:width]
    bands = (255 * x / width, 255 * y / height, 255 * (x + y) / (width + height))
    pixels = np.stack(bands, axis=2).astype(np.uint8)
    pixels[:5, :9] = (255, 0, 0)
    return Image.fromarray(pixels)


def _bytes(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format=kind, **how)
    return file.getvalue()


def _read(folder: Path, data: bytes, inputs: PictureInputs = COLOUR, name: str = "x.jpg"):
    (folder / name).write_bytes(data)
    return read_picture(str(folder / name), inputs)


def _refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(DataError) as refused:
        _read(folder, data)
    text = str(refused.value)
    assert "\n" not in text
    return text


def _far(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).max())


KINDS = [
    ("JPEG", {"quality": 95}),
    ("JPEG", {"quality": 95, "progressive": True}),
    ("PNG", {}),
    ("BMP", {}),
    ("WEBP", {"lossless": True}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("TIFF", {"compression": "tiff_adobe_deflate"}),
    ("MPO", {"quality": 95}),
    ("AVIF", {"quality": 95}),
]


@pytest.mark.parametrize(("kind", "how"), KINDS)
@pytest.mark.parametrize("inputs", [COLOUR, GREY])
def test_that_every_format_gives_the_same_picture(tmp_path: Path, kind, how, inputs):
    scene = _scene()
    expected = scene.convert("RGB" if inputs.colour else "L").resize((16, 16))
    found = _read(tmp_path, _bytes(scene, kind, **how), inputs, "named.wrongly.txt")
    assert found.shape == (16, 16, inputs.channels)
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - np.asarray(expected).reshape(found.shape)).mean() < 2


def test_that_a_picture_of_the_size_keeps_every_pixel(tmp_path: Path):
    pixels = np.random.RandomState(1).randint(0, 256, (16, 16, 3), np.uint8)
    assert (_read(tmp_path, _bytes(Image.fromarray(pixels), "PNG")) == pixels).all()


def test_that_the_result_can_be_written_to(tmp_path: Path):
    assert _read(tmp_path, _bytes(_scene(16, 16), "PNG")).flags.writeable


def test_that_a_course_picture_keeps_every_pixel(course: Path):
    file = course / "cat" / "train" / "cat" / "0002.png"
    with Image.open(file) as image:
        expected = np.asarray(image.convert("RGB"))
    assert (read_picture(str(file), PictureInputs(64, True)) == expected).all()


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_that_eight_orientations_give_one_picture(tmp_path: Path, kind: str):
    undo = [None, 0, 3, 1, 5, 2, 6, 4]  # Image.Transpose numbers that lay a picture down
    expected = np.asarray(_scene(16, 16))
    for number, turn in enumerate(undo, start=1):
        exif = Image.Exif()
        exif[0x0112] = number
        lying = _scene(16, 16) if turn is None else _scene(16, 16).transpose(turn)
        how = {"lossless": True} if kind == "WEBP" else {}
        found = _read(tmp_path, _bytes(lying, kind, exif=exif, **how))
        assert (found == expected).all(), number


def test_that_a_jpeg_photo_is_turned_upright(tmp_path: Path):
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = _scene().transpose(Image.Transpose.ROTATE_90)
    found = _read(tmp_path, _bytes(lying, "JPEG", exif=exif, quality=95))
    upright = _read(tmp_path, _bytes(_scene(), "JPEG", quality=95))
    assert _far(found, upright) <= 12


@pytest.mark.parametrize("inputs", [COLOUR, GREY])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "PA"])
def test_that_black_on_transparent_is_black_on_white(tmp_path: Path, mode: str, inputs):
    alpha = np.zeros((16, 16), np.uint8)
    alpha[4:9, 4:9] = 255
    icon = Image.new("RGBA", (16, 16))
    icon.putalpha(Image.fromarray(alpha))
    kind = "TIFF" if mode == "PA" else "PNG"
    icon = icon.quantize(4) if mode == "P" else icon if mode == "PA" else icon.convert(mode)
    found = _read(tmp_path, _bytes(icon, kind), inputs)
    assert (found == 255 - alpha[:, :, None]).all()


def test_that_a_palette_of_an_old_gif_shows_its_colours(tmp_path: Path):
    found = _read(tmp_path, _bytes(_scene().quantize(256), "GIF"))
    assert _far(found, np.asarray(_scene().resize((16, 16)))) <= 40


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_that_16_bits_are_divided_by_257(tmp_path: Path, kind: str):
    values = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    found = _read(tmp_path, _bytes(Image.fromarray(values), kind), GREY)
    assert (found[:, :, 0] == np.rint(values / 257)).all()
    assert len(np.unique(found)) == 256


def test_that_12_bits_in_16_are_neither_clipped_nor_black(tmp_path: Path):
    values = np.linspace(0, 4095, 256).astype(np.uint16).reshape(16, 16)
    found = _read(tmp_path, _bytes(Image.fromarray(values), "TIFF"), GREY)
    assert len(np.unique(found)) == 256


def test_that_16_bits_keep_their_transparency(tmp_path: Path):
    values = np.full((16, 16), 30000, np.uint16)
    values[3] = 7
    found = _read(tmp_path, _bytes(Image.fromarray(values), "PNG", transparency=7), GREY)
    assert (found[3] == 255).all()
    assert (found[4] == 117).all()


@pytest.mark.parametrize("kind", [np.float32, np.int32])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (-5, 300), (0, 2_000_000_000)])
def test_that_wide_values_are_stretched_over_their_range(tmp_path: Path, kind, low, high):
    values = np.linspace(low, high, 256).reshape(16, 16).astype(kind)
    found = _read(tmp_path, _bytes(Image.fromarray(values), "TIFF"), GREY)
    assert len(np.unique(found)) >= (2 if kind is np.int32 and high == 1 else 200)
    assert (np.diff(found.ravel().astype(int)) >= 0).all()
    assert (found.min(), found.max()) == (0, 255)


def test_that_values_which_are_no_numbers_are_refused(tmp_path: Path):
    values = np.full((4, 4), np.nan, np.float32)
    assert "no numbers" in _refusal(tmp_path, _bytes(Image.fromarray(values), "TIFF"))


def test_that_a_cmyk_photo_is_not_inverted(tmp_path: Path):
    found = _read(tmp_path, _bytes(_scene().convert("CMYK"), "JPEG", quality=95))
    assert _far(found, np.asarray(_scene().resize((16, 16)))) <= 24


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_that_the_first_frame_that_is_not_blank_counts(tmp_path: Path, kind: str):
    blank = Image.new("RGB", (16, 16), "white")
    how = {"lossless": True} if kind == "WEBP" else {}
    frames = [_scene(16, 16), _scene(16, 16).transpose(Image.Transpose.ROTATE_180)]
    data = _bytes(blank, kind, save_all=True, append_images=frames, **how)
    assert _far(_read(tmp_path, data), np.asarray(frames[0])) <= (40 if kind == "GIF" else 0)


def test_that_a_picture_of_one_colour_is_a_picture(tmp_path: Path):
    blank = Image.new("RGB", (16, 16), (7, 8, 9))
    data = _bytes(blank, "GIF", save_all=True, append_images=[blank])
    assert (_read(tmp_path, data) == (7, 8, 9)).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 20000), (65000, 3)])
def test_that_odd_shapes_load(tmp_path: Path, size: tuple[int, int]):
    assert _read(tmp_path, _bytes(Image.new("RGB", size, "red"), "PNG")).shape == (16, 16, 3)


@DAMAGED
@pytest.mark.parametrize(("kind", "how"), KINDS[:-1])
def test_that_a_cut_picture_is_never_a_half_grey_one(tmp_path: Path, kind: str, how: dict):
    data = _bytes(_scene(), kind, **how)
    whole = _read(tmp_path, data)
    for size in range(1, len(data), max(1, len(data) // 60)):
        try:
            assert (_read(tmp_path, data[:size]) == whole).all()
        except DataError:
            assert size < len(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "AVIF", "TIFF"])
def test_that_half_a_picture_is_called_cut_short(tmp_path: Path, kind: str):
    noise = Image.fromarray(np.random.RandomState(1).randint(0, 256, (50, 50), np.uint8))
    data = _bytes(noise, kind)
    told = _refusal(tmp_path, data[: len(data) // 2])
    assert told.startswith("cut short")
    assert f"{len(data) // 2:,}" in told


OTHERS = [
    (b"", "empty file"),
    (b"<!DOCTYPE html><html>", "this is a web page, not a picture"),
    (b"\n <HTML><body>404", "this is a web page, not a picture"),
    (b'{"error": "not found"}', "this is a JSON file, not a picture"),
    (b"[" * 2_000, "this is a JSON file, not a picture"),
    (b'{"a":' * 500, "this is a JSON file, not a picture"),
    (b"hello\n", "this is a text file, not a picture"),
    ("größer".encode(), "this is a text file, not a picture"),
    (b"BMW,Audi\n1,2\n" + b"x" * 60, "this is a text file, not a picture"),
    (b"version https://git-lfs.github.com/spec/v1\n", "this is a git-lfs placeholder"),
    (b"PK\x03\x04....", "this is a ZIP file, not a picture"),
    (b"\xff\x0a\xfa\x1f", "JPEG XL picture: this program reads JPEG, PNG, BMP, GIF, WebP, AVIF"),
    (b"II*\0\x10\0\0\0CR\x02\0", "RAW photo: this program reads JPEG"),
    (b'<?xml version="1.0"?>\n<svg xmlns="">', "SVG drawing: this program reads JPEG"),
    (b"\0\0\0\x18ftypisom\0\0\0\0", "this is a video, not a picture"),
    (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF document"),
    (bytes(5000), "this is a file of an unknown kind, not a picture"),
]


@pytest.mark.parametrize(("data", "told"), OTHERS, ids=[told for _, told in OTHERS])
def test_that_what_is_no_picture_is_called_by_its_name(tmp_path: Path, data: bytes, told: str):
    assert _refusal(tmp_path, data).startswith(told)


def test_that_a_heic_photo_says_what_reads_it(tmp_path: Path, without_heic: None):
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    assert "the package pillow-heif is installed" in _refusal(tmp_path, data)


def test_that_a_heic_photo_is_read_upright_where_its_package_is_installed(tmp_path: Path):
    heic = pytest.importorskip("pillow_heif", reason="pillow-heif, which is optional, is missing")
    heic.register_heif_opener()
    scene, exif = _scene(40, 20), Image.Exif()
    exif[0x0112] = 6
    scene.info["exif"] = exif.tobytes()
    data = _bytes(scene, "HEIF", quality=95)
    expected = np.asarray(scene.transpose(Image.Transpose.ROTATE_270).resize((16, 16)))
    assert np.abs(_read(tmp_path, data).astype(int) - expected).mean() < 3
    assert _refusal(tmp_path, data[: len(data) // 2]).startswith("cut short")


def test_that_an_avif_picture_is_known_by_any_of_its_brands(tmp_path: Path):
    data = _bytes(_scene(), "AVIF")
    common = data[:8] + b"mif1" + data[12:]
    assert (_read(tmp_path, common) == _read(tmp_path, data)).all()


def test_that_a_pipe_or_a_socket_never_hangs(tmp_path: Path):
    os.mkfifo(tmp_path / "a.jpg")
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(os.path.relpath(tmp_path / "b.jpg"))
        (tmp_path / "c.jpg").mkdir()
        for name in ("a.jpg", "b.jpg", "c.jpg"):
            with pytest.raises(DataError, match="not an ordinary file"):
                read_picture(str(tmp_path / name), COLOUR)


def test_that_a_file_that_is_gone_is_told(tmp_path: Path):
    with pytest.raises(DataError, match="no such file or folder"):
        read_picture(str(tmp_path / "none.jpg"), COLOUR)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_that_a_file_without_permission_is_told(tmp_path: Path):
    (tmp_path / "x.png").write_bytes(_bytes(_scene(), "PNG"))
    (tmp_path / "x.png").chmod(0)
    with pytest.raises(DataError, match="no permission to read"):
        read_picture(str(tmp_path / "x.png"), COLOUR)


def _huge_png(side: int) -> bytes:
    """Say side x side pixels in the header, and have hardly any."""

    def chunk(name: bytes, data: bytes) -> bytes:
        sum_of_it = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + sum_of_it

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(3 * side))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("side", [10_001, 13_370, 50_000])
def test_that_too_many_pixels_are_refused_before_decoding(tmp_path: Path, side: int):
    told = _refusal(tmp_path, _huge_png(side))
    assert f"{side} x {side} = {side * side / 1e6:,.0f} megapixels" in told
    assert f"the limit is {LIMIT}" in told


def test_that_the_largest_picture_can_be_chosen(tmp_path: Path):
    try:
        limit_pictures(120)
        # 10,900 x 10,900 pixels in colour would take more memory than 120 megapixels may.
        assert "megapixels" not in _refusal(tmp_path, _huge_png(10_900))
        limit_pictures(1)
        assert "the limit is 1:" in _refusal(tmp_path, _huge_png(1_001))
    finally:
        limit_pictures(LIMIT)


def test_that_a_picture_within_the_limit_draws_no_warning(tmp_path: Path):
    before = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _refusal(tmp_path, _huge_png(7_000)).startswith(("cut short", "damaged"))
    assert before == Image.MAX_IMAGE_PIXELS


def test_that_broken_exif_data_writes_no_warning(tmp_path: Path):
    file = tmp_path / "broken.jpg"
    exif = b"Exif\0\0II*\0" + b"broken"
    file.write_bytes(_bytes(_scene(64, 64), "JPEG", exif=exif))
    script = (
        "import sys; from core.data.images.read import read_picture; "
        "from core.experiment.inputs import PictureInputs; "
        "print(read_picture(sys.argv[1], PictureInputs(16, True)).shape)"
    )
    command = [sys.executable, "-W", "default", "-c", script, str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("(16, 16, 3)\n", "")


def test_that_reading_leaves_every_warning_but_pillows_as_it_was(tmp_path: Path):
    (tmp_path / "x.png").write_bytes(_bytes(_scene(), "PNG"))
    script = (
        "import sys, warnings, core.experiment.inputs as inputs; before = warnings.filters[:]; "
        "from core.data.images.read import read_picture; "
        "read_picture(sys.argv[1], inputs.PictureInputs(16, True)); "
        "print(len(warnings.filters) - len(before), warnings.filters[1:] == before); "
        "warnings.warn('heard')"
    )
    command = [sys.executable, "-W", "error", "-c", script, str(tmp_path / "x.png")]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.stdout == "1 True\n"
    assert "UserWarning: heard" in ran.stderr


def test_that_a_large_jpeg_is_reduced_faithfully(tmp_path: Path):
    found = _read(tmp_path, _bytes(_scene(1600, 1200), "JPEG", quality=95))
    exact = np.asarray(_scene(1600, 1200).resize((16, 16), Image.Resampling.BICUBIC))
    assert np.abs(found.astype(int) - exact).mean() < 1


def _with_chunk(name: bytes, data: bytes, sum_of_it: bytes | None = None) -> bytes:
    png = _bytes(_scene(16, 16), "PNG")
    sum_of_it = sum_of_it or struct.pack(">I", zlib.crc32(name + data))
    return png[:33] + struct.pack(">I", len(data)) + name + data + sum_of_it + png[33:]


@DAMAGED
@pytest.mark.parametrize(
    ("name", "data", "sum_of_it"),
    [
        (b"tEXt", b"k\0" + b"x" * 2_000_000, None),
        (b"iCCP", b"profile\0\0broken", None),
        (b"tEXt", b"k\0v", b"sum?"),
        (b"eXIf", b"Exif\0\0II*\0broken", None),
        (b"eXIf", b"MM\0*\xff\xff\xff\xff", None),
    ],
)
def test_that_broken_or_long_words_do_not_cost_the_picture(tmp_path: Path, name, data, sum_of_it):
    found = _read(tmp_path, _with_chunk(name, data, sum_of_it))
    assert (found == np.asarray(_scene(16, 16))).all()


@DAMAGED
def test_that_words_which_unpack_to_a_bomb_do_not_cost_the_picture(tmp_path: Path):
    words = b"k\0\0" + zlib.compress(bytes(70_000_000))
    assert (_read(tmp_path, _with_chunk(b"zTXt", words)) == np.asarray(_scene(16, 16))).all()


@DAMAGED
def test_that_broken_exif_does_not_cost_a_photo(tmp_path: Path):
    data = _bytes(_scene(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01broken")
    assert _read(tmp_path, data).shape == (16, 16, 3)


def test_that_the_formats_of_the_rules_are_there():
    assert all(features.check(name) for name in ("jpg", "zlib", "webp", "avif", "libtiff"))


SEEDS = [_bytes(_scene(), kind, **how) for kind, how in KINDS if kind != "TIFF"]
SEEDS += [_bytes(_scene().quantize(8), kind) for kind in ("PNG", "GIF", "BMP", "TIFF")]


@DAMAGED
@settings(max_examples=300)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),
    cut=st.floats(0.2, 1),
)
def test_that_damage_costs_one_picture_and_says_so_in_one_line(
    tmp_path_factory, seed, changes, cut
):
    data = bytearray(seed[: int(len(seed) * cut)])
    for place, value in changes:
        data[int(place**3 * len(data))] = value  # most often in the header
    path = tmp_path_factory.getbasetemp() / "damaged.jpg"
    path.write_bytes(data)
    told = "read"
    try:
        assert read_picture(str(path), COLOUR).shape == (16, 16, 3)
    except DataError as problem:
        told = str(problem)
    assert 0 < len(told.splitlines()[0]) == len(told) < 300
