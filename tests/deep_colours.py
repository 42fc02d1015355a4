"""Files of 16 bits a colour, written by hand, because Pillow reads and never writes them."""

import struct
import zlib

import numpy as np


def png(numbers: np.ndarray) -> bytes:
    """Make a PNG of numbers (height, width, 2 to 4): grey or colours, the even ones with alpha."""
    height, width, count = numbers.shape
    colours = {2: 4, 3: 2, 4: 6}[count]
    rows = numbers.astype(">u2").view(np.uint8).reshape(height, -1).astype(int)
    before = np.pad(rows, ((0, 0), (2 * count, 0)))[:, : rows.shape[1]]
    filtered = (rows - before).astype(np.uint8)  # each number less its neighbour on the left
    data = zlib.compress(np.pad(filtered, ((0, 0), (1, 0)), constant_values=1).tobytes())
    header = struct.pack(">IIBBBBB", width, height, 16, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


def tiff(numbers: np.ndarray, order: str = "<", packed: bool = False, **more: int) -> bytes:
    """Make a TIFF of numbers (height, width, 3 or 4) in two strips.

    `order` is "<" or ">"; `planes` says that colours lie apart, `alpha` what the fourth number is.
    """
    height, width, count = numbers.shape
    halves = np.split(numbers.astype(order + "u2"), [-(-height // 2)])
    strips = [zlib.compress(half.tobytes()) if packed else half.tobytes() for half in halves]
    shorts = {256: width, 257: height, 259: 8 if packed else 1, 262: 2, 277: count}
    shorts |= {278: -(-height // 2), 284: more.get("planes", 1)}
    if "alpha" in more:
        shorts[338] = more["alpha"]
    lists = {258: ("H", [16] * count), 273: ("I", [0, 0]), 279: ("I", list(map(len, strips)))}
    table = 8 + 2 + 12 * (len(shorts) + len(lists)) + 4
    sizes = {tag: struct.calcsize(f"{len(values)}{kind}") for tag, (kind, values) in lists.items()}
    start = table + sum(sizes.values())
    lists[273] = ("I", [start, start + len(strips[0])])
    entries, behind = [], b""
    for tag in sorted({*shorts, *lists}):
        if tag in shorts:
            entries.append(struct.pack(order + "HHIHH", tag, 3, 1, shorts[tag], 0))
            continue
        kind, values = lists[tag]
        at = table + len(behind)
        entries.append(struct.pack(order + "HHII", tag, 3 if kind == "H" else 4, len(values), at))
        behind += struct.pack(f"{order}{len(values)}{kind}", *values)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(entries))
    return head + b"".join(entries) + bytes(4) + behind + b"".join(strips)


def ppm(numbers: np.ndarray, words: bool = False) -> bytes:
    """Make a PPM of numbers (height, width, 3), in bytes or in words."""
    height, width, _ = numbers.shape
    head = f"{'P3' if words else 'P6'}\n# by hand\n{width} {height}\n65535\n".encode()
    if words:
        return head + b" ".join(b"%d" % number for number in numbers.ravel())
    return head + numbers.astype(">u2").tobytes()


def files_of(numbers: np.ndarray) -> dict[str, bytes]:
    """Write colours (height, width, 3) as every kind of file that holds 16 bits of each."""
    whole = np.full((*numbers.shape[:2], 1), 2**16 - 1)
    with_alpha = np.concatenate((numbers, whole), axis=2)
    return {
        "colours.png": png(numbers),
        "alpha.png": png(with_alpha),
        "little.tif": tiff(numbers),
        "big.tif": tiff(numbers, ">"),
        "packed.tif": tiff(numbers, packed=True),
        "packed-big.tif": tiff(numbers, ">", packed=True),
        "alpha.tif": tiff(with_alpha, alpha=2),
        "bytes.ppm": ppm(numbers),
        "words.ppm": ppm(numbers, words=True),
    }
