"""The numbers of the views that hold tables, saved from the real window."""

import csv
from pathlib import Path

import pytest

from core.training.snapshots.snapshot import State
from gui.views.view import SnapshotView
from tests.gui.conftest import Bench, show


@pytest.fixture(scope="module")
def trained_window(shared_window: Bench, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A window with a network whose units are all alike, trained for a moment."""
    file = tmp_path_factory.mktemp("trained") / "mine.toml"
    file.write_text(
        '[data]\nkind = "moons"\ntest_share = 0.25\n[network]\nhidden = [3]\n'
        'initialisation = "zeros"\n[training]\niterations = 40\n'
    )
    shared_window.begin(file)
    shared_window.window.run_bar.train.click()
    shared_window.wait_state(State.FINISHED)
    return shared_window


@pytest.fixture
def trained(trained_window: Bench) -> Bench:
    show(trained_window.qtbot, trained_window.window)
    return trained_window


def rows(view: SnapshotView, path: Path) -> list[dict[str, str]]:
    view.save_numbers(path / "numbers.csv")
    return list(csv.DictReader((path / "numbers.csv").read_text().splitlines()))


def test_that_the_confusions_are_saved_for_both_sides(trained, tmp_path: Path) -> None:
    view = trained.window.open_view("predictions")
    trained.qtbot.waitUntil(lambda: "predictions" in view.newest.probes)
    saved = rows(view, tmp_path)
    judged = view.newest.probes["predictions"]
    for side, predictions in (("train", judged.train), ("test", judged.test)):
        counts = [int(row["samples"]) for row in saved if row["side"] == side]
        assert counts == predictions.confusion(2).ravel().tolist()


def test_that_every_sample_is_saved_with_its_use(trained, tmp_path: Path) -> None:
    saved = rows(trained.window.open_view("data"), tmp_path)
    uses = [row["use"] for row in saved]
    assert uses.count("train") == trained.snapshot.train_count
    assert uses.count("test") == trained.snapshot.test_count


def test_that_runs_are_saved_with_their_settings_and_their_end(trained, tmp_path: Path) -> None:
    view = trained.window.open_view("runs")
    trained.qtbot.waitUntil(lambda: view.listing.runs.rowCount() == 1)
    (saved,) = rows(view, tmp_path)
    assert float(saved["train_cost"]) == trained.snapshot.train_cost.values[-1]
    assert saved["iterations"] == "40"
    assert saved["network.initialisation"] == "zeros"


def test_that_findings_are_saved_in_words(trained, tmp_path: Path) -> None:
    saved = rows(trained.window.health, tmp_path)
    assert "symmetric_units" in [row["finding"] for row in saved]
    assert all(row["in words"] for row in saved)
