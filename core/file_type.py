"""What a file is, told by its first bytes and never by its name."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.errors import DataError
from core.messages import Message, to_translate
from core.program import IS_APP

HEADER_BYTES = 1024
"""How many first bytes `detect` needs."""

Role = Literal["picture", "other picture", "archive", "other"]


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its name, how it starts, and what it is to us.

    A picture that we read is named as Pillow names it. `advice` says what to do with a file of
    data that is no picture, `missing` what lacks where a picture cannot be read.
    """

    name: str
    role: Role
    starts: Callable[[bytes], bool]
    advice: str = ""
    missing: str = ""

    @property
    def words(self) -> Message:
        """Say what it is in the user's language: "a ZIP file"."""
        return Message(self.name)

    def problem(self) -> DataError:
        """Say why a file of this kind is no picture to us."""
        if self.missing:
            return DataError(self.missing, kind=self.words)
        if self.role == "other picture":
            text = to_translate(
                "{kind}: this program reads JPEG, PNG, BMP, GIF, WebP, AVIF, TIFF and PNM; save it "
                "as JPEG or PNG"
            )
        elif self.advice:
            text = to_translate("this is {kind}, not a picture: {advice}")
            return DataError(text, kind=self.words, advice=Message(self.advice))
        else:
            text = to_translate("this is {kind}, not a picture")
        return DataError(text, kind=self.words)


def detect(head: bytes) -> FileType:
    """Tell what a file is by its first HEADER_BYTES bytes; raise DataError if there are none."""
    if not head:
        raise DataError("empty file")
    return next((kind for kind in KINDS if kind.starts(head)), UNKNOWN)


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


def _media(*brands: bytes) -> Callable[[bytes], bool]:
    """Match the family of MP4 and HEIC, which name their brand in the first box."""
    return lambda head: head[4:8] == b"ftyp" and head[8:12].startswith(brands)


def _is_avif(head: bytes) -> bool:
    """Match AVIF also where its first brand is the one that HEIC has in common with it."""
    brands = head[8 : min(int.from_bytes(head[:4], "big"), len(head))]
    return head[4:8] == b"ftyp" and b"avi" in (brands[:3], *_compatible(brands))


def _compatible(brands: bytes) -> list[bytes]:
    """Split the brands behind the first and its version, three letters of each."""
    return [brands[start : start + 3] for start in range(8, len(brands), 4)]


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _is_bmp(head: bytes) -> bool:
    """Match more than "BM", with which many a text begins."""
    return head[:2] == b"BM" and head[14:18] in _BMP_HEADERS


def _is_pnm(head: bytes) -> bool:
    """Match the family of PBM, PGM, PPM and PFM, in bytes and in words."""
    return re.match(rb"P[1-6f]\s+(#[^\n]*\n\s*)*-?\d", head) is not None


def _contains(*patterns: bytes) -> Callable[[bytes], bool]:
    pattern = re.compile(rb"\A(\xef\xbb\xbf)?\s*(" + b"|".join(patterns) + b")", re.I | re.S)
    return lambda head: pattern.match(head) is not None


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # an unfinished letter at the cut is no fault
    text = head.decode("utf-8", "ignore")
    lost = len(head) - len(text.encode("utf-8"))
    return lost <= len(head) // 10 and not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)


# Files of before the year 1993 begin with their first element: group 8, and its length.
_BARE_DICOM = (b"\x08\0\x05\0", b"\x08\0\0\0\x04\0\0\0", b"\x08\0\x08\0")
_BMP_HEADERS = [bytes([size, 0, 0, 0]) for size in (12, 40, 52, 56, 64, 108, 124)]
_TIFF = _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def _is_pickle(head: bytes) -> bool:
    return head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05"


ZIP = FileType("a ZIP file", "archive", _begins(b"PK\x03\x04", b"PK\x05\x06"))
NPY = FileType(
    "a NumPy array (.npy)",
    "other",
    _begins(b"\x93NUMPY"),
    to_translate("put the samples and their classes together with numpy.savez, X=..., Y=..."),
)
HDF5 = FileType(
    "an HDF5 file",
    "other",
    _begins(b"\x89HDF"),
    to_translate(
        'open it as arrays (data.kind = "arrays"; the package h5py reads it), or save its arrays '
        "with numpy.savez, train_X=..., train_Y=..., a sample as a column"
    ),
)
MATLAB = FileType(
    "a MATLAB file",
    "other",
    _begins(b"MATLAB "),
    to_translate("open it with scipy.io.loadmat, and save its arrays with numpy.savez"),
)
DICOM = FileType(
    "a DICOM scan",
    "other",
    lambda head: head[128:132] == b"DICM" or head.startswith(_BARE_DICOM),
    to_translate("export it as PNG or TIFF of 16 bits"),
)
DATA_FILES = (
    FileType(
        "a FITS file",
        "other",
        _begins(b"SIMPLE  ="),
        to_translate("open it with astropy, and save its pictures as PNG or TIFF of 16 bits"),
    ),
    FileType(
        "a NIfTI scan",
        "other",
        lambda head: head[344:348] in (b"n+1\0", b"ni1\0"),
        to_translate("open it with nibabel, and save its slices as PNG or TIFF of 16 bits"),
    ),
    FileType(
        "a NetCDF file",
        "other",
        _begins(b"CDF\1", b"CDF\2", b"CDF\5"),
        to_translate("open it with xarray, and save its arrays with numpy.savez, X=..., Y=..."),
    ),
    FileType(
        "a Parquet table",
        "other",
        _begins(b"PAR1"),
        to_translate("open it with pandas, and save it as CSV, which opens as a table"),
    ),
    FileType(
        "an SQLite database",
        "other",
        _begins(b"SQLite format 3\0"),
        to_translate("export its table as CSV, which opens as a table"),
    ),
)
PICKLE = FileType("a pickle", "other", _is_pickle)
GIT_LFS = FileType("a git-lfs placeholder", "other", _begins(b"version https://git-lfs"))
SVG = FileType(
    "SVG drawing", "other picture", _contains(rb"<svg", rb"<(\?xml|!--|!doctype svg).*<svg")
)
HTML = FileType(
    "a web page", "other", _contains(rb"<!doctype html", rb"<html", rb"<head", rb"<body")
)
XML = FileType("an XML file", "other", _contains(rb"<\?xml"))

# These begin with a length or a field number, so only a file that claims to be one is asked.
SAFETENSORS = FileType(
    "a safetensors file", "other", lambda head: head[8:9] == b"{" and len(head) > 9
)
ONNX = FileType("an ONNX file", "other", lambda head: head[:1] == b"\x08" and head[8:9] != b"{")

AVIF = FileType(
    "AVIF",
    "picture",
    _is_avif,
    missing=to_translate(
        "AVIF picture: Pillow is built without its reader here; save it as JPEG or PNG"
    ),
)
HEIF = FileType(
    "HEIF",
    "picture",
    _media(b"hei", b"hev", b"mif1", b"msf1"),
    missing=to_translate("HEIC photo, which this app cannot read: save it as JPEG or PNG")
    if IS_APP
    else to_translate(
        "HEIC photo: it is read where the package pillow-heif is installed "
        "(pip install pillow-heif); or save it as JPEG or PNG"
    ),
)

TEXT = FileType("a text file", "other", _is_text)
UNKNOWN = FileType("a file of an unknown kind", "other", lambda head: True)

# In this order: what is special comes before what is general.
KINDS = (
    FileType("JPEG", "picture", _begins(b"\xff\xd8\xff")),
    FileType("PNG", "picture", _begins(b"\x89PNG\r\n\x1a\n")),
    FileType("GIF", "picture", _begins(b"GIF87a", b"GIF89a")),
    FileType("WEBP", "picture", _riff(b"WEBP")),
    FileType("BMP", "picture", _is_bmp),
    FileType("RAW photo", "other picture", lambda head: _TIFF(head) and head[8:10] == b"CR"),
    FileType("TIFF", "picture", _TIFF),
    FileType("PPM", "picture", _is_pnm),
    AVIF,
    HEIF,
    FileType("RAW photo", "other picture", _media(b"crx")),
    FileType("RAW photo", "other picture", _begins(b"FUJIFILM", b"IIRO", b"IIRS", b"IIU\0")),
    FileType("JPEG XL picture", "other picture", _begins(b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    FileType("JPEG 2000 picture", "other picture", _begins(b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51")),
    FileType("Photoshop picture", "other picture", _begins(b"8BPS")),
    FileType("OpenEXR picture", "other picture", _begins(b"v/1\x01")),
    FileType("Radiance picture", "other picture", _begins(b"#?RADIANCE", b"#?RGBE")),
    FileType("PAM picture", "other picture", _begins(b"P7\n")),
    FileType("PFM picture in colour", "other picture", _begins(b"PF\n")),
    FileType("DDS picture", "other picture", _begins(b"DDS ")),
    FileType("QOI picture", "other picture", _begins(b"qoif")),
    FileType("PostScript drawing", "other picture", _begins(b"%!PS", b"\xc5\xd0\xd3\xc6")),
    FileType("icon", "other picture", _begins(b"\0\0\x01\0")),
    SVG,
    GIT_LFS,
    HTML,
    XML,
    FileType("a JSON file", "other", lambda head: _is_text(head) and _is_json(head)),
    ZIP,
    NPY,
    HDF5,
    MATLAB,
    DICOM,
    *DATA_FILES,
    PICKLE,
    FileType("a RAR archive", "archive", _begins(b"Rar!\x1a\x07")),
    FileType("a 7z archive", "archive", _begins(b"7z\xbc\xaf\x27\x1c")),
    FileType("a tar archive", "archive", lambda head: head[257:262] == b"ustar"),
    FileType("a compressed file", "archive", _begins(b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")),
    FileType("a video", "other", _media(b"")),
    FileType("a video", "other", _begins(b"\x1a\x45\xdf\xa3", b"\0\0\x01\xba")),
    FileType("a video", "other", _riff(b"AVI ")),
    FileType("a PDF document", "other", _begins(b"%PDF")),
    FileType("a program", "other", _begins(b"\x7fELF", b"MZ\x90")),
    TEXT,
)


def _is_json(head: bytes) -> bool:
    """Match a list or an object, of which the end may be missing."""
    text = head.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return re.match(r'\{\s*"|\[\s*[\[{"\d]', text) is not None
    return True
