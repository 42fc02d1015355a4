"""Names of files and folders are shown as they stand, whatever HTML they look like."""

from pathlib import Path

import numpy as np
import pytest
import tomli_w
from PIL import Image
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from core.training.snapshots.snapshot import State
from gui.views.registry import VIEWS

CLASSES = ("<b>cat</b>", "<i>dog</i>")


@pytest.fixture
def experiment(tmp_path: Path) -> str:
    """Two classes of six pictures, named like pieces of HTML, and one file that is no picture."""
    rng = np.random.default_rng(1)
    for name in CLASSES:
        folder = tmp_path / "<u>photos" / name.replace("/", "\u2215")
        folder.mkdir(parents=True)
        for number in range(6):
            pixels = rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / f"<s>{number}.png")
        (folder / "<s>broken.png").write_bytes(b"none")
    file = tmp_path / "html.toml"
    data = {"kind": "pictures", "folder": str(tmp_path / "<u>photos"), "size": 8, "test_share": 0.3}
    training = {"learning_rate": 0.5, "iterations": 30}
    tree = {"data": data, "network": {"hidden": [4]}, "training": training}
    file.write_text(tomli_w.dumps(tree), encoding="utf-8")
    return str(file)


def _is_html(text: str) -> bool:
    """Tell whether a name stands in a text in such a way that it would be taken for HTML."""
    return any(tag in text for tag in ("<b>", "<i>", "<s>", "<u>"))


def _tips(model: QAbstractItemModel) -> set[str]:
    """Return the tips of the first cells of a model."""
    places = [(row, column) for row in range(9) for column in range(9)]
    cells = [model.index(*place) for place in places if model.hasIndex(*place)]
    return {str(cell.data(Qt.ItemDataRole.ToolTipRole)) for cell in cells}


def _wrong(part: QWidget) -> set[str]:
    """Return the texts and tips of a widget that show a name as HTML."""
    wrong = {part.toolTip()} if _is_html(part.toolTip()) else set()
    if isinstance(part, QLabel) and part.textFormat() != Qt.TextFormat.PlainText:
        wrong |= {part.text()} if _is_html(part.text()) else set()
    if isinstance(part, QAbstractItemView) and part.model() is not None:
        wrong |= {tip for tip in _tips(part.model()) if _is_html(tip)}
    return {f"{type(part).__name__} {part.objectName()}: {text}" for text in wrong}


def test_that_no_name_is_taken_for_html_in_any_view(open_bench, experiment) -> None:
    bench = open_bench(experiment)
    bench.window.run_bar.train.click()
    done = bench.wait_state(State.FINISHED)
    assert "<b>cat<\u2215b>" in done.classes
    assert any("<s>" in name for name in done.dataset.train.names)
    wrong: set[str] = set()
    for name, row in VIEWS.items():
        view = bench.window.open_view(name)
        bench.qtbot.waitUntil(
            lambda view=view, row=row: (
                view.newest is not None and row.probes <= view.newest.probes.keys()
            )
        )
        if name == "activations":
            view.show_unit(1, 1)
            bench.qtbot.waitUntil(lambda view=view: view.details.unit.strongest.grid.count > 0)
            wrong.update(*map(_wrong, view.findChildren(QWidget)))
            view.pick(0)
            bench.qtbot.waitUntil(lambda view=view: "<s>" in view.details.sample.sentence.text())
        wrong.update(*map(_wrong, bench.window.findChildren(QWidget)))
    assert wrong == set()
