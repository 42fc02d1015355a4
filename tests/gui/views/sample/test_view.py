"""The view of one sample: what it says and draws is what the network does."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.sample import Sample
from core.models.model import Model
from core.network.targets import LABELS
from core.training.trainer import Trainer
from gui.views.sample.sentences import answer_text, told_apart
from gui.views.sample.view import SampleView, heat_map
from tests.gui.views.conftest import follow, shot, small_run
from tests.other_targets import LINEAR, X, dataset, trained

PROBES = ("sample", "weights", "occlusion", "neighbours", "boundary")


@pytest.fixture
def view(qtbot: QtBot) -> SampleView:
    made = SampleView()
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


def show(view: SampleView, **changes: object) -> Trainer:
    trainer = small_run(3, **{"data.test_share": 0.2, **changes})
    follow(view, trainer, *PROBES)
    return trainer


def test_that_the_answer_is_the_one_of_the_model_for_samples_of_both_sides(view) -> None:
    trainer = show(view)
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    for side, samples in enumerate((trainer.dataset.train, trainer.dataset.test)):
        view.sample.side.setCurrentIndex(side)
        view.sample.number.setValue(4)
        p = model.readings(samples.X[:, 3:4])[:, 0]
        answered, true = (model.classes[n] for n in (p.argmax(), samples.labels[3]))
        said = view.answer.text().replace("\u00a0", " ")
        assert f"Truly {true}" in said
        assert f"with {100 * p.max():.1f} %." in said
        assert ("is right" in said) == (answered == true)


def test_that_the_probabilities_of_all_classes_are_written_out_the_largest_first(view) -> None:
    show(view)
    said = view.probabilities.text()
    assert view.probabilities.isVisibleTo(view)
    written = [float(part) for part in re.findall(r"(\d+\.\d)\u00a0?%", said)]
    assert len(written) == 10
    assert written == sorted(written, reverse=True)
    assert sum(written) == pytest.approx(100, abs=0.5)


def test_that_of_two_classes_one_probability_says_it_all(view) -> None:
    show(view, **{"data.kind": "moons"})
    assert not view.probabilities.isVisibleTo(view)


def test_that_the_sum_said_is_z_of_the_unit_that_is_chosen(view) -> None:
    trainer = show(view)
    view.unit.pick(2)
    x, W, b = view.newest.sample.x(trainer.dataset), trainer.parameters.W, trainer.parameters.b
    total = float(W[0][1] @ x)
    assert (
        f"each input times its weight adds up to {total:.4g}; with the bias {b[0][1, 0]:.4g} that "
        f"is z = {total + b[0][1, 0]:.4g}, of which its activation makes a = "
    ) in view.causes.text()


def test_that_it_begins_with_the_unit_that_does_most_to_the_answer(view) -> None:
    show(view)
    effects = view.newest.probes["sample"].effects
    assert view.unit.number == np.abs(effects).argmax() + 1
    view.unit.pick(view.unit.number % 5 + 1)
    chosen = view.unit.number
    view.redraw()
    assert view.unit.number == chosen


def test_that_a_click_on_a_similar_sample_picks_it(view) -> None:
    trainer = show(view)
    number = int(view.newest.probes["neighbours"].numbers[1])
    place = view.neighbours.tile_rect(1).center().toPoint()
    QTest.mouseClick(view.neighbours, Qt.MouseButton.LeftButton, pos=place)
    assert view.newest.sample == Sample.of(trainer.dataset, number)


def test_that_pictures_of_the_sample_its_product_and_its_occlusion_are_drawn(view) -> None:
    show(view)
    assert view.pictures.count == 3
    assert view.neighbours.count == 12
    view.grab()


def test_that_the_heat_map_is_grey_where_nothing_changes_and_coloured_where_most_does(view) -> None:
    show(view)
    occlusion = view.newest.probes["occlusion"]
    drawn = heat_map(np.full((8, 8, 3), 100, np.uint8), occlusion).astype(int)
    change = np.abs(occlusion.by_pixel())
    unlike = np.ptp(drawn, axis=2)
    assert unlike.flat[change.argmax()] > unlike.flat[change.argmin()]


def test_that_terms_and_neighbours_of_points_are_written_out(view) -> None:
    trainer = show(view, **{"data.kind": "moons"})
    x, w = view.newest.sample.x(trainer.dataset), trainer.parameters.W[0][view.unit.number - 1]
    for i in range(2):
        assert f"x{i + 1}: w {w[i]:.4g} · x {x[i]:.4g} = {w[i] * x[i]:.4g}" in view.terms.text()
    neighbours = view.newest.probes["neighbours"]
    first = f"{neighbours.distances[0]:.3g} to sample {neighbours.numbers[0] + 1}, "
    assert view.listed.text().startswith(first)
    assert not view.pictures.isVisible()
    place = view.listed.visualItemRect(view.listed.item(1)).center()
    QTest.mouseClick(view.listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.newest.sample == Sample.of(trainer.dataset, int(neighbours.numbers[1]))
    QTest.keyClick(view.listed, Qt.Key.Key_Home)
    nearest = int(view.newest.probes["neighbours"].numbers[0])
    QTest.keyClick(view.listed, Qt.Key.Key_Return)
    assert view.newest.sample == Sample.of(trainer.dataset, nearest)


def test_that_points_have_a_plane_with_a_ring_around_the_one_that_is_picked(view) -> None:
    trainer = show(view, **{"data.kind": "moons"})
    X, plane = trainer.dataset.train.X, view.plane
    assert np.array_equal(plane.train.getData(), X)
    place = plane.mapFromScene(plane.getPlotItem().vb.mapViewToScene(QPointF(*X[:, 7])))
    QTest.mouseClick(plane.viewport(), Qt.MouseButton.LeftButton, pos=place)
    picked = view.newest.sample.x(trainer.dataset)
    assert np.linalg.norm(picked - X[:, 7]) < 0.1
    assert [part[0] for part in plane.picked.getData()] == picked.tolist()
    show(view)
    assert not plane.isVisible()


def test_that_a_picture_from_outside_the_data_has_an_answer_but_no_class(view) -> None:
    trainer = show(view)
    pixels = trainer.dataset.inputs.picture(trainer.dataset.train.X[:, 0])
    view.sample_picked.emit(Sample.of_file("own.png", pixels))
    assert view.answer.text().startswith("Not one of the data: the network answers ")
    assert view.name.text == "own.png"
    assert not view.sample.number.isVisible()


@pytest.mark.parametrize("hidden", [(), (5, 4)])
def test_that_weights_that_are_not_finite_are_drawn(view, hidden) -> None:
    trainer = small_run(1, **{"training.way": "direct", "network.hidden": hidden})
    trainer.parameters.flat[:] = np.nan
    view.show_snapshot(shot(trainer, *PROBES))
    view.grab()
    assert "not a number" in view.causes.text().replace("\u00a0", " ")


def test_that_a_unit_that_is_off_speaks_neither_for_nor_against_the_answer(view) -> None:
    show(view, **{"network.activation": "relu", "network.hidden": (8, 4)})
    seen = view.newest.probes["sample"]
    off = int(np.flatnonzero(seen.A[0] == 0)[0])
    view.unit.pick(off + 1)
    assert "a = 0. It speaks neither for nor against" in view.causes.text()
    view.unit.pick(int(np.abs(seen.effects).argmax()) + 1)
    assert "No other unit does more to this answer." in view.causes.text()


def test_that_the_unit_follows_the_network_until_its_user_chooses(view) -> None:
    trainer = show(view)
    for _ in range(30):
        trainer.step()
    view.show_snapshot(shot(trainer, *PROBES))
    effects = np.abs(view.newest.probes["sample"].effects)
    assert view.unit.number == effects.argmax() + 1


def test_that_an_answer_of_weights_without_an_update_says_so(view) -> None:
    follow(view, small_run(0), *PROBES)
    assert view.untrained.text() == "Not trained yet."


def test_that_a_patch_that_changes_a_sure_answer_is_not_said_to_leave_it_as_it_was() -> None:
    said = [text.replace("\u00a0", " ") for text in told_apart(0.99983, 0.99971)]
    assert said == ["99.98 %", "99.97 %"]
    assert told_apart(0.5, 0.5) == ("50.0\u00a0%", "50.0\u00a0%")


def test_that_the_colours_of_the_occlusion_have_a_scale_in_numbers(view) -> None:
    show(view)
    occlusion = view.newest.probes["occlusion"]
    reach = 100 * np.abs(occlusion.by_pixel()).max()
    assert f"changes it by {reach:.2f} percentage points" in view.causes.text()


def test_that_of_labels_it_is_told_what_the_network_says_of_each(qtbot: QtBot) -> None:
    Y = (np.vstack([LINEAR, X[:1]]) > 0).astype(float)
    seen = shot(trained(dataset(Y, LABELS), iterations=20), "sample")
    words = answer_text(seen, seen.probes["sample"])
    assert words.startswith("Truly ")
    assert "; what the network says of each label: name 0 with " in words
