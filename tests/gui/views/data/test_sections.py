"""The sections of a data set: what looks alike is told once, and as like as it is."""

from pathlib import Path

from PIL import Image, ImageDraw

from core.data.audit.audit import audit
from core.data.folder.items import list_samples
from core.data.load import load
from core.experiment.settings import DataSettings
from gui.views.data.sections import Sections
from tests.noise_photos import noise_photos


def test_that_a_picture_with_a_spot_is_nearly_the_same_and_counts_once(tmp_path: Path) -> None:
    noise_photos(tmp_path, ("leaf", "sick"), 3, side=64)
    files = sorted(tmp_path.glob("*/*"))
    leaf = Image.new("RGB", (64, 64), (40, 120, 40))
    ImageDraw.Draw(leaf).ellipse((8, 16, 56, 48), (120, 200, 90))
    leaf.save(files[0])
    ImageDraw.Draw(leaf).rectangle((30, 30, 31, 31), (110, 190, 90))
    leaf.save(files[-1])
    settings = DataSettings(kind="pictures", folder=str(tmp_path), size=16)
    dataset = load(settings)
    items = list_samples(settings, dataset)
    sections = Sections(dataset, items, audit(str(tmp_path)))
    spotted = next(item for item in items if item.name.endswith(files[-1].name))
    equal, near = sections.copies(spotted)
    assert equal == []
    assert [Path(item.name).name for item in near] == [files[0].name]
    found = {line.key: line.train for line in sections.lines()}
    assert found["two_classes"] == 1
    assert "near_duplicates" not in found
