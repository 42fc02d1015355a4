"""How the network answers is chosen in Calibration: nothing trains again, and Undo goes back."""

from pathlib import Path

from core.training.snapshots.snapshot import State
from gui.views.calibration.view import CalibrationView
from gui.views.runs.view import RunsView
from tests.gui.conftest import Bench


def test_that_a_threshold_and_a_temperature_are_taken_and_given_back(
    open_bench, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        '[data]\nkind = "moons"\nsamples = 60\ntest_share = 0.4\nnoise = 0.4\n'
        "[training]\niterations = 30\n"
    )
    bench: Bench = open_bench(str(file))
    bench.window.run_bar.live.click()
    bench.window.open_view("calibration")
    run = bench.wait_state(State.FINISHED).run
    view = bench.find("calibration_view", CalibrationView)
    threshold, temperature, refusal = view.pages
    bench.qtbot.waitUntil(lambda: not threshold.is_empty)
    threshold.choice.slider.setValue(300)
    threshold.choice.use.click()
    bench.wait(lambda snapshot: snapshot.experiment.answers.threshold == 0.3)
    view.open_page(1)
    bench.qtbot.waitUntil(lambda: not temperature.is_empty)
    temperature.use.click()
    bench.qtbot.waitUntil(lambda: temperature.words.text().startswith("In use: T = "))
    view.open_page(2)
    bench.qtbot.waitUntil(lambda: not refusal.is_empty)
    refusal.buttons["distance"].click()
    bench.wait(lambda snapshot: snapshot.experiment.answers.refuse == "distance")
    assert bench.snapshot.run == run
    assert bench.snapshot.state is State.FINISHED
    for _ in range(3):
        bench.window.menus.actions["undo"].trigger()
    answers = bench.wait(lambda snapshot: snapshot.experiment.answers.refuse == "never")
    bench.wait(lambda snapshot: snapshot.experiment.answers.threshold is None)
    assert answers.run == run


def test_that_a_run_that_is_over_keeps_the_threshold_that_is_chosen_for_it(brief: Bench) -> None:
    bench = brief
    bench.window.open_view("runs")
    runs = bench.find("runs_view", RunsView)
    bench.press("train")
    bench.wait_state(State.FINISHED)
    bench.qtbot.waitUntil(lambda: len(runs.listing.selected) == 1)
    name, said = runs.listing.selected[0].name, "count by the usual threshold, 0.5; 0.9 is its own"
    bench.window.settings.changed.emit("answers.threshold", 0.9)
    bench.qtbot.waitUntil(lambda: said in runs.words.text())
    assert [record.name for record in runs._records] == [name]
    assert runs.listing.selected[0].experiment.answers.threshold == 0.9
    bench.window.menus.actions["undo"].trigger()
    bench.qtbot.waitUntil(lambda: said not in runs.words.text())
