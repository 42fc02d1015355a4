"""Facts about what is told of many files at a time: one line for each kind."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.audit.audit import audit
from core.data.file_notes import ImageInfo, conversion_notes, group_skipped
from core.data.folder.load import load_folder
from core.data.images.read import read_with_info
from core.data.skipped import Skipped
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings

COLOUR = PictureInputs(8, True)


def _scene(mode: str = "RGB") -> Image.Image:
    noise = np.random.RandomState(1).randint(0, 256, (12, 16, 3), np.uint8)
    return Image.fromarray(noise).convert(mode)


def _lying(file: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _scene().save(file, "JPEG", exif=exif)


KINDS = {
    "": lambda file: _scene().save(file, "JPEG"),
    "cmyk": lambda file: _scene("CMYK").save(file, "JPEG"),
    "palette": lambda file: _scene("P").save(file, "PNG"),
    "transparent": lambda file: _scene("RGBA").save(file, "PNG"),
    "deep": lambda file: Image.fromarray(np.arange(64, dtype=np.uint16).reshape(8, 8)).save(
        file, "PNG"
    ),
    "wide": lambda file: Image.fromarray(np.eye(8, dtype=np.float32)).save(file, "TIFF"),
    "grey": lambda file: _scene("L").save(file, "PNG"),
    "black_and_white": lambda file: _scene("1").save(file, "PNG"),
    "other_colours": lambda file: _scene("LAB").save(file, "TIFF"),
    "turned": _lying,
    "frames": lambda file: _scene().save(
        file, "WEBP", save_all=True, append_images=[Image.new("RGB", (16, 12))]
    ),
}


@pytest.mark.parametrize("done", KINDS)
def test_that_what_is_converted_is_known(tmp_path: Path, done: str) -> None:
    KINDS[done](tmp_path / "x")
    _, about = read_with_info(str(tmp_path / "x"), COLOUR)
    assert about.converted == ((done,) if done else ())


@pytest.mark.parametrize("kind", ["GIF", "PNG", "TIFF"])
def test_that_pictures_of_several_frames_are_known(tmp_path: Path, kind: str) -> None:
    more = {"save_all": True, "append_images": [Image.new("RGB", (16, 12))]}
    _scene().save(tmp_path / "x", kind, **more)
    assert "frames" in read_with_info(str(tmp_path / "x"), COLOUR)[1].converted


def test_that_grey_is_not_converted_where_grey_is_asked_for(tmp_path: Path) -> None:
    KINDS["grey"](tmp_path / "x")
    assert read_with_info(str(tmp_path / "x"), PictureInputs(8, False))[1].converted == ()


def test_that_names_that_lie_are_counted_in_one_line() -> None:
    jpeg, png = ImageInfo("JPEG", (8, 8)), ImageInfo("PNG", (8, 8))
    named = [("a.jpg", png), ("b.JPEG", png), ("c.jpg", png), ("d.heic", jpeg)]
    honest = [("a.jpeg", jpeg), ("b.JPG", jpeg), ("c.PNG", png), ("d.dat", png), ("e", png)]
    (told,) = conversion_notes(Counter(), [*named, *honest])
    assert told.key == "misnamed"
    assert str(told) == (
        "4 pictures have the name of another kind: 2 are PNG though named .jpg, "
        "1 is JPEG though named .heic, 1 is PNG though named .jpeg."
    )


def test_that_many_kinds_of_rubbish_are_one_line_that_adds_up() -> None:
    (told,) = conversion_notes(Counter({".DS_Store": 10} | {f".{n}": 1 for n in range(20)}), [])
    assert str(told).startswith("30 system files ignored: 10 .DS_Store, 1 .0, ")
    assert str(told).endswith(", 15 others.")


def test_that_a_reason_is_told_once_with_its_count() -> None:
    cut = "cut short: {size:,} bytes"
    heic = "{kind}: this program reads JPEG"
    skipped = [Skipped("x", DataError(heic, kind="HEIC photo")) for _ in range(1200)]
    skipped += [Skipped("y", DataError(cut, size=size)) for size in (1000, 2000)]
    skipped += [Skipped("z", DataError(heic, kind="RAW photo"))]
    assert [str(one) for one in group_skipped(skipped)] == [
        "1,200 files: HEIC photo: this program reads JPEG",
        "2 files: cut short: 1,000 bytes, and the like",
        "1 file: RAW photo: this program reads JPEG",
    ]


def test_that_the_audit_and_the_data_tell_the_same(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        KINDS["palette"](tmp_path / name / "x.jpg")
        KINDS["cmyk"](tmp_path / name / "y.jpg")
        (tmp_path / name / "Thumbs.db").write_bytes(b"x")
    data = load_folder(DataSettings(kind="pictures", folder=str(tmp_path), size=8))
    told = [
        "2 system files ignored: 2 Thumbs.db.",
        "2 pictures have the name of another kind: 2 are PNG though named .jpg.",
        "4 pictures were converted: 2 with a palette, 2 from CMYK.",
    ]
    assert sorted(map(str, data.remarks)) == sorted(told)
    assert [str(one) for one in audit(str(tmp_path)).remarks] == [str(one) for one in data.remarks]


def test_that_a_file_that_is_written_to_while_it_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.data.images import read

    _scene().save(tmp_path / "x", "PNG")

    def growing(*anything: object) -> object:
        with (tmp_path / "x").open("ab") as file:
            file.write(b"more")
        return decoded(*anything)

    decoded = read._decoded
    monkeypatch.setattr(read, "_decoded", growing)
    with pytest.raises(DataError, match="changed while it was read"):
        read_with_info(str(tmp_path / "x"), COLOUR)
