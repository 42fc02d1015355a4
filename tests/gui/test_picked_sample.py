"""A sample that is picked in one view is looked at in all of them."""

from pathlib import Path

import numpy as np
import pytest
import tomli_w
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from core.training.snapshots.snapshot import State


@pytest.fixture
def experiment(tmp_path: Path) -> str:
    """Twelve small pictures of noise, four of them kept for the test."""
    rng = np.random.default_rng(1)
    for name in ("cat", "dog"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for number in range(6):
            pixels = rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / name / f"{number}.png")
    file = tmp_path / "noise.toml"
    data = {"kind": "pictures", "folder": str(tmp_path / "pictures"), "size": 8, "colour": True}
    tree = {
        "data": {**data, "test_share": 0.34},
        "network": {"hidden": [4]},
        "training": {"iterations": 5},
    }
    file.write_text(tomli_w.dumps(tree), encoding="utf-8")
    return str(file)


def test_that_a_click_in_predictions_picks_the_file_everywhere(open_bench, experiment) -> None:
    bench = open_bench(experiment)
    bench.window.run_bar.train.click()
    bench.wait_state(State.FINISHED)
    predictions = bench.window.open_view("predictions")
    samples = predictions.dataset_panel.list
    predictions.dataset_panel.matrix.choose((0, 0))
    for cell in ((0, 0), (0, 1), (1, 0), (1, 1)):
        bench.qtbot.waitUntil(lambda: bool(predictions.newest.probes.get("predictions")))
        predictions.dataset_panel.matrix.choose(cell)
        if len(samples.model.samples) > 0:
            break
    number = int(samples.model.samples[0])
    place = samples.grid.visualRect(samples.model.index(0, 0)).center()
    QTest.mouseClick(samples.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    picked = bench.wait(lambda snapshot: snapshot.sample.test and snapshot.sample.number == number)
    name = picked.dataset.test.names[number]
    assert picked.sample.name == name
    bench.find("predictions_why", QPushButton).click()
    view = bench.window.place("sample").view
    assert bench.window.inside.currentWidget() is bench.window.place("sample")
    bench.qtbot.waitUntil(lambda: view.name.text == name)
    # What the network saw, its file, w · x, and the grey patch.
    bench.qtbot.waitUntil(lambda: view.pictures.count == 4)
    data = bench.window.open_view("data")
    bench.qtbot.waitUntil(lambda: data.grid.current is not None and data.grid.current.name == name)
    other = next(row for row, item in enumerate(data.grid.pictures.items) if item.name != name)
    index = data.grid.pictures.index(other)
    data.grid.scrollTo(index)
    place = data.grid.visualRect(index).center()
    QTest.mouseClick(data.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    other_name = data.grid.pictures.items[other].name
    bench.wait(lambda snapshot: snapshot.sample.name == other_name)
    # So does a click on a thumbnail on the left.
    strip = bench.window.settings.data.strip
    number = next(number for number in strip.samples if number != data.newest.sample.number)
    QTest.mouseClick(
        strip, Qt.MouseButton.LeftButton, pos=strip.place_of(number).center().toPoint()
    )
    other_name = picked.dataset.train.names[number]
    bench.wait(lambda snapshot: snapshot.sample.name == other_name)
    bench.qtbot.waitUntil(lambda: data.grid.current.name == other_name)
    # Another share for the test gives the samples other places, and the name stays.
    bench.window.settings.changed.emit("data.test_share", 0.2)
    after = bench.wait(lambda snapshot: snapshot.dataset is not picked.dataset)
    assert after.sample.name == other_name


def test_that_a_point_is_picked_in_boundary_and_on_the_left_and_marked_in_both(open_bench) -> None:
    bench = open_bench()
    view = bench.window.open_view("boundary")
    bench.qtbot.waitUntil(lambda: view.newest is not None and "boundary" in view.newest.probes)
    X = view.newest.dataset.train.X
    lowest = int(X[1].argmin())
    plane, strip = view.plane, bench.window.settings.data.strip
    at = plane.mapFromScene(plane.getPlotItem().vb.mapViewToScene(QPointF(*X[:, lowest])))
    with bench.qtbot.assertNotEmitted(view.changes):
        QTest.mouseClick(plane.viewport(), Qt.MouseButton.LeftButton, pos=at)
    bench.wait(lambda snapshot: snapshot.sample.number == lowest)
    assert [part[0] for part in plane.picked.getData()] == X[:, lowest].tolist()
    # Far from all points nothing is picked.
    corner = plane.mapFromScene(plane.getPlotItem().vb.sceneBoundingRect().topLeft())
    with bench.qtbot.assertNotEmitted(view.sample_picked):
        QTest.mouseClick(plane.viewport(), Qt.MouseButton.LeftButton, pos=corner + QPoint(3, 3))
    highest = int(X[1].argmax())
    place = strip.place_of(highest).center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    bench.wait(lambda snapshot: snapshot.sample.number == highest)
    assert [part[0] for part in plane.picked.getData()] == X[:, highest].tolist()


def test_that_a_double_click_on_a_weight_picture_shows_the_samples_of_that_unit(open_bench) -> None:
    bench = open_bench()
    store = bench.window.settings
    store.changed.emit("data.kind", "digits")
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "digits")
    weights = bench.window.open_view("weights")
    bench.qtbot.waitUntil(lambda: weights.grid.count > 1)
    place = weights.grid.tile_rect(1).center().toPoint()
    QTest.mouseDClick(weights.grid, Qt.MouseButton.LeftButton, pos=place)
    activations = bench.window.place("activations").view
    assert activations.isVisible()
    unit = activations.details.unit
    assert (unit.layer.number, unit.unit.number) == (1, 2)
    bench.qtbot.waitUntil(lambda: unit.strongest.grid.count == 8)
