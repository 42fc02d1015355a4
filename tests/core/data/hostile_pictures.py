"""Picture files that mean harm, or that harm has come to: a table of name -> bytes."""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

import numpy as np
from PIL import Image

Make = Callable[[], bytes]
MEGA = 1_000_000


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Make a picture without any symmetry, smooth enough for JPEG."""
    y, x = np.mgrid[0:height, 0:width]
    bands = (255 * x / width, 255 * y / height, 255 * (x + y) / (width + height))
    return Image.fromarray(np.stack(bands, axis=2).astype(np.uint8))


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format=kind, **how)
    return file.getvalue()


# PNG


def chunk(name: bytes, data: bytes) -> bytes:
    end = struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))
    return b"".join((struct.pack(">I", len(data)), name, data, end))


def _zeros(count: int) -> bytes:
    """Pack so many zeros as one block again and again; their checksum is known."""
    full, rest = divmod(count, MEGA)
    end = struct.pack(">I", count % 65_521 << 16 | 1)
    return b"\x78\x9c" + _block(MEGA) * full + _block(rest) + b"\3\0" + end


@cache
def _block(count: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(bytes(count)) + packer.flush(zlib.Z_FULL_FLUSH)


def png(
    width: int, height: int, colour: int, bits: int = 8, extra: bytes = b"", interlaced: int = 0
) -> bytes:
    """Make a PNG of zeros: colour 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(range(256)) * 3) if colour == 3 else b""
    data = _zeros(height * (1 + (width * samples * bits + 7) // 8))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + palette + extra
        + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )  # fmt: skip


def _png_pieces(count: int) -> bytes:
    whole = saved(scene(), "PNG")
    return whole[:33] + chunk(b"IDAT", b"") * count + whole[33:]


def _apng(side: int, frames: int) -> bytes:
    frame = _zeros(side * (1 + 4 * side))
    control = lambda n: struct.pack(">IIIIIHHBB", n, side, side, 0, 0, 1, 10, 0, 0)  # noqa: E731
    parts = [
        chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)),
        chunk(b"acTL", struct.pack(">II", frames, 0)),
        chunk(b"fcTL", control(0)),
        chunk(b"IDAT", frame),
    ]
    for n in range(1, frames):
        parts.append(chunk(b"fcTL", control(2 * n - 1)))
        parts.append(chunk(b"fdAT", struct.pack(">I", 2 * n) + frame))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


# GIF


def gif(width: int, height: int, frames: int, inner: int = 0) -> bytes:
    """Make blank frames: a screen of width x height, and frames of inner x inner on it."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    across, down = (inner, inner) if inner else (width, height)
    control = b"\x21\xf9\x04\x08\x01\x00\x00\x00"
    frame = control + b"\x2c" + struct.pack("<HHHHB", 0, 0, across, down, 0) + b"\x02"
    return head + (frame + _lzw_zeros(across * down)) * frames + b";"


def _lzw_zeros(count: int) -> bytes:
    """Write blank pixels in codes that grow, as GIF's LZW allows; 4 colours."""
    codes, bits, value, used, following, length, left = bytearray(), 3, 0, 0, 6, 1, count

    def put(code: int) -> None:
        nonlocal value, used
        value |= code << used
        used += bits
        while used >= 8:
            codes.append(value & 255)
            value, used = value >> 8, used - 8

    put(4)
    put(0)
    left -= 1
    while left > 0:
        length += 1
        if following > 4094:
            put(4)
            bits, following, length = 3, 6, 1
            put(0)
            left -= 1
            continue
        put(following if length <= left else 0)
        left -= length if length <= left else 1
        following += 1
        if following == 1 << bits and bits < 12:
            bits += 1
    put(5)
    codes.append(value & 255)
    blocks = [codes[at : at + 255] for at in range(0, len(codes), 255)]
    return b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


# TIFF


def tiff(tags: Iterable[tuple[int, int, int, int]], body: bytes, after: int = 0) -> bytes:
    """Make one page: tags of (number, type, count, value or place), the body at byte 8."""
    place = 8 + len(body) + len(body) % 2
    rows = sorted(tags)
    table = struct.pack("<H", len(rows))
    table += b"".join(struct.pack("<HHII", *row) for row in rows) + struct.pack("<I", after)
    return b"II*\0" + struct.pack("<I", place) + body + bytes(len(body) % 2) + table


def _tiff_of(
    width: int, height: int, packed: int, body: bytes, samples: int = 3, bits: int = 8, **more: int
) -> bytes:
    """Make a page of one strip; more tags as t258=8."""
    depth = {1: bits, 3: bits}.get(samples, bits)
    tags = {256: (4, width), 257: (4, height), 258: (3, depth), 259: (3, packed),
            262: (3, 2 if samples == 3 else 1), 273: (4, 8), 277: (3, samples),
            278: (4, height), 279: (4, len(body)), 284: (3, 1)}  # fmt: skip
    tags |= {int(name[1:]): (4, value) for name, value in more.items()}
    return tiff([(number, kind, 1, value) for number, (kind, value) in tags.items()], body)


def _tiff_pages(count: int) -> bytes:
    """Make many blank pages that share their pixels."""
    page, first = 2 + 10 * 12 + 4, 8 + 64
    tags = ((256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8),
            (277, 3, 1), (278, 4, 8), (279, 4, 64), (284, 3, 1))  # fmt: skip
    table = struct.pack("<H", 10)
    table += b"".join(struct.pack("<HHII", n, kind, 1, value) for n, kind, value in tags)
    pages = [table + struct.pack("<I", first + number * page) for number in range(1, count)]
    head = b"II*\0" + struct.pack("<I", first) + bytes(64)
    return b"".join([head, *pages, table, bytes(4)])


def _tiff_circle() -> bytes:
    whole = bytearray(_tiff_pages(2))
    whole[-4:] = struct.pack("<I", 8 + 64)
    return bytes(whole)


def _tiff_words(entries: int, size: int) -> bytes:
    """Say of thousands of tags that each of them is all of a large body."""
    good = _tiff_of(8, 8, 1, bytes(192))
    body = good[8:200] + bytes(size)
    tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 2),
            (273, 4, 1, 8), (277, 3, 1, 3), (278, 4, 1, 8), (279, 4, 1, 192)]  # fmt: skip
    tags += [(1000 + number, 1, size, 8) for number in range(entries)]
    return tiff(tags, body)


def _tiff_strips(count: int, size: int) -> bytes:
    tags = [(256, 4, 1, 16), (257, 4, 1, 16), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
            (273, 4, count, 8), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, count, 8)]  # fmt: skip
    return tiff(tags, bytes(size))


def _tiff_many(number: int, kind: int, count: int) -> bytes:
    """Give one tag millions of values."""
    tags = {256: (4, 1, 16), 257: (4, 1, 16), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1),
            273: (4, 1, 8), 277: (3, 1, 1), 278: (4, 1, 16), 279: (4, 1, 256)}  # fmt: skip
    tags[number] = (kind, count, 8)
    return tiff([(n, *rest) for n, rest in tags.items()], bytes(count * (8 if kind == 5 else 2)))


def _exif(entries: int, size: int) -> bytes:
    """Do the same in the words of a camera."""
    table = struct.pack("<H", entries)
    table += b"".join(struct.pack("<HHII", 1000 + n, 1, size, 8) for n in range(entries))
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + table + bytes(4 + size)


# JPEG


def jpeg_with(*segments: tuple[int, bytes], times: int = 1) -> bytes:
    """Put segments of (marker, data) behind the first marker of a photo, so many times."""
    made = b"".join(struct.pack(">BBH", 255, mark, len(data) + 2) + data for mark, data in segments)
    whole = saved(scene(), "JPEG", quality=90)
    return whole[:2] + made * times + whole[2:]


def _split_exif(entries: int, size: int) -> bytes:
    words = _exif(entries, size)[6:]
    parts = [words[at : at + 65_000] for at in range(0, len(words), 65_000)]
    return jpeg_with(*((0xE1, b"Exif\0\0" + part) for part in parts))


def _resized(data: bytes, width: int, height: int) -> bytes:
    """Write another size into the header of a JPEG."""
    for mark in (b"\xff\xc0", b"\xff\xc1", b"\xff\xc2"):
        if (at := data.find(mark)) >= 0:
            return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]
    raise ValueError("no frame")


def jpeg_zeros(width: int, height: int) -> bytes:
    """Make a grey JPEG of any size in two bits a block: all of one colour."""
    sample = saved(Image.new("L", (8, 8), 128), "JPEG")
    at = sample.index(b"\xff\xda")
    start = at + 2 + struct.unpack(">H", sample[at + 2 : at + 4])[0]
    blocks = -(-width // 8) * -(-height // 8)
    # DC difference of category 0 is 00, end of block is 1010: six bits a block
    return (
        _resized(sample[:start], width, height)
        + bytes.fromhex("28a28a") * (blocks // 4 + 1)
        + (b"\xff\xd9")
    )


def _scans(width: int, height: int, count: int) -> bytes:
    """Make a progressive JPEG that goes over all of its blocks again and again."""
    whole = saved(Image.new("L", (8, 8), 128), "JPEG", progressive=True)
    first = whole.index(b"\xff\xda")
    again = struct.pack(">BBHBBBBBB", 255, 0xDA, 8, 1, 1, 0, 0, 0, 0)
    dc = struct.pack(">BBHBBBBBB", 255, 0xDA, 8, 1, 1, 0, 0, 0, 0x01)
    refine = struct.pack(">BBHBBBBBB", 255, 0xDA, 8, 1, 1, 0, 0, 0, 0x10)
    blocks = -(-width // 8) * -(-height // 8)
    body = bytes(blocks // 8 + 1)
    head = _resized(whole[:first], width, height)
    return (
        head + dc + bytes(blocks // 4 + 1) + (refine + b"\0") * count + again + body + b"\xff\xd9"
    )


# others


def _bmp_rle(width: int, height: int) -> bytes:
    rows = (b"\xff\0" * (width // 255) + bytes([width % 255, 0]) + b"\0\0") * height + b"\0\1"
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(rows), 0, 0, 256, 0)
    start = 14 + 40 + 1024
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + head + bytes(1024) + rows


def _bmp_runs(side: int) -> bytes:
    rows = (b"\1\0" * side + b"\0\0") * side + b"\0\1"
    head = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(rows), 0, 0, 256, 0)
    start = 14 + 40 + 1024
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + head + bytes(1024) + rows


def _bmp_lying(width: int, height: int, bits: int = 24) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 10_000, 0, 0, 54) + head + bytes(5000)


def _webp_lossless(width: int, height: int) -> bytes:
    return saved(Image.new("RGB", (width, height), (9, 90, 200)), "WEBP", lossless=True, method=0)


def _webp_frames(side: int, count: int) -> bytes:
    """Make a film of two blank frames, again and again."""
    first, second = (Image.new("RGB", (side, side), (0, 0, blue)) for blue in (0, 1))
    more = {"save_all": True, "append_images": [second], "lossless": True, "method": 0}
    film = saved(first, "WEBP", **more)
    start = film.index(b"ANMF")
    whole = film[:start] + film[start:] * (count // 2)
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def _webp_canvas(side: int) -> bytes:
    """Say that a small picture lies on a huge canvas."""
    whole = bytearray(_webp_frames(8, 2))
    at = whole.index(b"VP8X") + 12
    whole[at : at + 6] = struct.pack("<I", side - 1)[:3] * 2
    return bytes(whole)


def _webp_words(size: int) -> bytes:
    return saved(scene(), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0" + bytes(size))


def _noise(side: int) -> Image.Image:
    return Image.fromarray(np.random.RandomState(1).randint(0, 256, (side, side, 3), np.uint8))


def _deep(kind: str, dtype: str, low: float, high: float, size: tuple[int, int]) -> bytes:
    values = np.linspace(low, high, size[0] * size[1]).reshape(size).astype(dtype)
    return saved(Image.fromarray(values), kind)


def _numbers_that_are_none() -> bytes:
    values = np.array([[0, np.nan, 1], [np.inf, -np.inf, 2]], np.float32)
    return saved(Image.fromarray(values), "TIFF")


def _tiff_zeros(side: int, packed: int, samples: int, bits: int = 8) -> bytes:
    return _tiff_of(side, side, packed, _zeros(side * side * samples * bits // 8), samples, bits)


def _tiff_lzw(side: int, rows: int) -> bytes:
    """Make a page of black strips of so many rows, each at the same place."""
    how = {"compression": "tiff_lzw", "strip_size": 10**9}
    strip = saved(Image.new("RGB", (side, rows)), "TIFF", **how)
    with Image.open(io.BytesIO(strip)) as image:
        (at,), (size,) = image.tag_v2[273], image.tag_v2[279]
    body, count = strip[at : at + size], side // rows
    places, sizes = (np.full(count, number, "<u4").tobytes() for number in (8, size))
    tags = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 5), (262, 3, 1, 2),
            (273, 4, count, 8 + size), (277, 3, 1, 3), (278, 4, 1, rows),
            (279, 4, count, 8 + size + len(places)), (284, 3, 1, 1)]  # fmt: skip
    return tiff(tags, body + places + sizes)


def _tiff_tiles(tile: int) -> bytes:
    body = _zeros(1000)
    tags = [(256, 4, 1, 16), (257, 4, 1, 16), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1),
            (277, 3, 1, 1), (322, 4, 1, tile), (323, 4, 1, tile), (324, 4, 1, 8),
            (325, 4, 1, len(body))]  # fmt: skip
    return tiff(tags, body)


_LYING = tiff([(0x0112, 3, 1, 6)], b"")
HOSTILE: dict[str, Make] = {
    "png of a gigapixel": lambda: png(40_000, 30_000, 0, 1),
    "png of 99 megapixels, colour": lambda: png(9_950, 9_950, 2),
    "png of 99 megapixels, transparent": lambda: png(9_950, 9_950, 6),
    "png of 99 megapixels, 16 bits": lambda: png(9_950, 9_950, 0, 16),
    "png of 99 megapixels, colour of 16 bits": lambda: png(9_950, 9_950, 2, 16),
    "png of 99 megapixels, palette": lambda: png(9_950, 9_950, 3),
    "png of 99 megapixels, see-through palette": lambda: png(
        9_950, 9_950, 3, extra=chunk(b"tRNS", bytes(256))
    ),
    "png of 99 megapixels, black and white": lambda: png(9_950, 9_950, 0, 1),
    "png of 99 megapixels, interlaced": lambda: png(9_950, 9_950, 2, interlaced=1),
    "png of 60 megapixels, colour": lambda: png(7_700, 7_700, 2),
    "png of 30 megapixels, transparent": lambda: png(5_470, 5_470, 6),
    "png of 16 megapixels, 16 bits, transparent": lambda: png(4_000, 4_000, 4, 16),
    "png of 59 megapixels, on its side": lambda: png(7_700, 7_700, 2, extra=chunk(b"eXIf", _LYING)),
    "png of 1 x 50000000, on its side": lambda: png(1, 50_000_000, 2, extra=chunk(b"eXIf", _LYING)),
    "png of 1 x 65535": lambda: png(1, 65_535, 2),
    "png of 90000000 x 1": lambda: png(90_000_000, 1, 0),
    "png of 0 x 0": lambda: png(0, 0, 2),
    "png of 4294967295 x 4294967295": lambda: (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 2**32 - 1, 2**32 - 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", b"")
        + chunk(b"IEND", b"")
    ),
    "png with packed words of 400 MB": lambda: png(
        9, 9, 2, extra=chunk(b"zTXt", b"k\0\0" + _zeros(400 * MEGA))
    ),
    "png with a packed profile of 400 MB": lambda: png(
        9, 9, 2, extra=chunk(b"iCCP", b"k\0\0" + _zeros(400 * MEGA))
    ),
    "png whose pixels unpack to 1 GB more": lambda: (
        png(9, 9, 2)[:33] + chunk(b"IDAT", _zeros(1000 * MEGA)) + chunk(b"IEND", b"")
    ),
    "png with one piece of 90 MB": lambda: png(9, 9, 2)[:33] + chunk(b"IDAT", bytes(90 * MEGA)),
    "png in 300000 pieces": lambda: _png_pieces(300_000),
    "png with words of a camera that multiply": lambda: png(
        9, 9, 2, extra=chunk(b"eXIf", _exif(20_000, 500_000)[6:])
    ),
    "png with a chunk that lies about its length": lambda: (
        saved(scene(), "PNG")[:33] + struct.pack(">I", 2**31 - 1) + saved(scene(), "PNG")[37:]
    ),
    "apng of 500 frames of 1 megapixel": lambda: _apng(1000, 500),
    "apng of 20 frames of 8 megapixels": lambda: _apng(2828, 20),
    "apng of 20 frames of 25 megapixels": lambda: _apng(5000, 20),
    "gif of 60000 x 60000": lambda: gif(60_000, 60_000, 1, 8),
    "gif of 9900 x 9900": lambda: gif(9_900, 9_900, 1),
    "gif of 5000 small frames": lambda: gif(64, 64, 5000),
    "gif of 20 frames of 8 megapixels": lambda: gif(2828, 2828, 20),
    "gif of 200 frames of 1 megapixel": lambda: gif(1000, 1000, 200),
    "gif of 1000 frames of 8 x 8 on 5000 x 5000": lambda: gif(5_000, 5_000, 1000, 8),
    "gif whose frame is larger than its screen": lambda: gif(8, 8, 2, 9_000),
    "gif with 30 MB of comment": lambda: (
        gif(8, 8, 2)[:19]
        + b"\x21\xfe"
        + (b"\xff" + b"x" * 255) * 120_000
        + b"\0"
        + gif(8, 8, 2)[19:]
    ),
    "gif with 2 million extensions": lambda: (
        gif(8, 8, 2)[:19] + b"\x21\xfe\1x\0" * 2_000_000 + gif(8, 8, 2)[19:]
    ),
    "gif with 3 million unknown blocks": lambda: (
        gif(8, 8, 2)[:19] + b"\x21\x77\0" * 3_000_000 + gif(8, 8, 2)[19:]
    ),
    "gif with 20 MB of nothing": lambda: gif(8, 8, 2)[:19] + bytes(20 * MEGA) + gif(8, 8, 2)[19:],
    "webp with 30 MB of words": lambda: _webp_words(30 * MEGA),
    "webp of 16 megapixels": lambda: _webp_lossless(4_000, 4_000),
    "webp of 300 frames of 256 x 256": lambda: _webp_frames(256, 300),
    "webp of 12 frames of 2 megapixels": lambda: _webp_frames(1_414, 12),
    "webp with 81 MB of words": lambda: _webp_words(81 * MEGA),
    "webp of 8 x 8 on 16384 x 16384": lambda: _webp_canvas(16_384),
    "webp of 8 x 8 on 9000 x 9000": lambda: _webp_canvas(9_000),
    "tiff of 20000 pages": lambda: _tiff_pages(20_000),
    "tiff whose pages go in a circle": _tiff_circle,
    "tiff with tags that multiply": lambda: _tiff_words(20_000, 500_000),
    "tiff of 99 megapixels, lzw": lambda: _tiff_lzw(9_950, 50),
    "tiff of 99 megapixels of 32 bits": lambda: _tiff_zeros(9_950, 8, 1, 32),
    "tiff of 40 megapixels of 32 bits": lambda: _tiff_zeros(6_300, 8, 1, 32),
    "tiff of 56 megapixels, jpeg": lambda: saved(
        Image.new("RGB", (7_500, 7_500)), "TIFF", compression="jpeg"
    ),
    "tiff of 300000 x 300000": lambda: _tiff_of(300_000, 300_000, 8, _zeros(1000)),
    "tiff with tiles of 30000 x 30000": lambda: _tiff_tiles(30_000),
    "tiff with tiles of 400000 x 400000": lambda: _tiff_tiles(400_000),
    "tiff that says it has 4 billion strips": lambda: _tiff_strips(2**32 - 1, 256),
    "tiff of 70 thousand strips": lambda: _tiff_strips(70_000, 600_000),
    "tiff of 10 million strips": lambda: _tiff_strips(10_000_000, 40_000_000),
    "tiff of 2 million resolutions": lambda: _tiff_many(282, 5, 2_000_000),
    "tiff of 9 million depths": lambda: _tiff_many(258, 3, 9_000_000),
    "tiff of 9 million colours": lambda: _tiff_many(320, 3, 9_000_000),
    "tiff of 20 million unknown numbers": lambda: _tiff_many(40_000, 3, 20_000_000),
    "tiff of numbers that are none": _numbers_that_are_none,
    "tiff of 65535 x 1 in 32 bits": lambda: _deep("TIFF", "float32", -1, 1, (1, 65_535)),
    "jpeg of 65500 x 65500": lambda: _resized(saved(scene(), "JPEG"), 65_500, 65_500),
    "jpeg of 99 megapixels": lambda: jpeg_zeros(9_950, 9_950),
    "jpeg of 65500 x 1500": lambda: jpeg_zeros(65_500, 1_500),
    "jpeg of 65500 x 8": lambda: jpeg_zeros(65_500, 8),
    "jpeg that says it has 99 megapixels": lambda: _resized(saved(scene(), "JPEG"), 9_950, 9_950),
    "progressive jpeg that says it has 99 megapixels": lambda: _resized(
        saved(scene(), "JPEG", progressive=True, subsampling=0), 9_950, 9_950
    ),
    "progressive jpeg of 16 megapixels and 3000 scans": lambda: _scans(4_000, 4_000, 3_000),
    "progressive jpeg of 20000 scans": lambda: _scans(256, 256, 20_000),
    "jpeg with words of a camera that multiply": lambda: _split_exif(20_000, 500_000),
    "jpeg with 5000 words in one segment": lambda: jpeg_with((0xE1, _exif(5_000, 4_000))),
    "jpeg with 20 MB of comments": lambda: jpeg_with((0xFE, bytes(65_000)), times=320),
    "jpeg with 20 MB of words of a camera": lambda: jpeg_with(
        (0xE1, b"Exif\0\0II*\0" + bytes(65_000)), times=320
    ),
    "jpeg with 7 MB of words of a camera": lambda: jpeg_with(
        (0xE1, b"Exif\0\0II*\0" + bytes(65_000)), times=110
    ),
    "jpeg with 7 MB of photoshop": lambda: jpeg_with(
        (0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\0" * 5000), times=110
    ),
    "jpeg with 1 million empty segments": lambda: jpeg_with((0xEF, b""), times=1_000_000),
    "jpeg with 7 MB of fill": lambda: (
        b"\xff\xd8" + b"\xff" * (7 * MEGA) + saved(scene(), "JPEG")[2:]
    ),
    "jpeg with 400 tables of quantisation": lambda: jpeg_with(
        (0xDB, (bytes(1) + bytes(64)) * 1_000), times=110
    ),
    "jpeg with a table of 60000 more pictures": lambda: jpeg_with(
        (0xE2, b"MPF\0" + tiff([(0xB001, 4, 1, 2**31), (0xB002, 7, 60_000, 8)], bytes(60_000)))
    ),
    "jpeg with a profile in 255 parts": lambda: jpeg_with(
        *((0xE2, b"ICC_PROFILE\0" + bytes([n, 255]) + bytes(65_000)) for n in range(1, 256))
    ),
    "jpeg cut after its header": lambda: saved(_noise(600), "JPEG")[:700],
    "jpeg cut in the middle": lambda: saved(_noise(600), "JPEG")[:60_000],
    "jpeg of noise where its codes should be": lambda: (
        saved(scene(), "JPEG")[:200] + np.random.RandomState(2).bytes(100_000)
    ),
    "cmyk jpeg of 16 megapixels": lambda: saved(Image.new("CMYK", (4_000, 4_000)), "JPEG"),
    "bmp of 9900 x 9900, packed": lambda: _bmp_rle(9_900, 9_900),
    "bmp of 9900 x 9900, packed, nearly empty": lambda: _bmp_rle(9_900, 9_900)[:1_100],
    "bmp of 6900 x 6900, packed": lambda: _bmp_rle(6_900, 6_900),
    "bmp of 3000 x 3000, in runs of 1": lambda: _bmp_runs(3_000),
    "bmp of 700 x 700, in runs of 1": lambda: _bmp_runs(700),
    "bmp that says it has 2 billion rows": lambda: _bmp_lying(100, 2**31 - 1),
    "bmp that says it has 99 megapixels": lambda: _bmp_lying(9_950, 9_950, 32),
    "bmp of -2 billion rows": lambda: _bmp_lying(100, -(2**31)),
    "png with a palette of 60 MB": lambda: (
        saved(scene(), "PNG")[:33] + chunk(b"PLTE", bytes(60 * MEGA)) + saved(scene(), "PNG")[33:]
    ),
    "png with 10000 packed words of 1 MB": lambda: png(
        9, 9, 2, extra=chunk(b"iTXt", b"k\0\1\0\0\0" + _zeros(MEGA)) * 10_000
    ),
    "apng whose second frame lies far outside": lambda: _apng(8, 2).replace(
        struct.pack(">III", 1, 8, 8), struct.pack(">III", 1, 2**31 - 1, 2**31 - 1)
    ),
    "gif whose codes have 255 bits": lambda: gif(8, 8, 1).replace(
        struct.pack("<HHB", 8, 8, 0) + b"\2", struct.pack("<HHB", 8, 8, 0) + b"\xff"
    ),
    "tiff with a profile of 60 MB": lambda: tiff(
        [
            (256, 4, 1, 16),
            (257, 4, 1, 16),
            (258, 3, 1, 8),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, 8),
            (277, 3, 1, 1),
            (278, 4, 1, 16),
            (279, 4, 1, 256),
            (34_675, 7, 60 * MEGA - 300, 264),
        ],
        bytes(60 * MEGA),
    ),
    "tiff of 1 x 90000000 in one strip": lambda: _tiff_of(1, 90_000_000, 8, _zeros(MEGA), 1),
    "webp with a million empty pieces": lambda: (
        saved(scene(), "WEBP")[:12] + b"JUNK\0\0\0\0" * MEGA + saved(scene(), "WEBP")[12:]
    ),
    "bmp with 4 billion colours": lambda: (
        saved(scene(), "BMP")[:28] + struct.pack("<H", 8) + bytes(16) + b"\xff" * 4 + bytes(5000)
    ),
    "jpeg with 30 MB behind it": lambda: saved(scene(), "JPEG") + bytes(30 * MEGA),
    "a list in a list, a million times": lambda: b"[" * MEGA,
    "16-bit png of 65535 x 1": lambda: _deep("PNG", "uint16", 0, 65_535, (1, 65_535)),
}

# What begins like another picture, and is none that is read here.
HOSTILE |= {
    f"other: {name}": partial(lambda data: data + bytes(2000), head)
    for name, head in {
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100000 100000\n/x { x } def x\n",
        "dos eps": b"\xc5\xd0\xd3\xc6" + bytes(28),
        "wmf": b"\xd7\xcd\xc6\x9a" + bytes(18),
        "emf": b"\1\0\0\0" + bytes(36) + b" EMF",
        "psd": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3),
        "dds": b"DDS " + struct.pack("<5I", 124, 7, 60_000, 60_000, 0),
        "fits": b"SIMPLE  =                    T" + b" " * 50,
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
        "jpeg 2000 stream": b"\xff\x4f\xff\x51" + struct.pack(">HHII", 47, 0, 60_000, 60_000),
        "avif": b"\0\0\0\x1cftypavif" + bytes(16),
        "heic": b"\0\0\0\x1cftypheic" + bytes(16),
        "icns": b"icns\xff\xff\xff\xff" + b"ic10" + b"\xff\xff\xff\xf0",
        "ico": b"\0\0\1\0\xff\xff" + bytes(16),
        "cursor": b"\0\0\2\0\xff\xff" + bytes(16),
        "ppm that lies": b"P6 100000 100000 255\n",
        "pfm that lies": b"PF 100000 100000 -1.0\n",
        "tga": bytes((0, 0, 10, 0, 0, 0, 0, 0)) + struct.pack("<4HBB", 0, 0, 60_000, 60_000, 32, 0),
        "pcx": b"\x0a\x05\x01\x08" + struct.pack("<4H", 0, 0, 60_000, 60_000),
        "sgi": b"\x01\xda\x01\x01\0\3" + struct.pack(">3H", 60_000, 60_000, 3),
        "sun": b"\x59\xa6\x6a\x95" + struct.pack(">7I", 60_000, 60_000, 24, 0, 2, 0, 0),
        "qoi": b"qoif" + struct.pack(">II", 60_000, 60_000) + b"\3\0",
        "fli": struct.pack("<IHHHHH", 100, 0xAF12, 60_000, 320, 200, 8),
        "blp": b"BLP2" + bytes(16),
        "xbm": b"#define x_width 100000\n#define x_height 100000\n",
        "xpm": b"/* XPM */\nstatic char * x[] = {\"99999 99999 2 1\",",
        "mpeg": b"\0\0\1\xb3" + bytes(8),
        "djvu": b"AT&TFORM",
        "hdf5": b"\x89HDF\r\n\x1a\n",
        "grib": b"GRIB\0\0\0\1",
    }.items()
}  # fmt: skip


def cut_short() -> Iterator[tuple[str, bytes]]:
    """Cut a small picture of every kind at many places."""
    ways = {"JPEG": {}, "PNG": {}, "GIF": {}, "BMP": {}, "WEBP": {}, "TIFF": {}}
    ways |= {"JPEG": {"progressive": True}, "TIFF": {"compression": "tiff_lzw"}}
    for kind, how in ways.items():
        whole = saved(scene(), kind, **how)
        for at in range(1, len(whole), max(1, len(whole) // 40)):
            yield f"{kind} cut at {at}", whole[:at]
