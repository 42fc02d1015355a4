"""A sweep at work: the same results wherever its runs are made, and no run made twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.data.load import load
from core.errors import ExperimentError
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.sweeps.events import Event, RunBegun, RunEnded, SweepEnded, TrialEnded
from core.sweeps.executors import PROCESSES, THREADS, Made, Threads
from core.sweeps.goals import GOALS
from core.sweeps.over import Choices, Range
from core.sweeps.results import SweepResults
from core.sweeps.searches import GRID, RANDOM
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_folder import read_sweep
from core.sweeps.sweep_run import SweepRun
from core.sweeps.trial_run import RunTask, train_runs
from core.training.run import run

RATE, HIDDEN = "training.learning_rate", "network.hidden"
SMALL = with_settings(
    preset("flower"), {"data.samples": 60, "data.test_share": 0.3, "training.iterations": 40}
)
OVER = (Range(RATE, 0.01, 1.0, log=True), Choices(HIDDEN, ([2], [3, 2])))
SWEEP = Sweep(experiment=SMALL, over=OVER, seeds=2, trials=6, search=RANDOM)


def swept(
    sweep: Sweep, folder: Path, executor: str = THREADS, events: list[Event] | None = None
) -> SweepResults:
    """The results of a sweep in a folder; what it told goes into `events`."""
    told = [] if events is None else events
    workers = 1 if executor == PROCESSES else 2  # each takes a second to start
    return SweepRun(sweep, folder, told.append, executor=executor, workers=workers).run()


def files(folder: Path) -> dict[str, bytes]:
    """The runs in a folder, byte for byte."""
    return {file.name: file.read_bytes() for file in (folder / "runs").iterdir()}


def test_that_threads_and_processes_make_the_same_runs_byte_for_byte(tmp_path: Path) -> None:
    for executor in (THREADS, PROCESSES):
        swept(SWEEP, tmp_path / executor, executor)
    made = files(tmp_path / THREADS)
    assert len(made) == 12
    assert made == files(tmp_path / PROCESSES)


def test_that_a_run_has_the_numbers_that_training_gives(tmp_path: Path) -> None:
    results = swept(SWEEP, tmp_path)
    one = results.runs[3]
    assert one.experiment
    assert one.result
    trainer = run(one.experiment, load(one.experiment.data))
    test = trainer.score_test()
    assert test
    assert one.result.test_cost == test.cost
    assert one.result.test_accuracy == test.accuracy
    assert one.result.train_cost == trainer.score_train().cost
    assert one.result.train_curve.values == tuple(trainer.history.train_cost.curve().values)


def test_that_runs_are_trained_with_others_while_more_wait_than_there_are_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together: list[int] = []
    submit = Threads.submit

    def watched(self: Threads, tasks: Sequence[RunTask], data: object) -> Made:
        together.append(len(tasks))
        return submit(self, tasks, data)

    monkeypatch.setattr(Threads, "submit", watched)
    swept(Sweep(experiment=SMALL, over=(Range(RATE, 0.1, 1.0, count=7),), seeds=3), tmp_path)
    assert together == [6, 4, 3, 2, 2, 2, 1, 1]  # fewer and fewer: two workers end at one time


def test_that_a_sweep_goes_on_without_repeating_a_run(tmp_path: Path) -> None:
    swept(SWEEP, tmp_path)
    before, events = files(tmp_path), list[Event]()
    lost = sorted(before)[:3]
    for name in lost:
        (tmp_path / "runs" / name).unlink()
    swept(SWEEP, tmp_path, events=events)
    assert files(tmp_path) == before
    assert sum(isinstance(event, RunBegun) for event in events) == len(lost)
    kept = [event.run.kept for event in events if isinstance(event, RunEnded)]
    assert kept.count(True) == 9


def test_that_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    swept(SWEEP, tmp_path)
    before = files(tmp_path)
    (tmp_path / "runs" / min(before)).write_bytes(b"{")
    swept(SWEEP, tmp_path)
    assert files(tmp_path) == before


def test_that_a_grid_makes_every_combination(tmp_path: Path) -> None:
    over = (Choices(RATE, (0.1, 0.2)), Choices(HIDDEN, ([2], [3], [4])))
    results = swept(Sweep(experiment=SMALL, over=over, search=GRID), tmp_path)
    settings = [(trial.settings[RATE], *trial.settings[HIDDEN]) for trial in results.trials]
    assert settings == [(0.1, 2), (0.1, 3), (0.1, 4), (0.2, 2), (0.2, 3), (0.2, 4)]


def test_that_the_best_trial_has_the_lowest_median_test_cost(tmp_path: Path) -> None:
    results = swept(SWEEP, tmp_path)
    medians = [trial.figure("test_cost")[0] for trial in results.best_first]
    assert medians == sorted(medians)
    assert results.goal.name == "test_cost"


def test_that_settings_at_odds_are_refused_and_the_others_are_trained(tmp_path: Path) -> None:
    over = (Choices("training.way", ("direct", "span")),)
    results = swept(Sweep(experiment=SMALL, over=over), tmp_path)
    assert [trial.state for trial in results.best_first] == ["complete", "refused"]
    assert "fewer training samples than inputs" in str(results.runs[1].problem)


def test_that_runs_that_are_refused_together_say_each_why() -> None:
    refused = with_settings(preset("flower"), {"training.patience": 5})
    task = RunTask("key", "data", refused, (), GOALS["train_cost"])
    made = train_runs([task, task], load(refused.data))
    assert ["training.patience" in str(each.result) for each in made] == [True, True]


def test_that_a_sweep_that_is_cancelled_keeps_what_has_ended(tmp_path: Path) -> None:
    events: list[Event] = []

    def tell(event: Event) -> None:
        events.append(event)
        if isinstance(event, RunEnded):
            work.cancel()

    work = SweepRun(SWEEP, tmp_path, tell, executor=THREADS, workers=1)
    work.run()
    assert isinstance(events[-1], SweepEnded)
    assert events[-1].reason == "cancelled"
    ended = [event.run for event in events if isinstance(event, RunEnded)]
    assert len(files(tmp_path)) == len(ended) < 12


def test_that_another_range_goes_on_with_the_runs_that_are_there(tmp_path: Path) -> None:
    first = Sweep(experiment=SMALL, over=(Choices(RATE, (0.1, 0.2, 0.3)),))
    wider = Sweep(experiment=SMALL, over=(Choices(RATE, (0.1, 0.2, 0.3, 0.4)),))
    events: list[Event] = []

    def tell(event: Event) -> None:
        events.append(event)
        if isinstance(event, TrialEnded) and work.sweep == first and event.trial.number == 1:
            work.change(wider)

    work = SweepRun(first, tmp_path, tell, executor=THREADS, workers=1)
    results = work.run()
    assert [trial.settings[RATE] for trial in results.trials] == [0.1, 0.2, 0.3, 0.4]
    assert [run.kept for run in results.runs][:2] == [True, True]


def test_that_the_folder_says_what_the_sweep_is(tmp_path: Path) -> None:
    swept(SWEEP, tmp_path)
    assert read_sweep(tmp_path) == SWEEP


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"over": ()}, "Say what to vary"),
        ({"over": (OVER[0], OVER[0])}, "is varied twice"),
        ({"over": (Choices("network.seed", (1, 2)),)}, "take one of the two"),
        ({"trials": None}, "goes on for ever"),
        ({"goal": "test_accuracy", "experiment": preset("flower")}, "there are none"),
    ],
)
def test_that_a_sweep_is_refused_with_what_to_do(
    changes: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    fields = {name: getattr(SWEEP, name) for name in SWEEP.__struct_fields__}
    with pytest.raises(ExperimentError, match=sentence):
        swept(Sweep(**fields | changes), tmp_path)


def test_that_more_runs_than_anybody_waits_for_are_refused(tmp_path: Path) -> None:
    over = tuple(Range(key, 0.1, 0.9, count=100) for key in (RATE, "network.scale", "training.l2"))
    with pytest.raises(ExperimentError, match="1,000,000 runs are too many"):
        swept(Sweep(experiment=SMALL, over=over), tmp_path)
